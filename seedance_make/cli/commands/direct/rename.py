"""`rename`: renames shots with everything that refers to them."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.edit import begin_edit
from seedance_make.cli.selection import selector_options
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.select import Selection
from seedance_make.core.storyboard.names import is_glob, matches
from seedance_make.core.text.suggest import listed


@click.command()
@click.argument("old", shell_complete=shot_names)
@click.argument("new")
@selector_options
@global_options
def rename(old: str, new: str, selection: Selection) -> int:
    """Rename shots with everything that refers to them.

    Many at once: seedance-make rename 'act2/*' 'scene2/*'
    """
    from seedance_make.load.edit.takes import rename_shots  # noqa: PLC0415 - reads YAML, which --help needs not

    edit = begin_edit(current_invocation())
    names = {name: _renamed(name, old, new) for name in edit.select(replace(selection, shots=(old,)))}
    written = edit.write(partial(rename_shots, names=names))
    for name, after in names.items():
        files = written.get(name, ())
        left, entered = _moves(edit.groups, name, after), _moves(edit.groups, after, name)
        edit.wrote(f"{name} is {after} now", files, shot=after, old=name, left=left, entered=entered)
    for glob in edit.groups:
        left = [after for name, after in names.items() if _moves([glob], name, after)]
        entered = [after for name, after in names.items() if _moves([glob], after, name)]
        edit.remarks += [f"Not in the group {glob} any more: {listed(left)}."] if left else []
        edit.remarks += [f"In the group {glob} now: {listed(entered)}."] if entered else []
    edit.report([])  # the old output goes when the whole tree is built
    return int(Exit.OK)


def _moves(groups: Iterable[str], before: str, after: str) -> list[str]:
    """The groups that a shot is in by the one name and not by the other."""
    return [glob for glob in groups if matches(glob, before) and not matches(glob, after)]


def _renamed(name: str, old: str, new: str) -> str:
    """What `*` stands for in the old pattern, it stands for in the new one. Raises UsageError for other patterns."""
    if not is_glob(old):
        return new
    if (
        not (old.count("*") == new.count("*") == 1)
        or is_glob(old.replace("*", ""))
        or is_glob(new.replace("*", ""))
    ):
        raise UsageError(
            "a pattern of shots is renamed by one `*` in the old and one in the new name",
            help="as in: seedance-make rename 'act2/*' 'scene2/*'",
        )
    head, tail = old.split("*")
    return new.replace("*", name[len(head) : len(name) - len(tail)])
