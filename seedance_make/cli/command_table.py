"""The verbs, as data: where each is and what it does in a line. Help and completion read this and import none of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from seedance_make.core.errors import Exit


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A module of `seedance_make.cli.commands` and the first line of the verb's help."""

    module: str
    help: str


COMMAND_SECTIONS: Mapping[str, Mapping[str, CommandEntry]] = {
    "Make": {
        "init": CommandEntry("make.init", "Start a project: three shots, ready for build --simulate."),
        "validate": CommandEntry("make.validate", "Check the storyboard: schema and rules between fields."),
        "plan": CommandEntry("make.plan", "Say what build would do, why, and what it costs."),
        "build": CommandEntry(
            "make.build", "Make the output tree true: buy what is new or changed, fetch, place, record."
        ),
    },
    "Look": {
        "status": CommandEntry("look.status", "Say where each shot stands."),
        "show": CommandEntry(
            "look.show",
            "Show one shot in full: body, mode, fingerprint, price, and where each value comes from.",
        ),
        "log": CommandEntry("look.log", "Say what was bought, when and for how much."),
        "graph": CommandEntry("look.graph", "Draw which shots need frames of which."),
        "diff": CommandEntry("look.diff", "Compare the storyboard with a git revision, shot by shot."),
    },
    "Direct": {
        "pick": CommandEntry("direct.takes", "Choose the take that goes to the output."),
        "retake": CommandEntry("direct.takes", "Ask for more takes of a shot."),
        "pin": CommandEntry("direct.takes", "Fix a shot to the clip that it has now."),
        "rename": CommandEntry("direct.takes", "Rename a shot with everything that refers to it."),
        "resolve": CommandEntry("direct.resolve", "Settle an unknown outcome."),
    },
    "Keep": {
        "verify": CommandEntry("keep.verify", "Rehash the store and the outputs."),
        "gc": CommandEntry("keep.gc", "Remove from the store what a scope names, and nothing else."),
        "balance": CommandEntry("keep.account", "Say what the account has left."),
        "login": CommandEntry("keep.account", "Keep the API key in the system's keyring."),
        "logout": CommandEntry("keep.account", "Remove the API key from the system's keyring."),
        "doctor": CommandEntry("keep.doctor", "Check everything that a build needs."),
    },
    "Tools": {
        "serve": CommandEntry("tools.serve", "Run the simulator: a ReAPI-compatible server on loopback."),
        "schema": CommandEntry("tools.schema", "Print the storyboard's JSON Schema."),
        "completion": CommandEntry("tools.completion", "Print the completion script for a shell."),
    },
}
"""In the order in which people meet them."""

COMMANDS: Mapping[str, CommandEntry] = {
    name: verb for section in COMMAND_SECTIONS.values() for name, verb in section.items()
}


class CommandGroup(click.Group):
    """A group that imports a verb's module when the verb is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All verbs, in our order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb, or None for an unknown one."""
        verb = COMMANDS.get(cmd_name)
        if verb is None:
            return None
        command = getattr(import_module(f"seedance_make.cli.commands.{verb.module}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """As click does; but a reader that has gone away is no failure, where click would end with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return int(Exit.OK)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a misspelt verb."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS and not ctx.resilient_parsing:
            from seedance_make.core.text.suggest import nearest  # noqa: PLC0415 - only for the mistake

            near = nearest(name, COMMANDS)
            hint = f" Did you mean {near}?" if near else ""
            raise click.UsageError(f"No such verb: {name}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The verbs by section, from the table."""
        widest = max(map(len, COMMANDS))
        for title, verbs in COMMAND_SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), verb.help) for name, verb in verbs.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Verbs from the table, then the group's own options."""
        return [*_offered(incomplete), *click.Command.shell_complete(self, ctx, incomplete)]


def _offered(incomplete: str) -> Iterator[CompletionItem]:
    return (CompletionItem(n, help=v.help) for n, v in COMMANDS.items() if n.startswith(incomplete))
