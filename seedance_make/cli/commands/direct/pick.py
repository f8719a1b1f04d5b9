"""`pick`: chooses the takes of shots that go to the output."""

from dataclasses import replace
from functools import partial

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.edit import LAST_TAKE, StoryboardEdit, begin_edit, takes_there_are
from seedance_make.cli.selection import selector_options
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.select import Selection


@click.command()
@click.argument("pairs", metavar="SHOT K [SHOT K]...", nargs=-1, required=True, shell_complete=shot_names)
@selector_options
@global_options
def pick(pairs: tuple[str, ...], selection: Selection) -> int:
    """Choose the take that goes to the output."""
    edit = begin_edit(current_invocation())
    if len(pairs) % 2:
        raise UsageError("name each shot with a take", help="as in: seedance-make pick door 2 wave 1")
    chosen = {
        name: _take(edit, name, number)
        for typed, number in zip(pairs[::2], pairs[1::2], strict=True)
        for name in edit.select(replace(selection, shots=(typed,)))
    }
    _pick(edit, chosen)
    edit.report(list(chosen))
    for name in chosen:
        if pin := edit.shot(name).pin:
            click.echo(
                f"{name} is pinned to {pin[:12]}, which goes before any take: remove its `pin` to see the take.",
                err=True,
            )
    return int(Exit.OK)


def _take(edit: StoryboardEdit, name: str, number: str) -> int:
    """The number of a take that exists or is asked for. Raises UsageError."""
    if not (number.isascii() and number.isdigit() and 0 < int(number) <= LAST_TAKE):
        raise UsageError(
            f"{number} is no take of {name}", help=f"a take is a number: seedance-make pick {name} 2"
        )
    shot, take = edit.shot(name), int(number)
    if take not in shot.takes and take not in (takes := takes_there_are(edit.invocation, shot, take)):
        raise UsageError(
            f"{name} has no take {take}",
            help=f"its takes are: {', '.join(map(str, takes))}; for another: seedance-make retake {name}",
        )
    return take


def _pick(edit: StoryboardEdit, chosen: dict[str, int]) -> None:
    """`takes` stays what it says; a take that is there and was not asked for joins them."""
    from seedance_make.load.edit.takes import set_take, set_takes  # noqa: PLC0415 - reads YAML, which --help needs not

    takes = {name: edit.shot(name).takes for name in chosen}
    joined = {name: (*takes[name], take) for name, take in chosen.items() if take not in takes[name]}
    files = [edit.write(partial(set_takes, takes=joined)), edit.write(partial(set_take, takes=chosen))]
    for name, take in chosen.items():
        names = [file for written in files for file in written.get(name, ())]
        edit.wrote(f"{name}: take {take} is chosen", names, shot=name, take=take)
