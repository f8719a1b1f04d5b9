"""`status`: where each shot stands; what is in flight or blocked, with the command to type."""

from dataclasses import replace

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json, refuse_problems, width
from seedance_make.cli.project.open import open_project
from seedance_make.cli.project.planning import plan_project
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.cli.wiring import open_world
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import Action, ActionKind
from seedance_make.core.plan.select import Selection


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
    plan, snapshot = planned.plan, planned.snapshot
    refuse_problems(plan, project, buying=False)
    attempts = _open_attempts(plan.actions, snapshot)
    if invocation.json:
        echo_json({
            "shots": [_shot(a, snapshot) for a in plan.actions if a.kind is not ActionKind.REMOVE],
            "attempts": [_attempt(a) for a in attempts],
        })  # fmt: skip
        return int(Exit.OK)
    from seedance_make.ui.tables import status_text  # noqa: PLC0415 - one form a run

    text = status_text(plan.actions, attempts, width=width(), color=invocation.color)
    click.echo(text, nl=False, color=invocation.color)
    return int(Exit.OK)


def _open_attempts(actions: tuple[Action, ...], snapshot: Snapshot) -> tuple[Attempt, ...]:
    """What is in flight or unknown: of this manifest, and of other projects where a shot waits for it."""
    mine = {a.id: a for a in snapshot.committed}
    others = {
        a.attempt.id: a.attempt
        for a in actions
        if a.attempt and a.kind in {ActionKind.RESUME, ActionKind.BLOCKED}
    }
    return tuple(_as_it_will_be(a, snapshot) for a in (mine | others).values())


def _as_it_will_be(attempt: Attempt, snapshot: Snapshot) -> Attempt:
    """An intent whose process died in its POST is an unknown outcome, though nobody has written it down yet."""
    if attempt.state is State.INTENT and attempt.id in snapshot.dead:
        return replace(attempt, state=State.UNKNOWN, message="its process ended while it was being sent")
    return attempt


def _shot(action: Action, snapshot: Snapshot) -> dict[str, object]:
    bought = snapshot.bought.get(action.fingerprint or "")
    task = (action.attempt.task_id if action.attempt else None) or (bought.task_id if bought else None)
    return {"shot": action.shot, "take": action.take, "state": action.state.value, "task_id": task}


def _attempt(attempt: Attempt) -> dict[str, object]:
    return {
        "attempt": attempt.short,
        "shot": attempt.shot,
        "take": attempt.take,
        "state": attempt.state.value,
        "task_id": attempt.task_id,
        "since": attempt.submitted or attempt.created,
    }
