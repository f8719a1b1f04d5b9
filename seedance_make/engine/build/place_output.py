"""Puts a clip where people see it, and writes down that it was bought: index, output tree, lock file, in this order.

A crash between two of them costs nothing: the next build sees what is missing and does just that.
"""

import asyncio
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from seedance_make.core.errors import SeedanceError
from seedance_make.core.plan.facts import NOTHING_THERE, Bought, OutputFact, Standing
from seedance_make.core.plan.model import Want
from seedance_make.core.plan.outputs import outputs_of
from seedance_make.core.request.fingerprint import canonical, document
from seedance_make.core.storyboard.model import Artifact, Receipt
from seedance_make.engine.facts.bought import result_key
from seedance_make.engine.facts.previous import last_key
from seedance_make.engine.steps import Step
from seedance_make.engine.world import World

_PAUSE = 1.0  # seconds between two writes of the lock file, at the least
_SHARE = 50  # times as long as a write took: a long lock file costs a fiftieth of the time


@dataclass(slots=True, kw_only=True)
class ReceiptWriter:
    """Gathers a build's receipts: the whole file is written at most once a second, and at the end.

    A crash in between costs nothing: the journal has what was bought, and the next build adds what is missing.
    """

    world: World
    _gathered: list[Receipt] = field(default_factory=list)
    _due: float = -math.inf  # monotonic seconds before which nothing is written
    _writing: bool = False

    async def add(self, receipts: Iterable[Receipt]) -> None:
        """Keep them, and write all that were gathered if it is time. Raises StoreError, and keeps them all the same."""
        self._gathered += receipts
        if not self._writing and self.world.clock.monotonic() >= self._due:
            await self.write()
        else:
            self.world.steps(Step.RECEIPT_GATHERED)

    async def write(self) -> None:
        """Write what was gathered. Raises StoreError, InvalidInputError; what could not be written stays gathered."""
        gathered, self._gathered = self._gathered, []
        if self.world.lock_file is None or not gathered:
            return
        self._writing, began = True, self.world.clock.monotonic()
        try:
            await asyncio.to_thread(self.world.lock_file.add, gathered)
        except SeedanceError:
            self._gathered = [*gathered, *self._gathered]
            raise
        finally:
            now = self.world.clock.monotonic()
            self._writing, self._due = False, now + max(_PAUSE, _SHARE * (now - began))


async def place_outputs(
    world: World,
    want: Want,
    bought: Bought,
    profile: str | None,
    *,
    planned: Mapping[str, OutputFact],
    overwrite: bool,
    receipts: "ReceiptWriter",
) -> tuple[str, ...]:
    """Make the take's outputs and records true. Raises StoreError.

    What stands at a path and is neither ours nor what the plan found there is a person's work: such paths are left
    alone and returned, unless they may be overwritten.
    """
    world.steps(Step.IN_INDEX)
    await asyncio.to_thread(_index, world, want, bought, profile)
    outputs = outputs_of(want, len(bought.artifacts))
    places = [(p, a, planned.get(p, NOTHING_THERE)) for p, a in zip(outputs, bought.artifacts, strict=True)]
    left = await asyncio.to_thread(_place, world, places, overwrite=overwrite)
    world.steps(Step.AFTER_OUTPUT)
    if world.lock_file is not None and bought.task_id and not bought.receipt:
        await receipts.add(_receipts(world, want, bought))
    return left


def _place(
    world: World, places: Iterable[tuple[str, Artifact, OutputFact]], *, overwrite: bool
) -> tuple[str, ...]:
    left = []
    for path, artifact, planned in places:
        there = world.tree.look(path)
        if there == artifact.sha256:
            world.tree.note(path, artifact.sha256)
        elif _ours(world, there, planned) or (there and overwrite):
            world.tree.place(world.cas, artifact.sha256, path)
        else:
            left.append(path)
    return tuple(left)


def _ours(world: World, there: str | None, planned: OutputFact) -> bool:
    """Whether nothing is lost by writing over what stands there now."""
    if there is None:
        return True
    as_planned = planned.standing is Standing.CLIP and planned.digest == there
    return as_planned or bool(there and world.cas.has(there))


def _index(world: World, want: Want, bought: Bought, profile: str | None) -> None:
    if want.fingerprint and bought.task_id:
        entry = {
            "artifacts": [[a.sha256, a.size] for a in bought.artifacts],
            "task_id": bought.task_id,
            "credits": bought.credits,
        }
        _remember(world, result_key(world.origin, want), entry)
    _remember(world, last_key(world, profile, want.shot.name, want.take), document(want.request))


def _remember(world: World, key: str, value: object) -> None:
    """Writing costs a commit, reading next to nothing: most clips are where they were."""
    if world.index.get(key) != value:
        world.index.set(key, value)


def _receipts(world: World, want: Want, bought: Bought) -> list[Receipt]:
    content = canonical(want.request)
    return [
        Receipt(
            fingerprint=want.fingerprint or "",
            sha256=artifact.sha256,
            bytes=artifact.size,
            model=want.request.model.id,
            origin=world.origin,
            task_id=bought.task_id,
            credits=bought.credits,
            shot=want.shot.name,
            take=want.take,
            video=number,
            document=content.decode() if content else None,
        )
        for number, artifact in enumerate(bought.artifacts, 1)
    ]


def remove_output(world: World, path: str, digest: str) -> bool:
    """Remove an output that nothing asks for; False when it has changed. Blocking. Raises StoreError.

    Whole bytes stay in the store: those of the output, where the store's own are damaged or gone.
    """
    kept = world.cas.check(digest) or world.cas.adopt(world.tree.root / path, digest)
    if not kept or world.tree.look(path) != digest:
        return False
    world.tree.remove(path)
    return True
