"""Text → a tree of nodes that know their places, and every problem of form on the way.

Where text only lacks its quotes, the reader goes on as if it had them, so that one look shows every such place.
"""

from dataclasses import dataclass

from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.node import Node
from seedance_make.load.yaml.build import Builder, Swallowed, hidden
from seedance_make.load.yaml.file_text import FileText
from seedance_make.load.yaml.syntax_errors import Repair

_MENDED_AT_MOST = 100
_MENDED_CHARACTERS = 20_000_000
"""Each mended place costs another pass: a large file gets fewer of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlTree:
    """A file's values. `root` is None when the text is no YAML, or empty."""

    root: Node | None
    problems: tuple[Problem, ...]
    swallowed: tuple[Swallowed, ...] = ()


def parse_yaml(text: FileText) -> YamlTree:
    """The tree of one file; every value keeps its place. Never raises, whatever the text."""
    shown = hidden(text.text)
    attempts = min(_MENDED_AT_MOST, max(1, _MENDED_CHARACTERS // (len(shown) + 1)))
    mended: list[Problem] = []
    while True:
        builder = Builder(text)
        stop = builder.run(shown)
        if stop is None or stop.repair is None or len(mended) + 1 >= attempts:
            break
        mended.append(stop.problem)
        shown = _quoted(shown, text, stop.repair)
    problems = [*mended, *builder.problems]
    if stop is not None and not _follows_from(stop.problem, problems):
        problems.append(stop.problem)
    return YamlTree(
        root=None if stop else builder.root, problems=tuple(problems), swallowed=tuple(builder.swallowed)
    )


def _follows_from(problem: Problem, others: list[Problem]) -> bool:
    """Whether a syntax error only follows from what was said of its line already."""
    return any(p.place.line == problem.place.line and p.name.startswith("yaml-") for p in others)


def _quoted(shown: str, text: FileText, repair: Repair) -> str:
    """The text with the rest of one line as a quoted text of the same length, and the lines that belong to it blank."""
    width = (len(text.lines[repair.line]) if repair.end is None else repair.end) - repair.column
    filling = '"' + "x" * (width - 2) + '"' if width > 1 else "x"
    shown = _replaced(shown, text.starts[repair.line] + repair.column, filling)
    if repair.end is not None:
        return shown
    for number in range(repair.line + 1, len(text.lines)):
        line = text.lines[number]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= repair.indent:
            break
        shown = _replaced(shown, text.starts[number], " " * len(line)) if line.strip() else shown
    return shown


def _replaced(shown: str, start: int, part: str) -> str:
    return shown[:start] + part + shown[start + len(part) :]
