"""A purchase that another machine has claimed, to its end: waited for, polled on where our key may, or left to a person."""

from dataclasses import dataclass, replace

from seedance_make.core.attempt.events import Pending, Waiting
from seedance_make.core.attempt.outcome import TaskReport
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.claimed import blocked_by, whose
from seedance_make.core.plan.facts import Bought
from seedance_make.core.plan.model import Want
from seedance_make.core.plan.report import Ending, Outcome
from seedance_make.core.request.pricing import estimate, priced
from seedance_make.core.team.chain import ClaimedAttempt, Stage, Unreadable
from seedance_make.core.team.facts import TeamFacts
from seedance_make.engine.build.ownership import Ownership
from seedance_make.engine.build.submit import Submitter
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.team.access import TeamAccess
from seedance_make.engine.team.ask import ask_team, is_old
from seedance_make.engine.team.claims import lets_buy
from seedance_make.engine.team.share import Sharing
from seedance_make.engine.world import World

_LOOK_EVERY = (1.0, 15.0)  # seconds between two looks at a claim: first and longest


@dataclass(slots=True)
class ClaimedPurchases:
    """Shared by all workers of a build. `timeout`: seconds for which another machine's task is waited for."""

    world: World
    team: TeamAccess | None
    interrupt: Interrupt
    sharing: Sharing
    ownership: Ownership
    submitter: Submitter | None  # None: no key
    timeout: float

    async def through(self, want: Want, standing: ClaimedAttempt | Unreadable) -> Bought | Outcome | None:
        """The clip, or why there is none. None: the claim says nothing against a purchase any more.

        Raises StoreError when the team store cannot be asked, and Interrupted.
        """
        now: Bought | Outcome | ClaimedAttempt | Unreadable | None = standing
        while isinstance(now, ClaimedAttempt | Unreadable):
            if lets_buy(now):
                return None
            now = await self._once(want, now)
        return now

    async def _once(
        self, want: Want, standing: ClaimedAttempt | Unreadable
    ) -> Bought | Outcome | ClaimedAttempt | Unreadable | None:
        """One step further: an end, or how the claim stands by now."""
        if isinstance(standing, Unreadable):
            text = f"a claim on it cannot be read ({standing.number}: {standing.why}): nothing is bought"
            return Outcome(ending=Ending.BLOCKED, text=text, status=Exit.BLOCKED)
        match standing.stage:
            case Stage.INTENT:
                return await self._sending(want, standing)
            case Stage.SUBMITTED | Stage.DONE:
                return await self._paid(want, standing)
            case Stage.ABANDONED:
                text = f"its unknown outcome was abandoned by {standing.by}"
                return Outcome(ending=Ending.FAILED, text=text, status=Exit.FAILED)
            case _:
                text = f"it failed for {whose(standing)} ({standing.code})"
                return Outcome(ending=Ending.FAILED, text=text, status=Exit.FAILED)

    async def ask(self, want: Want) -> TeamFacts:
        """What the team store says of a take whose request is complete by now. Raises StoreError."""
        if self.team is None or want.fingerprint is None:
            return TeamFacts()
        return await ask_team(self.world, self.team, {want.fingerprint: ()}, self.sharing.claims.read)

    async def _sending(
        self, want: Want, standing: ClaimedAttempt
    ) -> Outcome | ClaimedAttempt | Unreadable | None:
        """An intent is waited for as long as a POST may last; then a person has to look."""
        self._say(want, f"{whose(standing)} is sending it")
        pause = _LOOK_EVERY[0]
        while not is_old(self.world, standing):
            pause = await self._pause(pause)
            if (now := await self._standing(want)) != standing:
                return now
        return Outcome(
            ending=Ending.BLOCKED, text=blocked_by(standing), status=Exit.BLOCKED,
            attempt=standing.intent.nonce[:8],
        )  # fmt: skip

    async def _paid(
        self, want: Want, standing: ClaimedAttempt
    ) -> Bought | Outcome | ClaimedAttempt | Unreadable | None:
        """Its clip from the team store; else its task, where our key may ask; else whoever has it is waited for."""
        if bought := await self._shared(want):
            return bought
        row = await self._taken_up(want, standing)
        if row is not None:
            return await self.ownership.through(row)
        if standing.stage is Stage.DONE:
            return Outcome(
                ending=Ending.FAILED, text=_lost(want, standing), status=Exit.FAILED, task_id=standing.task_id
            )
        self._say(want, f"task {standing.task_id} is with {whose(standing)}")
        return await self._waited_for(want, standing)

    async def _waited_for(
        self, want: Want, standing: ClaimedAttempt
    ) -> Outcome | ClaimedAttempt | Unreadable | None:
        deadline, pause = self.world.clock.monotonic() + self.timeout, _LOOK_EVERY[0]
        while self.world.clock.monotonic() < deadline:
            pause = await self._pause(pause)
            if (now := await self._standing(want)) != standing:
                return now
        text = f"task {standing.task_id} is with {whose(standing)}, and this key does not know it: run again later"
        self.world.emit(Pending(shot=want.shot.name, take=want.take, text=text, task_id=standing.task_id))
        return Outcome(ending=Ending.PENDING, text=text, status=Exit.RUNNING, task_id=standing.task_id)

    async def _shared(self, want: Want) -> Bought | None:
        facts = await self.ask(want)
        return await self.sharing.fetch(
            want,
            [
                Bought(artifacts=r.artifacts, task_id=r.task_id, credits=r.credits, receipt=False)
                for r in facts.results.get(want.fingerprint or "", ())
                if all(a.sha256 in facts.held for a in r.artifacts)
            ],
        )

    async def _taken_up(self, want: Want, standing: ClaimedAttempt) -> Attempt | None:
        """A row of our own for a task that our key may ask; None where it may not, or there is no key."""
        submitter, task_id = self.submitter, standing.task_id
        if submitter is None or not task_id:
            return None
        answer = await submitter.network.api.task(task_id, model=want.request.model.id)
        if not isinstance(answer, TaskReport):
            return None
        state = State.PAID_MISSING if standing.stage is Stage.DONE else State.SUBMITTED
        row = replace(submitter.paid_row(want, task_id, _price(self.world, want)), state=state)
        nonce = standing.intent.nonce
        if (
            await self.world.transact(self.world.journal.get, nonce) is None
        ):  # else ours was let go before its
            row = replace(row, id=nonce)  # task was found
        return await self.world.transact(self.world.journal.intend, row, None)

    async def _standing(self, want: Want) -> ClaimedAttempt | Unreadable | None:
        return (await self.sharing.claims.read(want.fingerprint or "")).standing

    async def _pause(self, seconds: float) -> float:
        """Wait, and the next wait's length."""
        await self.interrupt.unless(self.interrupt.soft, self.world.clock.sleep(seconds))
        return min(_LOOK_EVERY[1], seconds * 1.5)

    def _say(self, want: Want, text: str) -> None:
        self.world.emit(Waiting(shot=want.shot.name, take=want.take, text=text))


def _lost(want: Want, standing: ClaimedAttempt) -> str:
    return (
        f"bought by {whose(standing)} (task {standing.task_id}), and its clip is not to be had: "
        f"build --rebuy {want.shot.name}@{want.take} buys it again"
    )


def _price(world: World, want: Want) -> int:
    """Credits, as far as they can be told without measuring anything."""
    return estimate(want.request, world.prices, {}).credits if priced(want.request, world.prices) else 0
