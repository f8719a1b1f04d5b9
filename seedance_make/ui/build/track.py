"""What a build looks like from outside: each task's phase and time, counts and money, told by its events alone."""

from collections.abc import Callable
from dataclasses import dataclass, field

from seedance_make.core.attempt.events import Event

_PHASES = {
    "submitting": "sending",
    "submitted": "at the API",
    "resumed": "at the API",
    "waiting": "waiting",
    "received": "downloading",
}
_ENDS = frozenset({"done", "failed", "blocked", "pending", "skipped"})


@dataclass(slots=True, kw_only=True)
class Row:
    """One take that is under way."""

    shot: str
    take: int
    phase: str
    since: float  # monotonic seconds at which it began
    received: int = 0  # bytes
    expected: int | None = None
    credits: int = 0  # spent on it by this build


@dataclass(slots=True, kw_only=True)
class Track:
    """Fed with events; read by whoever draws. Money is credits."""

    clock: Callable[[], float]
    began: float = 0.0
    tasks: int = 0
    budget: int = 0
    spent: int = 0
    rows: dict[tuple[str, int], Row] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    over: set[tuple[str, int]] = field(default_factory=set)

    def feed(self, event: Event) -> None:
        """Take one event in."""
        if event.name == "started":
            self.began = self.clock()
            self.tasks, self.budget = event.count or 0, event.total or 0
        elif event.name == "finished":
            self.spent = self.spent if event.credits is None else event.credits
        elif event.shot is not None:
            self._of_take(event, (event.shot, event.take or 1))

    def _of_take(self, event: Event, key: tuple[str, int]) -> None:
        if event.name in _ENDS:
            self._end(event, key)
        elif event.name in _PHASES:
            row = self._row(key)
            row.phase = _PHASES[event.name]
            if event.name == "received":
                row.received, row.expected = event.count or 0, event.total
            if event.name == "submitted":
                self.spent += event.credits or 0
                row.credits = event.credits or 0

    def _row(self, key: tuple[str, int]) -> Row:
        shot, take = key
        return self.rows.setdefault(key, Row(shot=shot, take=take, phase="", since=self.clock()))

    def _end(self, event: Event, key: tuple[str, int]) -> None:
        """A take is over: a failure is refunded, and a charge replaces its estimate."""
        row = self.rows.pop(key, None)
        if row and event.name == "failed":
            self.spent -= row.credits
        elif row and row.credits and event.name == "done" and event.credits is not None:
            self.spent += event.credits - row.credits
        free = event.name == "done" and row is None  # restored: it is none of the tasks
        if key not in self.over and not free:
            self.over.add(key)
            self.ended[event.name] = self.ended.get(event.name, 0) + 1
