"""Takes over what dead processes left: ids that they saved in their last moment, and rows that nobody holds."""

from seedance_make.core.attempt.states import IN_FLIGHT, Attempt, State
from seedance_make.engine.world import World

HELD = IN_FLIGHT | {State.INTENT}
"""States in which a row belongs to a process; the other live ones wait for a person or for the next build."""


async def adopt_dead(world: World) -> None:
    """Give every INTENT of this origin whose owner is gone its outcome: the id that was rescued, else UNKNOWN.

    They stay with their dead owner, and so do the tasks that it left: a build that does not ask for them must not
    keep them from one that does. `adopt` takes a task over when somebody goes on with it.
    """
    for row in await world.desk(world.journal.rows, origin=world.origin, states={State.INTENT}):
        if row.owner != world.owners.me and not world.owners.alive(row.owner):
            await _adopt(world, row, to_owner=row.owner)


async def adopt(world: World, row: Attempt) -> Attempt:
    """Adopt one row of a dead owner; when another process was faster, the row comes back as that one's."""
    return await _adopt(world, row, to_owner=world.owners.me)


async def missing(world: World, row: Attempt, why: str) -> Attempt:
    """A DONE row whose bytes are gone, as PAID_MISSING and ours; as it is when another process was faster."""
    return await world.desk(
        world.journal.adopt,
        row.id,
        from_owner=row.owner,
        to_owner=world.owners.me,
        at=world.now(),
        missing=why,
    )


async def _adopt(world: World, row: Attempt, *, to_owner: str) -> Attempt:
    rescued = world.owners.rescued(row.owner).get(row.id) if row.state is State.INTENT else None
    return await world.desk(
        world.journal.adopt,
        row.id,
        from_owner=row.owner,
        to_owner=to_owner,
        at=world.now(),
        rescued=rescued,
    )
