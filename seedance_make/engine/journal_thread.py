"""The one thread in which the journal lives, and which of its steps may share a commit.

A commit costs five waits for the disk, so steps that wait for the thread at the same time go into one. An INTENT and a
task's id never do: nothing else may keep them from being kept.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from seedance_make.core.attempt.states import Attempt
from seedance_make.core.errors import StoreError
from seedance_make.core.ports.journal import Journal

P = ParamSpec("P")
R = TypeVar("R")


class JournalThread:
    """The one thread in which the journal lives. Awaiting a call awaits its commit."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._sharing: deque[tuple[Callable[[], Attempt], asyncio.Future[Attempt]]] = deque()

    async def __call__(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """In a transaction of its own. Raises what the call raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: call(*args, **kwargs))

    async def shared(self, call: Callable[[], Attempt]) -> Attempt:
        """In one transaction with whatever else waits for the thread by then. A disk that fails one fails them all.

        For steps that a later build can take again: never an INTENT, nor an id. Raises what the call raises.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Attempt] = loop.create_future()
        self._sharing.append((call, done))
        if len(self._sharing) == 1:
            loop.run_in_executor(self._thread, self._commit, loop)
        return await done

    def _commit(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting = [self._sharing.popleft() for _ in range(len(self._sharing))]
        outcomes = self._outcomes([call for call, _ in waiting])
        for (_, done), outcome in zip(waiting, outcomes, strict=True):
            loop.call_soon_threadsafe(_tell, done, outcome)

    def _outcomes(self, calls: Sequence[Callable[[], Attempt]]) -> list[Attempt | Exception]:
        try:
            with self._journal.together():
                return [call() for call in calls]
        except StoreError as error:
            return [error for _ in calls]
        except Exception as bug:  # noqa: BLE001 - one call's own, and the others must not suffer from it
            return [bug] if len(calls) == 1 else [self._outcomes([call])[0] for call in calls]

    def close(self) -> None:
        """Let the last transaction end."""
        self._thread.shutdown(wait=True)


def _tell(done: "asyncio.Future[Attempt]", outcome: Attempt | Exception) -> None:
    if done.cancelled():
        return
    if isinstance(outcome, Exception):
        done.set_exception(outcome)
    else:
        done.set_result(outcome)
