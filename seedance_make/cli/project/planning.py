"""A project's plan: facts gathered, actions decided; and decided again once what is not known has been measured."""

import os
from dataclasses import dataclass, replace

from seedance_make.cli.project.open import Project
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import open_downloads, open_world
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.limits import BuildCap, FilmBudget, Headroom, SpendingLimits, lowest_cap
from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import FROM_STORES, Options, Plan
from seedance_make.core.request.pricing import dollars
from seedance_make.core.storyboard.shards import Shard
from seedance_make.core.team.facts import TeamFacts
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.engine.facts.lengths import measure_references, unmeasured
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.team.ask import ask_team, open_questions
from seedance_make.engine.team.claims import Claims
from seedance_make.engine.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedProject:
    """A plan, the facts behind it, and what was asked of it."""

    plan: Plan
    snapshot: Snapshot
    options: Options

    def headroom(
        self, spending: SpendingLimits, whole: "PlannedProject | None" = None
    ) -> tuple[Headroom, ...]:
        """What each limit has room for, with all that is bought. The cap and the film's budget hold for the `whole` plan of
        which this is a part; the store's day and month for what is bought here."""
        if whole is None or whole is self:
            return spending.for_plan(self.plan, self.snapshot.counted, self.snapshot.today)
        return (
            *whole.headroom(replace(spending, store=())),
            *self.headroom(replace(spending, cap=None, budget=None)),
        )


def plan_project(
    world: World, project: Project, choice: ShotChoice, team: TeamFacts | None = None
) -> PlannedProject:
    """The plan by what this machine knows, and what its team store has said; no network. Blocking.

    Raises UsageError for what names no shot or take.
    """
    snapshot = gather_facts(world, project.board, team)
    plan, options = choice.plan(project.board, snapshot)
    return PlannedProject(plan=plan, snapshot=snapshot, options=options)


async def ask_and_replan(
    world: World,
    project: Project,
    choice: ShotChoice,
    planned: PlannedProject,
    *,
    settle: bool = True,
    patience: float | None = None,
) -> PlannedProject:
    """The same with the team store asked for what is not here. What it has completes the requests that need its frames,
    so this goes round. `settle`: what this store owes to claims is written on the way; `patience`: seconds for it, after
    which the rest is left unasked. Raises StoreError, UsageError."""
    until = None if patience is None else world.clock.monotonic() + patience
    read = Claims(world=world, team=world.team, interrupt=Interrupt()).read if settle else None
    while world.team is not None and planned.snapshot.team is not None:
        questions = open_questions(world, planned.plan, planned.snapshot)
        left = None if until is None else max(0.0, until - world.clock.monotonic())
        facts = await ask_team(world, world.team, questions, read, left)
        if not facts.asked:
            break
        planned = plan_project(world, project, choice, planned.snapshot.team.including([facts]))
    return planned


async def measure_and_replan(
    world: World, project: Project, choice: ShotChoice, planned: PlannedProject
) -> PlannedProject:
    """The same with its reference videos measured over the network, so that prices are exact. What cannot be measured
    is a note."""
    urls = unmeasured(planned.plan)
    if not urls:
        return planned
    notes = await measure_references(world, open_downloads(project), urls)
    again = plan_project(world, project, choice, planned.snapshot.team)
    return replace(again, plan=replace(again.plan, notes=(*again.plan.notes, *notes)))


def own_part(project: Project, whole: PlannedProject, shard: Shard | None) -> PlannedProject:
    """The part of a plan that one of several machines builds, which says what the whole comes to. Pure."""
    if shard is None:
        return whole
    names, selected = shard.names(project.board.shots), whole.options.only
    options = replace(whole.options, only=names if selected is None else names & selected)
    plan = make_plan(project.board, whole.snapshot, options)
    mine, every = (len({a.shot for a in p.actions if a.want}) for p in (plan, whole.plan))
    total = f"; all parts together come to {dollars(whole.plan.credits)}" if whole.plan.credits else ""
    note = f"part {shard}: {mine} of {every} shots{total}"
    return replace(whole, plan=replace(plan, notes=(*whole.plan.notes, note)), options=options)


def limits_of(
    project: Project, planned: PlannedProject, max_credits: int | None, build: str = ""
) -> SpendingLimits:
    """What a build may spend: its cap, the lower of the manifest's and the command line's, the film's budget, and the
    store's."""
    manifest, path, snapshot = project.board.manifest, os.fspath(project.path), planned.snapshot
    most = lowest_cap(manifest.max_credits, max_credits)
    fingerprints = {a.fingerprint for a in planned.plan.actions if a.fingerprint}
    cap = BuildCap(
        most=most or 0, build=build, project=path, fingerprints=frozenset(snapshot.attempts) | fingerprints
    )
    budget = _film_budget(project, planned)
    return SpendingLimits(
        build=build,
        cap=None if most is None else cap,
        budget=None if manifest.budget is None else budget,
        store=snapshot.budget.limits,
    )


def _film_budget(project: Project, planned: PlannedProject) -> FilmBudget:
    """The storyboard's, none standing for 0: with what comes from others' purchases, whose receipts are this film's from
    then on and not here yet."""
    snapshot = planned.snapshot
    fetched = (
        snapshot.bought.get(a.fingerprint or "") for a in planned.plan.actions if a.kind in FROM_STORES
    )
    receipts = {b.task_id: b.credits for b in fetched if b and b.task_id and not b.receipt}
    return FilmBudget(
        most=project.board.manifest.budget or 0,
        project=os.fspath(project.path),
        receipts=receipts | {**snapshot.paid},
    )


def film_cost(project: Project, planned: PlannedProject) -> int:
    """Credits that the storyboard has cost so far, as its budget counts them, whether or not it has one."""
    (room,) = planned.headroom(SpendingLimits(build="", budget=_film_budget(project, planned)))
    return room.taken


def real_cost(
    project: Project, choice: ShotChoice, max_credits: int | None, shard: Shard | None = None
) -> tuple[int, tuple[Headroom, ...]]:
    """Credits that a simulated build would cost for real, where what is bought already costs nothing; and its limits."""
    real = replace(project, simulate=False)
    with open_world(real) as world:
        planned = own_part(real, plan_project(world, real, choice), shard)
    return planned.plan.credits, planned.headroom(limits_of(real, planned, max_credits))
