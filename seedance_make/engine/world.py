"""The outside world of a build, handed in whole: nothing below looks for it by itself."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from seedance_make.core.attempt.events import Event, Observer
from seedance_make.core.plan.rules.serving import Publishability
from seedance_make.core.ports import Api, Cas, Clock, Downloads, Index, Journal, LockFile, Owners
from seedance_make.core.storyboard.model import PriceTable
from seedance_make.engine.build.steps import Steps, walk_on

P = ParamSpec("P")
R = TypeVar("R")


class OutputTree(Protocol):
    """The output tree. Paths are relative to it, with `/`."""

    root: Path

    def look(self, path: str) -> str | None:
        """The digest of the file there; None when nothing is there; "" for a folder or a link in its place."""

    def placed(self) -> Mapping[str, str]:
        """What was placed here before: path → digest. May be forgotten at any time."""

    def expect(self, paths: Iterable[str]) -> None:
        """These are ours to write: remembered before anything is written, so that a crash leaves no stranger behind."""

    def note(self, path: str, digest: str) -> None:
        """What stands there is ours."""

    def place(self, cas: Cas, digest: str, path: str) -> None:
        """Publish an artifact there, whole or not at all. Raises StoreError."""

    def remove(self, path: str) -> None:
        """Remove an output and the folders that it leaves empty."""

    def check_writable(self) -> None:
        """Raises StoreError when an output could not be written, before money is spent."""


class Publisher(Protocol):
    """How a local file gets an address that the API can read."""

    def trial(self) -> AbstractAsyncContextManager[tuple[str, bytes] | None]:
        """An address and what it must give, where that can be tried before money is spent; nothing is left of it.
        Raises UsageError, StoreError or RefusedError when nothing could be published."""

    async def publish(self, path: Path, digest: str) -> str:
        """The address of a file that has this sha256. Raises StoreError, or RefusedError: one that it cannot serve, or
        that has changed since it was hashed."""


class Frames(Protocol):
    """Cuts frames out of clips."""

    def cut(self, clip: Path, frame: str) -> bytes:
        """The first or last frame as a PNG: the same bytes for the same clip. Raises RefusedError, StoreError."""


class JournalThread:
    """The one thread in which the journal lives. Awaiting a call awaits its commit."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")

    async def __call__(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Raises what the call raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: call(*args, **kwargs))

    def close(self) -> None:
        """Let the last transaction end."""
        self._thread.shutdown(wait=True)


def _unmeasured(_path: Path) -> None:
    """Measures nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Ports and facts of this process. Times are seconds."""

    clock: Clock
    chance: Callable[[], float]  # in [0, 1): jitter
    new_id: Callable[[], str]  # 32 hex digits
    journal: Journal
    desk: JournalThread
    cas: Cas
    index: Index
    owners: Owners
    lock_file: LockFile | None  # None: a simulated build writes no receipts
    tree: OutputTree
    api: Api | None  # None: no key
    downloads: Downloads | None
    publisher: Publisher | None
    frames: Frames
    observe: Observer
    origin: str
    project: str  # real path of the manifest
    folder: Path  # of the manifest
    key_label: str
    prices: PriceTable
    journal_gone: bool = False  # the store has traces of earlier builds and no journal
    steps: Steps = walk_on
    files: Mapping[str, str] = field(default_factory=dict)  # local media: path → sha256
    serving: Callable[[], Publishability] = (
        Publishability  # what cannot be published; asked when a plan is made
    )
    seconds: Callable[[Path], Decimal | None] = (
        _unmeasured  # a local video's or sound's length; None: unreadable
    )

    def now(self) -> str:
        """The wall clock as the journal writes it."""
        return self.clock.now().isoformat(timespec="milliseconds")

    def tell(self, name: str, **facts: object) -> None:
        """Say what happened. A listener that has gone away (a closed pipe) must not cost anybody a clip."""
        with suppress(OSError):
            self.observe(Event(name=name, at=self.now(), **facts))  # type: ignore[arg-type]
