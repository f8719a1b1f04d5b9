"""One action, from the plan's word to a clip in its place or a setback that says why not."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from seedance_make.core.decide import decide
from seedance_make.core.errors import Exit, RefusedError
from seedance_make.core.model import Artifact, Receipt
from seedance_make.core.outcome import Fault
from seedance_make.core.plan import Action, Kind, Options, Want
from seedance_make.core.receipts import purchases
from seedance_make.core.report import Ending
from seedance_make.core.request import ByFrame, Medium, Request, fingerprint
from seedance_make.core.snapshot import Bought, Snapshot
from seedance_make.core.task import Attempt, State
from seedance_make.engine.adopt import HELD, adopt
from seedance_make.engine.follow import Follower, watch
from seedance_make.engine.gather import what_it_gave
from seedance_make.engine.halt import Halt
from seedance_make.engine.lanes import Lanes
from seedance_make.engine.media_ready import media_ready
from seedance_make.engine.setback import Setback, skipped
from seedance_make.engine.submit import Submitter
from seedance_make.engine.world import World

_AS_IT_IS = {
    Kind.BLOCKED: (Ending.BLOCKED, Exit.BLOCKED),
    Kind.EDITED: (Ending.SKIPPED, Exit.FAILED),
    Kind.REFUSED: (Ending.SKIPPED, Exit.FAILED),
}
"""Kinds that a build leaves as they are."""


@dataclass(slots=True)
class Worker:
    """Shared facts of a build. `clips` tells those who need a take's clip when it has come, or that it won't."""

    world: World
    halt: Halt
    lanes: Lanes
    snapshot: Snapshot
    options: Options
    submitter: Submitter | None  # None: nothing may be bought
    follower: Follower | None  # None: no key
    receipts: tuple[Receipt, ...]
    chosen: Mapping[str, int]  # shot → its chosen take
    settled: dict[tuple[str, int], Want] = field(
        default_factory=dict
    )  # waits whose request is complete by now
    clips: dict[tuple[str, int], "asyncio.Future[Bought | None]"] = field(default_factory=dict)

    async def clip(self, action: Action, want: Want) -> Bought | Setback:
        """Get the take's bytes into the CAS, by whatever the plan says."""
        match action.kind:
            case Kind.KEEP | Kind.RESTORE:
                return await self._at_hand(action, want)
            case Kind.RESUME:
                return await self._resume(action, want)
            case Kind.LOST:
                return await self._ask_again(action, want)
            case Kind.BUY:
                async with self.lanes.slot():
                    return await self._buy(action, want)
            case Kind.WAIT:
                return await self._after_others(action, want)
            case _:
                ending, status = _AS_IT_IS[action.kind]
                attempt = action.attempt.short if action.attempt else None
                return Setback(ending=ending, text=action.reason, status=status, attempt=attempt)

    async def _at_hand(self, action: Action, want: Want) -> Bought | Setback:
        """From the CAS, rehashed before it is trusted, or from an output in place; else its task is asked again."""
        if action.twin:
            brought = await self.clips[action.twin]
            return brought or skipped(f"{action.twin[0]}, which asks for the same, has no clip", Exit.FAILED)
        bought = self.snapshot.bought.get(want.fingerprint or "")
        if bought is None or bought.artifacts[0].sha256 != action.digests[0]:
            bought = Bought(artifacts=_pinned(action), task_id="", credits=0, receipt=False)
        for artifact in bought.artifacts:
            if not await asyncio.to_thread(self._stored, artifact, trust=action.kind is Kind.KEEP):
                return await self._ask_again(action, want)
        return bought

    def _stored(self, artifact: Artifact, *, trust: bool) -> bool:
        """`trust`: the output is in place and was hashed, so the store's copy need not be read now."""
        cas = self.world.cas
        if cas.has(artifact.sha256) and (trust or cas.check(artifact.sha256)):
            return True
        found = self.snapshot.found_at.get(artifact.sha256)
        return found is not None and cas.adopt(self.world.tree.root / found, artifact.sha256)

    async def _resume(self, action: Action, want: Want) -> Bought | Setback:
        row = action.attempt and await self.world.desk(self.world.journal.get, action.attempt.id)
        if row is None:
            return skipped("its attempt has gone from the journal", Exit.STORE)
        outcome = await self.through(row, fresh=False)
        return outcome or skipped("the other build did not send it: run again", Exit.RUNNING)

    async def _ask_again(self, action: Action, want: Want) -> Bought | Setback:
        """Paid and missing: the task may still give its clip, for nothing."""
        row = await self._missing_row(action, want)
        if row is None or not row.task_id or self.follower is None:
            return Setback(ending=Ending.FAILED, text=action.reason, status=Exit.FAILED)
        outcome = await self.through(row, fresh=False)
        return outcome or Setback(ending=Ending.FAILED, text=action.reason, status=Exit.FAILED)

    async def _missing_row(self, action: Action, want: Want) -> Attempt | None:
        """The journal's row of a lost clip as PAID_MISSING; made from the receipt when the journal has none."""
        journal, at = self.world.journal, self.world.now()
        fp = want.fingerprint or ""
        row = (await self.world.desk(journal.latest, self.world.origin, [fp])).get(fp)
        if row is not None and row.state is State.DONE:
            return await self.world.desk(
                journal.record, row.id, State.PAID_MISSING, at, message="its bytes are gone from the store"
            )
        if row is not None and row.task_id:
            return row
        bought = self.snapshot.bought.get(fp)
        if bought is None or not bought.task_id or self.submitter is None:
            return None
        lost = self.submitter.lost_row(want, bought)
        return await self.world.desk(journal.intend, lost, lambda _rows: None)

    async def _buy(self, action: Action, want: Want) -> Bought | Setback:
        if self.submitter is None or action.estimate is None:
            return skipped("nothing may be bought", Exit.REFUSED)
        if self.halt.why is not None:
            return skipped(self.halt.why, self.halt.exit)
        try:
            want = replace(want, request=await media_ready(self.world, want.request))
        except RefusedError as refused:
            return Setback(ending=Ending.SKIPPED, text=refused.message, status=refused.exit)
        await self._release(action)
        while True:
            row = await self.submitter.buy(action, want, action.estimate)
            if isinstance(row, Setback):
                return row
            outcome = await self.through(row, fresh=True)
            if outcome is not None:
                return outcome

    async def _release(self, action: Action) -> None:
        """A lost take that a person buys again: its old attempt is closed first."""
        row, journal = action.attempt, self.world.journal
        if row is None or row.state not in {State.DONE, State.PAID_MISSING}:
            return
        if row.state is State.DONE:
            row = await self.world.desk(
                journal.record, row.id, State.PAID_MISSING, self.world.now(), message="its bytes are gone"
            )
        await self.world.desk(
            journal.record, row.id, State.RELEASED, self.world.now(), message="bought again"
        )

    async def _after_others(self, action: Action, want: Want) -> Bought | Setback:
        """Once the shots that it needs have their clips the request is complete, and is decided anew."""
        clips: dict[str, str] = {}
        for name in want.request.waits_for:
            bought = await self._chosen(name)
            if bought is None:
                return skipped(f"{name} has no clip", Exit.OK)
            clips[name] = bought.artifacts[0].sha256
        settled = self.settled[action.shot, action.take] = _with_clips(want, clips)
        fp = settled.fingerprint or ""
        attempts = await self.world.desk(self.world.journal.latest, self.world.origin, [fp])
        known = purchases(self.receipts, self.world.origin).get(fp, ())
        bought = await asyncio.to_thread(what_it_gave, self.world, fp, attempts.get(fp), known)
        here = {a.sha256 for a in bought.artifacts if self.world.cas.has(a.sha256)} if bought else set()
        self.snapshot = replace(
            self.snapshot,
            attempts={**self.snapshot.attempts, **attempts},
            bought={**self.snapshot.bought, **({fp: bought} if bought else {})},
            at_hand=self.snapshot.at_hand | here,
        )
        verdict = decide(settled, self.snapshot, self.options)
        now = replace(
            action, kind=verdict.kind, reason=verdict.reason, digests=verdict.digests, attempt=verdict.attempt,
            want=settled,
        )  # fmt: skip
        return await self.clip(now, settled)

    async def _chosen(self, name: str) -> Bought | None:
        future = self.clips.get((name, self.chosen.get(name, 0)))
        return None if future is None else await future

    async def through(self, row: Attempt, *, fresh: bool) -> Bought | Setback | None:
        """Follow an attempt to its end, whoever holds it. None: it was closed and says nothing against buying."""
        while True:
            if row.state is State.DONE:
                return _as_bought(row)
            if row.state in HELD and row.owner != self.world.owners.me:
                row = await watch(self.world, self.halt, row, self._patience)
                if row.state in HELD:
                    if await asyncio.to_thread(self.world.owners.alive, row.owner):
                        return _elsewhere(row)
                    row = await adopt(self.world, row)
                continue
            if row.state in HELD | {State.PAID_MISSING} and row.state is not State.INTENT:
                if self.follower is None:
                    return Setback(
                        ending=Ending.PENDING, text="no key", status=Exit.NO_KEY, task_id=row.task_id
                    )
                followed = await self.follower.follow(row, fresh=fresh)
                if isinstance(followed, Setback):
                    return followed
                row = followed
                continue
            return _closed(row)

    @property
    def _patience(self) -> float:
        return self.follower.timeout if self.follower else 0.0


def _pinned(action: Action) -> tuple[Artifact, ...]:
    return tuple(Artifact(sha256=d, size=0) for d in action.digests)


def _with_clips(want: Want, clips: Mapping[str, str]) -> Want:
    """The same take with the digests of the clips whose frames it needs."""

    def settle(medium: Medium) -> Medium:
        if isinstance(medium, ByFrame) and medium.sha256 is None:
            return replace(medium, sha256=clips[medium.shot])
        return medium

    media = {field: tuple(settle(m) for m in many) for field, many in want.request.media.items()}
    request: Request = replace(want.request, media=media)
    return replace(want, request=request, fingerprint=fingerprint(request))


def _as_bought(row: Attempt) -> Bought:
    charge = row.credits if row.charged is None else row.charged
    return Bought(artifacts=row.artifacts, task_id=row.task_id or "", credits=charge, receipt=False)


def _elsewhere(row: Attempt) -> Setback:
    text = "another build holds it and has not finished: run again later"
    return Setback(ending=Ending.PENDING, text=text, status=Exit.RUNNING, task_id=row.task_id)


def _closed(row: Attempt) -> Setback | None:
    """What the end of an attempt without a clip means here."""
    if row.state is State.UNKNOWN:
        text = f"nobody knows whether the request of {row.created} was taken: resolve {row.short}"
        return Setback(ending=Ending.BLOCKED, text=text, status=Exit.BLOCKED, attempt=row.short)
    if row.state in {State.FAILED, State.REJECTED, State.ABANDONED}:
        fault = Fault(code=row.code, http=None, message=row.message or "it failed in another build")
        return Setback(
            ending=Ending.FAILED, text=fault.message, status=Exit.FAILED, fault=fault, task_id=row.task_id
        )
    return None
