"""A world for the engine: the real store on disk, and honest small fakes where the network and time would be."""

import asyncio
import hashlib
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from plan_samples import TABLE

from seedance_make.core.attempt.events import BuildEvent, Event
from seedance_make.core.attempt.outcome import (
    Accepted,
    Balance,
    Download,
    Fetched,
    NoAnswer,
    PollAnswer,
    Submission,
    TaskReport,
    TaskStatus,
)
from seedance_make.core.plan.limits import BuildCap, SpendingLimits
from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import Options
from seedance_make.core.ports.artifacts import Sink
from seedance_make.core.storyboard.model import Storyboard
from seedance_make.engine.build.build import Build, Run
from seedance_make.engine.build.ownership import adopt_dead
from seedance_make.engine.build.parts import Orders
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.journal_thread import JournalThread
from seedance_make.engine.world import Network, World
from seedance_make.store.cas.cas import DiskCas
from seedance_make.store.index import DiskIndex
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.store.lock_file import DiskLockFile
from seedance_make.store.output_tree import DiskTree
from seedance_make.store.owners import DiskOwners

E = TypeVar("E", bound=BuildEvent)

START = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class FakeClock:
    """Time passes when somebody sleeps. `wall` may be as wrong as a test likes."""

    time: float = 1000.0
    slept: list[float] = field(default_factory=list)
    wall: Callable[[float], datetime] = lambda passed: START + timedelta(seconds=passed)

    def monotonic(self) -> float:
        return self.time

    def now(self) -> datetime:
        return self.wall(self.time - 1000.0)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        until = self.time + seconds
        await asyncio.sleep(0)
        self.time = max(self.time, until)


@dataclass
class FakeApi:
    """Accepts everything and completes at the first question, unless a test says otherwise."""

    clock: FakeClock
    answers: list[Submission | Exception] = field(default_factory=list)  # to the next POSTs
    reports: dict[str, list[PollAnswer | Exception]] = field(
        default_factory=dict
    )  # task → to the next questions
    posts: list[bytes] = field(default_factory=list)
    asked: list[tuple[str, float]] = field(default_factory=list)  # task, when
    seconds: float = 0.0  # that a task takes
    _sent: dict[str, float] = field(default_factory=dict)  # task → when

    async def submit(self, body: bytes) -> Submission:
        self.posts.append(body)
        await asyncio.sleep(0)
        answer = self.answers.pop(0) if self.answers else Accepted(task_id=f"task_{len(self.posts)}")
        if isinstance(answer, Accepted):
            self._sent[answer.task_id] = self.clock.time
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def task(self, task_id: str, *, model: str | None = None) -> PollAnswer:
        self.asked.append((task_id, self.clock.time))
        await asyncio.sleep(0)
        waiting = self.reports.get(task_id)
        runs = self.clock.time < self._sent.get(task_id, 0.0) + self.seconds
        answer = waiting.pop(0) if waiting else processing(task_id) if runs else completed(task_id)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def balance(self) -> Balance:
        return 1_000_000


def completed(task_id: str, **facts: Any) -> TaskReport:
    url = f"https://cdn.example/{task_id}.mp4"
    return TaskReport(task_id=task_id, status=TaskStatus.COMPLETED, urls=(url,), **facts)


def processing(task_id: str) -> TaskReport:
    return TaskReport(task_id=task_id, status=TaskStatus.PROCESSING)


class FakeDownloads:
    """Each address gives bytes of its own."""

    async def fetch(self, url: str, sink: Sink, on_bytes: Callable[[int, int | None], None]) -> Download:
        data = url.encode()
        sink.write(data)
        on_bytes(len(data), len(data))
        return Fetched(sha256=sink.digest(), size=len(data))

    async def seconds(self, url: str) -> Decimal | NoAnswer:
        return Decimal(8)

    async def head(self, url: str, count: int) -> bytes | NoAnswer:
        return NoAnswer(reason="nobody asks in these tests")

    async def mark(self, url: str) -> str | NoAnswer:
        return NoAnswer(reason="nobody asks in these tests")


class FakeFrames:
    def cut(self, clip: Path, frame: str) -> bytes:
        return hashlib.sha256(clip.read_bytes() + frame.encode()).digest()


class FakePublisher:
    """Files are where the API can read them, and nobody checks: a path stands for an address."""

    @asynccontextmanager
    async def trial(self) -> AsyncIterator[None]:
        """There is nothing to try."""
        yield

    async def publish(self, path: Path, digest: str) -> str:
        return f"file:{digest}"


@dataclass
class Studio:
    """One process: a world, and what it said."""

    world: World
    network: Network
    clock: FakeClock
    api: FakeApi
    events: list[tuple[Event, str]]  # each with its time

    @property
    def states(self) -> Counter[str]:
        return Counter(row.state.value for row in self.world.journal.rows())

    def seen(self, kind: type[E]) -> list[E]:
        return [event for event, _ in self.events if isinstance(event, kind)]

    def build(
        self, board: Storyboard, *, interrupt: Interrupt | None = None, cap: int | None = None, **orders: Any
    ) -> Run:
        """Adopt, gather, plan, build: what the command does between its questions."""
        return asyncio.run(self._build(board, interrupt, cap, orders))

    async def _build(
        self, board: Storyboard, interrupt: Interrupt | None, cap: int | None, orders: dict[str, Any]
    ) -> Run:
        await adopt_dead(self.world)
        snapshot = gather_facts(self.world, board)
        plan = make_plan(board, snapshot, Options())
        number = uuid.uuid4().hex
        most = 10**9 if cap is None else cap
        limit = BuildCap(most=most, build=number, project=self.world.project, fingerprints=frozenset())
        build = Build(
            world=self.world,
            network=self.network,
            interrupt=interrupt or Interrupt(),
            plan=plan,
            snapshot=snapshot,
            options=Options(),
            orders=Orders(spending=SpendingLimits(build=number, cap=limit), **orders),
        )
        return await build.run()


@contextmanager
def studio(folder: Path, **changes: Any) -> Iterator[Studio]:
    """A process with its store in `folder`; several may share it."""
    home, film = folder / "store", folder / "film"
    film.mkdir(parents=True, exist_ok=True)
    clock = changes.pop("clock", None) or FakeClock()
    api, events, index = FakeApi(clock), list[tuple[Event, str]](), DiskIndex(home)
    journal = changes.pop("journal", None) or SqliteJournal(home / "journal.db")
    network = Network(
        api=api,
        downloads=changes.pop("downloads", None) or FakeDownloads(),
        publisher=FakePublisher(),
        key_label="k",
    )
    with DiskOwners(home) as owners:
        world = World(
            clock=clock,
            chance=lambda: 0.5,
            new_id=lambda: uuid.uuid4().hex,
            journal=journal,
            transact=JournalThread(journal),
            cas=DiskCas(home),
            index=index,
            owners=owners,
            lock_file=DiskLockFile(film / "storyboard.lock", home),
            tree=DiskTree(film, "out", index),
            frames=FakeFrames(),
            observe=lambda event, at: events.append((event, at)),
            origin="reapi.ai",
            project=str(film / "storyboard.yaml"),
            folder=film,
            prices=TABLE,
        )
        try:
            yield Studio(
                world=replace(world, **changes), network=network, clock=clock, api=api, events=events
            )
        finally:
            world.transact.close()
            journal.close()
            index.close()
