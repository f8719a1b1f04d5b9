"""`rename`: renames a shot with everything that refers to it."""

from functools import partial

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.edit import begin_edit
from seedance_make.core.errors import Exit


@click.command()
@click.argument("old", shell_complete=shot_names)
@click.argument("new")
@global_options
def rename(old: str, new: str) -> int:
    """Rename a shot with everything that refers to it."""
    from seedance_make.load.edit.takes import rename_shot  # noqa: PLC0415 - reads YAML, which --help needs not

    edit = begin_edit(current_invocation())
    files = edit.write(partial(rename_shot, old=old, new=new))
    edit.wrote(f"{old} is {new} now", files, shot=new, old=old)
    edit.report([])  # the old output goes when the whole tree is built
    return int(Exit.OK)
