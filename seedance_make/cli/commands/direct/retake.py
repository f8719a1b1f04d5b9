"""`retake`: asks for more takes of a shot."""

from functools import partial

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.edit import LAST_TAKE, begin_edit
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.storyboard.takes import MOST_TAKES


@click.command()
@click.argument("shot", shell_complete=shot_names)
@click.option(
    "-n", "more", type=click.IntRange(1, MOST_TAKES), default=1, show_default=True, metavar="N",
    help="How many more.",
)  # fmt: skip
@global_options
def retake(shot: str, more: int) -> int:
    """Ask for more takes of a shot."""
    from seedance_make.load.edit.takes import set_takes  # noqa: PLC0415 - reads YAML, which --help needs not

    edit = begin_edit(current_invocation())
    takes = edit.shot(shot).takes
    top = max(takes, default=0)
    if len(takes) + more > MOST_TAKES or top + more > LAST_TAKE:
        raise UsageError(
            f"{shot} would have more than {MOST_TAKES} takes", help="take some out of its `takes` first"
        )
    wanted = (*takes, *range(top + 1, top + 1 + more))
    files = edit.write(partial(set_takes, shot=shot, takes=wanted))
    edit.wrote(
        f"{shot}: takes {', '.join(map(str, wanted))} are asked for", files, shot=shot, takes=list(wanted)
    )
    edit.report([shot])
    return int(Exit.OK)
