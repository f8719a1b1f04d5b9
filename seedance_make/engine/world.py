"""The outside world of a build, handed in whole: nothing below looks for it by itself."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from seedance_make.core.attempt.events import Event, Observer
from seedance_make.core.attempt.states import Attempt, State
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
from seedance_make.engine.journal_thread import JournalThread
from seedance_make.engine.steps import Steps, walk_on
from seedance_make.engine.team.access import TeamAccess


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
