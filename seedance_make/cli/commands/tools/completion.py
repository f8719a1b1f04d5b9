"""`completion SHELL`: the script that teaches a shell our commands, options and shot names."""

import click
from click.shell_completion import get_completion_class

from seedance_make.cli.invocation import global_options
from seedance_make.core.errors import Exit
from seedance_make.ui.words import PROGRAM

VARIABLE = "_SEEDANCE_MAKE_COMPLETE"
_HOW = {
    "bash": 'eval "$(seedance-make completion bash)" in ~/.bashrc',
    "zsh": 'eval "$(seedance-make completion zsh)" in ~/.zshrc, after compinit',
    "fish": "seedance-make completion fish > ~/.config/fish/completions/seedance-make.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(_HOW)))
@global_options
def completion(shell: str) -> int:
    """Print the completion script for a shell."""
    script = get_completion_class(shell)
    assert script is not None
    command = click.get_current_context().find_root().command
    click.echo(script(command, {}, PROGRAM, VARIABLE).source())
    click.echo(f"# To be used as: {_HOW[shell]}")  # last, since zsh looks for #compdef in the first line
    return int(Exit.OK)
