"""`retake`: asks for more takes of a shot."""

from functools import partial

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.edit import LAST_TAKE, begin_edit
from seedance_make.cli.selection import selection_options
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.select import Selection
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.storyboard.takes import MOST_TAKES


@click.command()
@selection_options
@click.option(
    "-n", "more", type=click.IntRange(1, MOST_TAKES), default=1, show_default=True, metavar="N",
    help="How many more.",
)  # fmt: skip
@global_options
def retake(selection: Selection, more: int) -> int:
    """Ask for more takes of shots."""
    from seedance_make.load.edit.takes import set_takes  # noqa: PLC0415 - reads YAML, which --help needs not

    edit = begin_edit(current_invocation())
    names = edit.select(selection)
    wanted = {name: _more(edit.shot(name), more) for name in names}
    takes = {name: partial(set_takes, shot=name, takes=numbers) for name, numbers in wanted.items()}
    edit.check(*takes.values())
    for name, numbers in wanted.items():
        message = f"{name}: takes {', '.join(map(str, numbers))} are asked for"
        edit.wrote(message, edit.write(takes[name]), shot=name, takes=list(numbers))
    edit.report(names)
    return int(Exit.OK)


def _more(shot: ResolvedShot, more: int) -> tuple[int, ...]:
    """Its takes, and further ones above them. Raises UsageError."""
    top = max(shot.takes, default=0)
    if len(shot.takes) + more > MOST_TAKES or top + more > LAST_TAKE:
        raise UsageError(
            f"{shot.name} would have more than {MOST_TAKES} takes", help="take some out of its `takes` first"
        )
    return (*shot.takes, *range(top + 1, top + 1 + more))
