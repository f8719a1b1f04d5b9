"""The storyboard edited in place, comments kept, and what the next build would do about it. Nothing here spends."""

from collections.abc import Sequence

import click

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.output import build_command, echo_json
from seedance_make.cli.project.open import open_project
from seedance_make.cli.project.planning import plan_project
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import InvalidInputError
from seedance_make.core.plan.model import PAYS, Action
from seedance_make.core.plan.select import Selection
from seedance_make.core.request.pricing import dollars
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.storyboard.names import unknown_shot
from seedance_make.load.edit.takes import Edit
from seedance_make.load.manifest.read import Loaded

LAST_TAKE = 999_999


def load_for_edit(invocation: Invocation) -> Loaded:
    """The storyboard as text with its places. Raises InvalidInputError: what is not understood is not edited."""
    from seedance_make.load.manifest.read import load_manifest  # noqa: PLC0415 - reads YAML, which --help needs not

    return load_manifest(invocation.manifest, name=invocation.file)


def shot_to_edit(loaded: Loaded, shot: str) -> ResolvedShot:
    """The shot as it is without a profile. Raises UsageError."""
    from seedance_make.core.storyboard.resolve import resolve_storyboard  # noqa: PLC0415 - as above

    shots: dict[str, ResolvedShot] = {}
    if loaded.manifest:
        shots = {s.name: s for s in resolve_storyboard(loaded.manifest).shots}
    if shot not in shots:
        raise unknown_shot(shot, shots)
    return shots[shot]


def write_edits(loaded: Loaded, edits: Sequence[Edit]) -> list[str]:
    """Write what differs; the files' names."""
    from seedance_make.load.edit.write_file import write  # noqa: PLC0415

    changed = [e for e in edits if e.before != e.after]
    write(changed, root=loaded.root)
    return [e.name for e in changed]


def next_actions(invocation: Invocation, shot: str) -> tuple[Action, ...]:
    """What the next build would do for a shot's takes."""
    project = open_project(invocation)
    with open_world(project) as world:
        plan = plan_project(world, project, ShotChoice(selection=Selection(shots=(shot,)))).plan
    return tuple(a for a in plan.actions if a.shot == shot)


def report_edit(
    invocation: Invocation, shot: str, message: str, files: Sequence[str], fields: dict[str, object]
) -> None:
    """What was changed, and what the next build does about it. `fields` are the command's own in the document of --json."""
    try:
        actions = next_actions(invocation, shot)
    except InvalidInputError:  # valid in form, but not between fields: it was so before
        actions = ()
    paid = [a for a in actions if a.kind in PAYS]
    credit_count = sum(a.estimate.credits for a in paid if a.estimate)
    shots = (
        () if "old" in fields else (shot,)
    )  # a renamed shot's old output goes when the whole tree is built
    command = build_command(invocation, Selection(shots=shots), simulate=False, max_credits=None)
    if invocation.json:
        echo_json({"shot": shot, **fields, "files": list(files), "credits": credit_count, "next": command})
    if invocation.verbosity < 0:
        return
    where = f" ({', '.join(files)})" if files else ": it was so already"
    click.echo(f"{message}{where}.", err=invocation.json)
    click.echo(f"Next: {command}   # {_cost(actions, paid, credit_count)}", err=invocation.json)


def _cost(actions: Sequence[Action], paid: Sequence[Action], credit_count: int) -> str:
    if not actions:
        return "after `validate`"
    if not paid:
        return "nothing is bought"
    takes = ", ".join(str(a.take) for a in paid)
    return f"buys take{'s' * (len(paid) > 1)} {takes} for {dollars(credit_count)}"
