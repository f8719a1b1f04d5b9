"""Brings one take's clip into the CAS, by whatever the plan says, or an outcome that says why there is none."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.facts import Bought, Snapshot
from seedance_make.core.plan.make import action_for
from seedance_make.core.plan.model import Action, ActionKind, Options, Want
from seedance_make.core.plan.outputs import frames_needed
from seedance_make.core.plan.report import Ending, Outcome, not_tried
from seedance_make.core.plan.wants import settle
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.chain import ClaimedAttempt
from seedance_make.engine.build.media_upload import MediaPublisher
from seedance_make.engine.build.ownership import Ownership, arrived, missing
from seedance_make.engine.build.rate_limits import RateLimits, Slot
from seedance_make.engine.build.ready_takes import Take
from seedance_make.engine.build.submit import Submitter
from seedance_make.engine.facts.bought import Purchases, known_purchases, look_up_results
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.team.claimed import ClaimedPurchases
from seedance_make.engine.world import World

_AS_IT_IS = {
    ActionKind.BLOCKED: (Ending.BLOCKED, Exit.BLOCKED),
    ActionKind.EDITED: (Ending.SKIPPED, Exit.FAILED),
    ActionKind.REFUSED: (Ending.SKIPPED, Exit.FAILED),
}
"""Kinds that a build leaves as they are."""


@dataclass(slots=True, kw_only=True)
class TakeBuilder:
    """Shared by all takes of a build. A take is begun once the takes that it waits for have ended."""

    world: World
    interrupt: Interrupt
    limits: RateLimits
    snapshot: Snapshot
    options: Options
    submitter: Submitter | None  # None: nothing may be bought
    ownership: Ownership
    claimed: ClaimedPurchases
    media: MediaPublisher | None
    buys: bool  # False: --no-buy
    purchases: Mapping[str, Purchases]  # by the lock file
    chosen: Mapping[str, int]  # shot → its chosen take
    clips: Mapping[Take, Bought | None]  # of the takes that have ended; None: it has no clip
    _later: dict[str, Snapshot] = field(default_factory=dict)  # by fingerprint, of takes that waited
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)  # fingerprint → whose turn it is

    async def bring(self, action: Action) -> tuple[Action, Bought | Outcome]:
        """What is done for the take in the end, and its clip, in the CAS by then, or why there is none.

        Raises StoreError and what else is nobody's to mend, and Interrupted.
        """
        now = await self._decide(action)
        return (action, now) if isinstance(now, Outcome) else (now, await self._clip(now))

    async def _decide(self, action: Action) -> Action | Outcome:
        """As planned; but a take that waited has its request complete by now, and is decided anew."""
        if action.kind is not ActionKind.WAIT or action.want is None:
            return action
        clips: dict[str, str] = {}
        for name in action.want.request.waits_for:
            if name not in self.chosen:
                return not_tried(action.reason, Exit.OK)
            upstream = self.clips.get((name, self.chosen[name]))
            if upstream is None:
                return not_tried(f"{name} has no clip", Exit.OK)
            clips[name] = upstream.artifacts[0].sha256
        want = settle(action.want, clips)
        now = action_for(want, await self._looked_up(want), self.options)
        if now.buys and not action.buys:  # it was in no total when the build was agreed to
            return not_tried(action.reason, Exit.OK)
        return now

    async def _looked_up(self, want: Want) -> Snapshot:
        """What is known of a request that is complete by now; of that one alone, so that it costs the same in any film."""
        fingerprint = want.fingerprint or ""
        team = None if self.snapshot.team is None else await self.claimed.ask(want)
        bare = replace(self.snapshot, attempts={}, bought={}, team=team)
        facts = await self.world.transact(
            look_up_results, self.world, bare, {fingerprint: want}, self.purchases
        )
        self._later[fingerprint] = facts
        return facts

    def _facts(self, want: Want) -> Snapshot:
        return self._later.get(want.fingerprint or "", self.snapshot)

    async def _clip(self, action: Action) -> Bought | Outcome:
        assert action.want is not None
        want = action.want
        match action.kind:
            case ActionKind.KEEP | ActionKind.RESTORE:
                return await self._at_hand(action, want)
            case ActionKind.FETCH:
                return await self._fetch(action, want)
            case ActionKind.RESUME:
                return await self._resume(action, want)
            case ActionKind.LOST:
                return await self._ask_again(action, want)
            case ActionKind.BUY:
                return await self._missing_clip(want) or await self._buy(action, want)
            case _:
                ending, status = _AS_IT_IS[action.kind]
                attempt = action.attempt.short if action.attempt else None
                return Outcome(ending=ending, text=action.reason, status=status, attempt=attempt)

    async def _at_hand(self, action: Action, want: Want) -> Bought | Outcome:
        """From the CAS, rehashed before it is trusted, or from an output in place; else its task is asked again."""
        if action.twin:
            brought = self.clips.get(action.twin)
            return brought or not_tried(f"{action.twin[0]}, which asks for the same, has no clip", Exit.OK)
        bought = self._planned(action, want)
        for artifact in bought.artifacts:
            if not await asyncio.to_thread(self._stored, artifact, trust=action.kind is ActionKind.KEEP):
                return await self._ask_again(action, want)
        await arrived(self.world, self._attempt(want), bought)
        return bought

    def _attempt(self, want: Want) -> Attempt | None:
        return self._facts(want).attempts.get(want.fingerprint or "")

    def _planned(self, action: Action, want: Want) -> Bought:
        bought = self._facts(want).bought.get(want.fingerprint or "")
        if bought is None or bought.artifacts[0].sha256 != action.digests[0]:
            return Bought(artifacts=_pinned(action), task_id="", credits=0, receipt=False)
        return bought

    async def _fetch(self, action: Action, want: Want) -> Bought | Outcome:
        """From the team store: what the plan names, else any other purchase of the same."""
        fp, attempt = want.fingerprint or "", self._attempt(want)
        receipted = self.purchases.get(fp, ())
        others = await asyncio.to_thread(
            known_purchases, self.world, self._facts(want), want, attempt, receipted
        )
        fetched = await self.claimed.sharing.fetch(want, [self._planned(action, want), *others])
        if fetched is None:
            self.claimed.sharing.owe(want)
            return await self._ask_again(action, want)
        await arrived(self.world, attempt, fetched)
        return fetched

    def _stored(self, artifact: Artifact, *, trust: bool) -> bool:
        """`trust`: the output is in place and was hashed, so the store's copy need not be read now."""
        cas = self.world.cas
        if cas.has(artifact.sha256) and (trust or cas.check(artifact.sha256)):
            return True
        output = self.snapshot.outputs_by_digest.get(artifact.sha256)
        return output is not None and cas.adopt(self.world.tree.root / output, artifact.sha256)

    async def _resume(self, action: Action, want: Want) -> Bought | Outcome:
        if action.claim is not None:
            return await self._claimed(action.claim, want)
        async with self._turn(want):
            row = action.attempt and await self.world.transact(self.world.journal.get, action.attempt.id)
            if row is None:
                return not_tried("its attempt has gone from the journal", Exit.STORE)
            outcome = await self._through(row, want)
        return outcome or not_tried("the other build did not send it: run again", Exit.RUNNING)

    async def _claimed(self, standing: ClaimedAttempt, want: Want) -> Bought | Outcome:
        async with self._turn(want):
            outcome = await self.claimed.through(want, standing)
        return outcome or not_tried("the other machine did not send it: run again", Exit.RUNNING)

    async def _through(self, row: Attempt, want: Want, slot: Slot | None = None) -> Bought | Outcome | None:
        """An attempt to its end; one without a clip is told to the team at once, and a clip is owed to it from now on:
        killed once it is in the store, the next build shares it."""
        self.claimed.sharing.owe(want)
        outcome = await self.ownership.through(row, slot=slot)
        if not isinstance(outcome, Bought):
            await self.claimed.sharing.claims.catch_up(row)
        return outcome

    async def _ask_again(self, action: Action, want: Want) -> Bought | Outcome:
        """Paid and missing: the team store or the task may still give its clip, for nothing."""
        if action.claim is not None:
            return await self._claimed(action.claim, want)
        damaged = action.digests and action.kind is not ActionKind.LOST and self.world.team is not None
        if damaged and (shared := await self.claimed.sharing.fetch(want, [self._planned(action, want)])):
            return shared
        reason = action.reason if action.kind is ActionKind.LOST else _gone(want)
        async with self._turn(want):
            row = await self._missing_row(want)
            if row is None or not row.task_id or self.ownership.poller is None:
                return Outcome(ending=Ending.FAILED, text=reason, status=Exit.FAILED)
            outcome = await self._through(row, want)
        return outcome or Outcome(ending=Ending.FAILED, text=reason, status=Exit.FAILED)

    async def _missing_row(self, want: Want) -> Attempt | None:
        """The journal's row of a lost clip as PAID_MISSING; made from the receipt when the journal has none."""
        journal, fp = self.world.journal, want.fingerprint or ""
        row = (await self.world.transact(journal.latest, self.world.origin, [fp])).get(fp)
        if row is not None and row.state is State.DONE:
            if row.artifacts and all(self.world.cas.has(a.sha256) for a in row.artifacts):
                return row  # somebody has brought it back meanwhile
            return await missing(self.world, row, "its bytes are gone from the store")
        if row is not None and row.task_id:
            return row
        bought = self._facts(want).bought.get(fp)
        if bought is None or not bought.task_id or self.submitter is None:
            return None
        lost = self.submitter.lost_row(want, bought)
        return await self.world.transact(journal.intend, lost, None)

    async def _missing_clip(self, want: Want) -> Outcome | None:
        """Clips whose frames it needs are there, and whole; the slot is not held for that."""
        for frame in frames_needed(want).values():
            clip = Artifact(sha256=frame.sha256 or "", size=0)
            if not await asyncio.to_thread(self._stored, clip, trust=False):
                return not_tried(f"{frame.shot} has no clip", Exit.OK)
        return None

    async def _buy(self, action: Action, want: Want) -> Bought | Outcome:
        async with self.limits.slot() as slot:
            return await self._bought(action, want, slot)

    async def _bought(self, action: Action, want: Want, slot: Slot) -> Bought | Outcome:
        if not self.buys:
            return not_tried("--no-buy", Exit.REFUSED)
        if self.submitter is None or self.media is None or action.estimate is None:
            return not_tried("nothing may be bought", Exit.REFUSED)
        if self.interrupt.why is not None:
            return not_tried(self.interrupt.why, self.interrupt.exit)
        request = await self.interrupt.unless(self.interrupt.soft, self.media.ready(want.request))
        if isinstance(request, Outcome):
            return request
        want = replace(want, request=request)
        async with self._turn(want):
            await self._release(action)
            while True:
                row = await self.submitter.buy(action, want, action.estimate)
                if isinstance(row, Outcome):
                    return row
                if isinstance(row, Attempt):
                    ours = row.build == self.submitter.guard.spending.build
                    outcome = await self._through(row, want, slot if ours else None)
                else:
                    outcome = await self.claimed.through(want, row)
                if outcome is not None:
                    return outcome

    def _turn(self, want: Want) -> asyncio.Lock:
        """Two takes of this build may turn out to ask for the same clip: the second one finds it bought."""
        return self._turns.setdefault(want.fingerprint or "", asyncio.Lock())

    async def _release(self, action: Action) -> None:
        """A lost take that a person buys again: its old attempt is closed first, by one of all who try."""
        row = action.attempt
        if row is None or row.state not in {State.DONE, State.PAID_MISSING}:
            return
        held = row.state is State.PAID_MISSING and row.owner != self.world.owners.me
        if held and await asyncio.to_thread(self.world.owners.alive, row.owner):
            return  # another build asks its task, or buys it again: that is waited for
        row = await missing(self.world, row, "its bytes are gone")
        if row.owner == self.world.owners.me and row.state is State.PAID_MISSING:
            at = self.world.now()
            await self.world.transact(
                self.world.journal.record, row.id, State.RELEASED, at, message="bought again"
            )


def _pinned(action: Action) -> tuple[Artifact, ...]:
    return tuple(Artifact(sha256=d, size=0) for d in action.digests)


def _gone(want: Want) -> str:
    again = f"build --rebuy {want.shot.name}@{want.take} buys it again"
    return f"paid, but its bytes are damaged or gone, and its task was not to be asked; {again}"
