"""`pin`: fixes a shot to the clip that is in place, whatever its text says by now."""

from collections.abc import Mapping, Sequence
from functools import partial

import click

from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import build_command
from seedance_make.cli.project.edit import begin_edit
from seedance_make.cli.project.open import open_project
from seedance_make.cli.project.planning import plan_project
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.facts import NOTHING_THERE, Snapshot, Standing
from seedance_make.core.plan.model import FROM_STORES, PAYS, Action, ActionKind
from seedance_make.core.plan.select import Selection
from seedance_make.core.storyboard.model import ResolvedShot

USED_ANYHOW = "A pinned clip is used whatever text, style, cast or upstream say from now on."
_BRINGS = PAYS | {ActionKind.RESUME}
_AT_HAND = FROM_STORES | {ActionKind.KEEP}


@click.command()
@selection_options
@global_options
def pin(selection: Selection) -> int:
    """Fix shots to the clips that they have now."""
    from seedance_make.load.edit.takes import set_pin  # noqa: PLC0415 - reads YAML, which --help needs not

    invocation = current_invocation()
    edit = begin_edit(invocation)
    names = edit.select(selection)
    digests = _clips(invocation, names)
    files = edit.write(partial(set_pin, pins=digests))
    for name, digest in digests.items():
        edit.wrote(f"{name}: pinned to {digest[:12]}", files.get(name, ()), shot=name, pin=digest)
    edit.remarks += [USED_ANYHOW] if digests else []
    edit.report(names)
    return int(Exit.OK)


def _clips(invocation: Invocation, names: Sequence[str]) -> dict[str, str]:
    """By shot the digest of the clip that is in place, else of the one that the next build would put there for nothing.
    Raises UsageError where there is neither."""
    project = open_project(invocation)
    shots = {s.name: s for s in project.board.shots}
    for name in names:
        if not shots[name].choice and not shots[name].pin:
            raise UsageError(
                f"{name} has the takes {', '.join(map(str, shots[name].takes))}, and none is chosen",
                help=f"choose one first: seedance-make pick {name} K",
            )
    with open_world(project) as world:
        planned = plan_project(world, project, ShotChoice(selection=Selection(shots=tuple(names))))
    takes: dict[str, dict[int, Action]] = {}
    for action in planned.plan.actions:
        if action.want:
            takes.setdefault(action.shot, {})[action.take] = action
    return {name: _clip(invocation, shots[name], takes.get(name, {}), planned.snapshot) for name in names}


def _clip(invocation: Invocation, shot: ResolvedShot, takes: Mapping[int, Action], snapshot: Snapshot) -> str:
    action = takes.get(shot.chosen)
    if action is None:
        raise UsageError(f"{shot.name} is disabled", help="set `enabled: true` first")
    output = snapshot.outputs.get(action.output, NOTHING_THERE)
    of_other_takes = {d for take, a in takes.items() for d in a.digests if take != shot.chosen}
    if output.standing is Standing.CLIP and output.digest and output.digest not in of_other_takes:
        return output.digest
    if action.kind in _AT_HAND and action.digests:
        return action.digests[0]
    command = build_command(invocation, Selection(shots=(shot.name,)), simulate=False, max_credits=None)
    raise UsageError(
        f"{shot.name} has no clip to pin: {action.reason}", help=command if action.kind in _BRINGS else None
    )
