"""Takes over what dead processes left: ids that they saved in their last moment, and rows that nobody holds."""

from collections.abc import Iterable

from seedance_make.core.task import IN_FLIGHT, LIVE, Attempt, State
from seedance_make.engine.world import World

HELD = IN_FLIGHT | {State.INTENT}
"""States in which a row belongs to a process; the other live ones wait for a person or for the next build."""


async def adopt_dead(world: World) -> tuple[Attempt, ...]:
    """Adopt every row of this origin whose owner is gone. An INTENT becomes UNKNOWN, unless its id was rescued."""
    rows = await world.desk(world.journal.rows, origin=world.origin, states=LIVE)
    return tuple([await adopt(world, row) for row in _left_over(world, rows)])


def _left_over(world: World, rows: Iterable[Attempt]) -> list[Attempt]:
    return [
        r for r in rows if r.state in HELD and r.owner != world.owners.me and not world.owners.alive(r.owner)
    ]


async def adopt(world: World, row: Attempt) -> Attempt:
    """Adopt one row of a dead owner; when another process was faster, the row comes back as that one's."""
    rescued = world.owners.rescued(row.owner).get(row.id) if row.state is State.INTENT else None
    if rescued:
        at = world.now()
        row = await world.desk(
            world.journal.record, row.id, State.SUBMITTED, at, task_id=rescued, submitted=at
        )
    return await world.desk(
        world.journal.adopt, row.id, from_owner=row.owner, to_owner=world.owners.me, at=world.now()
    )
