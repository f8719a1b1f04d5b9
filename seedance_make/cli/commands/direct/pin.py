"""`pin`: fixes a shot to the clip that it has now."""

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import build_command
from seedance_make.cli.project.edit import load_for_edit, next_actions, report_edit, shot_to_edit, write_edits
from seedance_make.cli.project.open import open_project
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.model import ActionKind
from seedance_make.core.plan.select import Selection

_AT_HAND = frozenset({ActionKind.KEEP, ActionKind.RESTORE, ActionKind.FETCH})


@click.command()
@click.argument("shot", shell_complete=shot_names)
@global_options
def pin(shot: str) -> int:
    """Fix a shot to the clip that it has now."""
    from seedance_make.load.edit.takes import set_pin  # noqa: PLC0415 - reads YAML, which --help needs not

    invocation = current_invocation()
    loaded = load_for_edit(invocation)
    shot_to_edit(loaded, shot)  # says what is meant where there is no such shot
    digest = _clip(invocation, shot)
    files = write_edits(loaded, set_pin(loaded, shot, digest))
    message = f"{shot}: pinned to {digest[:12]}, whatever its text, style, cast or upstream say from now on"
    report_edit(invocation, shot, message, files, {"pin": digest})
    return int(Exit.OK)


def _clip(invocation: Invocation, name: str) -> str:
    """The digest of the clip that a shot has now. Raises UsageError while it has none."""
    shot = next(s for s in open_project(invocation).board.shots if s.name == name)
    if not shot.choice and not shot.pin:
        raise UsageError(
            f"{name} has the takes {', '.join(map(str, shot.takes))}, and none is chosen",
            help=f"choose one first: seedance-make pick {name} K",
        )
    action = next((a for a in next_actions(invocation, name) if a.take == shot.chosen), None)
    if action is None:
        raise UsageError(f"{name} is disabled", help="set `enabled: true` first")
    if action.kind not in _AT_HAND or not action.digests:
        raise UsageError(
            f"{name} has no clip to pin: {action.reason}",
            help=build_command(invocation, Selection(shots=(name,)), simulate=False, max_credits=None),
        )
    return action.digests[0]
