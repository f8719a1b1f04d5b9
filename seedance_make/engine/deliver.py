"""Puts a clip where people see it, and writes down that it was bought: index, output tree, lock file, in this order.

A crash between two of them costs nothing: the next build sees what is missing and does just that.
"""

import asyncio

from seedance_make.core.model import Receipt
from seedance_make.core.plan import Want, further_output
from seedance_make.core.request import document
from seedance_make.core.snapshot import Bought
from seedance_make.engine.gather import last_key, result_key
from seedance_make.engine.steps import Step
from seedance_make.engine.world import World


async def deliver(world: World, want: Want, bought: Bought, profile: str | None) -> None:
    """Make the take's outputs and records true. Raises StoreError."""
    world.steps(Step.IN_INDEX)
    await asyncio.to_thread(_index, world, want, bought, profile)
    outputs = [
        want.output,
        *(further_output(want.shot.name, want.take, v) for v in range(2, len(bought.artifacts) + 1)),
    ]
    for path, artifact in zip(outputs, bought.artifacts, strict=True):
        if await asyncio.to_thread(world.tree.look, path) != artifact.sha256:
            await asyncio.to_thread(world.tree.place, world.cas, artifact.sha256, path)
    world.steps(Step.AFTER_OUTPUT)
    if world.lock_file is not None and bought.task_id:
        await asyncio.to_thread(world.lock_file.add, _receipts(world, want, bought))


def _index(world: World, want: Want, bought: Bought, profile: str | None) -> None:
    if want.fingerprint and bought.task_id:
        entry = {
            "artifacts": [[a.sha256, a.size] for a in bought.artifacts],
            "task_id": bought.task_id,
            "credits": bought.credits,
        }
        world.index.set(result_key(world.origin, want.fingerprint), entry)
    world.index.set(last_key(world, profile, want.shot.name, want.take), document(want.request))


def _receipts(world: World, want: Want, bought: Bought) -> list[Receipt]:
    return [
        Receipt(
            fingerprint=want.fingerprint or "",
            sha256=artifact.sha256,
            bytes=artifact.size,
            model=want.request.model,
            origin=world.origin,
            task_id=bought.task_id,
            credits=bought.credits,
            shot=want.shot.name,
            take=want.take,
            video=number,
        )
        for number, artifact in enumerate(bought.artifacts, 1)
    ]
