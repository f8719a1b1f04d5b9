"""`retake`: asks for more takes of a shot."""

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.edit import begin_edit
from seedance_make.cli.selection import selection_options
from seedance_make.core.errors import Exit
from seedance_make.core.plan.select import Selection
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
    edit = begin_edit(current_invocation())
    names = edit.select(selection)
    edit.retake(names, more)
    edit.report(names)
    return int(Exit.OK)
