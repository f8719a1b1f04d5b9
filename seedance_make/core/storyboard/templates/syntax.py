r"""A text read into parts: the words, and each `{{ name }}` with its place. `\{{` is a literal `{{`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from seedance_make.core.text.diagnostic import Place
from seedance_make.core.text.node import Node

_TOKEN = re.compile(r"\\\{\{|\{\{((?:(?!\{\{|\}\}).)*)\}\}|\{\{", re.DOTALL)
_OPENING = re.compile(r"\{\{([^{}]*)")
_LINE_BREAK = re.compile("\r\n|[\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """`{{ key }}` as written; without a key the `{{` is not closed."""

    key: str | None
    place: Place


@dataclass(slots=True, kw_only=True)
class TemplateReader:
    """Reads texts of some files; `sources` is file → its text."""

    sources: Mapping[str, str]
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def parts(self, node: Node) -> Iterator[str | Placeholder]:
        """The parts of a text, a number or a boolean; anything else has none."""
        source = scalar_text(node)
        if source is None:
            return
        if "{{" not in source:
            yield source
            return
        end = 0
        spots = self._spots(node)
        for nth, token in enumerate(_TOKEN.finditer(source)):
            yield source[end : token.start()]
            end = token.end()
            if token.group().startswith("\\"):
                yield "{{"
                continue
            key = None if token.group(1) is None else token.group(1).strip()
            yield Placeholder(key=key, place=_spot(node.place, spots[nth : nth + 1], key))
        yield source[end:]

    def _spots(self, node: Node) -> list[tuple[int, str]]:
        """Of each `{{` of a value that stands on one line, its column from 0 and what follows it there."""
        place = node.place
        lines = self._lines.get(place.file)
        if lines is None:
            lines = self._lines[place.file] = _LINE_BREAK.split(self.sources.get(place.file, ""))
        line = lines[place.line - 1][: place.end - 1] if place.line <= len(lines) else ""
        return [(spot.start(), spot[1]) for spot in _OPENING.finditer(line, place.column - 1)]


def _spot(whole: Place, spots: list[tuple[int, str]], key: str | None) -> Place:
    """The place of a name, or of its `{{`; the value's start when the value is not on one line."""
    for column, after in spots:
        start, width = column, 2
        if key and key in after:
            start, width = column + 2 + after.index(key), len(key)
        return Place(file=whole.file, line=whole.line, column=start + 1, end=start + 1 + width)
    return whole


def scalar_text(node: Node) -> str | None:
    """A text, a number or a boolean as it is written; None for anything else."""
    if isinstance(node.value, str):
        return node.value
    if isinstance(node.value, bool | int | Decimal):
        return node.text if node.text is not None else str(node.value).lower()
    return None
