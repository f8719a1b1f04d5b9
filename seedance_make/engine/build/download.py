"""From a completed task to artifacts in the CAS.

The order is the promise: bytes fsynced in a temporary file, VERIFIED in the journal, renamed into the CAS, DONE.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from seedance_make.core.attempt.events import Received
from seedance_make.core.attempt.outcome import Broken, Download, Fetched, Gone
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit, StoreError
from seedance_make.core.plan.report import Ending, Outcome
from seedance_make.core.ports.artifacts import Writer
from seedance_make.core.ports.network import Downloads
from seedance_make.core.storyboard.model import Artifact
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.steps import Step
from seedance_make.engine.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFile:
    """An address does not give the clip: asking the task again may give another one."""

    row: Attempt
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipDownloader:
    """Brings one task's videos home."""

    world: World
    downloads: Downloads
    interrupt: Interrupt

    async def bring(self, row: Attempt) -> Attempt | Outcome | NoFile:
        """A COMPLETED or VERIFIED row, one step further."""
        try:
            if row.state is State.VERIFIED:
                return await self._publish(row, await self._leftovers(row))
            return await self._download(row)
        except StoreError as error:
            self.interrupt.stop_submitting(error.message, error.exit)
            text = f"{error.message}; its task is kept, and the next build goes on with it"
            return Outcome(ending=Ending.PENDING, text=text, status=error.exit, task_id=row.task_id)

    async def _download(self, row: Attempt) -> Attempt | Outcome | NoFile:
        """All of a task's videos, one after the other; the clip is the first."""
        writers: list[Writer] = []
        artifacts: list[Artifact] = []
        try:
            for number, url in enumerate(row.urls):
                writer = await asyncio.to_thread(self.world.cas.writer, _name(row, number))
                writers.append(writer)
                outcome = await self.interrupt.unless(self.interrupt.soft, self._fetch(row, url, writer))
                if not isinstance(outcome, Fetched):
                    return _not_fetched(row, outcome)
                artifacts.append(await asyncio.to_thread(writer.seal))
            self.world.steps(Step.BEFORE_VERIFIED)
            row = await self.world.record(row, State.VERIFIED, artifacts=tuple(artifacts))
            self.world.steps(Step.AFTER_VERIFIED)
            row = await self._publish(row, writers)
            writers = []
            return row
        finally:
            if row.state is not State.VERIFIED:
                for writer in writers:
                    writer.discard()

    async def _fetch(self, row: Attempt, url: str, writer: Writer) -> Download:
        seen = 0

        def on_bytes(received: int, expected: int | None) -> None:
            nonlocal seen
            self.world.steps(Step.IN_DOWNLOAD)
            if received - seen >= _TELL_EVERY or received == expected:
                seen = received
                self.world.emit(Received(shot=row.shot, take=row.take, count=received, total=expected))

        return await self.downloads.fetch(url, writer, on_bytes)

    async def _publish(self, row: Attempt, writers: Sequence[Writer | None]) -> Attempt:
        """Rename what is verified into the CAS. Without whole bytes the row goes back to COMPLETED, and is fetched anew."""
        for artifact, writer in zip(row.artifacts, writers, strict=True):
            if writer is not None:
                await asyncio.to_thread(writer.publish)
            elif not await asyncio.to_thread(self.world.cas.check, artifact.sha256):
                return await self.world.record(row, State.COMPLETED, artifacts=())
        self.world.steps(Step.AFTER_RENAME)
        row = await self.world.record(row, State.DONE, ended=self.world.now())
        self.world.steps(Step.AFTER_DONE)
        return row

    async def _leftovers(self, row: Attempt) -> list[Writer | None]:
        """The temporary files that a dead process left, hashed anew; None where the bytes are not the verified ones."""
        writers: list[Writer | None] = []
        for number, artifact in enumerate(row.artifacts):
            writer = await asyncio.to_thread(self.world.cas.leftover, _name(row, number))
            if writer is not None and writer.digest() != artifact.sha256:
                writer.discard()
                writer = None
            writers.append(writer)
        return writers


_TELL_EVERY = 256 * 1024
"""Bytes of a download between two words about it."""


def _name(row: Attempt, number: int) -> str:
    return f"{row.id}.{number}"


def _not_fetched(row: Attempt, outcome: Gone | Broken) -> Outcome | NoFile:
    if isinstance(outcome, Gone) or outcome.final:
        return NoFile(row=row, reason=outcome.reason)
    text = f"the download did not work ({outcome.reason}); it is paid: the next build fetches it, and buys nothing"
    return Outcome(ending=Ending.FAILED, text=text, status=Exit.FAILED, task_id=row.task_id)
