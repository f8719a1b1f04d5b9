"""A take as a durable workflow: bought once, then brought until its clip is in the team store; and a film's takes in order.

No money logic: each step is a build of a saved plan, whose claims, journal and limits are those of any other build. What is
decided here is only which step comes next, by the exit status of the last.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import (
    ActivityError,
    FailureError,
    WorkflowAlreadyStartedError,
    is_cancelled_exception,
)

with workflow.unsafe.imports_passed_through():
    from seedance_make.cli.temporal.jobs import (
        BLOCKED,
        BRING,
        BUY,
        BUYING,
        ELSEWHERE,
        OVER,
        PAID,
        QUEUED,
        FilmJob,
        StepEnd,
        TakeJob,
        TakeState,
    )

_AGAIN = {5: 1.0, 69: 30.0, 74: 30.0, 75: 5.0, 130: 1.0, 143: 1.0}
"""Exit statuses after which a clip is brought again, and the seconds until then: still running; out of reach; the store or
the disk has trouble; its journal is locked; the worker is being stopped."""

_OVER_AT_ONCE = {0, 1, 4, 64, 65, 69, 77}
"""Exit statuses of a purchase after which there is nothing to bring: done, failed, or nothing was sent."""

_BLOCKED = 3
_DIED = 5.0  # seconds after a build that a signal has ended
_LOOK_AGAIN = (
    900.0  # seconds after which a blocked take is looked at again, should nobody have sent the signal
)
_ATTACHED = 60.0  # seconds after which another film's take is asked again to tell of itself


@workflow.defn(name="Take")
class TakeWorkflow:
    """One take. Its id is origin and fingerprint: there is one at a time, whoever asks for it."""

    @workflow.init
    def __init__(self, job: TakeJob) -> None:
        self._job = job
        self._state = TakeState()
        self._watchers = [job.film]
        self._stopped = False
        self._resolved = 0

    @workflow.run
    async def run(self, job: TakeJob) -> TakeState:
        """Buy, then bring."""
        await self._tell(BUYING)
        end = await self._buy()
        spent, over = end.spent, end.status in _OVER_AT_ONCE
        while not over:
            await self._until_it_may_have_changed(end)
            end = await _step(BRING, job)
            over = end.status != _BLOCKED and end.status >= 0 and end.status not in _AGAIN
        if end.status == 4 and spent == 0 and not end.text:
            end.text = "nothing was bought: build again"
        self._state.end = replace(end, spent=spent)
        await self._tell(OVER)
        return self._state

    @workflow.signal
    async def watch(self, film: str) -> None:
        """Another film wants this very take: it is told too, from now on."""
        self._watchers.append(film)
        await self._tell(self._state.stage)

    @workflow.signal
    def stop(self) -> None:
        """What has not been begun is not bought."""
        self._stopped = True

    @workflow.signal
    def resolved(self) -> None:
        """A person has settled the unknown outcome."""
        self._resolved += 1

    async def _buy(self) -> StepEnd:
        buying = asyncio.ensure_future(_step(BUY, self._job))
        await workflow.wait_condition(lambda: self._stopped or buying.done())
        if not buying.done():
            buying.cancel()  # takes effect only while no worker has begun it
        try:
            return await buying
        except asyncio.CancelledError:
            return StepEnd(status=130, text="stopped before it was begun")

    async def _until_it_may_have_changed(self, end: StepEnd) -> None:
        self._state.end = end
        if end.status != _BLOCKED:
            await self._tell(PAID)
            await workflow.sleep(_AGAIN.get(end.status, _DIED))
            return
        await self._tell(BLOCKED)
        before = self._resolved
        with suppress(asyncio.TimeoutError):
            await workflow.wait_condition(lambda: self._resolved > before, timeout=_LOOK_AGAIN)

    async def _tell(self, stage: str) -> None:
        self._state.stage = stage
        me = workflow.info().workflow_id
        for film in self._watchers:
            with suppress(FailureError):  # it has ended, and nobody listens
                await workflow.get_external_workflow_handle(film).signal("moved", args=[me, self._state])


async def _step(name: str, job: TakeJob) -> StepEnd:
    """One build on a worker, never repeated by the service. Where its worker is gone nobody knows how it ended: bringing the
    clip tells."""
    try:
        end: StepEnd = await workflow.execute_activity(
            name,
            job,
            result_type=StepEnd,
            start_to_close_timeout=timedelta(hours=2),
            heartbeat_timeout=timedelta(seconds=20),
            retry_policy=RetryPolicy(maximum_attempts=1),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
    except ActivityError as error:
        if is_cancelled_exception(error):
            raise asyncio.CancelledError from None
        return StepEnd(status=5, text="its worker is gone")
    return end


@workflow.defn(name="Film")
class FilmWorkflow:
    """The takes of one build, each started once what it needs is there. The command line may go meanwhile."""

    @workflow.init
    def __init__(self, film: FilmJob) -> None:
        self._states = {job.key: TakeState() for job in film.takes}
        self._keys: dict[str, str] = {}  # workflow id → key
        self._mine: list[str] = []  # ids of the workflows that this one has started
        self._stopped = False

    @workflow.run
    async def run(self, film: FilmJob) -> dict[str, TakeState]:
        """Every take to its end."""
        await asyncio.gather(*(self._make(job) for job in film.takes))
        return self._states

    @workflow.query
    def states(self) -> dict[str, TakeState]:
        """Key → where the take stands."""
        return self._states

    @workflow.signal
    def moved(self, take: str, state: TakeState) -> None:
        """A take tells of itself."""
        if take in self._keys:
            self._states[self._keys[take]] = state

    @workflow.signal
    async def stop(self) -> None:
        """Nothing more is begun, here or by the takes that this film has started."""
        self._stopped = True
        for take in self._mine:
            with suppress(FailureError):
                await workflow.get_external_workflow_handle(take).signal("stop")

    async def _make(self, job: TakeJob) -> None:
        await workflow.wait_condition(
            lambda: self._stopped or all(self._states[key].over for key in job.needs if key in self._states)
        )
        missing = [key for key in job.needs if key in self._states and not self._states[key].done]
        if self._stopped or missing:
            text = "stopped before it was begun" if self._stopped else f"{missing[0]} has no clip"
            self._states[job.key] = TakeState(
                stage=OVER, end=StepEnd(status=130 if self._stopped else 1, text=text)
            )
            return
        end = StepEnd(status=4, fingerprint=job.fingerprint)
        if job.fingerprint is None:  # what it waited for is there: one look tells what it asks for
            end = await self._look(job)
        if end.status != 4 or end.fingerprint is None:
            self._states[job.key] = TakeState(stage=OVER, end=end)
            return
        await self._started(replace(job, fingerprint=end.fingerprint, film=workflow.info().workflow_id))

    async def _look(self, job: TakeJob) -> StepEnd:
        while True:
            end = await _step(BRING, job)
            if end.status not in _AGAIN and end.status >= 0:
                return end
            await workflow.sleep(_AGAIN.get(end.status, _DIED))

    async def _started(self, job: TakeJob) -> None:
        take = f"{job.origin}/{job.fingerprint}"
        self._keys[take] = job.key
        state = self._states[job.key]
        while not self._states[job.key].over:
            try:
                child = await workflow.start_child_workflow(
                    TakeWorkflow.run, job, id=take, parent_close_policy=workflow.ParentClosePolicy.ABANDON
                )
            except WorkflowAlreadyStartedError:
                await self._attached(take, job.key)
                continue
            self._mine.append(take)
            try:
                self._states[job.key] = await child
            except FailureError as error:
                text = f"its workflow was ended from outside: {error.message}; build again"
                self._states[job.key] = replace(state, stage=OVER, end=StepEnd(status=5, text=text))

    async def _attached(self, take: str, key: str) -> None:
        """Another film has started the same take: it is asked to tell this one too."""
        if self._states[key].stage == QUEUED:
            self._states[key] = TakeState(stage=ELSEWHERE)
        try:
            await workflow.get_external_workflow_handle(take).signal("watch", workflow.info().workflow_id)
        except FailureError:  # it has just ended: started again, it finds the clip
            await workflow.sleep(1)
            return
        with suppress(asyncio.TimeoutError):
            await workflow.wait_condition(lambda: self._states[key].over, timeout=_ATTACHED)
