"""`pick`: chooses the take of a shot that goes to the output."""

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.edit import LAST_TAKE, load_for_edit, report_edit, shot_to_edit, write_edits
from seedance_make.core.errors import Exit


@click.command()
@click.argument("shot", shell_complete=shot_names)
@click.argument("take", metavar="K", type=click.IntRange(1, LAST_TAKE))
@global_options
def pick(shot: str, take: int) -> int:
    """Choose the take that goes to the output."""
    from seedance_make.load.edit.takes import set_take  # noqa: PLC0415 - reads YAML, which --help needs not

    invocation = current_invocation()
    loaded = load_for_edit(invocation)
    pinned = shot_to_edit(loaded, shot).pin
    files = write_edits(loaded, set_take(loaded, shot, take))
    report_edit(invocation, shot, f"{shot}: take {take} is chosen", files, {"take": take})
    if pinned:
        click.echo(
            f"{shot} is pinned to {pinned[:12]}, which goes before any take: remove its `pin` to see the take.",
            err=True,
        )
    return int(Exit.OK)
