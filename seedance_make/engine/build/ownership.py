"""An attempt to its end, whoever holds it: ours is followed, another build's is waited for, a dead one's is taken over."""

import asyncio
from dataclasses import dataclass

from seedance_make.core.attempt.events import Waiting
from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.facts import Bought
from seedance_make.core.plan.report import Ending, Outcome
from seedance_make.engine.build.adopt import HELD, adopt
from seedance_make.engine.build.interrupt import Interrupt
from seedance_make.engine.build.poll import Poller
from seedance_make.engine.world import World

_OWNED = HELD | {State.PAID_MISSING}
"""States that one process at a time works on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Shared by all workers of a build."""

    world: World
    halt: Interrupt
    follower: Poller | None  # None: no key

    async def through(self, row: Attempt, *, fresh: bool) -> Bought | Outcome | None:
        """The clip, or why there is none. None: the attempt was closed and says nothing against buying.

        `fresh`: this build has just submitted it.
        """
        while True:
            if row.state is State.DONE:
                return _as_bought(row)
            if row.state not in _OWNED:
                return _closed(row)
            outcome = await (self._ours(row, fresh=fresh) if self._mine(row) else self._theirs(row))
            if not isinstance(outcome, Attempt):
                return outcome
            row = outcome

    def _mine(self, row: Attempt) -> bool:
        return row.owner == self.world.owners.me

    async def _theirs(self, row: Attempt) -> Attempt | Outcome:
        """Wait for a living owner, which nobody steals from; take over from a dead one."""
        if row.state in HELD and await asyncio.to_thread(self.world.owners.alive, row.owner):
            patience = self.follower.timeout if self.follower else 0.0
            self.world.emit(Waiting(shot=row.shot, take=row.take, text="another build has it"))
            row = await _watch(self.world, self.halt, row, patience)
        if row.state not in _OWNED or self._mine(row):
            return row
        if await asyncio.to_thread(self.world.owners.alive, row.owner):
            return _elsewhere(row)
        return await adopt(self.world, row)

    async def _ours(self, row: Attempt, *, fresh: bool) -> Attempt | Outcome:
        if row.state is State.INTENT:  # its outcome could not be written down
            return _unknown(row)
        if self.follower is None:
            return Outcome(ending=Ending.PENDING, text="no key", status=Exit.NO_KEY, task_id=row.task_id)
        return await self.follower.follow(row, fresh=fresh)


async def _watch(world: World, halt: Interrupt, row: Attempt, seconds: float) -> Attempt:
    """Wait for a row that a living process holds, until it is closed, its owner is gone, or the time is over."""
    deadline = world.clock.monotonic() + seconds
    pause = 0.1
    while world.clock.monotonic() < deadline:
        found = await world.desk(world.journal.get, row.id)
        if (
            found is None
            or found.state not in HELD
            or not await asyncio.to_thread(world.owners.alive, found.owner)
        ):
            return found or row
        row = found
        await halt.unless(halt.soft, world.clock.sleep(pause))
        pause = min(1.0, pause * 1.5)
    return row


def _as_bought(row: Attempt) -> Bought:
    return Bought(artifacts=row.artifacts, task_id=row.task_id or "", credits=row.cost, receipt=False)


def _elsewhere(row: Attempt) -> Outcome:
    text = "another build holds it and has not finished: run again later"
    return Outcome(ending=Ending.PENDING, text=text, status=Exit.RUNNING, task_id=row.task_id)


def _closed(row: Attempt) -> Outcome | None:
    """What the end of an attempt without a clip means here."""
    if row.state is State.UNKNOWN:
        return _unknown(row)
    if row.state in {State.FAILED, State.REJECTED, State.ABANDONED}:
        fault = ApiFault(code=row.code, http=None, message=row.message or "it failed in another build")
        return Outcome(
            ending=Ending.FAILED, text=fault.message, status=Exit.FAILED, fault=fault, task_id=row.task_id
        )
    return None


def _unknown(row: Attempt) -> Outcome:
    text = f"nobody knows whether the request of {row.created} was taken: resolve {row.short}"
    return Outcome(ending=Ending.BLOCKED, text=text, status=Exit.BLOCKED, attempt=row.short)
