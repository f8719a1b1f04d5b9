"""Takes a paid task home: ask until it is completed, download, publish into the CAS. Every step can be taken up again.

After the task's id is in the journal nothing here can cost money: a crash costs a download at most.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from seedance_make.core.attempt import retry
from seedance_make.core.attempt.events import Note, Pending, Resumed, Status, Unanswered
from seedance_make.core.attempt.outcome import (
    ApiFault,
    KeyRefused,
    NoAnswer,
    PollAnswer,
    TaskMissing,
    TaskReport,
    TaskStatus,
)
from seedance_make.core.attempt.polling import PER_SECOND, PER_SECOND_HERE, STEP, Durations, PollSchedule
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit
from seedance_make.core.host import LOOPBACK
from seedance_make.core.plan.report import Ending, Outcome
from seedance_make.engine.build.download import ClipDownloader, NoFile
from seedance_make.engine.build.rate_limits import Questions, RateLimits, Slot
from seedance_make.engine.interrupt import Interrupt, Interrupted
from seedance_make.engine.steps import Step
from seedance_make.engine.world import Network, World

GRACE = 5
"""How often a task may be unknown to the API right after its submission."""

EMPTY = 3
"""How often a completed task may lack its addresses, or an address be gone, before it counts as paid and missing."""

TROUBLES = 12
"""Failed questions in a row after which a task is left to a later build; some minutes with the pauses between."""


@dataclass(slots=True)
class PollState:
    """What one task has used up of it."""

    deadline: float  # monotonic seconds
    began: float
    slot: Slot | None  # which it holds, if this build has submitted it
    durations: Durations  # of its kind
    troubles: int = 0
    missing: int = 0
    empty: int = 0


@dataclass(slots=True)
class Poller:
    """Shared by all workers: `timeout` and `interval` are seconds; without an interval the scheduler decides."""

    world: World
    network: Network
    interrupt: Interrupt
    limits: RateLimits
    timeout: float
    interval: float | None
    schedule: PollSchedule = field(init=False)
    questions: Questions = field(init=False)
    _kinds: dict[tuple[str, str, int], Durations] = field(default_factory=dict)

    def __post_init__(self) -> None:
        budget = PER_SECOND_HERE if self._here else PER_SECOND
        self.schedule = PollSchedule(interval=self.interval, budget=budget)
        self.questions = Questions(clock=self.world.clock, schedule=self.schedule)

    async def follow(self, row: Attempt, *, slot: Slot | None) -> Attempt | Outcome:
        """The attempt once it is DONE, or why it is not. With a `slot` it was submitted just now, so that the first
        question can wait."""
        durations, now = await self._durations(row), self._now()
        state = PollState(deadline=now + self.timeout, began=now, slot=slot, durations=durations)
        age = None if slot else self._age(row)
        self.schedule.watch(row.id, durations, now, deadline=state.deadline, age=age)
        if slot is None:
            self.world.emit(Resumed(shot=row.shot, take=row.take, task_id=row.task_id))
        try:
            return await self._home(row, state)
        except Interrupted:
            return self._left(
                row, "interrupted; it goes on at the API", self.interrupt.status or Exit.INTERRUPTED
            )
        finally:
            self.schedule.forget(row.id)

    async def _home(self, row: Attempt, state: PollState) -> Attempt | Outcome:
        downloader = ClipDownloader(
            world=self.world, downloads=self.network.downloads, interrupt=self.interrupt
        )
        while row.state is not State.DONE:
            if row.state in {State.COMPLETED, State.VERIFIED}:
                async with self.limits.download():
                    if state.slot:
                        state.slot.free()  # it has ended, and what it has really cost counts
                    outcome = await downloader.bring(row)
            else:
                outcome = await self._completed(row, state)
            if isinstance(outcome, NoFile):
                outcome = await self._ask_for_fresh_urls(outcome.row, state, outcome.reason)
            if isinstance(outcome, Outcome):
                return outcome
            row = outcome
        return row

    async def _completed(self, row: Attempt, state: PollState) -> Attempt | Outcome:
        """Ask until the task has ended; the row as COMPLETED."""
        while True:
            await self.interrupt.unless(self.interrupt.soft, self.questions.turn(row.id))
            if self.interrupt.denied:
                return self._left(row, "the key was refused; its task is kept", Exit.NO_KEY)
            answer = await self.interrupt.unless(
                self.interrupt.soft, self.network.api.task(row.task_id or "", model=row.model)
            )
            outcome = await self._heard(row, answer, state)
            if outcome is not None:
                return outcome
            if self._now() >= state.deadline:
                return self._left(row, f"still running after {self.timeout:g} s", Exit.RUNNING)

    async def _heard(self, row: Attempt, answer: PollAnswer, state: PollState) -> Attempt | Outcome | None:
        """What an answer means; None: ask again."""
        match answer:
            case TaskReport():
                state.troubles = 0
                return await self._reported(row, answer, state)
            case TaskMissing():
                return await self._missing(row, state)
            case KeyRefused():
                self.interrupt.deny(answer.fault, "the key was refused")
                self.questions.give_up()
                return self._left(row, "the key was refused; its task is kept", Exit.NO_KEY, answer.fault)
            case NoAnswer():
                return await self._trouble(row, answer, state)
        assert_never(answer)

    async def _reported(self, row: Attempt, report: TaskReport, state: PollState) -> Attempt | Outcome | None:
        if report.remark:
            self.world.emit(Note(shot=row.shot, take=row.take, text=report.remark, task_id=row.task_id))
        if report.status is TaskStatus.FAILED:
            return await self._failed(row, report)
        self.world.emit(Status(shot=row.shot, take=row.take, text=report.status.value, task_id=row.task_id))
        if report.status is TaskStatus.PROCESSING:
            self.schedule.answered(row.id, self._now())
            return None
        if not report.urls:
            state.empty += 1
            if state.empty < EMPTY:
                self._ask_again(row, STEP)
                return None
            return await self._paid_missing(row, "the task is completed and names no video")
        if state.slot and row.state is State.SUBMITTED:
            state.durations.learn(self._now() - state.began)
        facts: dict[str, object] = {"urls": report.urls}
        if report.credits is not None:
            facts["charged"] = report.credits
        kept = await self.world.record(row, State.COMPLETED, **facts)
        self.world.steps(Step.AFTER_COMPLETED)
        return kept

    async def _failed(self, row: Attempt, report: TaskReport) -> Outcome:
        fault = report.fault or ApiFault(code=None, http=None, message="the task failed and says no more")
        at = self.world.now()
        await self.world.record(
            row, State.FAILED, ended=at, code=fault.code, message=fault.message, charged=report.credits or 0
        )
        refund = "" if report.credits else "; refunded"
        return Outcome(
            ending=Ending.FAILED,
            text=fault.message + refund,
            status=Exit.FAILED,
            fault=fault,
            task_id=row.task_id,
        )

    async def _missing(self, row: Attempt, state: PollState) -> Outcome | None:
        """404. Under another key it says nothing; right after the submission the API may not know its own task yet."""
        if row.key_label != self.network.key_label:
            text = "the API does not know the task under this key; it was bought with another one: nothing changes"
            return self._left(row, text, Exit.RUNNING)
        state.missing += 1
        if state.missing <= GRACE:
            self._ask_again(row, STEP)
            return None
        return await self._paid_missing(row, "the API does not know the task any more")

    async def _trouble(self, row: Attempt, answer: NoAnswer, state: PollState) -> Outcome | None:
        state.troubles += 1
        status = Exit.RUNNING if answer.reached or state.slot else Exit.OUT_OF_REACH
        if state.troubles >= TROUBLES:
            return self._left(row, f"the API does not answer ({answer.reason}); its task is kept", status)
        if self._now() >= state.deadline:
            return self._left(row, f"no answer before its time was over ({answer.reason})", status)
        back = retry.backoff(state.troubles - 1, self.world.chance, base=self.interval or 1.0)
        pause = max(back, answer.retry_after or 0.0)
        if answer.limited:
            self.schedule.refused(self._now(), pause)
        self.schedule.answered(row.id, self._now(), after=pause)
        self.world.emit(Unanswered(shot=row.shot, take=row.take, text=answer.reason, task_id=row.task_id))
        return None

    def _ask_again(self, row: Attempt, seconds: float) -> None:
        """Whatever the answer was, it says nothing about how long the task still runs."""
        self.schedule.answered(row.id, self._now(), after=self.interval or seconds)

    async def _ask_for_fresh_urls(self, row: Attempt, state: PollState, reason: str) -> Attempt | Outcome:
        """An address did not give the clip: the task may name a fresh one, a bounded number of times."""
        state.empty += 1
        if state.empty >= EMPTY:
            return await self._paid_missing(row, reason)
        self.world.emit(Note(shot=row.shot, take=row.take, text=f"{reason}; a fresh address is asked for"))
        self._ask_again(row, STEP if state.empty > 1 else 0.0)
        return await self._completed(row, state)

    async def _paid_missing(self, row: Attempt, reason: str) -> Outcome:
        if row.state is not State.PAID_MISSING:
            row = await self.world.record(row, State.PAID_MISSING, message=reason)
        text = f"paid, but not to be had: {reason}; each build asks again, build --rebuy {row.shot}@{row.take} buys again"
        return Outcome(
            ending=Ending.FAILED, text=text, status=Exit.FAILED, task_id=row.task_id, attempt=row.short
        )

    def _left(self, row: Attempt, text: str, status: Exit, fault: ApiFault | None = None) -> Outcome:
        """Left as it is, to be taken up by the next build."""
        self.world.emit(Pending(shot=row.shot, take=row.take, task_id=row.task_id, text=text))
        return Outcome(ending=Ending.PENDING, text=text, status=status, fault=fault, task_id=row.task_id)

    async def _durations(self, row: Attempt) -> Durations:
        """Of its kind: by the journal, and by what this build has seen since."""
        kind = (row.model, row.resolution, row.duration)
        if kind not in self._kinds:
            journal = self.world.journal
            known = await self.world.transact(
                journal.durations, origin=row.origin, model=kind[0], resolution=kind[1], duration=kind[2]
            )
            self._kinds.setdefault(kind, Durations(known, here=self._here))
        return self._kinds[kind]

    def _age(self, row: Attempt) -> float:
        """Seconds since an earlier build submitted it, by the wall clock: a hint and no more."""
        try:
            return (self.world.clock.now() - datetime.fromisoformat(row.submitted or "")).total_seconds()
        except (ValueError, TypeError):
            return 0.0

    @property
    def _here(self) -> bool:
        return self.world.origin == LOOPBACK

    def _now(self) -> float:
        return self.world.clock.monotonic()
