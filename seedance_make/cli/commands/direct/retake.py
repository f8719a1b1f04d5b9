"""`retake`: asks for more takes of a shot."""

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.edit import LAST_TAKE, load_for_edit, report_edit, shot_to_edit, write_edits
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
    from seedance_make.load.edit.takes import add_takes  # noqa: PLC0415 - reads YAML, which --help needs not

    invocation = current_invocation()
    loaded = load_for_edit(invocation)
    takes = shot_to_edit(loaded, shot).takes
    top = max(takes, default=0)
    if len(takes) + more > MOST_TAKES or top + more > LAST_TAKE:
        raise UsageError(
            f"{shot} would have more than {MOST_TAKES} takes", help="pick one first: pick drops the others"
        )
    files = write_edits(loaded, add_takes(loaded, shot, takes, more))
    wanted = [*sorted(takes), *range(top + 1, top + 1 + more)]
    report_edit(
        invocation,
        shot,
        f"{shot}: takes {', '.join(map(str, wanted))} are asked for",
        files,
        {"takes": wanted},
    )
    return int(Exit.OK)
