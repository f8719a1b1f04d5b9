"""What the API can answer, as values: the wire is parsed once, in `api`, and never leaks further in."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiFault:
    """An error the API reported: `code` decides, never `message` (API document, "Errors"). Text is made plain."""

    code: str | None
    http: int | None
    message: str
    request_id: str | None = None
    retry_after: float | None = None  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The POST was taken: a task exists and is charged."""

    task_id: str
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Nothing left this machine (refused, DNS, TLS, connect timeout): it may be sent again."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The API said no and made nothing. `stop`: no further POST makes sense (key, credits, wrong host)."""

    fault: ApiFault
    stop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody knows whether a task was made: read timeout, reset, 3xx, 5xx, an answer without an id."""

    reason: str
    answer: bytes = b""  # the raw body, at most 64 KiB of it
    fault: ApiFault | None = None


Submission = Accepted | NotSent | Rejected | Unknown


class TaskStatus(StrEnum):
    """Of a task at the API; a status that we don't know is taken for `processing`, and said."""

    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReport:
    """One poll's answer, checked to be about the task that was asked for."""

    task_id: str
    status: TaskStatus
    urls: tuple[str, ...] = ()  # usable http(s) texts only
    credits: int | None = None  # usage.credits: the real charge, 0 on failure
    fault: ApiFault | None = None  # of a failed task
    remark: str | None = None  # what was odd: an unknown status, an unusable URL
    model: str | None = None  # as the API names it, where it does


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMissing:
    """404: unknown, or another account's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRefused:
    """401 or 403 on a GET: the key is missing, invalid or revoked."""

    fault: ApiFault


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """Of a GET that did not work and may be tried again: 5xx, 429, reset, timeout, an answer that is not ours."""

    reason: str
    retry_after: float | None = None  # seconds
    reached: bool = True  # False when no connection could be made
    limited: bool = False  # 429: fewer questions are asked for


PollAnswer = TaskReport | TaskMissing | KeyRefused | NoAnswer
Balance = int | KeyRefused | NoAnswer
"""Credits left, or why they cannot be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A whole clip arrived in the sink and its container checks out."""

    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """403, 404, 410: the address has expired; a poll may give a fresh one."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What is there is not a whole clip, or the address may not be asked: said in plain words."""

    reason: str
    final: bool = False  # True when asking the same address again cannot help


Download = Fetched | Gone | Broken
