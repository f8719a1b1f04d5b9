"""An attempt and its states: one row of the journal, the truth about money.

INTENT → SUBMITTED → COMPLETED → VERIFIED → DONE is the road; everything beside it says why an attempt left it.
"""

from dataclasses import dataclass
from enum import StrEnum

from seedance_make.core.storyboard.model import Artifact


class State(StrEnum):
    """Where an attempt stands. The live ones hold their fingerprint: no second POST while one exists."""

    INTENT = "INTENT"  # durable before the POST leaves
    SUBMITTED = "SUBMITTED"  # the API gave an id: paid
    COMPLETED = "COMPLETED"  # its videos have addresses
    VERIFIED = "VERIFIED"  # its bytes are on disk, checked, not yet published
    DONE = "DONE"
    NOT_SENT = "NOT_SENT"  # nothing left this machine
    REJECTED = "REJECTED"  # the API said no
    UNKNOWN = "UNKNOWN"  # nobody knows whether it was accepted: a person resolves it
    FAILED = "FAILED"  # accepted, then failed; refunded
    PAID_MISSING = "PAID_MISSING"  # paid, and its bytes are not to be had
    ABANDONED = "ABANDONED"  # an unknown outcome that a person closed; refused until --resubmit
    RELEASED = "RELEASED"  # closed by a person's word that it may be bought again


LIVE = frozenset(
    {State.INTENT, State.SUBMITTED, State.COMPLETED, State.VERIFIED, State.UNKNOWN, State.PAID_MISSING}
)
"""Unique per (origin, fingerprint)."""

IN_FLIGHT = frozenset({State.SUBMITTED, State.COMPLETED, State.VERIFIED})
"""At the API or on the way home: paid, and owned by a process or left over by a dead one."""

_UNPAID = frozenset({State.NOT_SENT, State.REJECTED, State.FAILED, State.ABANDONED})
"""Nothing was taken, or nothing kept. A released one was paid where it has a task id: a lost clip, bought again."""

_S = State
STEPS: dict[State, frozenset[State]] = {
    _S.INTENT: frozenset({_S.SUBMITTED, _S.NOT_SENT, _S.REJECTED, _S.UNKNOWN}),
    _S.SUBMITTED: frozenset({_S.COMPLETED, _S.FAILED, _S.PAID_MISSING}),
    _S.COMPLETED: frozenset({_S.VERIFIED, _S.COMPLETED, _S.FAILED, _S.PAID_MISSING}),
    _S.VERIFIED: frozenset(
        {_S.DONE, _S.COMPLETED}
    ),  # back to COMPLETED when the bytes did not survive a crash
    _S.DONE: frozenset({_S.PAID_MISSING}),  # the bytes were lost later
    _S.UNKNOWN: frozenset({_S.SUBMITTED, _S.ABANDONED, _S.RELEASED}),
    _S.ABANDONED: frozenset({_S.SUBMITTED, _S.RELEASED}),
    _S.PAID_MISSING: frozenset({_S.SUBMITTED, _S.COMPLETED, _S.FAILED, _S.RELEASED, _S.DONE}),
    _S.NOT_SENT: frozenset(),
    _S.REJECTED: frozenset({_S.RELEASED}),
    _S.FAILED: frozenset({_S.RELEASED}),
    _S.RELEASED: frozenset(),
}
"""Every step that the journal allows; anything else is a bug of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One row of the journal. Times are ISO 8601 in UTC, money is credits."""

    id: str  # 32 hex digits; people type the first 8
    origin: str
    fingerprint: str
    state: State
    owner: str  # uuid of the process that holds it
    build: str  # uuid of the build that made it: caps are counted per build
    project: str  # real path of the manifest
    shot: str  # a label
    take: int
    profile: str | None
    model: str
    resolution: str
    duration: int  # seconds
    body: bytes  # exactly what was sent
    request: str  # canonical JSON of the fingerprint's document, to tell later what changed
    credits: int  # the estimate
    ceiling: int  # what it counts against caps: the estimate, with unknown lengths at 15 s
    exact: bool  # False when the estimate is a lower bound
    key_label: str  # salted digest of the key: a label only
    created: str  # when the intent was made
    submitted: str | None = None
    ended: str | None = None
    task_id: str | None = None
    request_id: str | None = None
    urls: tuple[str, ...] = ()
    artifacts: tuple[Artifact, ...] = ()  # one a video, the first is the take
    charged: int | None = None  # what the API said it took
    code: str | None = None  # of the fault that ended it
    message: str | None = None
    answer: bytes | None = None  # the raw body of an answer that could not be understood
    approval: str | None = None  # digest of the approved plan that it was bought under
    listed: int = (
        0  # credits by the model's own prices, where the storyboard's are lower: a store's limits count these
    )

    @property
    def short(self) -> str:
        """The id that people type."""
        return self.id[:8]

    @property
    def cost(self) -> int:
        """Credits that it took, as far as is known: the charge where the API reported one, else the estimate. Nothing
        where nothing was taken, and where it was given back (a failed task is refunded: API document, "Pricing")."""
        if self.charged is not None:
            return self.charged
        given_back = self.state is State.RELEASED and self.task_id is None
        return 0 if self.state in _UNPAID or given_back else self.credits
