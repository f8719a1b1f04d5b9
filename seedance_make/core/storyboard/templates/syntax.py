r"""A text read into parts: the words, and each `{{ name }}` with its place. `\{{` is a literal `{{`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from seedance_make.core.text.diagnostic import Place
from seedance_make.core.text.node import Node
from seedance_make.core.text.source import SourceText

_TOKEN = re.compile(r"\\\{\{|\{\{((?:(?!\{\{|\}\}).)*)\}\}|\{\{", re.DOTALL)
_OPENING = re.compile(r"\{\{([^{}]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """`{{ key }}` as written; without a key the `{{` is not closed."""

    key: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReader:
    """Reads texts of some files."""

    source: SourceText

    def parts(self, node: Node) -> Iterator[str | Placeholder]:
        """The parts of a text, a number or a boolean; anything else has none."""
        text = scalar_text(node)
        if text is None:
            return
        if "{{" not in text:
            yield text
            return
        end = 0
        openings = self.source.find(node.place, _OPENING)
        for token in _TOKEN.finditer(text):
            opening = next(openings, None)
            yield text[end : token.start()]
            end = token.end()
            if token.group().startswith("\\"):
                yield "{{"
                continue
            key = None if token.group(1) is None else token.group(1).strip()
            yield Placeholder(key=key, place=_name_place(*opening, key) if opening else node.place)
        yield text[end:]


def _name_place(opening: re.Match[str], place: Place, key: str | None) -> Place:
    """The place of a name; of its `{{` where that is not closed, or the name goes over two lines."""
    start, width = place.column, 2
    if key and key in opening[1]:
        start, width = place.column + 2 + opening[1].index(key), len(key)
    return replace(place, column=start, end=start + width)


def scalar_text(node: Node) -> str | None:
    """A text, a number or a boolean as it is written; None for anything else."""
    if isinstance(node.value, str):
        return node.value
    if isinstance(node.value, bool | int | Decimal):
        return node.text if node.text is not None else str(node.value).lower()
    return None
