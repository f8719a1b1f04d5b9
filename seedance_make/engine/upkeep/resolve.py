"""Settles an unknown outcome by a person's word; all of it stays in the journal."""

from dataclasses import replace

from seedance_make.core.attempt.states import STEPS, Attempt, State
from seedance_make.core.errors import UsageError
from seedance_make.engine.team.resolution import write_resolution
from seedance_make.engine.world import World

OPEN = frozenset({State.UNKNOWN, State.ABANDONED})
"""What a person may settle."""

_SETTLED = {"task": State.SUBMITTED, "resubmit": State.RELEASED, "abandon": State.ABANDONED}


async def resolve_attempt(world: World, row: Attempt, way: str, task_id: str | None = None) -> Attempt:
    """Take one of the three ways: `task` (with its id), `resubmit`, `abandon`. Raises UsageError where it cannot be.

    Where the attempt was claimed in a team store the word goes there first, so that no machine acts on the old one:
    StoreError when it cannot, and nothing is settled.
    """
    state = _SETTLED[way]
    if state not in STEPS[row.state] or (row.state is State.PAID_MISSING and way != "task"):
        raise UsageError(_why_not(row))
    at = world.now()
    facts: dict[str, object] = {"message": f"resolved by hand: {way}"}
    if task_id is not None:
        await _check_free(world, row, task_id)
        facts |= {"task_id": task_id, "submitted": at}
    if world.team is not None:
        await write_resolution(world, world.team, row, way, task_id)
    settled = await world.transact(world.journal.record, row.id, state, at, **facts)
    if state is not State.SUBMITTED:
        return settled
    # the next build takes it up: it must not wait for the build that lost track of it
    return await world.transact(
        world.journal.adopt, row.id, from_owner=settled.owner, to_owner=world.owners.me, at=at
    )


async def resolve_claim(world: World, claimed: Attempt, way: str, task_id: str | None = None) -> Attempt:
    """The same for another machine's claim, of which this journal knows nothing. Raises UsageError, StoreError."""
    assert world.team is not None
    if task_id is not None:
        await _check_free(world, claimed, task_id)
    await write_resolution(world, world.team, claimed, way, task_id)
    return replace(claimed, state=_SETTLED[way], task_id=task_id)


async def _check_free(world: World, row: Attempt, task_id: str) -> None:
    """One task is one purchase: an id that another attempt has cannot be this one's."""
    rows = await world.transact(world.journal.rows, origin=row.origin)
    for other in rows:
        if other.task_id == task_id and other.id != row.id:
            raise UsageError(
                f"task {task_id} belongs to {other.shot}@{other.take} already (attempt {other.short})"
            )


def _why_not(row: Attempt) -> str:
    name = f"{row.shot}@{row.take} (attempt {row.short})"
    match row.state:
        case State.INTENT:
            return f"{name} is being sent by a build that runs: wait for it"
        case State.SUBMITTED | State.COMPLETED | State.VERIFIED:
            return f"{name} is no unknown outcome: its task {row.task_id} runs, and build goes on with it"
        case State.PAID_MISSING:
            return f"{name} is paid and its clip is missing: build asks again, build --rebuy {row.shot}@{row.take} buys again"
        case _:
            return f"{name} is settled already: {row.state.lower().replace('_', ' ')}"
