"""`pick`, `retake`, `pin`, `rename`: the storyboard edited in place, comments kept. None of them spends."""

from collections.abc import Sequence

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import Invocation, global_options, invocation
from seedance_make.cli.output import build_command, echo_json
from seedance_make.cli.project.open import open_project
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import Exit, InvalidInputError, UsageError
from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import PAYS, Action, ActionKind, Options
from seedance_make.core.plan.select import Selection
from seedance_make.core.request.pricing import dollars
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.load.edit.takes import Edit
from seedance_make.load.manifest.read import Loaded

MOST_TAKES = 1000
LAST_TAKE = 999_999
_FREE = {ActionKind.KEEP: "in place", ActionKind.RESTORE: "bought before", ActionKind.FETCH: "bought before"}


@click.command()
@click.argument("shot", shell_complete=shot_names)
@click.argument("take", metavar="K", type=click.IntRange(1, LAST_TAKE))
@global_options
def pick(shot: str, take: int) -> int:
    """Choose the take that goes to the output."""
    from seedance_make.load.edit.takes import set_take as edit  # noqa: PLC0415 - see `_loaded`

    told = invocation()
    loaded = _loaded(told)
    pinned = _resolved(loaded, shot).pin
    files = _write(loaded, edit(loaded, shot, take))
    _say(told, shot, f"{shot}: take {take} is chosen", files, {"take": take})
    if pinned:
        click.echo(
            f"{shot} is pinned to {pinned[:12]}, which goes before any take: remove its `pin` to see the take.",
            err=True,
        )
    return int(Exit.OK)


@click.command()
@click.argument("shot", shell_complete=shot_names)
@click.option(
    "-n", "more", type=click.IntRange(1, MOST_TAKES), default=1, show_default=True, metavar="N",
    help="How many more.",
)  # fmt: skip
@global_options
def retake(shot: str, more: int) -> int:
    """Ask for more takes of a shot."""
    from seedance_make.load.edit.takes import add_takes as edit  # noqa: PLC0415

    told = invocation()
    loaded = _loaded(told)
    takes = _resolved(loaded, shot).takes
    if len(takes) + more > MOST_TAKES or max(takes, default=0) + more > LAST_TAKE:
        raise UsageError(
            f"{shot} would have more than {MOST_TAKES} takes", help="pick one first: pick drops the others"
        )
    files = _write(loaded, edit(loaded, shot, takes, more))
    top = max(takes, default=0)
    wanted = [*sorted(takes), *range(top + 1, top + 1 + more)]
    _say(told, shot, f"{shot}: takes {', '.join(map(str, wanted))} are asked for", files, {"takes": wanted})
    return int(Exit.OK)


@click.command()
@click.argument("shot", shell_complete=shot_names)
@global_options
def pin(shot: str) -> int:
    """Fix a shot to the clip that it has now."""
    from seedance_make.load.edit.takes import set_pin as edit  # noqa: PLC0415

    told = invocation()
    loaded = _loaded(told)
    _resolved(loaded, shot)  # says what is meant where there is no such shot
    digest = _clip(told, shot)
    files = _write(loaded, edit(loaded, shot, digest))
    said = f"{shot}: pinned to {digest[:12]}, whatever its text, style, cast or upstream say from now on"
    _say(told, shot, said, files, {"pin": digest})
    return int(Exit.OK)


@click.command()
@click.argument("old", shell_complete=shot_names)
@click.argument("new")
@global_options
def rename(old: str, new: str) -> int:
    """Rename a shot with everything that refers to it."""
    from seedance_make.load.edit.takes import rename_shot as edit  # noqa: PLC0415

    told = invocation()
    loaded = _loaded(told)
    files = _write(loaded, edit(loaded, old, new))
    _say(told, new, f"{old} is {new} now", files, {"old": old})
    return int(Exit.OK)


def _loaded(told: Invocation) -> Loaded:
    """The storyboard as text with its places. Raises InvalidInputError: what is not understood is not edited."""
    from seedance_make.load.manifest.read import load_manifest  # noqa: PLC0415 - reads YAML, which --help needs not

    return load_manifest(told.manifest, name=told.file)


def _write(loaded: Loaded, edits: Sequence[Edit]) -> list[str]:
    """Write what differs; the files' names."""
    from seedance_make.load.edit.write_file import write  # noqa: PLC0415

    changed = [e for e in edits if e.before != e.after]
    write(changed, root=loaded.root)
    return [e.name for e in changed]


def _resolved(loaded: Loaded, shot: str) -> ResolvedShot:
    """The shot as it is without a profile. Raises UsageError."""
    from seedance_make.core.storyboard.resolve import resolve_storyboard  # noqa: PLC0415
    from seedance_make.core.text.suggest import did_you_mean  # noqa: PLC0415 - only for the mistake

    shots: dict[str, ResolvedShot] = {}
    if loaded.manifest:
        shots = {s.name: s for s in resolve_storyboard(loaded.manifest).shots}
    if shot not in shots:
        from seedance_make.core.storyboard.names import spoken  # noqa: PLC0415

        raise UsageError(
            f"no shot is named `{spoken(shot)}`", help=did_you_mean(shot, shots, none="there is no shot")
        )
    return shots[shot]


def _clip(told: Invocation, shot: str) -> str:
    """The digest of the clip that a shot has now. Raises UsageError while it has none."""
    project = open_project(told)
    found = next(s for s in project.board.shots if s.name == shot)
    if not found.choice and not found.pin:
        listed = ", ".join(map(str, found.takes))
        raise UsageError(
            f"{shot} has the takes {listed}, and none is chosen",
            help=f"choose one first: seedance-make pick {shot} K",
        )
    action = next((a for a in _actions(told, shot) if a.take == found.chosen), None)
    if action is None:
        raise UsageError(f"{shot} is disabled", help="set `enabled: true` first")
    if action.kind not in _FREE or not action.digests:
        raise UsageError(
            f"{shot} has no clip to pin: {action.reason}",
            help=build_command(told, Selection(shots=(shot,)), simulate=False, max_credits=None),
        )
    return action.digests[0]


def _actions(told: Invocation, shot: str) -> tuple[Action, ...]:
    """What the next build would do for a shot's takes."""
    project = open_project(told)
    with open_world(project) as world:
        snapshot = gather_facts(world, project.board)
    plan = make_plan(project.board, snapshot, Options(only=frozenset({shot})))
    return tuple(a for a in plan.actions if a.shot == shot)


def _say(told: Invocation, shot: str, said: str, files: Sequence[str], more: dict[str, object]) -> None:
    """What was changed, and what the next build does about it."""
    try:
        actions = _actions(told, shot)
    except InvalidInputError:  # valid in form, but not between fields: it was so before
        actions = ()
    paid = [a for a in actions if a.kind in PAYS]
    credit_count = sum(a.estimate.credits for a in paid if a.estimate)
    shots = () if "old" in more else (shot,)  # a renamed shot's old output goes when the whole tree is built
    command = build_command(told, Selection(shots=shots), simulate=False, max_credits=None)
    if told.json:
        echo_json({"shot": shot, **more, "files": list(files), "credits": credit_count, "next": command})
    if told.verbosity < 0:
        return
    where = f" ({', '.join(files)})" if files else ": it was so already"
    click.echo(f"{said}{where}.", err=told.json)
    click.echo(f"Next: {command}   # {_cost(actions, paid, credit_count)}", err=told.json)


def _cost(actions: Sequence[Action], paid: Sequence[Action], credit_count: int) -> str:
    if not actions:
        return "after `validate`"
    if not paid:
        return "nothing is bought"
    takes = ", ".join(str(a.take) for a in paid)
    return (
        f"buys take {takes} for {dollars(credit_count)}"
        if len(paid) == 1
        else (f"buys takes {takes} for {dollars(credit_count)}")
    )
