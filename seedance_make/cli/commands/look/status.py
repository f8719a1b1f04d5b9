"""`status`: where each shot stands; what is in flight or blocked, with the command to type."""

import asyncio
from dataclasses import replace

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json, refuse_problems, width
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.project.planning import (
    PlannedProject,
    ask_and_replan,
    film_cost,
    limits_of,
    plan_project,
)
from seedance_make.cli.project.team import team_access, team_url
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.cli.temporal.service import address_of
from seedance_make.cli.wiring import open_world
from seedance_make.core.attempt.states import Attempt
from seedance_make.core.errors import Exit, SeedanceError
from seedance_make.core.plan.limits import FilmBudget
from seedance_make.core.plan.model import Plan
from seedance_make.core.plan.select import Selection
from seedance_make.core.plan.take_statuses import open_attempts, take_statuses
from seedance_make.core.text.redact import plain
from seedance_make.core.text.suggest import listed
from seedance_make.engine.team.ask import open_questions
from seedance_make.engine.world import World
from seedance_make.ui.words import many

_PATIENCE = 3  # seconds for the team store: an agent is answered within five, all told


@click.command()
@selection_options
@click.option("--simulate", is_flag=True, help="Of the simulated output tree.")
@global_options
def status(selection: Selection, simulate: bool) -> int:
    """Say where each shot stands."""
    invocation = current_invocation()
    project = open_project(invocation, simulate=simulate)
    choice = ShotChoice(selection=selection).since(project, invocation)
    with open_world(project) as world:
        planned = plan_project(world, project, choice)
        if team_url(project) is not None:
            planned = asyncio.run(_with_claims(world, project, choice, planned))
    plan, snapshot = planned.plan, planned.snapshot
    refuse_problems(plan, project)
    if (address := address_of(None)) and not simulate:
        _say_with_workers(address, plan)
    takes = take_statuses(plan, snapshot)
    attempts = open_attempts(plan, snapshot, everything=selection.everything)
    if invocation.json:
        echo_json({"shots": [t.as_json() for t in takes], "attempts": [_attempt(a) for a in attempts]})
        return int(Exit.OK)
    from seedance_make.ui.status import status_text  # noqa: PLC0415 - one form a run

    rooms = planned.headroom(limits_of(project, planned, None))
    text = status_text(
        takes,
        attempts,
        width=width(),
        color=invocation.color,
        verbose=invocation.verbosity > 0,
        cost=film_cost(project, planned) if selection.everything else None,
        budget=next((room for room in rooms if isinstance(room.limit, FilmBudget)), None),
    )
    click.echo(text, nl=False, color=invocation.color)
    return int(Exit.OK)


def _say_with_workers(address: str, plan: Plan) -> None:
    from seedance_make.cli.temporal.ask import with_workers  # noqa: PLC0415 - few have such a service

    try:
        takes = asyncio.run(with_workers(address, plan))
    except SeedanceError as error:
        click.echo(f"what Temporal's workers have is not known: {plain(error.message)}", err=True)
        return
    if takes:
        click.echo(f"with Temporal's workers at {address}: {listed(takes)}", err=True)


async def _with_claims(
    world: World, project: Project, choice: ShotChoice, planned: PlannedProject
) -> PlannedProject:
    """The same with what other machines have claimed, asked for no longer than people like to wait."""
    team = team_access(project, retry=0, timeout=_PATIENCE)
    try:
        asking = replace(world, team=team)
        planned = await ask_and_replan(asking, project, choice, planned, settle=False, patience=_PATIENCE)
        left = len(open_questions(world, planned.plan, planned.snapshot))
        why = f"it did not answer within {_PATIENCE} seconds" if left else ""
    except SeedanceError as error:
        left, why = 0, error.message
    finally:
        if team is not None:
            team.close()
    if why:
        of = f" on {many(left, 'take')}" if left else ""
        click.echo(f"other machines' claims{of} are not known: {plain(why)}", err=True)
    return planned


def _attempt(attempt: Attempt) -> dict[str, object]:
    return {
        "attempt": attempt.short,
        "shot": attempt.shot,
        "take": attempt.take,
        "state": attempt.state.lower(),
        "task_id": attempt.task_id,
        "since": attempt.submitted or attempt.created,
    }
