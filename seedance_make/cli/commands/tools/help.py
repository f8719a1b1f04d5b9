"""`help COMMAND`: what `COMMAND --help` prints."""

import click

from seedance_make.cli.command_table import COMMANDS, load_command, unknown_command
from seedance_make.cli.invocation import global_options
from seedance_make.core.errors import Exit


@click.command()
@click.argument("command", required=False)
@global_options
def help(command: str | None) -> int:  # noqa: A001 - the command's name
    """Show the help of a command."""
    root = click.get_current_context().find_root()
    if command is None:
        click.echo(root.get_help())
    elif command not in COMMANDS:
        raise unknown_command(command, root)
    else:
        named = load_command(command)
        click.echo(named.get_help(click.Context(named, info_name=command, parent=root)))
    return int(Exit.OK)
