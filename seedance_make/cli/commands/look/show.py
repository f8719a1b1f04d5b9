"""`show SHOT`: the exact body, mode, fingerprint, price, and where each value comes from."""

from collections.abc import Iterator
from dataclasses import replace

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json, width
from seedance_make.cli.project.open import open_project
from seedance_make.cli.project.planning import PlannedProject, plan_project
from seedance_make.cli.selection import ShotChoice, selector_options, split_take
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.json import estimate_json
from seedance_make.core.plan.model import Action, Want
from seedance_make.core.plan.select import Selection
from seedance_make.core.request.pricing import Estimate, estimate, priced
from seedance_make.core.request.request import body
from seedance_make.core.storyboard.names import is_glob, matches


@click.command()
@click.argument("shots", metavar="SHOT[@TAKE]...", nargs=-1, shell_complete=shot_names)
@selector_options
@global_options
def show(selection: Selection) -> int:
    """Show shots in full: body, mode, fingerprint, price, and where each value comes from."""
    invocation = current_invocation()
    if selection.everything:
        raise UsageError("name the shots", help="by name or pattern, or with -s tag:NAME or state:STATE")
    project = open_project(invocation)
    typed = [split_take(text) for text in selection.shots]
    choice = ShotChoice(selection=replace(selection, shots=tuple(name for name, _ in typed)))
    with open_world(project) as world:
        planned = plan_project(world, project, choice.since(project, invocation))
    takes = list(_takes(planned, typed))
    if invocation.json:
        documents = [_json(a, want, planned.snapshot) for a, want in takes]
        one = len(typed) == 1 and not is_glob(typed[0][0]) and len(documents) == 1
        echo_json(documents[0] if one else {"shots": documents})
        return int(Exit.OK)
    from seedance_make.ui.show import show_text  # noqa: PLC0415 - one form a run

    plan = planned.plan
    pages = [
        show_text(
            want, estimate=_price(want, planned.snapshot), folder=plan.output, width=width(),
            color=invocation.color, action=action, several_models=len(plan.models) > 1,
        )
        for action, want in takes
    ]  # fmt: skip
    click.echo("\n\n".join(pages) or "No shots.\n", nl=False, color=invocation.color)
    return int(Exit.OK)


def _takes(planned: PlannedProject, typed: list[tuple[str, int | None]]) -> Iterator[tuple[Action, Want]]:
    """Of each selected shot the takes that were typed, else the chosen one. Raises UsageError for what is not there."""
    takes: dict[str, list[tuple[Action, Want]]] = {}
    for action in planned.plan.actions:
        if action.want and action.selected:
            takes.setdefault(action.shot, []).append((action, action.want))
    for name, _ in typed:
        if name not in takes and not is_glob(name) and name in (planned.options.only or ()):
            raise UsageError(f"{name} is disabled (enabled: false)")
    for name, of_shot in takes.items():
        known = [action.take for action, _ in of_shot]
        wanted = [take for pattern, take in typed if matches(pattern, name)] or [None]
        for number in dict.fromkeys(of_shot[0][1].shot.chosen if take is None else take for take in wanted):
            if number not in known:
                listed = ", ".join(map(str, known))
                raise UsageError(f"{name} has no take {number}", help=f"its takes are: {listed}")
            yield of_shot[known.index(number)]


def _price(want: Want, snapshot: Snapshot) -> Estimate | None:
    """By the table, though nothing may have to be bought."""
    if not priced(want.request, snapshot.prices):
        return None
    return estimate(want.request, snapshot.prices, snapshot.lengths)


def _json(action: Action, want: Want, snapshot: Snapshot) -> dict[str, object]:
    return {
        "shot": action.shot,
        "take": action.take,
        "mode": want.request.mode.value,
        "fingerprint": want.fingerprint,
        "request": body(want.request),
        "estimate": estimate_json(_price(want, snapshot)),
        "from": {field: origin.name for field, origin in want.shot.origins.items()},
    }
