"""`show SHOT`: the exact body, mode, fingerprint, price, and where each value comes from."""

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json, width
from seedance_make.cli.project.open import open_project
from seedance_make.cli.project.planning import plan_project
from seedance_make.cli.selection import ShotChoice, split_take
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.json import estimate_json
from seedance_make.core.plan.model import Action
from seedance_make.core.plan.select import Selection
from seedance_make.core.request.pricing import Estimate, estimate, priced
from seedance_make.core.request.request import body


@click.command()
@click.argument("shot", metavar="SHOT[@TAKE]", shell_complete=shot_names)
@global_options
def show(shot: str) -> int:
    """Show one shot in full: body, mode, fingerprint, price, and where each value comes from."""
    invocation = current_invocation()
    project = open_project(invocation)
    name, take = split_take(shot)
    with open_world(project) as world:
        planned = plan_project(world, project, ShotChoice(selection=Selection(shots=(name,))))
    plan, snapshot = planned.plan, planned.snapshot
    action = _the_take(plan.actions, name, take)
    want = action.want
    assert want is not None
    price: Estimate | None = None
    if priced(want.request, snapshot.prices):
        price = estimate(want.request, snapshot.prices, snapshot.lengths)
    if invocation.json:
        echo_json({
            "shot": name,
            "take": action.take,
            "mode": want.request.mode.value,
            "fingerprint": want.fingerprint,
            "request": body(want.request),
            "estimate": estimate_json(price),
            "from": {field: origin.name for field, origin in want.shot.origins.items()},
        })  # fmt: skip
        return int(Exit.OK)
    from seedance_make.ui.show import show_text  # noqa: PLC0415 - one form a run

    text = show_text(
        want, estimate=price, folder=plan.output, width=width(), color=invocation.color, action=action,
        several_models=len(plan.models) > 1,
    )  # fmt: skip
    click.echo(text, nl=False, color=invocation.color)
    return int(Exit.OK)


def _the_take(actions: tuple[Action, ...], name: str, take: int | None) -> Action:
    """The named take, else the chosen one. Raises UsageError."""
    takes = [a for a in actions if a.shot == name and a.want]
    for action in takes:
        if action.want and action.take == (action.want.shot.chosen if take is None else take):
            return action
    if not takes:
        raise UsageError(f"{name} is disabled (enabled: false)")
    raise UsageError(
        f"{name} has no take {take}", help=f"its takes are: {', '.join(str(a.take) for a in takes)}"
    )
