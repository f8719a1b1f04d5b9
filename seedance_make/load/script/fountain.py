"""Fountain (fountain.io/syntax) → Outline, line by line.

The parsers that there are keep a play's meaning and not its lines (comments that are not closed, `(CONT'D)`, the marks of
forced lines are lost), and know the capitals of English alone. Here every line is kept, and any script has capitals.
"""

import re
from dataclasses import dataclass, field

from seedance_make.load.script.outline import MOST_SECTIONS, DraftShot, Outline, Speech, lines_of

_TITLE_PAGE = re.compile(
    r"(title|credit|authors?|source|notes|draft date|date|contact|copyright|revision|episode|format)\s*:",
    re.IGNORECASE,
)
_TITLE = re.compile(r"title\s*:\s*(.*)", re.IGNORECASE)
_HEADING = re.compile(r"(int\.?/ext|ext\.?/int|int|ext|est|i/e)[. ]", re.IGNORECASE)
_FORCED_HEADING = re.compile(r"\.(?!\.)\s*\S")
_NUMBER = re.compile(r"\s*#([^#\s]+)#\s*\Z")
_SECTION = re.compile(r"(#{1,6})\s*(.*)")
_CUE = re.compile(r"(@?)(.+?)\s*((?:\([^()]*\)\s*)*)\^?\s*\Z")


def fountain_outline(text: str) -> Outline:
    """The outline of a screenplay."""
    return _Reader(_apart(text)).read()


@dataclass(slots=True, kw_only=True)
class _Line:
    """A line, and what of it is no remark to people."""

    raw: str
    text: str


def _apart(text: str) -> list[_Line]:
    """Each line with the part of it that is played. What stands between marks may span lines; a note ends at a blank
    one, and what is not closed is no remark."""
    lines = lines_of(text)
    hidden = _hidden("\n".join(lines))
    made, at = [], 0
    for raw in lines:
        kept = "".join(c for n, c in enumerate(raw, at) if n not in hidden)
        made.append(_Line(raw=raw.strip(), text=kept))
        at += len(raw) + 1
    return made


def _hidden(text: str) -> set[int]:
    spans = re.finditer(r"/\*.*?\*/|\[\[(?:(?!\n[ ]?\n|\]\]).)*\]\]", text, re.DOTALL)
    return {n for span in spans for n in range(*span.span())}


@dataclass(slots=True)
class _Reader:
    lines: list[_Line]
    outline: Outline = field(default_factory=Outline)
    sections: list[str] = field(default_factory=list)
    heading: str = ""
    scene: int = 0
    shot: DraftShot | None = None  # of this scene, that dialogue belongs to
    pending: list[str] = field(default_factory=list)  # lines that belong to the next shot's note

    def read(self) -> Outline:
        at = self._title_page()
        while at < len(self.lines):
            at = self._element(at)
        self._close_scene()
        if self.pending and self.outline.shots:
            self.outline.shots[-1].note += self.pending
        elif self.pending:
            self.outline.front += self.pending
        return self.outline

    def _title_page(self) -> int:
        at = next((n for n, line in enumerate(self.lines) if line.raw), len(self.lines))
        if at == len(self.lines) or not _TITLE_PAGE.match(self.lines[at].raw):
            return at
        end = next((n for n in range(at, len(self.lines)) if not self.lines[n].raw), len(self.lines))
        page = [line.raw for line in self.lines[at:end]]
        self.outline.front += page
        for n, raw in enumerate(page):
            if match := _TITLE.fullmatch(raw):
                rest = [line for line in page[n + 1 :] if not match[1] and line]
                self.outline.title = re.sub(r"[*_]", "", match[1] or next(iter(rest), "")).strip()
        return end

    def _element(self, at: int) -> int:
        """Take in what begins at this line; where the next one begins."""
        raw, text = self.lines[at].raw, self.lines[at].text.strip()
        if not text:
            if raw:
                self._aside(raw)
            return at + 1
        blank_before = at == 0 or self.lines[at - 1].text.strip()[:1] in {"", *"#=~>"}
        blank_after = at + 1 == len(self.lines) or not self.lines[at + 1].text.strip()
        if match := _SECTION.fullmatch(text):
            self._section(len(match[1]), match[2].strip(), raw)
        elif _FORCED_HEADING.match(text) or (blank_before and _HEADING.match(text)):
            self._scene(text, raw)
        elif text[0] in "=~>" or (blank_before and blank_after and _is_transition(text)):
            self._aside(raw)
        elif text[0] == "@" or (blank_before and not blank_after and _is_cue(text)):
            return self._dialogue(at, text)
        else:
            return self._action(at)
        return at + 1

    def _section(self, level: int, title: str, raw: str) -> None:
        self._close_scene()
        self.shot, self.heading = None, ""
        self.sections = [*self.sections[: level - 1], title][:MOST_SECTIONS]
        self.scene += 1
        self.pending.append(raw)

    def _scene(self, text: str, raw: str) -> None:
        self._close_scene()
        self.scene += 1
        self.heading, self.shot = text.lstrip(".").strip(), None
        self.pending.append(raw)

    def _close_scene(self) -> None:
        """A scene of which nothing is told is a shot of its heading."""
        if self.heading and self.shot is None:
            self._begin().words.append(_NUMBER.sub("", self.heading))
        self.heading = ""

    def _begin(self) -> DraftShot:
        number = _NUMBER.search(self.heading)
        heading = _NUMBER.sub("", self.heading)
        named = f"{number[1]} {heading}" if number else heading
        folder = (*(s for s in self.sections if s), *([named] if named else []))
        self.shot = DraftShot(folder=folder, scene=self.scene, note=self.pending)
        self.pending = []
        self.outline.shots.append(self.shot)
        return self.shot

    def _aside(self, raw: str) -> None:
        (self.pending if self.shot is None else self.shot.note).append(raw)

    def _action(self, at: int) -> int:
        """Lines up to a blank one, or to one that is forced to be something else."""
        shot, end = self._begin(), at
        while end < len(self.lines) and (text := self.lines[end].text.strip()):
            if end > at and (text[0] in "#=~>@" or _FORCED_HEADING.match(text)):
                break
            words = text.removeprefix("!").strip()
            shot.words.append(words)
            if self.lines[end].raw != words:
                shot.note.append(self.lines[end].raw)
            end += 1
        return end

    def _dialogue(self, at: int, cue: str) -> int:
        """A name, and all that stands below it; two blanks on a line are no end."""
        shot = self.shot or self._begin()
        match = _CUE.fullmatch(cue)
        assert match is not None
        speech = Speech(speaker=match[2].strip(), manner=match[3].strip())
        shot.note.append(self.lines[at].raw)
        shot.words.append(speech)
        end = at + 1
        while end < len(self.lines) and (
            self.lines[end].text.strip() or self.lines[end].text.startswith("  ")
        ):
            text = self.lines[end].text.strip()
            if self.lines[end].raw != text or text.startswith("~"):
                shot.note.append(self.lines[end].raw)
            if text and not text.startswith("~"):
                speech.lines.append(text)
            end += 1
        return end


def _is_transition(text: str) -> bool:
    return text.endswith("TO:") and text == text.upper()


def _is_cue(text: str) -> bool:
    """A name in capitals of any script that has them; what stands in parentheses may be small."""
    match = _CUE.fullmatch(text)
    if match is None or text.startswith("!"):
        return False
    name = match[2]
    return name == name.upper() and any(c.isupper() for c in name)
