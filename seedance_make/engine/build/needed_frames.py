"""Frames of clips: cut exactly, kept in the CAS, shown in the output tree where other shots need them.

A frame is told by its clip's digest and its place in the clip; the same clip gives the same picture, so one cut serves
every shot, build and project. That a picture is known by its clip is remembered in the index: without it, it is cut anew.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from seedance_make.core.errors import RefusedError, StoreError
from seedance_make.core.plan.model import Want
from seedance_make.core.plan.outputs import frames_needed
from seedance_make.engine.world import World


def frame_of(world: World, clip: str, which: str) -> str:
    """The digest of a clip's frame, whose PNG is in the CAS then. Blocking; the clip is in the CAS.

    Raises StoreError, or RefusedError for a clip that cannot be decoded.
    """
    key = f"frame:{clip}:{which}"
    kept = world.index.get(key)
    if isinstance(kept, str) and world.cas.check(kept):
        return kept
    picture = world.frames.cut(world.cas.path(clip), which)
    writer = world.cas.writer(f"frame-{world.new_id()}")
    try:
        writer.write(picture)
        writer.seal()
        digest = writer.publish().sha256
    except StoreError:
        writer.discard()
        raise
    world.index.set(key, digest)
    return digest


def show_frame(world: World, digest: str, path: str) -> None:
    """Put a frame where people see it, unless something of theirs stands there. Blocking. Raises StoreError."""
    there = world.tree.look(path)
    ours = there is None or (there and (world.tree.placed().get(path) == there or world.cas.has(there)))
    if there != digest and ours:
        world.tree.place(world.cas, digest, path)


async def show_frames(world: World, wants: Iterable[Want]) -> None:
    """Every frame that these takes need and whose clip is in the store. Trouble here costs nobody a clip."""
    frames = {path: frame for want in wants for path, frame in frames_needed(want).items()}
    for path, frame in frames.items():
        if frame.sha256 and world.cas.has(frame.sha256):
            with suppress(StoreError, RefusedError):
                await asyncio.to_thread(_show, world, frame.sha256, frame.frame, path)


def _show(world: World, clip: str, which: str, path: str) -> None:
    """Where it stands already as it was placed, nothing is read but its stat."""
    kept = world.index.get(f"frame:{clip}:{which}")
    if not (isinstance(kept, str) and world.tree.look(path) == kept):
        show_frame(world, frame_of(world, clip, which), path)
