"""`rename`: renames a shot with everything that refers to it."""

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.edit import load_for_edit, report_edit, write_edits
from seedance_make.core.errors import Exit


@click.command()
@click.argument("old", shell_complete=shot_names)
@click.argument("new")
@global_options
def rename(old: str, new: str) -> int:
    """Rename a shot with everything that refers to it."""
    from seedance_make.load.edit.takes import rename_shot  # noqa: PLC0415 - reads YAML, which --help needs not

    invocation = current_invocation()
    loaded = load_for_edit(invocation)
    files = write_edits(loaded, rename_shot(loaded, old, new))
    report_edit(invocation, new, f"{old} is {new} now", files, {"old": old})
    return int(Exit.OK)
