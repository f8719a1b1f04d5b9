"""Problems → text with the source line and a caret, or data.

storyboard.yaml:14:15: shots.opening.duration: must be 4 to 15 seconds, not 16
   14 |     duration: 16
      |               ^^
   help: what is longer takes several shots
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from seedance_make.core.text.diagnostic import Place, Problem, Severity
from seedance_make.core.text.redact import black_out, clean, visible
from seedance_make.ui.paint import Paint, cells
from seedance_make.ui.words import many

WIDTH = 100
"""Cells of a source line that are shown; of a longer one, the part around the place."""

_LINES_BEFORE = 6  # that are looked at for a key whose value is the secret on this line
_REACH = 1000  # characters to each side of a place that are looked at
_BREAK = re.compile(r"\r\n|\r|\n")

Lines = Mapping[str, list[str]]


def render_problems(problems: Iterable[Problem], sources: Mapping[str, str], *, color: bool = False) -> str:
    """All problems as people read them, in the order given, each line with its line break. `sources`: file → its text."""
    paint = Paint(color)
    lines = {file: _BREAK.split(text) for file, text in sources.items()}
    return "".join(f"{line}\n" for problem in problems for line in _block(problem, lines, paint))


def problem_count(problems: Iterable[Problem]) -> str:
    """How many errors and warnings there are, where there is more than one problem, with its line break."""
    counts = Counter(p.severity for p in problems)
    if counts.total() < 2:
        return ""
    parts = [many(counts[kind], kind.value) for kind in (Severity.ERROR, Severity.WARNING) if counts[kind]]
    return f"{', '.join(parts)}\n"


def _block(problem: Problem, lines: Lines, paint: Paint) -> Iterable[str]:
    place = problem.place
    warning = problem.severity is Severity.WARNING
    parts = [paint(f"{clean(place.file)}:{place.line}:{place.column}:", "bold")]
    if warning:
        parts.append(paint("warning:", "warn"))
    if problem.path:
        parts.append(f"{clean(problem.path)}:")
    parts.append(clean(problem.message) if warning else paint(clean(problem.message), "bad"))
    yield " ".join(parts)
    width = max(5, *(len(str(p.line)) for p in (place, *problem.also)))
    yield from _source(place, lines, width, partial(paint, style="warn" if warning else "bad"), "^")
    for other in problem.also:
        if other.file != place.file:
            yield f"{' ' * width} --> {clean(other.file)}:{other.line}:{other.column}"
        yield from _source(other, lines, width, partial(paint, style="cyan"), "-")
    if problem.help:
        yield f"   {paint('help:', 'cyan')} {clean(problem.help)}"


def _source(place: Place, lines: Lines, width: int, mark: "partial[str]", sign: str) -> Iterable[str]:
    """The numbered line and the marks below it; nothing when the line is not at hand."""
    source = lines.get(place.file, [])
    if not 1 <= place.line <= len(source):
        return
    shown, before, under = _window(_darkened(source, place.line, place.column), place)
    yield f"{place.line:>{width}} | {shown}".rstrip()
    yield f"{' ' * width} | {' ' * before}{mark(sign * under)}"


def _darkened(lines: list[str], number: int, column: int) -> tuple[str, int]:
    """A line without its secrets, cut to the reach of a column, and how many characters were cut before it."""
    start = max(0, column - 1 - _REACH)
    above = [line[:_REACH] for line in lines[max(0, number - 1 - _LINES_BEFORE) : number - 1]]
    here = lines[number - 1][start : column + _REACH]
    whole = black_out("\n".join([*above, here]))
    return whole.split("\n")[-1], start


def _window(darkened: tuple[str, int], place: Place) -> tuple[str, int, int]:
    """What is shown of a line, the cells before the mark, and the cells of the mark."""
    line, cut = darkened
    parts = [visible(char) for char in line]
    sizes = [cells(part) for part in parts]
    first = min(place.column - 1 - cut, len(parts))
    last = max(first, min(place.end - 1 - cut, len(parts)))
    low, high = 0, len(parts)
    if cut or sum(sizes) > WIDTH:
        low, high = _around(sizes, first)
    head = "…" if cut or low else ""
    tail = "…" if high < len(parts) else ""
    before = cells(head) + sum(sizes[low:first])
    under = sum(sizes[first : min(last, high)])
    return f"{head}{''.join(parts[low:high])}{tail}", before, max(1, under)


def _around(sizes: list[int], first: int) -> tuple[int, int]:
    """The stretch of a long line that is shown: a third of the width before the place, the rest after it."""
    low, used = first, 0
    while low > 0 and used + sizes[low - 1] <= WIDTH // 3:
        low -= 1
        used += sizes[low]
    high = first
    while high < len(sizes) and used + sizes[high] <= WIDTH - 2:
        used += sizes[high]
        high += 1
    return low, high
