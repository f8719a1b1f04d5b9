"""What a build looks like from outside: each task's phase and time, counts and money, told by its events alone."""

from collections.abc import Callable
from dataclasses import dataclass, field

from seedance_make.core.attempt import events
from seedance_make.core.attempt.events import Event


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
        match event:
            case events.Started():
                self.began = self.clock()
                self.tasks, self.budget = event.count, event.total
            case events.Finished():
                self.spent = event.credits
            case events.Submitting():
                self._row(event).phase = "sending"
            case events.Submitted():
                row = self._row(event)
                row.phase, row.credits = "at the API", event.credits or 0
                self.spent += row.credits
            case events.Resumed():
                self._row(event).phase = "at the API"
            case events.Waiting():
                self._row(event).phase = "waiting"
            case events.Received():
                row = self._row(event)
                row.phase, row.received, row.expected = "downloading", event.count, event.total
            case events.Done() | events.Failed() | events.Blocked() | events.Pending() | events.Skipped():
                self._end(event)
            case events.Status() | events.Unanswered() | events.Removed() | events.Paused() | events.Note():
                pass

    def _row(self, event: events.TakeEvent) -> Row:
        key = (event.shot, event.take)
        return self.rows.setdefault(key, Row(shot=event.shot, take=event.take, phase="", since=self.clock()))

    def _end(
        self, event: events.Done | events.Failed | events.Blocked | events.Pending | events.Skipped
    ) -> None:
        """A take is over: a failure is refunded, and a charge replaces its estimate."""
        key = (event.shot, event.take)
        row = self.rows.pop(key, None)
        if row and isinstance(event, events.Failed):
            self.spent -= row.credits
        elif row and row.credits and isinstance(event, events.Done):
            self.spent += event.credits - row.credits
        free = row is None and isinstance(event, events.Done)  # restored: it is none of the tasks
        if key not in self.over and not free:
            self.over.add(key)
            self.ended[event.name] = self.ended.get(event.name, 0) + 1
