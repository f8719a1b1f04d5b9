"""Who holds an attempt: ours is seen to its end, another build's is waited for, a dead one's is taken over.

A row belongs to the process that its owner lock names. Nobody steals: a row changes hands only when that lock is free.
"""

import asyncio
from dataclasses import dataclass

from seedance_make.core.attempt.events import Waiting
from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.attempt.states import IN_FLIGHT, STEPS, Attempt, State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.facts import Bought
from seedance_make.core.plan.report import Ending, Outcome
from seedance_make.engine.build.poll import Poller
from seedance_make.engine.build.rate_limits import Slot
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.world import World

HELD = IN_FLIGHT | {State.INTENT}
"""States in which a row belongs to a process; the other live ones wait for a person or for the next build."""

_OWNED = HELD | {State.PAID_MISSING}
"""States that one process at a time works on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Shared by all workers of a build."""

    world: World
    interrupt: Interrupt
    poller: Poller | None  # None: no key

    async def through(self, row: Attempt, *, slot: Slot | None = None) -> Bought | Outcome | None:
        """The clip, or why there is none. None: the attempt was closed and says nothing against buying.

        `slot`: which it holds, where this build has just submitted it; freed once the task has ended.
        """
        while True:
            if row.state is State.DONE:
                return _as_bought(row)
            if row.state not in _OWNED:
                return _closed(row)
            outcome = await (self._ours(row, slot=slot) if self._mine(row) else self._theirs(row))
            if not isinstance(outcome, Attempt):
                return outcome
            row = outcome

    def _mine(self, row: Attempt) -> bool:
        return row.owner == self.world.owners.me

    async def _theirs(self, row: Attempt) -> Attempt | Outcome:
        """Wait for a living owner, which nobody steals from; take over from a dead one."""
        if row.state in HELD and await asyncio.to_thread(self.world.owners.alive, row.owner):
            patience = self.poller.timeout if self.poller else 0.0
            self.world.emit(Waiting(shot=row.shot, take=row.take, text="another build has it"))
            row = await _watch(self.world, self.interrupt, row, patience)
        if row.state not in _OWNED or self._mine(row):
            return row
        if await asyncio.to_thread(self.world.owners.alive, row.owner):
            return _elsewhere(row)
        return await adopt(self.world, row)

    async def _ours(self, row: Attempt, *, slot: Slot | None) -> Attempt | Outcome:
        if row.state is State.INTENT:  # its outcome could not be written down
            return _unknown(row)
        if self.poller is None:
            return Outcome(ending=Ending.PENDING, text="no key", status=Exit.NO_KEY, task_id=row.task_id)
        return await self.poller.follow(row, slot=slot)


async def _watch(world: World, interrupt: Interrupt, row: Attempt, seconds: float) -> Attempt:
    """Wait for a row that a living process holds, until it is closed, its owner is gone, or the time is over."""
    deadline = world.clock.monotonic() + seconds
    pause = 0.1
    while world.clock.monotonic() < deadline:
        now = await world.transact(world.journal.get, row.id)
        if now is None or now.state not in HELD or not await asyncio.to_thread(world.owners.alive, now.owner):
            return now or row
        row = now
        await interrupt.unless(interrupt.soft, world.clock.sleep(pause))
        pause = min(1.0, pause * 1.5)
    return row


async def adopt_dead(world: World) -> None:
    """Give every INTENT of this origin whose owner is gone its outcome: the id that was rescued, else UNKNOWN.

    They stay with their dead owner, and so do the tasks that it left: a build that does not ask for them must not
    keep them from one that does. `adopt` takes a task over when somebody goes on with it.
    """
    for row in await world.transact(world.journal.rows, origin=world.origin, states={State.INTENT}):
        if row.owner != world.owners.me and not world.owners.alive(row.owner):
            await _adopt(world, row, to_owner=row.owner)


async def adopt(world: World, row: Attempt) -> Attempt:
    """Adopt one row of a dead owner; when another process was faster, the row comes back as that one's."""
    return await _adopt(world, row, to_owner=world.owners.me)


async def missing(world: World, row: Attempt, why: str) -> Attempt:
    """A DONE row whose bytes are gone, as PAID_MISSING and ours; as it is when another process was faster."""
    return await world.transact(
        world.journal.adopt,
        row.id,
        from_owner=row.owner,
        to_owner=world.owners.me,
        at=world.now(),
        missing=why,
    )


async def arrived(world: World, row: Attempt | None, bought: Bought) -> None:
    """A task of ours whose clip is here by another way needs nobody any more: its row is closed, unless it is held."""
    if row is None or row.state not in _OWNED or row.task_id != bought.task_id:
        return
    if row.owner != world.owners.me and await asyncio.to_thread(world.owners.alive, row.owner):
        return
    row = await adopt(world, row)
    for state in (State.COMPLETED, State.VERIFIED, State.DONE):
        if row.owner == world.owners.me and state in STEPS[row.state]:
            row = await world.transact(
                world.journal.record, row.id, state, world.now(), artifacts=bought.artifacts
            )


async def _adopt(world: World, row: Attempt, *, to_owner: str) -> Attempt:
    rescued = world.owners.rescued(row.owner).get(row.id) if row.state is State.INTENT else None
    return await world.transact(
        world.journal.adopt,
        row.id,
        from_owner=row.owner,
        to_owner=to_owner,
        at=world.now(),
        rescued=rescued,
    )


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
