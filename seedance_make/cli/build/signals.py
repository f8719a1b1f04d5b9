"""Ctrl-C and SIGTERM while a build runs."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from seedance_make.core.attempt.events import Note
from seedance_make.core.errors import Exit
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.world import World

_SIGNALS = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}
_FIRST = "stopping: requests that are being sent are waited for, what is paid is kept; once more leaves them unknown"
_SECOND = "stopping at once: requests that are being sent have an unknown outcome"


@contextmanager
def interrupted_by_signals(interrupt: Interrupt, world: World) -> Iterator[None]:
    """The first Ctrl-C or SIGTERM lets POSTs finish, the second does not."""
    loop = asyncio.get_running_loop()

    def stop(status: Exit) -> None:
        interrupt.signal(status)
        world.emit(Note(text=_SECOND if interrupt.hard.is_set() else _FIRST))

    for number, status in _SIGNALS.items():
        loop.add_signal_handler(number, stop, status)
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
