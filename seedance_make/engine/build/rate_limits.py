"""Who may send when: tasks in flight, POSTs at a time, and one pause for all when the API says 429."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from seedance_make.core.ports.clock import Clock
from seedance_make.engine.build.interrupt import Interrupt

POSTS_AT_ONCE = 4
"""More would only meet the rate limit sooner."""


@dataclass(slots=True)
class RateLimits:
    """`jobs` tasks in flight; of those at most `POSTS_AT_ONCE` are being sent."""

    clock: Clock
    halt: Interrupt
    jobs: int
    _slots: asyncio.Semaphore = field(init=False)
    _posts: asyncio.Semaphore = field(init=False)
    _open_at: float = 0.0  # monotonic seconds before which nobody sends

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.jobs)
        self._posts = asyncio.Semaphore(POSTS_AT_ONCE)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold one of the places for tasks in flight."""
        async with self._slots:
            yield

    @asynccontextmanager
    async def post(self) -> AsyncIterator[None]:
        """Hold a lane to send in; entered only when no pause is on. Raises Interrupted when nothing is sent any more."""
        async with self._posts:
            while (wait := self._open_at - self.clock.monotonic()) > 0:
                await self.halt.unless(self.halt.stopped, self.clock.sleep(wait))
            yield

    @property
    def paused(self) -> bool:
        """Whether nobody sends now."""
        return self._open_at > self.clock.monotonic()

    def pause(self, seconds: float) -> None:
        """Nobody sends for that long."""
        self._open_at = max(self._open_at, self.clock.monotonic() + seconds)
