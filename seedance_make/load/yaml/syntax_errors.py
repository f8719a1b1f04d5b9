"""What a YAML reader's error means for somebody who writes prompts, not YAML."""

import re
from dataclasses import dataclass
from itertools import accumulate

from seedance_make.core.text.diagnostic import Problem, Wording
from seedance_make.core.text.node import KeyPath, dotted
from seedance_make.load.yaml.file_text import FileText
from seedance_make.load.yaml.refused import KEY_MISSING

_LIST_VALUE = re.compile(r"\s*(?:-\s+)+(\S.*)\Z")
_KEY_VALUE = re.compile(r"\s*:\s+(\S.*)\Z")
_IN_FLOW = re.compile(r"[^,\[\]{}]*")
_BRACES_IN_FLOW = re.compile(r"\{\{[^{}]*\}\}[^,\[\]{}]*")
_TEXT_BEFORE = re.compile(r"""\A.*(?:[:,]\s+|[\[{]\s*)([^\s,:\[\]{}"'][^,\[\]{}"']*)\Z""")
_OPEN_BRACKETS = ("[", "{")
_COMMENT = re.compile(r"\s(#.*)\Z")
_MARKS = {
    "*": "is read as an alias",
    "&": "is read as an anchor",
    "!": "is read as a tag",
    "@": "means nothing in YAML",
    "`": "means nothing in YAML",
    "%": "means nothing here in YAML",
    "[": "opens a list",
    "{": "opens a mapping",
    "]": "closes a list",
    "}": "closes a mapping",
    ",": "separates entries of a list",
    "|": "announces lines that follow",
    ">": "announces lines that follow",
    "-": "begins an entry of a list",
    "?": "announces a key",
    "#": "begins a comment",
}
_INDENTATION = ("did not find expected key", "did not find expected '-'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Where an unquoted text begins that only lacks its quotes: the reader can go on as if it had them. All from 0.
    In block style it goes to the end of its line, and lines below that are indented deeper than `indent` belong to it."""

    line: int
    column: int
    indent: int
    end: int | None = None  # the column after it, inside brackets


@dataclass(frozen=True, slots=True, kw_only=True)
class LastKey:
    """The last key in block style: its line, columns and path. All from 0."""

    line: int
    start: int
    end: int
    path: KeyPath


class Stop(Exception):  # noqa: N818 - no error of the program's
    """The reader cannot go on, except where there is a repair."""

    def __init__(self, problem: Problem, *, repair: Repair | None = None) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.repair = repair


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorContext:
    """Where in the text an error came up."""

    text: FileText
    last: LastKey | None
    path: str  # of the value that was being read
    flow: bool  # inside [ ] or { }

    def stop(self, at: tuple[int, int], wording: Wording, end: int | None = None) -> Stop:
        """A stop at (line, column) from 0 that says this."""
        line = min(at[0], len(self.text.lines) - 1)
        column = at[1] if line == at[0] else len(self.text.lines[line])
        return Stop(Problem.worded(wording, self.text.place(line, column, end), self.path_at(line)))

    def path_at(self, line: int) -> str:
        """The path of what stands on a line: of the last key's value when it is there."""
        return dotted(self.last.path) if self.last and self.last.line == line and not self.flow else self.path

    def rest(self, line: int, column: int) -> str:
        """A line from a column on."""
        return self.text.lines[line][column:].rstrip() if line < len(self.text.lines) else ""

    def value_on(self, line: int) -> Repair | None:
        """Where the value on a line begins: after the last key when that stands there, else after a list's dash."""
        if line >= len(self.text.lines):
            return None
        whole, last = self.text.lines[line], self.last
        if last and last.line == line:
            value = _KEY_VALUE.match(whole, last.end)
            return Repair(line=line, column=value.start(1), indent=last.start) if value else None
        value = _LIST_VALUE.match(whole)
        return (
            Repair(line=line, column=value.start(1), indent=whole.rindex("-", 0, value.start(1)))
            if value
            else None
        )


def explain(error: Exception, scene: ErrorContext) -> Stop:
    """A problem in plain words for an error of the YAML reader."""
    reason = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    at = (mark.line, mark.column) if mark else (0, 0)
    value = scene.value_on(at[0])
    if "Unicode character escape" in reason:
        start = (value.line, value.column) if value else at
        hint = "holds an escape that names no character, such as half of a surrogate pair"
        return scene.stop(start, ("control-character", hint, "write the character itself"))
    tab = _tab(scene.text, at[0])
    if tab is not None:
        return scene.stop(tab, ("tab-indent", "a tab cannot indent YAML", "use blanks"))
    if scene.flow:
        return (
            _in_flow(error, scene, reason)
            or _bracket_in_text(scene, at)
            or _general(error, scene, at, reason)
        )
    worded = _worded(scene.rest(value.line, value.column), reason) if value else None
    if value and worded:
        end = value.column + len(scene.rest(value.line, value.column))
        return Stop(scene.stop((value.line, value.column), worded, end).problem, repair=value)
    late = None if "end of stream" in reason else _late_quote(scene, at)
    if late is None and reason.startswith(_INDENTATION):
        late = _text_after_comment(scene, at)
    return late or _general(error, scene, at, reason)


def braces(scene: ErrorContext, line: int, column: int) -> Stop:
    """An unquoted text that begins with `{{`."""
    rest = scene.rest(line, column)
    inside = _BRACES_IN_FLOW.match(rest) if scene.flow else None
    rest = inside[0].rstrip() if inside else rest
    wording = (
        "needs-quotes",
        "text that begins with {{ needs quotes: unquoted, it opens a mapping",
        "write " + quoted(rest),
    )
    value = scene.value_on(line)
    repair = value if value and value.column == column else None
    if scene.flow:
        repair = Repair(line=line, column=column, indent=0, end=column + len(rest)) if inside else None
    return Stop(scene.stop((line, column), wording, column + len(rest)).problem, repair=repair)


def quoted(text: str) -> str:
    """A text in double quotes as YAML reads it; a long one is cut."""
    whole = text if len(text) <= 60 else text[:59].rstrip() + "…"
    return '"' + whole.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _worded(value: str, reason: str) -> Wording | None:
    """Name, message and help for an unquoted value that YAML cannot take as text."""
    first = value[:1]
    if first and first in "\"'":
        if value.find(first, 1) < 0 or "end of stream" in reason:
            return None
        inner = value[1:-1] if value.endswith(first) else value
        return "needs-quotes", f"more text follows after the closing {first}", f"write {quoted(inner)}"
    if first in _MARKS and (first not in "-?" or value[1:2] in {" ", ""}):
        return _needs_quotes(first, value)
    if "mapping values" in reason:
        message = "text with a colon and a blank in it needs quotes: unquoted, it begins a mapping"
        return "needs-quotes", message, "write " + quoted(value)
    return None


def _needs_quotes(first: str, value: str) -> Wording:
    message = f"text that begins with {first} needs quotes: unquoted, it {_MARKS[first]}"
    return "needs-quotes", message, "write " + quoted(value)


def _in_flow(error: Exception, scene: ErrorContext, reason: str) -> Stop | None:
    """A character inside brackets that begins no value."""
    mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
    if mark is None or not ("cannot start any token" in reason or "alphabetic or numeric" in reason):
        return None
    rest = scene.rest(mark.line, mark.column)
    if rest[:1] not in _MARKS:
        return None
    inside = _IN_FLOW.match(rest)
    value = inside[0].rstrip() if inside else rest
    end = mark.column + len(value)
    stop = scene.stop((mark.line, mark.column), _needs_quotes(rest[0], value), end)
    closed = rest[len(value) :].lstrip()[:1] in {",", "]", "}"}
    repair = Repair(line=mark.line, column=mark.column, indent=0, end=end) if closed else None
    return Stop(stop.problem, repair=repair)


def _bracket_in_text(scene: ErrorContext, at: tuple[int, int]) -> Stop | None:
    """A bracket after the first words of an unquoted text that stands inside brackets itself: all on one line."""
    whole = scene.rest(at[0], 0)
    before = _TEXT_BEFORE.search(whole[: at[1]])
    sign = whole[at[1] : at[1] + 1]
    if not before or sign not in _OPEN_BRACKETS:
        return None
    depths = accumulate((char in "[{") - (char in "]}") for char in whole[at[1] :])
    closed = next((n for n, depth in enumerate(depths) if depth == 0), None)
    if closed is None:
        return None
    rest = _IN_FLOW.match(whole, at[1] + closed + 1)
    start, end = before.start(1), rest.end() if rest else len(whole)
    value = whole[start:end].rstrip()
    message = f"text with {sign} in it needs quotes here: unquoted, it {_MARKS[sign]}"
    stop = scene.stop((at[0], start), ("needs-quotes", message, "write " + quoted(value)), start + len(value))
    repair = Repair(line=at[0], column=start, indent=0, end=start + len(value))
    return Stop(stop.problem, repair=repair)


def _text_after_comment(scene: ErrorContext, at: tuple[int, int]) -> Stop | None:
    """A ` #` in an unquoted text of several lines ended it there; what is below belongs to nothing."""
    above = scene.rest(at[0] - 1, 0)
    comment = _COMMENT.search(above)
    deeper = scene.last and len(scene.rest(at[0], 0)) - len(scene.rest(at[0], 0).lstrip()) > scene.last.start
    if not comment or not deeper:
        return None
    message = "this # begins a comment, which ends the text: the line below belongs to nothing"
    way_out = "quote the whole text; of a comment, write a blank after its #"
    return scene.stop((at[0] - 1, comment.start(1)), ("comment-in-text", message, way_out), len(above))


def _late_quote(scene: ErrorContext, at: tuple[int, int]) -> Stop | None:
    """A quote that was left open closes at the next one, lines below, and the error comes up only there."""
    value = scene.value_on(scene.last.line) if scene.last and scene.last.line < at[0] else None
    rest = scene.rest(value.line, value.column) if value else ""
    if value is None or rest[:1] not in {'"', "'"} or rest.find(rest[0], 1) > 0:
        return None
    message = f"this quote closes only at line {at[0] + 1}, and more text follows there"
    return scene.stop((value.line, value.column), ("yaml-syntax", message, "close it where the text ends"))


def _general(error: Exception, scene: ErrorContext, at: tuple[int, int], reason: str) -> Stop:
    opened = getattr(error, "context_mark", None)
    context = str(getattr(error, "context", None) or "")
    start = (opened.line, opened.column) if opened else at
    unended = "end of stream" in reason or ("flow" in context and "did not find expected ',' or" in reason)
    if unended and opened:
        kind = "quote" if "quoted" in context else "bracket"
        return scene.stop(start, ("yaml-syntax", f"this {kind} is never closed", "close it"))
    if "could not find expected ':'" in reason:
        return scene.stop(start, ("yaml-syntax", "a colon is missing after the key", "write `key: value`"))
    if scene.rest(at[0], 0).lstrip().startswith(":"):
        return scene.stop(at, KEY_MISSING)
    if "mapping values" in reason:
        way_out = "quote the text that holds `: `, or indent the key like its neighbours"
        return scene.stop(at, ("yaml-syntax", "this colon comes after no key", way_out))
    if reason.startswith(_INDENTATION):
        way_out = "indent the keys of one mapping alike"
        return scene.stop(at, ("yaml-syntax", "this line does not fit its indentation", way_out))
    plain = {"did not find expected <document start>": "more text follows after its end"}
    return scene.stop(at, ("yaml-syntax", f"is not YAML: {plain.get(reason, reason)}", None))


def _tab(text: FileText, line: int) -> tuple[int, int] | None:
    """The first tab of a line's indentation."""
    whole = text.lines[line] if line < len(text.lines) else ""
    indent = whole[: len(whole) - len(whole.lstrip())]
    return (line, indent.index("\t")) if "\t" in indent else None
