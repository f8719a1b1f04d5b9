"""The sockets in the wall: what the engine needs of the world, and nothing of how it is done.

Store ports are synchronous and called in threads; API ports are asynchronous. None of them raises for what
can be said as a value (`core.attempt.outcome`); disk trouble raises StoreError.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from seedance_make.core.attempt.outcome import Download, PollAnswer, Submission, Trouble
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.storyboard.model import Artifact, Receipt


class Clock(Protocol):
    """Time as an argument. Deadlines are monotonic; the wall clock only labels."""

    def monotonic(self) -> float:
        """Seconds from some start; never goes back."""

    def now(self) -> datetime:
        """The wall clock in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Let others run for that long."""


class Sink(Protocol):
    """Where a download goes: hashed while it is written."""

    @property
    def size(self) -> int:
        """Bytes written so far."""

    def write(self, chunk: bytes) -> None:
        """Append. Raises StoreError when the disk does not take it."""

    def restart(self) -> None:
        """Forget what was written."""

    def head(self, count: int) -> bytes:
        """The first `count` bytes written."""

    def read_at(self, offset: int, count: int) -> bytes:
        """Bytes already written, for a walk over the container's boxes."""

    def digest(self) -> str:
        """sha256 of what was written, lower-case hex."""


class Writer(Sink, Protocol):
    """A sink of the CAS: a temporary file that becomes an artifact, whole or not at all."""

    def seal(self) -> Artifact:
        """Flush and fsync; an fsync that fails has failed for good. Raises StoreError."""

    def publish(self) -> Artifact:
        """Rename to the digest's name, read-only, and fsync the folder. Needs `seal` first. Raises StoreError."""

    def discard(self) -> None:
        """Remove the temporary file."""


class Cas(Protocol):
    """digest → bytes."""

    def writer(self, name: str) -> Writer:
        """A fresh temporary file under a name of the caller's (attempt id and video number)."""

    def leftover(self, name: str) -> Writer | None:
        """The temporary file that a dead process left under that name, hashed anew and sealed; None if there is none."""

    def check_writable(self) -> None:
        """Raises StoreError when an artifact could not be written, before money is spent."""

    def has(self, digest: str) -> bool:
        """Whether bytes stand under that name. Does not rehash."""

    def path(self, digest: str) -> Path:
        """Where they stand, or would."""

    def check(self, digest: str) -> bool:
        """Rehash. Damaged bytes are set aside (`damaged/`) and False is returned; False too when there are none."""

    def adopt(self, source: Path, digest: str) -> bool:
        """Copy a file in when its bytes have that digest; False when they don't."""

    def place(self, digest: str, target: Path, *, root: Path) -> None:
        """Copy (or reflink, never hard-link) to `target`, whole or not at all, making folders below `root`.
        Follows no symlink below `root`. The bytes are hashed on the way. Raises StoreError."""


class Index(Protocol):
    """A cache of JSON text that may be deleted at any time; a miss and a failing disk look the same."""

    def get(self, key: str) -> object:
        """The JSON value, or None."""

    def set(self, key: str, value: object) -> None:
        """Keep a JSON value; trouble is swallowed, since the index is never the truth."""


Guard = Callable[[Sequence[Attempt]], None]
"""Called inside INTENT's transaction with all rows that are live or of this build; raises RefusedError to roll back."""


class Journal(Protocol):
    """The truth about money. Each method is one durable transaction."""

    def intend(self, attempt: Attempt, guard: Guard) -> Attempt:
        """Insert an INTENT, or as PAID_MISSING a purchase that only the lock file remembers. Where a live, DONE or
        ABANDONED row of its (origin, fingerprint) stands already, that one is returned, and nothing is written."""

    def record(self, attempt_id: str, state: State, at: str, **facts: object) -> Attempt:
        """Take one step (checked against `core.attempt.states.STEPS`) and keep the facts that came with it."""

    def get(self, attempt_id: str) -> Attempt | None:
        """One row."""

    def latest(self, origin: str, fingerprints: Iterable[str]) -> Mapping[str, Attempt]:
        """Per fingerprint the row that decides: the live one, else the newest DONE, else the newest."""

    def rows(
        self, *, origin: str | None = None, project: str | None = None, states: Iterable[State] | None = None
    ) -> tuple[Attempt, ...]:
        """Rows in order of creation."""

    def durations(self, *, origin: str, model: str, resolution: str, duration: int) -> Sequence[float]:
        """How long the latest tasks of that kind took from submission to completion, in seconds."""

    def adopt(
        self,
        attempt_id: str,
        *,
        from_owner: str,
        to_owner: str,
        at: str,
        rescued: str | None = None,
        missing: str | None = None,
    ) -> Attempt:
        """Take over a row whose owner is done with it. INTENT becomes SUBMITTED with the task id that its owner
        `rescued`, else UNKNOWN; DONE becomes PAID_MISSING where `missing` says why, and is left alone otherwise;
        the other live ones keep their state. If the row's owner is no longer `from_owner`, somebody was faster: the
        row is returned as it is."""


class Owners(Protocol):
    """Which processes live: an OS lock each."""

    @property
    def me(self) -> str:
        """The uuid of the process that asks."""

    def alive(self, owner: str) -> bool:
        """Whether the owner's lock is held."""

    def rescue(self, attempt_id: str, task_id: str) -> bool:
        """Write an id into the room set aside at start, when the journal cannot take it. False if even that fails."""

    def rescued(self, owner: str) -> Mapping[str, str]:
        """What a dead owner left there: attempt id → task id."""


class LockFile(Protocol):
    """The committed receipts."""

    def read(self) -> tuple[Receipt, ...]:
        """Every receipt; raises InvalidInputError for a file that is none of ours or newer than us."""

    def add(self, receipts: Iterable[Receipt]) -> bool:
        """Add what is missing, under a lock between processes; True when the file changed."""

    def check_writable(self) -> None:
        """Raises StoreError when a receipt could not be written, before money is spent."""


class Api(Protocol):
    """The one door that carries the key."""

    async def submit(self, body: bytes) -> Submission:
        """POST once, on a connection of its own. Never repeats."""

    async def task(self, task_id: str, *, model: str | None = None) -> PollAnswer:
        """Ask once. With `model`, an answer about another model is refused (Trouble), as one about another task is."""

    async def balance(self) -> int | PollAnswer:
        """Credits left."""


class Downloads(Protocol):
    """The door without a key: public hosts, capped."""

    async def fetch(self, url: str, sink: Sink, on_bytes: Callable[[int, int | None], None]) -> Download:
        """Stream to the sink; retries what may be retried. `on_bytes(received, expected)` in bytes."""

    async def seconds(self, url: str) -> "object | Trouble":
        """The length of a video in seconds (Decimal), over range requests; Trouble when it cannot be had."""

    async def head(self, url: str, count: int) -> "bytes | Trouble":
        """The first bytes of what an address gives; fewer where there are no more."""

    async def mark(self, url: str) -> "str | Trouble":
        """What tells this version of a file from another: its ETag, else its date and length. "" when nothing does."""
