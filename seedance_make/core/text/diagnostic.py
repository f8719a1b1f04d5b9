"""A located diagnostic: what is wrong, where, and the way out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stretch of one line. `file` is the name that people see; lines and columns count from 1, in characters."""

    file: str
    line: int
    column: int
    end: int  # the column after the last character, on the same line


class Severity(StrEnum):
    """An error refuses the manifest; a warning is shown and refuses only under `--strict`."""

    ERROR = "error"
    WARNING = "warning"


def spoken(name: str) -> str:
    """A name inside a dotted path or a message, kept on one line."""
    return name if name.isprintable() else ascii(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What a problem is about: a shot, as written, on its way, or resolved."""

    name: str
    place: Place  # of the name

    def path_of(self, field: str = "") -> str:
        """The shot, or one field of it, as a person would say it: shots.opening.duration."""
        return f"shots.{spoken(self.name)}" + (f".{field}" if field else "")

    def place_of(self, field: str) -> Place:  # noqa: ARG002 - those that know their fields' places do better
        """Where a field's value stands; the shot's name where that is written nowhere, or not known."""
        return self.place


Wording = tuple[str, str, str | None]
"""What a problem says: its name, the message, the way out."""


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

    @classmethod
    def worded(cls, wording: Wording, place: Place, path: str = "") -> "Problem":
        """The error that says this."""
        name, message, way_out = wording
        return cls(place=place, path=path, name=name, message=message, help=way_out)

    @classmethod
    def at(
        cls,
        shot: Located,
        field: str = "",
        *,
        name: str,
        message: str,
        help: str | None = None,  # noqa: A002 - the field's name
        severity: Severity = Severity.ERROR,
        place: Place | None = None,
        also: tuple[Place, ...] = (),
    ) -> "Problem":
        """A problem of a shot, or of one field of it. It stands at `place`, else at the field's value, else at the name."""
        return cls(
            place=place or shot.place_of(field),
            path=shot.path_of(field),
            name=name,
            message=message,
            help=help,
            severity=severity,
            also=also,
        )


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems as they stand in the files: by file in order of first mention, then line and column."""
    every = list(problems)
    files = {p.place.file: n for n, p in reversed(list(enumerate(every)))}
    return tuple(sorted(every, key=lambda p: (files[p.place.file], p.place.line, p.place.column)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that refuse the manifest."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)
