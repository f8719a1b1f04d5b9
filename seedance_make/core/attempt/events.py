"""What happens during a build, as data: the live view, the plain lines and `--events` all listen to the same."""

from collections.abc import Callable
from dataclasses import dataclass, field

from seedance_make.core.attempt.outcome import ApiFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. `name` is one of those below; unused fields stay None.

    started    the build begins: `total` credits to spend, `count` tasks
    submitting the POST of a take leaves
    submitted  the API gave `task_id`; `credits` is the estimate
    resumed    a task that was paid before is taken up: `task_id`
    waiting    another process has this take, or it waits in line: `text`
    status     the task's state at the API, every poll: `text`
    received   bytes of a download: `count` of `total`
    done       the clip is in its place: `sha256`, `text` is the output; `credits` charged or estimated
    failed     `fault` says why
    blocked    an unknown outcome: `attempt` is the id to resolve
    pending    still running at the API when its time was over: `task_id`
    skipped    not tried: `text` says why
    removed    an output that nothing asks for: `text`
    paused     all submitters wait `seconds` (429)
    note       something for people: `text`
    finished   the build ends: `status` is its exit status, `credits` spent
    """

    name: str
    at: str  # ISO 8601, UTC
    shot: str | None = None
    take: int | None = None
    text: str | None = None
    task_id: str | None = None
    attempt: str | None = None
    credits: int | None = None
    count: int | None = None
    total: int | None = None
    seconds: float | None = None
    sha256: str | None = None
    status: int | None = None
    fault: ApiFault | None = field(default=None)

    def as_json(self) -> dict[str, object]:
        """The event without its unused fields, for NDJSON."""
        plain: dict[str, object] = {
            name: getattr(self, name)
            for name in self.__slots__
            if name != "fault" and getattr(self, name) is not None
        }
        if self.fault:
            error = {
                "code": self.fault.code,
                "message": self.fault.message,
                "request_id": self.fault.request_id,
            }
            plain["error"] = error
        return plain


Observer = Callable[[Event], None]
"""Listens to events; it must be quick and must not raise."""
