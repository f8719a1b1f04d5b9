"""Shares what was built before: every clip of a plan that is here and was bought, side by side."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from seedance_make.core.plan.facts import Bought, Snapshot
from seedance_make.core.plan.model import Action, ActionKind, Plan
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.team.access import TeamAccess
from seedance_make.engine.team.claims import Claims
from seedance_make.engine.team.share import Sharing
from seedance_make.engine.world import World

_UPLOADS = 4
"""At a time: more share one line out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """One take that the team can have now."""

    shot: str
    take: int
    sha256: str
    size: int  # bytes of all its videos
    uploaded: bool  # False: its bytes were there


async def push_clips(
    world: World, team: TeamAccess, plan: Plan, snapshot: Snapshot, on_done: Callable[[Pushed], None]
) -> list[Pushed]:
    """Every take whose whole bytes are here. `on_done` hears of each as it is there. Raises StoreError."""
    interrupt = Interrupt()
    claims = Claims(world=world, team=team, interrupt=interrupt)
    sharing = Sharing(world=world, team=team, claims=claims, interrupt=interrupt)
    lines = asyncio.Semaphore(_UPLOADS)

    async def push(action: Action, bought: Bought) -> Pushed | None:
        assert action.want is not None
        async with lines:
            whole = [await asyncio.to_thread(_stored, world, snapshot, a.sha256) for a in bought.artifacts]
            if not all(whole):
                return None
            pushed = Pushed(
                shot=action.shot,
                take=action.take,
                sha256=bought.artifacts[0].sha256,
                size=sum(a.size for a in bought.artifacts),
                uploaded=await sharing.put(action.want, bought),
            )
        on_done(pushed)
        return pushed

    built = {a.fingerprint: a for a in plan.actions if a.want and a.kind in _BUILT}
    work = [
        push(action, bought)
        for fingerprint, action in built.items()
        if (bought := snapshot.bought.get(fingerprint or "")) and bought.task_id
    ]
    return [pushed for pushed in await asyncio.gather(*work) if pushed is not None]


_BUILT = {ActionKind.KEEP, ActionKind.RESTORE, ActionKind.EDITED}


def _stored(world: World, snapshot: Snapshot, digest: str) -> bool:
    """Whether the store has these very bytes, or an output that is in place."""
    output = snapshot.outputs_by_digest.get(digest)
    return world.cas.check(digest) or (
        output is not None and world.cas.adopt(world.tree.root / output, digest)
    )
