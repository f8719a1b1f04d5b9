"""What happens during a build, as data: the live view, the plain lines and `--events` all listen to the same.

One class a kind. In the NDJSON an event's name is its class's in lower case, and its fields keep their names and their
order; a field that is None is left out. Scripts rely on that.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

from seedance_make.core.attempt.outcome import ApiFault


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildEvent:
    """Something that happened. When it did is the listener's second argument."""

    @property
    def name(self) -> str:
        """The word that people and scripts see."""
        return type(self).__name__.lower()

    def as_json(self, at: str) -> dict[str, object]:
        """A line of NDJSON. `at` is ISO 8601 in UTC."""
        facts = {field.name: getattr(self, field.name) for field in fields(self)}
        fault = facts.pop("fault", None)
        line = {"name": self.name, "at": at, **facts, "error": fault and _fault_json(fault)}
        return {name: value for name, value in line.items() if value is not None}


def _fault_json(fault: ApiFault) -> dict[str, object]:
    return {"code": fault.code, "message": fault.message, "request_id": fault.request_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeEvent(BuildEvent):
    """Something that happened to one take."""

    shot: str
    take: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(BuildEvent):
    """The build begins."""

    count: int  # tasks to buy or to take up
    total: int  # credits to spend at the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitting(TakeEvent):
    """The POST of a take leaves."""

    attempt: str  # short id


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(TakeEvent):
    """The API gave an id, and it is in the journal."""

    task_id: str
    attempt: str
    credits: int | None  # the estimate; None in a simulated build


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(TakeEvent):
    """A task that was paid before is taken up."""

    task_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(TakeEvent):
    """Another process has this take."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(TakeEvent):
    """A poll's answer: the task's state at the API."""

    text: str
    task_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered(TakeEvent):
    """A poll brought no answer: it is asked again, for nothing."""

    text: str
    task_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(TakeEvent):
    """Bytes of a download so far."""

    count: int
    total: int | None  # None: the server does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(TakeEvent):
    """The clip is in its place."""

    text: str  # the output, relative to the project
    task_id: str | None
    credits: int  # charged or estimated; 0 for what this build did not buy
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(TakeEvent):
    """There is no clip."""

    text: str | None
    task_id: str | None
    fault: ApiFault | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(TakeEvent):
    """An unknown outcome, here or on another machine: a person resolves it."""

    text: str
    attempt: str | None  # None: there is no claim to name, only a damaged one


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending(TakeEvent):
    """Left to a later build: still running at the API, or not to be asked."""

    text: str
    task_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped(TakeEvent):
    """Not tried."""

    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(TakeEvent):
    """An output that nothing asks for is gone."""

    text: str  # its path in the output tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(BuildEvent):
    """All submitters wait."""

    text: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(BuildEvent):
    """Something for people, of one take or of the build."""

    shot: str | None = None
    take: int | None = None
    text: str
    task_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(BuildEvent):
    """The build ends."""

    credits: int  # spent, refunds taken off
    status: int  # its exit status


Event = (
    Started | Submitting | Submitted | Resumed | Waiting | Status | Unanswered | Received | Done | Failed | Blocked | Pending
    | Skipped | Removed | Paused | Note | Finished
)  # fmt: skip
"""Every kind there is."""

Observer = Callable[[Event, str], None]
"""Listens: an event, and when it happened (ISO 8601, UTC). It must be quick and must not raise."""
