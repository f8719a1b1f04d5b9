"""The truth about money, and which processes hold its rows."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.plan.consent.approval import Approval


class Guard(Protocol):
    """Judges INTENTs, each inside its transaction. It is shown every row of the attempt's origin once, and again
    whenever the row has changed, whoever changed it: so that one more purchase costs the same however many there were."""

    seen: int  # the journal's count of steps up to which rows have been shown; 0 at first, moved on by the journal

    def judge(self, attempt: Attempt, changed: Iterable[Attempt], approval: Approval | None) -> None:
        """`approval`: the word that stands for the plan that it names, for its project. Raises RefusedError to roll back."""


class Journal(Protocol):
    """The truth about money. Each method is one durable transaction, but within `together`."""

    def together(self) -> AbstractContextManager[None]:
        """What is written inside is one durable transaction: all of it, or, when anything raises, nothing."""

    def intend(self, attempt: Attempt, guard: Guard | None) -> Attempt:
        """Insert an INTENT; as PAID_MISSING a purchase that only the lock file remembers, as SUBMITTED one that
        another machine has made. Where a live, DONE or ABANDONED row of its (origin, fingerprint) stands already, that
        one is returned, and nothing is written."""

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

    def approvals(self, digest: str, *, origin: str) -> tuple[Approval, ...]:
        """All words for that plan, of every project, in order: of a project's the last stands."""

    def identity(self, fresh: str) -> str:
        """The id by which other machines know this journal: `fresh`, where it has none yet."""


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
