"""Texts with their names put in.

There is no language here: a name is replaced by its text, and nothing else is special. The named texts are put
together in order of need, so that a chain of any length costs no recursion, and one that doubles at each step stops
at a bound instead of filling the memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seedance_make.core.storyboard.graph import arrange, drawn
from seedance_make.core.storyboard.layers import ReportProblem
from seedance_make.core.storyboard.templates.syntax import TemplateReader, scalar_text
from seedance_make.core.storyboard.templates.vocabulary import Name, NamedText, Vocabulary
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.node import Node
from seedance_make.core.text.suggest import short

LONGEST_TEXT = 100_000  # characters that names put into one text; the API takes 4,000
_Parts = tuple[str | Name | None, ...]  # None is a name without meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpandedText:
    """A text whose names are put in, but for pictures, whose number each shot decides. Its ends are trimmed."""

    parts: tuple[str | Name, ...] = ()
    mentions: tuple[str, ...] = ()  # members of the cast in order of mention
    broken: bool = False  # something in it is wrong, and has been reported


BROKEN = ExpandedText(broken=True)


@dataclass(slots=True, kw_only=True)
class Texts:
    """All texts of a manifest. Problems go to `report` as they are met, those of a text once."""

    vocabulary: Vocabulary
    reader: TemplateReader
    report: ReportProblem
    named: dict[str, ExpandedText] = field(default_factory=dict)  # by name, once `prepare` has been called
    _read: dict[int, ExpandedText] = field(default_factory=dict)

    def text(self, node: Node, path: str) -> ExpandedText:
        """A text that has no name, such as a prompt, with all names put in."""
        text = self._read.get(id(node))
        if text is None:
            entry = NamedText(node=node, path=path)
            text = self._read[id(node)] = self._join(self._parts(entry), entry)
        return text

    def prepare(self) -> None:
        """Put the named texts together, each after those that it needs; rings are reported whole."""
        entries = self.vocabulary.entries
        parts = {name: self._parts(entry) for name, entry in entries.items()}
        needs = {n: [p.key for p in ps if isinstance(p, Name) and not p.picture] for n, ps in parts.items()}
        order, rings = arrange(needs)
        for ring in rings:
            self.report(_ring_problem(ring, parts))
            self.named.update(dict.fromkeys(ring, BROKEN))
        for name in order:
            if name not in self.named:
                self.named[name] = self._join(parts[name], entries[name])

    def _parts(self, entry: NamedText) -> _Parts:
        if scalar_text(entry.node) is None:
            return (None,)  # the schema's to report
        return tuple(
            part if isinstance(part, str) else self.vocabulary.meaning(part, entry.path, self.report)
            for part in self.reader.parts(entry.node)
        )

    def _join(self, parts: _Parts, entry: NamedText) -> ExpandedText:
        joined: list[str | Name] = [""]
        mentions: dict[str, None] = {}
        length = 0  # of what names put in
        for part in parts:
            if isinstance(part, str):
                _append(joined, part)
            elif isinstance(part, Name):
                text = ExpandedText(parts=(part,)) if part.picture else self.named[part.key]
                mentions.update(
                    dict.fromkeys((part.member, *text.mentions) if part.member else text.mentions)
                )
                length += sum(len(piece) if isinstance(piece, str) else 1 for piece in text.parts)
                if length > LONGEST_TEXT:
                    self.report(_too_long(entry))
                    return BROKEN
                for piece in text.parts:
                    _append(joined, piece)
        broken = any(
            p is None or (isinstance(p, Name) and not p.picture and self.named[p.key].broken) for p in parts
        )
        return ExpandedText(parts=_trimmed(joined), mentions=tuple(mentions), broken=broken)


def _append(joined: list[str | Name], part: str | Name) -> None:
    """Add a part; neighbouring strings become one, so that only the outermost ends are trimmed."""
    last = joined[-1]
    if isinstance(part, str) and isinstance(last, str):
        joined[-1] = last + part
    else:
        joined.append(part)


def _trimmed(joined: list[str | Name]) -> tuple[str | Name, ...]:
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        part = joined[end]
        if isinstance(part, str):
            joined[end] = strip(part)
    return tuple(part for part in joined if part)


def _ring_problem(ring: tuple[str, ...], parts: Mapping[str, _Parts]) -> Problem:
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    hops = [next(p for p in parts[name] if isinstance(p, Name) and p.key == after) for name, after in pairs]
    return Problem(
        place=hops[0].place,
        path=hops[0].path,
        name="text-ring",
        message=f"`{short(ring[0])}` needs itself: {drawn(ring)}",
        help="take one of these names out of the text that holds it",
        also=tuple(hop.place for hop in hops[1:]),
    )


def _too_long(entry: NamedText) -> Problem:
    message = f"grows beyond {LONGEST_TEXT:,} characters with its names put in"
    way_out = "texts that hold each other twice double at each step: take some out"
    return Problem.worded(("text-too-long", message, way_out), entry.node.place, entry.path)
