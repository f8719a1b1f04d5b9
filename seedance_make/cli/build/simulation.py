"""`--simulate`: the simulator in this process in the API's place. Nothing is sent, and nothing leaves this machine."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from random import Random

from seedance_make.cli.project.open import Project
from seedance_make.cli.wiring import home
from seedance_make.core.attempt.events import Event, Observer, Submitting
from seedance_make.core.cut.slate import Slate, slate_of
from seedance_make.core.host import SIMULATOR, Host
from seedance_make.core.storyboard.model import Storyboard
from seedance_make.engine.world import Network, World

SIMULATED_POLL = 0.05
"""Seconds: the simulator answers at once and costs nothing to ask."""

_ENOUGH = 10**12  # credits of the simulated account
_AGENT = "seedance-make"


class LocalFiles:
    """`core.ports.network.Publisher` for the simulator, which reads local files directly."""

    @asynccontextmanager
    async def trial(self) -> AsyncIterator[None]:
        """Nothing to try: files are where they are."""
        yield None

    async def publish(self, path: Path, digest: str) -> str:  # noqa: ARG002 - the port names it
        """The file's own path stands for an address."""
        return str(path.resolve())  # noqa: ASYNC240 - no disk worth waiting for


_SLATE: ContextVar[Slate | None] = ContextVar("slate", default=None)
"""What a body does not say (shot, take, style) reaches the simulator beside the request: each take is submitted in a
task of its own, and the transport runs the simulator in that task's context."""


def with_slates(observe: Observer, board: Storyboard) -> Observer:
    """An observer that notes which take is about to be submitted, and goes on to `observe`."""

    def note(event: Event, at: str) -> None:
        if isinstance(event, Submitting):
            _SLATE.set(slate_of(board, event.shot, event.take))
        observe(event, at)

    return note


@asynccontextmanager
async def simulated(world: World, project: Project) -> AsyncIterator[Network]:
    """The simulator in the place of API, downloads and publisher."""
    from seedance_make.api.client import Client  # noqa: PLC0415 - httpx is loaded when something is asked
    from seedance_make.api.download import Downloader  # noqa: PLC0415
    from seedance_make.simulator.in_process import simulator_transport  # noqa: PLC0415
    from seedance_make.simulator.settings import Settings  # noqa: PLC0415

    settings = Settings(
        latency=0.0, jitter=0.0, credits=_ENOUGH, open_media=_reader(project), slate=_SLATE.get
    )
    dice = Random()  # noqa: S311 - ids and light
    models = project.board.manifest.models
    with simulator_transport(
        settings, clock=world.clock, random=dice, models=models, prices=project.prices
    ) as transport:
        host = Host(base_url="http://127.0.0.1", origin=SIMULATOR)
        downloads = Downloader(user_agent=_AGENT, loopback_ok=True, clock=world.clock, transport=transport)
        async with Client(host, "rk_simulated", user_agent=_AGENT, transport=transport) as client:
            yield Network(api=client, downloads=downloads, publisher=LocalFiles(), key_label=SIMULATOR)


def _reader(project: Project) -> Callable[[str], bytes | None]:
    """Reads local media, which stand in the project, and frames, which stand in the store; nothing else."""
    ours = (project.folder, home().resolve() / "cas")

    def read(address: str) -> bytes | None:
        path = Path(address)
        inside = path.is_absolute() and any(path.resolve().is_relative_to(folder) for folder in ours)
        return path.read_bytes() if inside and path.is_file() else None

    return read
