"""The outside world of a build, handed in whole: nothing below looks for it by itself."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import ParamSpec, TypeVar

from seedance_make.core.attempt.events import Event, Observer
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import StoreError
from seedance_make.core.plan.limits import StoreBudget
from seedance_make.core.plan.rules.publishability import Publishability
from seedance_make.core.ports.artifacts import Cas
from seedance_make.core.ports.clock import Clock
from seedance_make.core.ports.journal import Journal, Owners
from seedance_make.core.ports.media import Frames
from seedance_make.core.ports.network import Api, Downloads, Publisher
from seedance_make.core.ports.project import Index, LockFile, OutputTree
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.model import Receipt
from seedance_make.engine.steps import Steps, walk_on
from seedance_make.engine.team.access import TeamAccess

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What only a build that asks the API has."""

    api: Api
    downloads: Downloads
    publisher: Publisher | None  # None: local files have no public address
    key_label: str  # salted digest of the key


def _unmeasured(_path: Path) -> None:
    """Measures nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Ports and facts of this process. Times are seconds."""

    clock: Clock
    chance: Callable[[], float]  # in [0, 1): jitter
    new_id: Callable[[], str]  # 32 hex digits
    journal: Journal
    transact: JournalThread
    cas: Cas
    index: Index
    owners: Owners
    lock_file: LockFile | None  # None: a simulated build writes no receipts
    tree: OutputTree
    frames: Frames
    observe: Observer
    origin: str
    project: str  # real path of the manifest
    folder: Path  # of the manifest
    prices: PriceTable
    team: TeamAccess | None = None  # None: the storyboard names no team store
    journal_gone: bool = False  # the store has traces of earlier builds and no journal
    steps: Steps = walk_on
    files: Mapping[str, str] = field(default_factory=dict)  # local media: path → sha256
    publishability: Callable[[], Publishability] = (
        Publishability  # what cannot be published; asked when a plan is made
    )
    budget: Callable[[], StoreBudget] = StoreBudget  # of the store; asked when a plan is made
    media_seconds: Callable[[Path], Decimal | None] = (
        _unmeasured  # a local video's or sound's length; None: unreadable
    )

    async def record(self, row: Attempt, state: State, **facts: object) -> Attempt:
        """A step of a task whose id is kept; durable when this returns. Raises StoreError."""
        at = self.now()
        return await self.transact.shared(lambda: self.journal.record(row.id, state, at, **facts))

    def now(self) -> str:
        """The wall clock as the journal writes it."""
        return self.clock.now().isoformat(timespec="milliseconds")

    def receipts(self) -> tuple[Receipt, ...]:
        """What the lock file says was bought, at any host; a simulated build has none. Raises InvalidInputError, StoreError."""
        return self.lock_file.read() if self.lock_file else ()

    def emit(self, event: Event) -> None:
        """Report what happened. A listener that has gone away (a closed pipe) must not cost anybody a clip."""
        with suppress(OSError):
            self.observe(event, self.now())
