"""A located diagnostic: what is wrong, where, and the way out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from seedance_make.core.text.node import Place


class Severity(StrEnum):
    """An error refuses the manifest; a warning is shown and refuses only under `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One line for a person. `name` is stable and can be silenced when it is a warning (`lint: {ignore: [name]}`)."""

    place: Place
    path: str  # dotted, as a person would say it: shots.opening.duration
    name: str  # kebab-case: out-of-range, unknown-key
    message: str
    help: str | None = None
    severity: Severity = Severity.ERROR
    also: tuple[Place, ...] = ()  # further lines to show, such as the first of two duplicates


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems as they stand in the files: by file in order of first mention, then line and column."""
    found = list(problems)
    files = {p.place.file: n for n, p in reversed(list(enumerate(found)))}
    return tuple(sorted(found, key=lambda p: (files[p.place.file], p.place.line, p.place.column)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that refuse the manifest."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)
