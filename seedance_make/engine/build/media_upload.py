"""Gives every medium of a request an address that the API can read, before its INTENT: frames are cut, files published.

Each address is asked for its first bytes once a build, from outside and without a key: what the API could not read
either is not bought.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from seedance_make.core.attempt.outcome import NoAnswer
from seedance_make.core.errors import Exit, OutOfReachError, RefusedError, SeedanceError, StoreError
from seedance_make.core.plan.model import Plan
from seedance_make.core.plan.outputs import frame_output
from seedance_make.core.plan.report import Ending, Outcome
from seedance_make.core.ports.network import Downloads, Publisher
from seedance_make.core.request.request import ByFile, ByFrame, ByUrl, Medium, Request
from seedance_make.engine.build.needed_frames import frame_of, show_frame
from seedance_make.engine.world import Network, World

_K = TypeVar("_K")
_T = TypeVar("_T")

_HEAD = 4096  # bytes that are compared


@dataclass(slots=True)
class MediaPublisher:
    """Shared by all workers of a build. The clips whose frames are asked for are in the CAS, and whole."""

    world: World
    network: Network
    _cut: "dict[tuple[str, str], asyncio.Task[str]]" = field(default_factory=dict)
    _asked: "dict[str, asyncio.Task[None]]" = field(default_factory=dict)

    async def ready(self, request: Request) -> Request | Outcome:
        """The same request with addresses, or why it cannot be bought: a refusal is no failure of the shot's."""
        try:
            media: Mapping[str, tuple[Medium, ...]] = {
                name: tuple([await self._ready(m) for m in many]) for name, many in request.media.items()
            }
        except RefusedError as refused:
            return Outcome(ending=Ending.SKIPPED, text=_with_help(refused), status=refused.exit)
        except OutOfReachError as error:
            return Outcome(ending=Ending.FAILED, text=_with_help(error), status=Exit.FAILED)
        except SeedanceError as error:
            return Outcome(ending=Ending.FAILED, text=_with_help(error), status=error.exit)
        return replace(request, media=media)

    async def _ready(self, medium: Medium) -> Medium:
        if isinstance(medium, ByUrl) or medium.url:
            return medium
        if isinstance(medium, ByFile):
            path = self.world.folder / medium.path
            return replace(medium, url=await self._published(path, medium.sha256, medium.path))
        picture = await self._picture(medium)
        return replace(
            medium,
            url=await self._published(self.world.cas.path(picture), picture, f"a frame of {medium.shot}"),
        )

    async def _picture(self, frame: ByFrame) -> str:
        """Cut it, once a build, and show it in the output tree."""
        if frame.sha256 is None:
            raise StoreError(f"the clip of {frame.shot} is not there yet")
        clip, which = frame.sha256, frame.frame

        async def cut() -> str:
            digest = await asyncio.to_thread(frame_of, self.world, clip, which)
            await asyncio.to_thread(show_frame, self.world, digest, frame_output(frame.shot, which))
            return digest

        return await _once(self._cut, (clip, which), cut)

    async def _published(self, path: Path, digest: str, name: str) -> str:
        publisher = self.network.publisher
        if publisher is None:
            raise RefusedError(f"{name} has no public address", help="set publish: in the storyboard")
        url = await publisher.publish(path, digest)
        await _once(self._asked, digest, lambda: self._ask(url, path, name))
        return url

    async def _ask(self, url: str, path: Path, name: str) -> None:
        """Raises OutOfReachError where the address does not give the file. A path is the simulator's to read."""
        if not url.startswith(("http:", "https:")):
            return
        got = await self.network.downloads.head(url, _HEAD)
        shown = url.partition("?")[0]  # what follows may be a signature
        if isinstance(got, NoAnswer):
            raise OutOfReachError(
                f"{name} cannot be read at its public address {shown}: {got.reason}",
                help="nothing was bought; the API would not have reached it either",
            )
        if got != await asyncio.to_thread(_head, path):
            raise OutOfReachError(
                f"{name} is published at {shown}, but that address gives something else",
                help="see what stands there, and whether it is public",
            )


async def check_publishing(network: Network, plan: Plan) -> None:
    """Try the way that this plan's files and frames will go. Raises RefusedError and the publisher's own errors.

    A chain must not find out after its first shot was paid that its frames cannot be published.
    """
    wants = [a.want for a in plan.purchases if a.want]
    local = any(
        isinstance(m, ByFile | ByFrame) for w in wants for many in w.request.media.values() for m in many
    )
    if local and network.publisher:
        await try_publishing(network.publisher, network.downloads)


async def try_publishing(publisher: Publisher, downloads: Downloads) -> str | None:
    """Publish a few bytes and read them back: their address without what may be a signature; None where there is
    nothing to try. Raises as `check_publishing`."""
    async with publisher.trial() as trial:
        if trial is None:
            return None
        url, content = trial
        got = await downloads.head(url, len(content))
    shown = url.partition("?")[0]
    if got != content:
        why = got.reason if isinstance(got, NoAnswer) else "it gives something else than was uploaded"
        raise RefusedError(
            f"what is published cannot be read at its address {shown}: {why}",
            help="nothing was sent; see publish: in the storyboard, and whether that address is public",
        )
    return shown


async def _once(
    tasks: "dict[_K, asyncio.Task[_T]]", key: _K, work: Callable[[], Coroutine[None, None, _T]]
) -> _T:
    """What many ask for is done once; all get its result or its error."""
    task = tasks.get(key)
    if task is None:
        task = tasks[key] = asyncio.create_task(work())
    return await asyncio.shield(task)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _with_help(error: SeedanceError) -> str:
    return f"{error.message}; {error.help}" if error.help else error.message
