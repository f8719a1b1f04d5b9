"""Why no more is submitted, and how a build is interrupted.

A first Ctrl-C (or SIGTERM) lets POSTs finish, since their outcome is money, and drops what can be taken up again.
A second one drops the POSTs as well: their attempts become UNKNOWN.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.errors import Exit

_T = TypeVar("_T")


class Interrupted(Exception):  # noqa: N818 - the field's word
    """Work that can be taken up again was dropped."""


@dataclass(slots=True)
class Interrupt:
    """Shared by all workers of a build."""

    soft: asyncio.Event = field(default_factory=asyncio.Event)
    hard: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)  # nothing is submitted any more
    status: Exit | None = None  # of the signal: 130 or 143
    why: str | None = None  # people's words for "no more submissions"
    exit: Exit = Exit.OK  # what that costs
    denied: ApiFault | None = None  # the key was refused: the API is not asked any more

    def signal(self, status: Exit) -> None:
        """Take a signal; the second one is the hard one."""
        if self.soft.is_set():
            self.hard.set()
        self.status = self.status or status
        self.stop_submitting("interrupted", status)
        self.soft.set()

    def stop_submitting(self, why: str, status: Exit) -> None:
        """From here on nothing is bought; the first reason stays."""
        if self.why is None:
            self.why, self.exit = why, status
        self.stopped.set()

    def deny(self, fault: ApiFault, why: str) -> None:
        """The API does not take the key: nothing more is asked of it."""
        self.denied = self.denied or fault
        self.stop_submitting(why, Exit.NO_KEY)

    async def unless(self, event: asyncio.Event, work: Awaitable[_T]) -> _T:
        """The work's result; when the event comes first the work is cancelled and Interrupted raised.

        Work that ends in spite of it has its result kept: it may be a task's id.
        """
        task = asyncio.ensure_future(work)
        bell = asyncio.ensure_future(event.wait())
        try:
            await asyncio.wait({task, bell}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            bell.cancel()
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
        if task.cancelled():
            raise Interrupted
        return task.result()
