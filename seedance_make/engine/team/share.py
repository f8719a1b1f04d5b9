"""Brings clips from the team store, and puts there what was bought: bytes, then the result, then the word in the claim.

What comes is believed by its sha256 alone. What goes is paid already: trouble on the way there costs an exit status,
never the clip, and a later build makes it good.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from seedance_make.core.attempt.events import Note, Received
from seedance_make.core.errors import ReadOnlyError, StoreError
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.facts import Bought
from seedance_make.core.plan.model import Want
from seedance_make.core.request.fingerprint import document
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.results import SharedResult
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.steps import Step
from seedance_make.engine.team.access import TeamAccess
from seedance_make.engine.team.claims import Claims
from seedance_make.engine.world import World


@dataclass(slots=True)
class Sharing:
    """Shared by all workers of a build. Without a team store nothing here does anything."""

    world: World
    team: TeamAccess | None
    claims: Claims
    interrupt: Interrupt
    _read_only: bool = False

    async def fetch(self, want: Want, candidates: Iterable[Bought]) -> Bought | None:
        """The first purchase whose bytes are all here by now, or come whole; None where none is.

        Raises StoreError when the store cannot be asked, and Interrupted.
        """
        for bought in candidates:
            came = [await self._brought(want, artifact) for artifact in bought.artifacts]
            if came and all(came):
                return bought
        return None

    async def share(self, want: Want, bought: Bought) -> None:
        """Put a purchase where the team finds it. Never raises for the store's trouble: the clip is here."""
        if self.team is None or self.world.origin == SIMULATOR or not bought.task_id or not want.fingerprint:
            return
        self.owe(want)
        try:
            if not self._read_only:
                await self.put(want, bought)
        except ReadOnlyError as refused:
            if not self._read_only:
                self._read_only = True
                self.world.emit(Note(text=f"{refused.message}: what is built here is not shared"))
        except StoreError as error:
            text = f"{error.message}; the clip is here and paid: the next build shares it"
            self.world.emit(Note(shot=want.shot.name, take=want.take, text=text))
            self.interrupt.stop_submitting(text, error.exit)

    def owes(self, want: Want) -> bool:
        """Whether the team store lacks this: an earlier build could not share it, or what stands there is damaged."""
        return self.team is not None and self.world.index.get(_debt_key(self.team, want.fingerprint)) is True

    def owe(self, want: Want) -> None:
        """The team store is given this once it is here."""
        self._remember(want, owed=True)

    def _remember(self, want: Want, *, owed: bool) -> None:
        """A forgotten debt costs nobody money."""
        if self.team is not None and self.owes(want) is not owed:
            self.world.index.set(_debt_key(self.team, want.fingerprint), owed)

    async def put(self, want: Want, bought: Bought) -> bool:
        """Bytes, result, claim, in this order; False where the bytes were there. Raises StoreError, ReadOnlyError."""
        team, fingerprint, content = self.team, want.fingerprint or "", document(want.request)
        assert team is not None
        assert content is not None
        came = [await team(team.store.share, a, self.world.cas.path(a.sha256)) for a in bought.artifacts]
        self.world.steps(Step.AFTER_UPLOAD)
        result = SharedResult(
            task_id=bought.task_id,
            credits=bought.credits,
            artifacts=bought.artifacts,
            document=content,
        )
        await team(team.store.add_result, self.world.origin, fingerprint, result)
        self.world.steps(Step.AFTER_RESULT)
        await self.claims.settle(fingerprint)
        self._remember(want, owed=False)
        return any(came)

    async def _brought(self, want: Want, artifact: Artifact) -> bool:
        cas, team = self.world.cas, self.team
        if await asyncio.to_thread(cas.check, artifact.sha256):
            return True
        if team is None:
            return False
        writer = await asyncio.to_thread(cas.writer, f"{self.world.new_id()}.0")
        try:
            reading = team(team.store.fetch, artifact, writer, self._telling(want, artifact))
            if not await self.interrupt.unless(self.interrupt.soft, reading):
                return False
            await asyncio.to_thread(writer.seal)
            await asyncio.to_thread(writer.publish)
        finally:
            writer.discard()
        return True

    def _telling(self, want: Want, artifact: Artifact) -> Callable[[int], None]:
        """Called in the store's thread; listeners are told in the loop's."""
        loop = asyncio.get_running_loop()

        def on_bytes(count: int) -> None:
            event = Received(shot=want.shot.name, take=want.take, count=count, total=artifact.size or None)
            loop.call_soon_threadsafe(self.world.emit, event)

        return on_bytes


def _debt_key(team: TeamAccess, fingerprint: str | None) -> str:
    return f"team-owes:{team.url}:{fingerprint}"
