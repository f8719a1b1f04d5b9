"""The command line's side of `build --temporal`: hands the purchases of a plan over, shows how they stand, and waits.

It may go at any time: what it has started goes on, and the next build finds the clips in the team store.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project
from seedance_make.cli.temporal import jobs
from seedance_make.cli.temporal.jobs import FilmJob, PackedProject, TakeJob, TakeState
from seedance_make.cli.temporal.service import connect_temporal, queue_of
from seedance_make.cli.temporal.snapshot import share_project
from seedance_make.core.attempt.events import Blocked, Event, Note, Resumed, Waiting
from seedance_make.core.errors import Exit
from seedance_make.core.plan.consent.saved import purchases_of, saved_take
from seedance_make.core.plan.model import Action, Plan
from seedance_make.core.plan.report import BuildReport, Ending, Outcome, Result
from seedance_make.core.storyboard.shards import chains
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.world import World

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowHandle

_TOGETHER = 200
"""Takes that one workflow starts, whole chains: the history of a workflow has an end."""

_LOOK = 0.5  # seconds between two looks at how the takes stand
_ANSWER = 2.0  # seconds that one look may take
_PATIENCE = 3  # looks without an answer after which nobody seems to be there
_NOT_BEGUN = frozenset({jobs.QUEUED, jobs.BUYING})
_GOES_ON = _NOT_BEGUN | {jobs.PAID, jobs.ELSEWHERE}
"""Stages at which something more comes without a person."""


async def run_film(
    invocation: Invocation, project: Project, world: World, interrupt: Interrupt, plan: Plan, *, build: str, address: str,
    key_label: str,
) -> dict[str, TakeState]:  # fmt: skip
    """Have a plan's purchases made by the workers of this key and this team. Raises OutOfReachError, StoreError, UsageError."""
    assert world.team is not None
    client = await connect_temporal(address)
    queue = queue_of(key_label, world.team.url)
    snapshot = await asyncio.to_thread(share_project, invocation, project, world.team.store)
    films = together(take_jobs(plan, snapshot), plan)
    run = FilmRun(client=client, world=world, interrupt=interrupt, queue=queue, address=address)
    return await run.run(build, films)


def take_jobs(plan: Plan, snapshot: PackedProject) -> list[TakeJob]:
    """A job for each purchase of a plan, in its order."""
    bought = {(a.shot, a.take): a for a in plan.purchases}
    chosen = {a.shot: a.take for a in plan.purchases if a.want and a.take == a.want.shot.chosen}
    return [
        TakeJob(
            shot=p.shot,
            take=p.take,
            plan=saved_take(plan, p),
            snapshot=snapshot,
            origin=plan.origin,
            fingerprint=bought[p.shot, p.take].fingerprint,
            needs=[f"{up}@{chosen[up]}" for up in bought[p.shot, p.take].needs if up in chosen],
        )
        for p in purchases_of(plan)
    ]


def together(takes: Iterable[TakeJob], plan: Plan) -> list[FilmJob]:
    """The jobs in groups that need nothing of each other."""
    shots = {a.shot: a.want.shot for a in plan.actions if a.want}
    first = chains(shots.values())
    groups: dict[str, list[TakeJob]] = {}
    for job in takes:
        groups.setdefault(first[job.shot], []).append(job)
    films: list[FilmJob] = []
    for group in groups.values():
        if not films or len(films[-1].takes) + len(group) > _TOGETHER:
            films.append(FilmJob(takes=[]))
        films[-1].takes += group
    return films


@dataclass(slots=True)
class FilmRun:
    """One build's workflows."""

    client: "Client"
    world: World
    interrupt: Interrupt
    queue: str
    address: str

    async def run(self, build: str, films: Sequence[FilmJob]) -> dict[str, TakeState]:
        """Start them and wait: key → where each take stands once none can go on by itself, or after Ctrl-C."""
        from seedance_make.cli.temporal.workflows import FilmWorkflow  # noqa: PLC0415 - the extra is not always there

        handles: list[WorkflowHandle[Any, Any]] = [
            await self.client.start_workflow(
                FilmWorkflow.run, film, id=f"seedance-make/{build}/{number}", task_queue=self.queue
            )
            for number, film in enumerate(films, start=1)
        ]
        takes = {job.key: job for film in films for job in film.takes}
        shown: dict[str, TakeState] = {}
        silent, stopping = 0, False
        while True:
            states = await self._states(handles)
            silent = 0 if states else silent + 1
            for key, state in (states or {}).items():
                self._show(takes[key], shown.get(key), state)
            shown = states or shown
            still = _GOES_ON if not stopping else _NOT_BEGUN
            if states and not any(s.stage in still for s in states.values()):
                return states
            if stopping and (self.interrupt.hard.is_set() or silent > _PATIENCE):
                return shown
            if silent == _PATIENCE:
                self._nobody()
            if self.interrupt.soft.is_set() and not stopping:
                stopping = True
                for handle in handles:
                    await handle.signal("stop")
            await self.world.clock.sleep(_LOOK)

    async def _states(self, handles: "Sequence[WorkflowHandle[Any, Any]]") -> dict[str, TakeState] | None:
        """None where nobody answers: a query is answered by a worker."""
        from temporalio.client import WorkflowQueryFailedError  # noqa: PLC0415
        from temporalio.service import RPCError  # noqa: PLC0415

        ask = timedelta(seconds=_ANSWER)
        try:
            answers = await asyncio.gather(
                *(h.query("states", result_type=dict[str, TakeState], rpc_timeout=ask) for h in handles)
            )
        except (RPCError, WorkflowQueryFailedError):
            return None
        return {key: state for answer in answers for key, state in answer.items()}

    def _nobody(self) -> None:
        self.world.emit(
            Note(
                text="no worker answers for this key and this team: start one, "
                f"seedance-make worker --temporal {self.address}"
            )
        )

    def _show(self, job: TakeJob, before: TakeState | None, now: TakeState) -> None:
        if before == now:
            return
        event = _event(job, now)
        if event is not None:
            self.world.emit(event)


def _event(job: TakeJob, now: TakeState) -> Event | None:
    shot, take, end = job.shot, job.take, now.end
    match now.stage:
        case jobs.BUYING:
            return Waiting(shot=shot, take=take, text="a worker has it")
        case jobs.ELSEWHERE:
            return Waiting(shot=shot, take=take, text="another build's worker has it")
        case jobs.PAID:
            return Resumed(shot=shot, take=take, task_id=end.task_id)
        case jobs.BLOCKED:
            return Blocked(shot=shot, take=take, text=end.text, attempt=end.attempt or "")
        case _:
            return None


def without_missing(plan: Plan, states: Mapping[str, TakeState]) -> Plan:
    """What this machine can bring: the plan without the takes whose workflows have no clip (yet)."""
    return replace(plan, actions=tuple(a for a in plan.actions if _state(a, states) is None))


def with_ends(report: BuildReport, plan: Plan, states: Mapping[str, TakeState]) -> BuildReport:
    """The report of the build that brought the clips, with what became of the other takes of the plan."""
    brought = {result.action.output: result for result in report.complete}
    ended = [_ended(a, state) if (state := _state(a, states)) else brought[a.output] for a in plan.actions]
    spent = sum(state.end.spent for state in states.values())
    return replace(report, plan=plan, results=tuple(ended), spent=report.spent + spent)


def _state(action: Action, states: Mapping[str, TakeState]) -> TakeState | None:
    """How a take stands that has no clip."""
    state = states.get(f"{action.shot}@{action.take}")
    return None if state is None or state.done else state


def _ended(action: Action, state: TakeState) -> Result:
    end = state.end
    status = Exit(end.status) if end.status in set(Exit) else Exit.RUNNING
    if state.stage == jobs.BLOCKED:
        ending, status = Ending.BLOCKED, Exit.BLOCKED
    elif state.over:
        ending = Ending.FAILED if status is Exit.FAILED else Ending.SKIPPED
    else:
        ending = Ending.PENDING
    outcome = Outcome(
        ending=ending, status=status, text=end.text or None, attempt=end.attempt, task_id=end.task_id
    )
    return Result(action=action, outcome=outcome)
