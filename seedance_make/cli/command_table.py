"""The commands, as data: what each does in a line, by section. Help and completion read this and import none of them.

A command stands in `commands/SECTION/COMMAND.py`, as the function of its name; `try`, being a word of Python, as `try_`.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from keyword import iskeyword

import click
from click.shell_completion import CompletionItem

from seedance_make.core.errors import Exit

COMMAND_SECTIONS: Mapping[str, Mapping[str, str]] = {
    "Make": {
        "init": "Start a project: three shots, ready for build --simulate.",
        "validate": "Check the storyboard: schema and rules between fields.",
        "plan": "Say what build would do, why, and what it costs.",
        "watch": "Plan again at each save: what changed, and what it costs.",
        "build": "Make the output tree true: buy what is new or changed, fetch, place, record.",
        "approve": "Look at a saved plan and let it be built: each of its purchases once.",
    },
    "Look": {
        "status": "Say where each shot stands.",
        "show": "Show shots in full: body, mode, fingerprint, price, and where each value comes from.",
        "log": "Say what was bought, when and for how much.",
        "graph": "Draw which shots need frames of which.",
        "diff": "Compare the storyboard with a git revision, shot by shot.",
    },
    "Review": {
        "board": "Make the review page: shots, takes, prompts, prices; compare and choose.",
        "reel": "Join the chosen takes in order into one film.",
        "export": "Hand the cut on to an editing program: OTIO, EDL or XML.",
        "open": "Open a shot's clip in the system's player.",
        "shots": "List the shots: number, name, time code, seconds, cast, style, note, state, price.",
    },
    "Direct": {
        "pick": "Choose the take that goes to the output.",
        "retake": "Ask for more takes of shots.",
        "try": "Ask for another take of a shot, buy it and open it.",
        "pin": "Fix shots to the clips that they have now.",
        "rename": "Rename shots with everything that refers to them.",
        "resolve": "Settle an unknown outcome.",
    },
    "Team": {
        "pull": "Restore from the team store what the lock file names, and what others have shared.",
        "push": "Share what is built through the team store.",
        "worker": "Take tasks of a Temporal service: buy and bring takes for builds elsewhere.",
    },
    "Keep": {
        "verify": "Rehash the store and the outputs.",
        "gc": "Remove from the store what a scope names, and nothing else.",
        "budget": "Say what this store has spent and may spend; set it, on a terminal, after asking.",
        "balance": "Say what the account has left.",
        "login": "Keep the API key in the system's keyring.",
        "logout": "Remove the API key from the system's keyring.",
        "doctor": "Check everything that a build needs.",
    },
    "Tools": {
        "mcp": "Serve this project to an agent over stdio (MCP): it can do everything but spend.",
        "serve": "Run the simulator: a ReAPI-compatible server on loopback.",
        "models": "Say which models there are, and what each takes and costs.",
        "schema": "Print the storyboard's JSON Schema.",
        "completion": "Print the completion script for a shell.",
        "help": "Show the help of a command.",
    },
}
"""Section → command → the first line of its help, in the order in which people meet them."""

COMMANDS: Mapping[str, str] = {
    name: line for section in COMMAND_SECTIONS.values() for name, line in section.items()
}


def load_command(name: str) -> click.Command:
    """The command of that name, its module imported."""
    section = next(title for title, names in COMMAND_SECTIONS.items() if name in names)
    python_name = f"{name}_" if iskeyword(name) else name
    command = getattr(
        import_module(f"seedance_make.cli.commands.{section.lower()}.{python_name}"), python_name
    )
    assert isinstance(command, click.Command)
    return command


def unknown_command(name: str, ctx: click.Context) -> click.UsageError:
    """What is said of a name that no command has, with the nearest."""
    from seedance_make.core.text.suggest import nearest  # noqa: PLC0415 - only for the mistake

    near = nearest(name, COMMANDS)
    hint = f" Did you mean {near}?" if near else ""
    return click.UsageError(f"No such command: {name}.{hint}", ctx)


class CommandGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All commands, in our order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, or None for an unknown one."""
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def invoke(self, ctx: click.Context) -> object:
        """As click does; but a reader that has gone away is no failure, where click would end with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return int(Exit.OK)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a misspelt command."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS and not ctx.resilient_parsing:
            raise unknown_command(name, ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The commands by section, from the table."""
        widest = max(map(len, COMMANDS))
        for title, commands in COMMAND_SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), line) for name, line in commands.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands from the table, then the group's own options."""
        return [*_offered(incomplete), *click.Command.shell_complete(self, ctx, incomplete)]


def _offered(incomplete: str) -> Iterator[CompletionItem]:
    return (CompletionItem(name, help=line) for name, line in COMMANDS.items() if name.startswith(incomplete))
