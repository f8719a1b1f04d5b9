"""Who may send when, ask when, and download when: tasks in flight, POSTs and downloads at a time, questions a second, one
pause for all at a 429."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from seedance_make.core.attempt.polling import PollSchedule
from seedance_make.core.ports.clock import Clock
from seedance_make.engine.interrupt import Interrupt

POSTS_AT_ONCE = 4
"""More would only meet the rate limit sooner."""


@dataclass(slots=True)
class RateLimits:
    """`jobs` tasks in flight, of which at most `POSTS_AT_ONCE` are being sent; and as many downloads: a task that has ended
    holds its slot until its download begins, so that slow downloads hold up what is bought."""

    clock: Clock
    interrupt: Interrupt
    jobs: int
    _slots: asyncio.Semaphore = field(init=False)
    _posts: asyncio.Semaphore = field(init=False)
    _downloads: asyncio.Semaphore = field(init=False)
    _open_at: float = 0.0  # monotonic seconds before which nobody sends

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.jobs)
        self._posts = asyncio.Semaphore(POSTS_AT_ONCE)
        self._downloads = asyncio.Semaphore(self.jobs)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator["Slot"]:
        """Hold one of the places for tasks in flight, to the end of the block or until it is freed."""
        await self._slots.acquire()
        slot = Slot(self._slots)
        try:
            yield slot
        finally:
            slot.free()

    @asynccontextmanager
    async def download(self) -> AsyncIterator[None]:
        """Hold one of the places for downloads."""
        async with self._downloads:
            yield

    @asynccontextmanager
    async def post(self) -> AsyncIterator[None]:
        """Hold a lane to send in; entered only when no pause is on. Raises Interrupted when nothing is sent any more."""
        async with self._posts:
            while (wait := self._open_at - self.clock.monotonic()) > 0:
                await self.interrupt.unless(self.interrupt.stopped, self.clock.sleep(wait))
            yield

    @property
    def paused(self) -> bool:
        """Whether nobody sends now."""
        return self._open_at > self.clock.monotonic()

    def pause(self, seconds: float) -> None:
        """Nobody sends for that long."""
        self._open_at = max(self._open_at, self.clock.monotonic() + seconds)


class Slot:
    """A place for a task in flight."""

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self._slots: asyncio.Semaphore | None = slots

    def free(self) -> None:
        """Another task may begin. The second time nothing happens."""
        if self._slots is not None:
            self._slots.release()
        self._slots = None


@dataclass(slots=True, kw_only=True)
class Questions:
    """Gives each task that is waited for its turn to be asked about, as the schedule says."""

    clock: Clock
    schedule: PollSchedule
    _waiting: "dict[str, asyncio.Future[None]]" = field(default_factory=dict)
    _turns: "asyncio.Task[None] | None" = None

    async def turn(self, task: str) -> None:
        """Wait until this one is to be asked. The schedule watches it."""
        self._waiting[task] = turn = asyncio.get_running_loop().create_future()
        self._start()
        try:
            await turn
        finally:
            self._waiting.pop(task, None)
            if not self._waiting and self._turns is not None:
                self._turns.cancel()

    def give_up(self) -> None:
        """Nobody is to be asked any more: everybody's turn has come, to see that."""
        for turn in self._waiting.values():
            if not turn.done():
                turn.set_result(None)

    def _start(self) -> None:
        """Anew: who has come may be the first."""
        if self._turns is not None:
            self._turns.cancel()
        self._turns = asyncio.create_task(self._give_turns())

    async def _give_turns(self) -> None:
        while self._waiting:
            task, wait = self.schedule.next(self._waiting, self.clock.monotonic())
            if task is None:
                await self.clock.sleep(wait)
            elif not (turn := self._waiting.pop(task)).done():
                turn.set_result(None)
