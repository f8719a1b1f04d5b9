"""A person's word about an unknown outcome, put into the claim: it holds for every machine."""

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import UsageError
from seedance_make.core.plan.claimed import whose
from seedance_make.core.team.chain import STEPS_OF, ClaimedAttempt, Stage
from seedance_make.core.team.claims import AbandonedClaim, Claim, ReleasedClaim, SubmittedClaim
from seedance_make.engine.team.access import TeamAccess
from seedance_make.engine.team.ask import read_claims
from seedance_make.engine.world import World

_PAID = {Stage.SUBMITTED, Stage.DONE}
_STAGES = {"task": Stage.SUBMITTED, "resubmit": Stage.RELEASED, "abandon": Stage.ABANDONED}


async def write_resolution(
    world: World, team: TeamAccess, attempt: Attempt, way: str, task_id: str | None
) -> None:
    """Write it into that very claim and no other. An attempt without one was bought without claims: nothing is to be written.

    Raises UsageError where the claim says otherwise by now, StoreError when the store cannot be asked.
    """
    claimed = await _write(world, team, attempt, way, task_id)
    if way == "resubmit" and claimed is not None:
        give_up(world, claimed)


def give_up(world: World, attempt: ClaimedAttempt) -> None:
    """A person at this machine says that an attempt's task gives nothing: their own word needs no proof here."""
    world.index.set(_given_up_key(attempt), attempt.task_id)


def is_given_up(world: World, attempt: ClaimedAttempt) -> bool:
    """Whether a person at this machine has said so, of that very task."""
    return attempt.task_id is not None and world.index.get(_given_up_key(attempt)) == attempt.task_id


def _given_up_key(attempt: ClaimedAttempt) -> str:
    return f"claim-given-up:{attempt.intent.nonce}"


async def _write(
    world: World, team: TeamAccess, attempt: Attempt, way: str, task_id: str | None
) -> ClaimedAttempt | None:
    """The claim as it stands then; None where there is none."""
    store = await world.transact(world.journal.identity, world.new_id())
    while True:
        chain = await read_claims(world, team, attempt.fingerprint)
        claimed = chain.of(attempt.id)
        if claimed is None or chain.flaw is not None:
            return None
        if claimed.stage is _STAGES[way] and (task_id is None or claimed.task_id == task_id):
            return claimed
        mends = way == "task" and attempt.state is State.PAID_MISSING and claimed.stage in _PAID
        if not mends and (claimed.stage in _PAID or _STAGES[way] not in STEPS_OF[claimed.stage]):
            raise UsageError(_why_not(attempt, claimed))
        word = "resubmit" if mends else way  # a wrong id is given up before the right one is told
        claim = _claim(attempt, word, task_id, store=store, by=team.me.person, at=world.now())
        await team(team.store.add_claim, world.origin, attempt.fingerprint, chain.next, claim)


def _claim(attempt: Attempt, way: str, task_id: str | None, *, store: str, by: str, at: str) -> Claim:
    if way == "task" and task_id is not None:
        return SubmittedClaim(nonce=attempt.id, store=store, task_id=task_id, by=by, time=at)
    if way == "abandon":
        return AbandonedClaim(nonce=attempt.id, store=store, by=by, time=at)
    return ReleasedClaim(nonce=attempt.id, store=store, by=by, why="resolved by hand", time=at)


def _why_not(attempt: Attempt, claimed: ClaimedAttempt) -> str:
    name = f"{attempt.shot}@{attempt.take} (attempt {attempt.short})"
    match claimed.stage:
        case Stage.SUBMITTED:
            return f"{name} is no unknown outcome: its task {claimed.task_id} is with {whose(claimed)}, and build goes on with it"
        case Stage.DONE:
            return f"{name} is no unknown outcome: {whose(claimed)} has its clip"
        case _:
            return f"{name} is settled already: {claimed.stage} by {claimed.by or whose(claimed)}"
