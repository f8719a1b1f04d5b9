"""Puts the parts together: the real world of a project, and the simulated one.

A world starts without a network, which is all that planning needs; `open_network` adds it for a build.
"""

import os
import random
import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from decimal import Decimal
from pathlib import Path

from seedance_make import __version__
from seedance_make.cli.account.credentials import Credential
from seedance_make.cli.clock import SystemClock
from seedance_make.cli.project.open import Project
from seedance_make.cli.project.publishing import publishability_of, publishing
from seedance_make.cli.project.team import team_access
from seedance_make.core.attempt.events import Observer
from seedance_make.core.attempt.states import LIVE
from seedance_make.core.errors import RefusedError, StoreError
from seedance_make.core.host import SIMULATOR, user_agent
from seedance_make.core.plan.limits import StoreBudget
from seedance_make.core.ports.network import Downloads
from seedance_make.core.storyboard.media.frame import frame_words
from seedance_make.engine.journal_thread import JournalThread
from seedance_make.engine.steps import Step, Steps, walk_on
from seedance_make.engine.world import Network, World
from seedance_make.store.budget import read_budget
from seedance_make.store.cas.cas import DiskCas
from seedance_make.store.home import store_home
from seedance_make.store.index import DiskIndex
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.store.lock_file import DiskLockFile
from seedance_make.store.output_tree import DiskTree
from seedance_make.store.owners import DiskOwners
from seedance_make.store.runs import have_sent

LOCK_FILE = "storyboard.lock"
JOURNAL = "journal.db"


class PyavFrames:
    """`core.ports.media.Frames`, with PyAV loaded at the first cut."""

    def cut(self, clip: Path, frame: str) -> bytes:
        """A frame as a PNG. Raises RefusedError for a clip without one, StoreError."""
        from seedance_make.media.clip import UnreadableMediaError  # noqa: PLC0415 - PyAV is slow to import
        from seedance_make.media.cut_frame import cut_frame  # noqa: PLC0415

        try:
            return cut_frame(clip, frame)
        except UnreadableMediaError as error:
            raise RefusedError(
                f"no {frame_words(frame)} can be cut out of the clip {clip.name[:12]}: it {error}"
            ) from None
        except OSError as error:
            raise StoreError(f"cannot read {clip}: {error.strerror}") from None


def local_seconds(path: Path) -> Decimal | None:
    """The length of a local video or sound; None when it cannot be told."""
    from seedance_make.media.probe import media_seconds  # noqa: PLC0415 - PyAV is slow to import

    try:
        return media_seconds(path)
    except Exception:  # noqa: BLE001 - a decoder meets a stranger's bytes; whatever it raises means one thing
        return None


def home() -> Path:
    """The store of this user."""
    return store_home(os.environ)


def no_observer(_event: object, _at: str) -> None:
    """Listens to nothing."""


@contextmanager
def open_world(
    project: Project, *, observe: Observer = no_observer, owner: bool = False, claims: bool = True
) -> Iterator[World]:
    """The world of a project without a network. `owner`: this process will hold rows of the journal.
    `claims`: whether it makes claims in the team store.

    Raises StoreError.
    """
    store = home()
    index = DiskIndex(store)
    journal = SqliteJournal.in_memory() if project.simulate else SqliteJournal(store / JOURNAL)
    tree = DiskTree(project.folder, project.output, index)
    owners, journal_thread = DiskOwners(store), JournalThread(journal)
    team = team_access(project, claims=claims)
    with ExitStack() as stack:
        if owner:
            stack.enter_context(owners)
        for part in (index, journal, journal_thread, tree, team):
            if part is not None:
                stack.callback(part.close)
        if (
            owner and not project.simulate
        ):  # killed processes leave their files; the rows that they held stay named
            owners.clean(row.owner for row in journal.rows(states=LIVE))
        yield World(
            clock=SystemClock(),
            chance=random.random,
            new_id=lambda: uuid.uuid4().hex,
            journal=journal,
            transact=journal_thread,
            cas=DiskCas(store),
            index=index,
            owners=owners,
            lock_file=None if project.simulate else DiskLockFile(project.folder / LOCK_FILE, store),
            tree=tree,
            frames=PyavFrames(),
            observe=observe,
            origin=SIMULATOR if project.simulate else project.host.origin,
            project=str(project.path),
            folder=project.folder,
            prices=project.prices,
            team=team,
            journal_gone=not project.simulate and _journal_gone(store),
            steps=_steps(project),
            files=project.files,
            publishability=lambda: publishability_of(project),
            budget=StoreBudget if project.simulate else lambda: read_budget(store),
            media_seconds=local_seconds,
        )


def _journal_gone(store: Path) -> bool:
    """Whether builds have bought here, and what they wrote down is not there any more. Those that only fetch from a team
    store, or restore, write none."""
    return not (store / JOURNAL).exists() and have_sent(store)


def _steps(project: Project) -> Steps:
    """Rehearsed crashes: a test names the step at which the process dies. Never with a real API."""
    wanted = os.environ.get("SEEDANCE_MAKE_KILL_AT")
    if not wanted or not project.host.loopback:
        return walk_on

    def step(now: Step) -> None:
        if now.value == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def open_downloads(project: Project) -> Downloads:
    """The door without a key."""
    from seedance_make.api.download import Downloader  # noqa: PLC0415 - httpx is loaded when something is asked
    from seedance_make.media.probe import video_seconds  # noqa: PLC0415

    agent = user_agent(os.environ.get("REAPI_USER_AGENT"), __version__)
    return Downloader(
        user_agent=agent, loopback_ok=project.host.loopback, clock=SystemClock(), probe=video_seconds
    )


@asynccontextmanager
async def open_network(project: Project, credential: Credential) -> AsyncIterator[Network]:
    """The API, with this key, and the doors without one."""
    from seedance_make.api.client import Client  # noqa: PLC0415

    agent = user_agent(os.environ.get("REAPI_USER_AGENT"), __version__)
    async with Client(project.host, credential.key, user_agent=agent) as client:
        with publishing(project) as media:
            yield Network(
                api=client, downloads=open_downloads(project), publisher=media, key_label=credential.label
            )
