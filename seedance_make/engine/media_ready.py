"""Gives every medium of a request an address that the API can read, before its INTENT: frames are cut, files published."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from seedance_make.core.errors import RefusedError, StoreError
from seedance_make.core.request import ByFile, ByFrame, ByUrl, Medium, Request
from seedance_make.engine.world import World


async def media_ready(world: World, request: Request) -> Request:
    """The same request with addresses. Raises StoreError, or RefusedError when nothing serves local files."""
    media: Mapping[str, tuple[Medium, ...]] = {
        field: tuple([await _ready(world, m) for m in many]) for field, many in request.media.items()
    }
    return replace(request, media=media)


async def _ready(world: World, medium: Medium) -> Medium:
    if isinstance(medium, ByUrl) or medium.url:
        return medium
    if world.publisher is None:
        raise RefusedError(
            "a local picture needs a public address before the API can read it",
            help="set publish: in the storyboard",
        )
    if isinstance(medium, ByFile):
        return replace(medium, url=await world.publisher.publish(world.folder / medium.path))
    return replace(medium, url=await _publish_frame(world, medium))


async def _publish_frame(world: World, medium: ByFrame) -> str:
    """Cut it, show it in the output tree, publish it. The same clip gives the same bytes."""
    if medium.sha256 is None or world.publisher is None:
        raise StoreError(f"the clip of {medium.shot} is not there yet")
    path = f"_frames/{medium.shot}.{medium.frame}.png"
    picture = await asyncio.to_thread(world.frames.cut, world.cas.path(medium.sha256), medium.frame)
    await asyncio.to_thread(_keep, world, picture, path)
    return await world.publisher.publish(world.tree.root / path)


def _keep(world: World, picture: bytes, path: str) -> None:
    writer = world.cas.writer(f"frame-{world.new_id()}")
    try:
        writer.write(picture)
        writer.seal()
        artifact = writer.publish()
    except StoreError:
        writer.discard()
        raise
    if world.tree.look(path) != artifact.sha256:
        world.tree.place(world.cas, artifact.sha256, path)
