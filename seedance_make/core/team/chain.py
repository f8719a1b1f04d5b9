"""The claims on one fingerprint, read in order: how its purchase stands, and what a store has still to say about it.

A chain is what was found under 1, 2, 3 … up to the first number that is free. Claims of several tries may stand
between each other: the id of a request that a person has released may come late. It is kept where it came, and its
task is a purchase like any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from seedance_make.core.attempt.states import IN_FLIGHT, STEPS, Attempt, State
from seedance_make.core.team.claims import (
    AbandonedClaim,
    Claim,
    DoneClaim,
    FailedClaim,
    IntentClaim,
    NoClaim,
    ReleasedClaim,
    SubmittedClaim,
)


class Stage(StrEnum):
    """Where one try stands."""

    INTENT = "intent"
    SUBMITTED = "submitted"
    DONE = "done"
    FAILED = "failed"
    RELEASED = "released"
    ABANDONED = "abandoned"


OPEN_STAGES = frozenset({Stage.INTENT, Stage.SUBMITTED})
"""While one try is open nobody else may begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedAttempt:
    """All that the chain says about one nonce."""

    intent: IntentClaim
    stage: Stage
    task_id: str | None = None
    code: str | None = None  # of a failure
    refunded: bool = True
    by: str | None = None  # the person who had the last word; None: its owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Something in the chain is no claim, or cannot follow what stands before it: nothing is bought on it."""

    number: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """`tries` in order of their intents; `flaw`: the first thing that is wrong."""

    tries: tuple[ClaimedAttempt, ...] = ()
    next: int = 1  # the first free number
    flaw: Unreadable | None = None

    def of(self, nonce: str) -> ClaimedAttempt | None:
        """What it says about an attempt."""
        return next((t for t in self.tries if t.intent.nonce == nonce), None)

    @property
    def standing(self) -> ClaimedAttempt | Unreadable | None:
        """What decides about a further purchase; None: nothing stands against it, and nothing is known.

        A finished try decides before one that is at the API, that before one that nobody knows the outcome of, and
        these before what is closed. Of two with a task the smaller id decides, as everywhere.
        """
        if self.flaw is not None:
            return self.flaw
        for stage in (Stage.DONE, Stage.SUBMITTED, Stage.INTENT):
            at_stage = [t for t in self.tries if t.stage is stage]
            if at_stage:
                return min(at_stage, key=lambda t: t.task_id or "")
        sent = [t for t in self.tries if t.stage is not Stage.RELEASED or t.by is not None]
        return sent[-1] if sent and sent[-1].stage in {Stage.FAILED, Stage.ABANDONED} else None

    @property
    def given_up(self) -> tuple[ClaimedAttempt, ...]:
        """Paid tasks that somebody says have given nothing: the API can be asked whether that is so."""
        return tuple(t for t in self.tries if t.task_id and t.stage in {Stage.FAILED, Stage.RELEASED})


def read_chain(objects: Sequence[Claim | NoClaim]) -> Chain:
    """Go through the claims in their order. Pure; never raises."""
    tries: dict[str, ClaimedAttempt] = {}
    flaw: Unreadable | None = None
    for number, claim in enumerate(objects, 1):
        after = claim if isinstance(claim, NoClaim) else _step(tries, claim)
        if isinstance(after, ClaimedAttempt):
            tries[after.intent.nonce] = after
        elif flaw is None:
            flaw = Unreadable(number=number, why=after.why)
    return Chain(tries=tuple(tries.values()), next=len(objects) + 1, flaw=flaw)


def _step(tries: dict[str, ClaimedAttempt], claim: Claim) -> ClaimedAttempt | NoClaim:
    """What a claim makes of its try, or why it cannot stand there."""
    if isinstance(claim, IntentClaim):
        return _begun(tries, claim)
    before = tries.get(claim.nonce)
    if before is None:
        return NoClaim(why="it follows no intent")
    stage = _STAGE_OF[type(claim)]
    if stage is before.stage:
        return before
    if stage not in STEPS_OF[before.stage]:
        return NoClaim(why=f"it says {stage} of what is {before.stage}")
    if not _may(claim, before):
        return NoClaim(why="it is by somebody who does not own the attempt")
    return _after(before, claim)


def _begun(tries: dict[str, ClaimedAttempt], intent: IntentClaim) -> ClaimedAttempt | NoClaim:
    held = next((t for t in tries.values() if t.stage in OPEN_STAGES | {Stage.DONE, Stage.ABANDONED}), None)
    if held is not None:
        return NoClaim(why=f"it begins while attempt {held.intent.nonce[:8]} is {held.stage}")
    if intent.nonce in tries:
        return NoClaim(why="it begins twice")
    return ClaimedAttempt(intent=intent, stage=Stage.INTENT)


_STAGE_OF: dict[type[Claim], Stage] = {
    SubmittedClaim: Stage.SUBMITTED, DoneClaim: Stage.DONE, FailedClaim: Stage.FAILED, ReleasedClaim: Stage.RELEASED,
    AbandonedClaim: Stage.ABANDONED,
}  # fmt: skip

STEPS_OF: dict[Stage, frozenset[Stage]] = {
    Stage.INTENT: frozenset({Stage.SUBMITTED, Stage.FAILED, Stage.RELEASED, Stage.ABANDONED}),
    Stage.SUBMITTED: frozenset({Stage.DONE, Stage.FAILED, Stage.RELEASED}),
    Stage.DONE: frozenset({Stage.RELEASED}),  # its bytes are lost, and a person buys it again
    Stage.FAILED: frozenset({Stage.RELEASED}),
    Stage.RELEASED: frozenset({Stage.SUBMITTED}),  # late
    Stage.ABANDONED: frozenset({Stage.SUBMITTED, Stage.RELEASED}),
}
"""What a claim may say after what is said."""


def _may(claim: Claim, before: ClaimedAttempt) -> bool:
    """Until there is a task only the owner speaks for its attempt, or a person does by name; then all who follow it."""
    if claim.store == before.intent.store or getattr(claim, "by", None) is not None:
        return True
    return before.stage is Stage.SUBMITTED and isinstance(claim, DoneClaim | FailedClaim)


def _after(before: ClaimedAttempt, claim: Claim) -> ClaimedAttempt:
    match claim:
        case SubmittedClaim():
            return replace(before, stage=Stage.SUBMITTED, task_id=claim.task_id, by=claim.by)
        case FailedClaim():
            return replace(before, stage=Stage.FAILED, code=claim.code, refunded=claim.refunded, by=None)
        case ReleasedClaim() | AbandonedClaim():
            return replace(before, stage=_STAGE_OF[type(claim)], by=claim.by)
        case _:
            return replace(before, stage=Stage.DONE, by=None)


def owed(chain: Chain, nonce: str, row: Attempt | None, *, store: str, person: str, at: str) -> Claim | None:
    """The next claim that a store owes for an attempt of its journal; None when the chain says all that is known.

    `row` None: the journal knows no such attempt, so that its intent sent nothing. `person` is named where the
    journal's state is a person's word.
    """
    claimed = chain.of(nonce)
    if claimed is None or chain.flaw is not None:
        return None
    stage = _owed_stage(claimed, row)
    by = None if store == claimed.intent.store else person
    makers: dict[Stage, Callable[[], Claim]] = {
        Stage.SUBMITTED: lambda: SubmittedClaim(
            nonce=nonce, store=store, task_id=(row and row.task_id) or "", by=by, time=at
        ),
        Stage.DONE: lambda: DoneClaim(nonce=nonce, store=store, time=at),
        Stage.FAILED: lambda: FailedClaim(
            nonce=nonce,
            store=store,
            code=row.code if row else None,
            refunded=not (row and row.charged),
            time=at,
        ),
        Stage.RELEASED: lambda: _released(nonce, row, store=store, person=person, at=at),
        Stage.ABANDONED: lambda: AbandonedClaim(nonce=nonce, store=store, by=person, time=at),
    }
    return makers[stage]() if stage else None


def _released(nonce: str, row: Attempt | None, *, store: str, person: str, at: str) -> ReleasedClaim:
    if row is None:
        by, why = None, "it never got as far as the journal"
    elif row.state is State.RELEASED:
        by, why = person, row.message or "released"
    else:
        by, why = None, row.message or "nothing was sent"
    return ReleasedClaim(nonce=nonce, store=store, by=by, why=why, time=at)


def _owed_stage(claimed: ClaimedAttempt, row: Attempt | None) -> Stage | None:
    if row is None or row.state is State.NOT_SENT:
        return Stage.RELEASED if claimed.stage is Stage.INTENT else None
    paid = row.state in IN_FLIGHT | {State.PAID_MISSING, State.DONE} or (
        row.state is State.FAILED and row.task_id is not None
    )
    if paid and claimed.stage in {Stage.INTENT, Stage.RELEASED, Stage.ABANDONED}:
        return Stage.SUBMITTED
    goal = _GOAL.get(row.state)
    if goal is Stage.RELEASED and row.task_id != claimed.task_id:
        return None  # it was let go before its task was found
    return goal if goal in STEPS_OF[claimed.stage] else None


_GOAL = {
    State.DONE: Stage.DONE,
    State.FAILED: Stage.FAILED,
    State.REJECTED: Stage.FAILED,
    State.RELEASED: Stage.RELEASED,
    State.ABANDONED: Stage.ABANDONED,
}


def followed(chain: Chain, row: Attempt) -> tuple[State, dict[str, object]] | None:
    """The step that a journal's row takes because of what a person has said about it on another machine, and the
    facts of that step; None when there is none to take."""
    claimed = chain.of(row.id)
    if claimed is None or chain.flaw is not None:
        return None
    by = claimed.by or "its owner"
    if claimed.stage is Stage.RELEASED and claimed.by and State.RELEASED in STEPS[row.state]:
        return State.RELEASED, {"message": f"released by {by}"}
    if row.state is State.UNKNOWN and claimed.stage is Stage.ABANDONED:
        return State.ABANDONED, {"message": f"abandoned by {by}"}
    if (
        row.state in {State.UNKNOWN, State.ABANDONED}
        and claimed.task_id
        and claimed.stage is not Stage.RELEASED
    ):
        return State.SUBMITTED, {"message": f"its task was named by {by}", "task_id": claimed.task_id}
    return None
