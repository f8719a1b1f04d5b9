"""Colour, width and columns for what people read. Styles are few on purpose, and each also reads without colour."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
    "removed": "31;9",  # red and struck out
    "added": "32;4",  # green and underlined
    "warn": "1;33",
    "bad": "1;31",
}
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
NARROW = 24
"""Cells that a wrapped text keeps at least, however narrow the terminal is."""


@dataclass(frozen=True, slots=True)
class Paint:
    """Wraps text in a style, or leaves it alone."""

    color: bool

    def __call__(self, text: str, style: str | None) -> str:
        """The text in that style."""
        if not self.color or not style or not text:
            return text
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a page is shown."""

    paint: Paint
    width: int  # cells
    verbose: bool = False
    fields: bool = True  # whether the fields that changed stand below what they changed


def cells(text: str) -> int:
    """Cells of a terminal that a text takes: none for a colour or a combining mark, two for a wide character."""
    return sum(map(_cell, _ESCAPE.sub("", text)))


def _cell(char: str) -> int:
    if unicodedata.combining(char) or char in "\u200c\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Filled with blanks up to a width in cells."""
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks


SHORTEST_NAME = 16
BESIDES = 40
"""Cells of a line that a name leaves to the rest; a longer name loses its middle."""


def cut(text: str, width: int) -> str:
    """At most `width` cells of a text without colour; what is too much goes from its middle, since names that share
    a beginning differ at the end."""
    if cells(text) <= width:
        return text
    tail = _head(text[::-1], (width - 1) // 2)[::-1]
    return f"{_head(text, width - 1 - cells(tail))}…{tail}"


def _head(text: str, width: int) -> str:
    used = 0
    for n, char in enumerate(text):
        used += _cell(char)
        if used > width:
            return text[:n]
    return text


def plain_value(text: str, style: str | None, view: View, indent: int = 0) -> list[str]:
    """One styled text as lines."""
    return [" " * indent + line for line in wrap([(text, style)], view.width - indent, view.paint)]


def columns(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> list[str]:
    """Rows as lines with aligned columns, two blanks apart; `right` names the columns of numbers. A column in which
    nothing stands takes no room."""
    count = max(map(len, rows), default=0)
    widths = [max((cells(r[n]) for r in rows if n < len(r)), default=0) for n in range(count)]
    return [
        "  ".join(pad(c, widths[n], right=n in right) for n, c in enumerate(r) if widths[n]).rstrip()
        for r in rows
    ]


def wrap(pieces: Iterable[tuple[str, str | None]], width: int, paint: Paint) -> list[str]:
    """Styled pieces as lines of at most `width` cells, broken between words and between wide characters."""
    width = max(width, NARROW)
    lines: list[list[tuple[str, str | None]]] = [[]]
    used = 0
    for text, style in pieces:
        for part in _breakable(text, width):
            if used + cells(part.rstrip()) > width and used:
                lines.append([])
                used = 0
            piece = part if used else part.lstrip()
            lines[-1].append((piece, style))
            used += cells(piece)
    return [_painted(line, paint) for line in lines]


def _breakable(text: str, width: int) -> list[str]:
    """Parts between which a line may end; a word longer than a line is cut."""
    parts = re.findall(r"\s+|[^\s\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef]+|.", text)
    return [p[n : n + width] for p in parts for n in range(0, len(p), width)]


def _painted(line: list[tuple[str, str | None]], paint: Paint) -> str:
    """One line, with neighbours of one style joined so that the escapes stay few."""
    joined: list[tuple[str, str | None]] = []
    for text, style in line:
        if joined and joined[-1][1] == style:
            joined[-1] = (joined[-1][0] + text, style)
        else:
            joined.append((text, style))
    if joined:
        joined[-1] = (joined[-1][0].rstrip(), joined[-1][1])
    return "".join(paint(text, style) for text, style in joined)
