"""Buys one take: INTENT durable, POST once, the id durable. What cannot be known is left for a person.

The order of the lines in `Submitter._send` is the promise that nothing is paid twice and no id is lost.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import assert_never

from seedance_make.core.attempt import catalog, retry
from seedance_make.core.attempt.events import Note, Paused, Submitted, Submitting
from seedance_make.core.attempt.outcome import Accepted, ApiFault, NotSent, Rejected, Submission, Unknown
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit, RefusedError, StoreError
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.facts import Bought
from seedance_make.core.plan.limits import SpendingTally
from seedance_make.core.plan.model import Action, Want
from seedance_make.core.plan.report import Ending, Outcome, not_tried
from seedance_make.core.request.fingerprint import canonical
from seedance_make.core.request.pricing import Estimate
from seedance_make.core.request.request import body_bytes
from seedance_make.core.team.chain import ClaimedAttempt, Unreadable
from seedance_make.engine.build.rate_limits import RateLimits
from seedance_make.engine.interrupt import Interrupt, Interrupted
from seedance_make.engine.steps import Step
from seedance_make.engine.team.claims import Claims
from seedance_make.engine.world import Network, World

ROUNDS = 5
"""Pauses of all submitters (for POSTs that were turned away with 429, or never left this machine) with nothing accepted
in between, after which no more is sent. An API that takes a few a minute is no reason to give up."""

UNKNOWN_IN_A_ROW = 2
"""An outage must not leave sixty of them."""


@dataclass(slots=True)
class Submitter:
    """Shared by all workers of a build: the cap, the limits, and the signs that nothing more should be sent."""

    world: World
    network: Network
    interrupt: Interrupt
    limits: RateLimits
    guard: SpendingTally
    profile: str | None
    claims: Claims
    _unknowns: int = 0  # in a row
    _rounds: int = 0  # pauses in a row
    submitted: list[Attempt] = field(default_factory=list)  # by this build

    async def buy(
        self, action: Action, want: Want, estimate: Estimate
    ) -> Attempt | Outcome | ClaimedAttempt | Unreadable:
        """An attempt that is SUBMITTED (or somebody else's for the same fingerprint), or why there is none: another
        machine's claim, or what became of ours."""
        while True:
            try:
                async with self.limits.post():
                    if self.interrupt.why is not None:
                        return not_tried(self.interrupt.why, self.interrupt.exit)
                    outcome = await self._claim_and_send(action, want, estimate)
            except Interrupted:
                return not_tried(self.interrupt.why or "interrupted", self.interrupt.exit)
            if not isinstance(outcome, _Again):
                return outcome
            if not self._rest(outcome):
                return self._give_up(outcome)

    async def _claim_and_send(
        self, action: Action, want: Want, estimate: Estimate
    ) -> "Attempt | Outcome | ClaimedAttempt | Unreadable | _Again":
        """The claim comes before the INTENT, and hears of its end before anybody pauses."""
        mine = self._attempt(want, estimate)
        outcome: Attempt | Outcome | _Again
        try:
            standing = await self.claims.take(mine, action.claim)
        except StoreError as error:
            self.interrupt.stop_submitting(error.message, error.exit)
            return not_tried(error.message, error.exit)
        if standing is not None:
            return standing
        if self.interrupt.why is None:
            outcome = await self._send(action, mine)
        else:
            outcome = not_tried(self.interrupt.why, self.interrupt.exit)
        await self.claims.catch_up(mine)
        return outcome

    async def _send(self, action: Action, mine: Attempt) -> "Attempt | Outcome | _Again":
        self.world.steps(Step.BEFORE_INTENT)
        try:
            row = await self.world.transact(self.world.journal.intend, mine, self.guard)
        except RefusedError as refused:
            return not_tried(refused.message, refused.exit)
        except StoreError as trouble:
            self.interrupt.stop_submitting(trouble.message, trouble.exit)
            return not_tried(trouble.message, trouble.exit)
        if row.id != mine.id:
            return row
        self.world.steps(Step.AFTER_INTENT)
        self.world.emit(Submitting(shot=action.shot, take=action.take, attempt=row.short))
        try:
            lapsed = await self.claims.lapsed(row)
            answer = NotSent(reason=lapsed) if lapsed else await self._post(row)
        except Exception as bug:
            await self._settle(row, Unknown(reason=f"a bug of ours while it was sent: {type(bug).__name__}"))
            raise
        self.world.steps(Step.AFTER_ACCEPT)
        return await self._settle(row, answer)

    async def _post(self, row: Attempt) -> Submission:
        try:
            return await self.interrupt.unless(self.interrupt.hard, self.network.api.submit(row.body))
        except Interrupted:
            return Unknown(reason="interrupted while it was being sent")

    async def _settle(self, row: Attempt, answer: Submission) -> "Attempt | Outcome | _Again":
        """Write down what became of a POST."""
        match answer:
            case Accepted():
                self._unknowns = self._rounds = 0
                return await self._keep_id(row, answer)
            case NotSent():
                await self._close(row, State.NOT_SENT, message=answer.reason)
                return _Again(text=answer.reason, status=Exit.OUT_OF_REACH)
            case Rejected():
                self._unknowns = 0
                return await self._rejected(row, answer)
            case Unknown():
                return await self._unknown(row, answer)
        assert_never(answer)

    async def _keep_id(self, row: Attempt, answer: Accepted) -> Attempt | Outcome:
        """The id is money: the journal first; if that fails the owner's own room, the screen, and no more POSTs."""
        world, at = self.world, self.world.now()
        facts: dict[str, object] = {
            "task_id": answer.task_id,
            "submitted": at,
            "request_id": answer.request_id,
        }
        try:
            kept = await world.transact(world.journal.record, row.id, State.SUBMITTED, at, **facts)
        except Exception as trouble:  # noqa: BLE001 - whatever it is, the id must not be lost with it
            saved = world.owners.rescue(row.id, answer.task_id)
            status = trouble.exit if isinstance(trouble, StoreError) else Exit.STORE
            self.interrupt.stop_submitting(f"the journal did not take a task id: {trouble}", status)
            where = (
                "it is saved beside the journal and taken up by the next build"
                if saved
                else "it is saved NOWHERE"
            )
            text = (
                f"task {answer.task_id} was bought and the journal did not take its id ({trouble}); {where}; if it is "
                f"not found again: seedance-make resolve {row.short} --task-id {answer.task_id}"
            )
            world.emit(Note(shot=row.shot, take=row.take, text=text, task_id=answer.task_id))
            return Outcome(
                ending=Ending.FAILED, text=text, status=status, attempt=row.short, task_id=answer.task_id
            )
        self.submitted.append(kept)
        world.steps(Step.AFTER_SUBMITTED)
        world.emit(
            Submitted(
                shot=row.shot,
                take=row.take,
                task_id=answer.task_id,
                attempt=kept.short,
                credits=None if world.origin == SIMULATOR else row.credits,
            )
        )
        return kept

    async def _rejected(self, row: Attempt, answer: Rejected) -> "Outcome | _Again":
        fault = answer.fault
        await self._close(
            row,
            State.REJECTED,
            code=fault.code or f"HTTP {fault.http}",
            message=fault.message,
            request_id=fault.request_id,
        )
        entry = catalog.look_up(fault.code, fault.http)
        if fault.http == 429:
            return _Again(text=entry.meaning, status=Exit.FAILED, fault=fault)
        if entry.exit is Exit.NO_KEY:
            self.interrupt.deny(fault, f"{entry.meaning} ({fault.code or fault.http})")
        elif answer.stop or entry.stop:
            self.interrupt.stop_submitting(f"{entry.meaning} ({fault.code or fault.http})", entry.exit)
        return Outcome(ending=Ending.FAILED, text=entry.meaning, status=entry.exit, fault=fault)

    async def _unknown(self, row: Attempt, answer: Unknown) -> Outcome:
        await self._close(
            row, State.UNKNOWN, message=answer.reason, answer=answer.answer,
            code=answer.fault.code if answer.fault else None,
            request_id=answer.fault.request_id if answer.fault else None,
        )  # fmt: skip
        self._unknowns += 1
        if self._unknowns >= UNKNOWN_IN_A_ROW:
            self.interrupt.stop_submitting(f"{self._unknowns} unknown outcomes in a row", Exit.BLOCKED)
        text = f"nobody knows whether it was taken ({answer.reason}): nothing is sent again by itself"
        return Outcome(
            ending=Ending.BLOCKED, text=text, status=Exit.BLOCKED, fault=answer.fault, attempt=row.short
        )

    async def _close(self, row: Attempt, state: State, **facts: object) -> None:
        """Nothing more comes of it. If the disk fails here the INTENT stays, and turns UNKNOWN with this process: never paid twice."""
        at = self.world.now()
        try:
            await self.world.transact(self.world.journal.record, row.id, state, at, ended=at, **facts)
        except StoreError as error:
            self.interrupt.stop_submitting(error.message, error.exit)
            self.world.emit(Note(shot=row.shot, take=row.take, text=error.message))

    def _attempt(self, want: Want, estimate: Estimate) -> Attempt:
        world, request, under = self.world, want.request, self.guard.spending.under
        return Attempt(
            id=world.new_id(),
            origin=world.origin,
            fingerprint=want.fingerprint or "",
            state=State.INTENT,
            owner=world.owners.me,
            build=self.guard.spending.build,
            project=world.project,
            shot=want.shot.name,
            take=want.take,
            profile=self.profile,
            model=request.model.id,
            resolution=request.resolution,
            duration=request.duration,
            body=body_bytes(request),
            request=(canonical(request) or b"").decode(),
            credits=estimate.credits,
            ceiling=estimate.ceiling,
            listed=estimate.listed,
            exact=estimate.exact,
            key_label=self.network.key_label,
            created=world.now(),
            approval=under.plan.digest if under else None,
        )

    def lost_row(self, want: Want, bought: Bought) -> Attempt:
        """A row for a purchase that the lock file remembers and the journal does not: paid, its bytes missing."""
        row = self.paid_row(want, bought.task_id, bought.credits)
        return replace(row, state=State.PAID_MISSING, artifacts=bought.artifacts, charged=bought.credits)

    def paid_row(self, want: Want, task_id: str, credit_count: int) -> Attempt:
        """A row for a task that this build did not buy."""
        known = Estimate(
            credits=credit_count,
            exact=True,
            billable_seconds=0,
            usd_per_second=Decimal(),
            ceiling=credit_count,
        )
        row = self._attempt(want, known)
        return replace(
            row, state=State.SUBMITTED, task_id=task_id, submitted=row.created, build="", approval=None
        )

    def _rest(self, again: "_Again") -> bool:
        """Everybody waits: what turned one POST away turns the others away as well. False: that was tried often enough."""
        if not self.limits.paused:  # others that were sent at the same time are of the same round
            self._rounds += 1
        if self._rounds >= ROUNDS:
            return False
        retry_after = again.fault.retry_after if again.fault else None
        seconds = retry.backoff(self._rounds - 1, self.world.chance) if retry_after is None else retry_after
        self.limits.pause(seconds)
        self.world.emit(Paused(seconds=round(seconds, 1), text=again.text))
        return True

    def _give_up(self, again: "_Again") -> Outcome:
        status = Exit.FAILED if self.submitted else again.status
        self.interrupt.stop_submitting(again.text, status)
        return Outcome(ending=Ending.FAILED, text=again.text, status=status, fault=again.fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """It may be sent again by itself."""

    text: str
    status: Exit
    fault: ApiFault | None = None
