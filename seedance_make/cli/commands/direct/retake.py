"""`retake`: asks for more takes of a shot."""

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.adopt import adopt_clip
from seedance_make.cli.project.edit import begin_edit
from seedance_make.cli.selection import selection_options
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.select import Selection
from seedance_make.core.storyboard.takes import MOST_TAKES


@click.command()
@selection_options
@click.option(
    "-n", "more", type=click.IntRange(1, MOST_TAKES), default=1, show_default=True, metavar="N",
    help="How many more.",
)  # fmt: skip
@click.option(
    "--adopt", metavar="DIGEST",
    help="Take a clip that the lock file names, made from the same request, for nothing.",
)  # fmt: skip
@global_options
def retake(selection: Selection, more: int, adopt: str | None) -> int:
    """Ask for more takes of shots."""
    invocation = current_invocation()
    edit = begin_edit(invocation)
    names = edit.select(selection)
    if adopt is None:
        edit.retake(names, more)
    elif len(names) != 1 or more != 1:
        raise UsageError("--adopt takes one clip for one shot", help="name the shot alone, without -n")
    else:
        adopt_clip(edit, invocation, names[0], adopt)
    edit.report(names)
    return int(Exit.OK)
