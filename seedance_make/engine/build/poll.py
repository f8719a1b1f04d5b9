"""Takes a paid task home: ask until it is completed, download, publish into the CAS. Every step can be taken up again.

After the task's id is in the journal nothing here can cost money: a crash costs a download at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from seedance_make.core.attempt import polling, retry
from seedance_make.core.attempt.events import Note, Pending, Resumed, Status, Unanswered
from seedance_make.core.attempt.outcome import (
    ApiFault,
    KeyRefused,
    PollAnswer,
    TaskMissing,
    TaskReport,
    TaskStatus,
    Trouble,
)
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.report import Ending, Outcome
from seedance_make.engine.build.download import ClipDownloader, NoFile
from seedance_make.engine.build.interrupt import Interrupt, Interrupted
from seedance_make.engine.build.steps import Step
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
    fresh: bool  # submitted by this build
    troubles: int = 0
    missing: int = 0
    empty: int = 0


@dataclass(slots=True)
class Poller:
    """Shared by all workers: `timeout` and `interval` are seconds; without an interval the scheduler decides."""

    world: World
    network: Network
    halt: Interrupt
    timeout: float
    interval: float | None
    in_flight: int = 0
    _histories: dict[tuple[str, str, int], Sequence[float]] = field(default_factory=dict)

    async def follow(self, row: Attempt, *, fresh: bool) -> Attempt | Outcome:
        """The attempt once it is DONE, or why it is not. `fresh`: submitted just now, so the first question can wait."""
        now = self.world.clock.monotonic()
        state = PollState(deadline=now + self.timeout, began=now, fresh=fresh)
        if not fresh:
            self.world.emit(Resumed(shot=row.shot, take=row.take, task_id=row.task_id))
        self.in_flight += 1
        try:
            return await self._home(row, state, fresh=fresh)
        except Interrupted:
            return self._left(row, "interrupted; it goes on at the API", self.halt.status or Exit.INTERRUPTED)
        finally:
            self.in_flight -= 1

    async def _home(self, row: Attempt, state: PollState, *, fresh: bool) -> Attempt | Outcome:
        downloader = ClipDownloader(world=self.world, downloads=self.network.downloads, halt=self.halt)
        wait = fresh
        while row.state is not State.DONE:
            if row.state in {State.COMPLETED, State.VERIFIED}:
                outcome = await downloader.bring(row)
            else:
                outcome = await self._completed(row, state, wait=wait)
            if isinstance(outcome, NoFile):
                outcome = await self._ask_for_fresh_urls(outcome.row, state, outcome.reason)
            if isinstance(outcome, Outcome):
                return outcome
            row, wait = outcome, False
        return row

    async def _completed(self, row: Attempt, state: PollState, *, wait: bool) -> Attempt | Outcome:
        """Ask until the task has ended; the row as COMPLETED."""
        history = await self._history(row)
        while True:
            if wait and not await self._wait(state, self._pause(state, history)):
                return self._left(row, f"still running after {self.timeout:g} s", Exit.RUNNING)
            wait = True
            if self.halt.denied:
                return self._left(row, "the key was refused; its task is kept", Exit.NO_KEY)
            answer = await self.halt.unless(
                self.halt.soft, self.network.api.task(row.task_id or "", model=row.model)
            )
            outcome = await self._heard(row, answer, state)
            if outcome is not None:
                return outcome

    async def _heard(self, row: Attempt, answer: PollAnswer, state: PollState) -> Attempt | Outcome | None:
        """What an answer means; None: ask again."""
        match answer:
            case TaskReport():
                state.troubles = 0
                return await self._reported(row, answer, state)
            case TaskMissing():
                return await self._missing(row, state)
            case KeyRefused():
                self.halt.deny(answer.fault, "the key was refused")
                return self._left(row, "the key was refused; its task is kept", Exit.NO_KEY, answer.fault)
            case Trouble():
                return await self._trouble(row, answer, state)
        assert_never(answer)

    async def _reported(self, row: Attempt, report: TaskReport, state: PollState) -> Attempt | Outcome | None:
        if report.remark:
            self.world.emit(Note(shot=row.shot, take=row.take, text=report.remark, task_id=row.task_id))
        if report.status is TaskStatus.FAILED:
            return await self._failed(row, report)
        self.world.emit(Status(shot=row.shot, take=row.take, text=report.status.value, task_id=row.task_id))
        if report.status is TaskStatus.PROCESSING:
            return None
        if not report.urls:
            state.empty += 1
            if state.empty < EMPTY:
                return None
            return await self._paid_missing(row, "the task is completed and names no video")
        facts: dict[str, object] = {"urls": report.urls}
        if report.credits is not None:
            facts["charged"] = report.credits
        kept = await self._record(row, State.COMPLETED, **facts)
        self.world.steps(Step.AFTER_COMPLETED)
        return kept

    async def _failed(self, row: Attempt, report: TaskReport) -> Outcome:
        fault = report.fault or ApiFault(code=None, http=None, message="the task failed and says no more")
        at = self.world.now()
        await self._record(
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
            return None
        return await self._paid_missing(row, "the API does not know the task any more")

    async def _trouble(self, row: Attempt, answer: Trouble, state: PollState) -> Outcome | None:
        state.troubles += 1
        status = Exit.RUNNING if answer.reached or state.fresh else Exit.OUT_OF_REACH
        if state.troubles >= TROUBLES:
            return self._left(row, f"the API does not answer ({answer.reason}); its task is kept", status)
        back = retry.backoff(state.troubles - 1, self.world.chance, base=self.interval or 1.0)
        self.world.emit(Unanswered(shot=row.shot, take=row.take, text=answer.reason, task_id=row.task_id))
        if not await self._wait(state, max(back, answer.retry_after or 0.0)):
            return self._left(row, f"no answer before its time was over ({answer.reason})", status)
        return None

    async def _ask_for_fresh_urls(self, row: Attempt, state: PollState, reason: str) -> Attempt | Outcome:
        """An address did not give the clip: the task may name a fresh one, a bounded number of times."""
        state.empty += 1
        if state.empty >= EMPTY:
            return await self._paid_missing(row, reason)
        self.world.emit(Note(shot=row.shot, take=row.take, text=f"{reason}; a fresh address is asked for"))
        return await self._completed(row, state, wait=state.empty > 1)

    async def _paid_missing(self, row: Attempt, reason: str) -> Outcome:
        if row.state is not State.PAID_MISSING:
            row = await self._record(row, State.PAID_MISSING, message=reason)
        text = f"paid, but not to be had: {reason}; each build asks again, build --rebuy {row.shot}@{row.take} buys again"
        return Outcome(
            ending=Ending.FAILED, text=text, status=Exit.FAILED, task_id=row.task_id, attempt=row.short
        )

    def _left(self, row: Attempt, text: str, status: Exit, fault: ApiFault | None = None) -> Outcome:
        """Left as it is, to be taken up by the next build."""
        self.world.emit(Pending(shot=row.shot, take=row.take, task_id=row.task_id, text=text))
        return Outcome(ending=Ending.PENDING, text=text, status=status, fault=fault, task_id=row.task_id)

    async def _record(self, row: Attempt, state: State, **facts: object) -> Attempt:
        return await self.world.transact(self.world.journal.record, row.id, state, self.world.now(), **facts)

    async def _history(self, row: Attempt) -> Sequence[float]:
        key = (row.model, row.resolution, row.duration)
        if key not in self._histories:
            self._histories[key] = await self.world.transact(
                self.world.journal.durations,
                origin=row.origin,
                model=row.model,
                resolution=row.resolution,
                duration=row.duration,
            )
        return self._histories[key]

    def _pause(self, state: PollState, history: Sequence[float]) -> float:
        if self.interval is not None:
            return self.interval
        age = self.world.clock.monotonic() - state.began
        return polling.next_ask(age, history, self.in_flight, self.world.chance())

    async def _wait(self, state: PollState, seconds: float) -> bool:
        """Sleep, but not past the deadline; False when that is where we are, after one last chance to ask."""
        left = state.deadline - self.world.clock.monotonic()
        if left <= 0:
            return False
        await self.halt.unless(self.halt.soft, self.world.clock.sleep(min(seconds, left)))
        return True
