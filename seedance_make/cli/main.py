"""The command: verbs found by name and loaded when they are used, errors turned into messages and exit statuses."""

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from seedance_make import __version__
from seedance_make.cli.invocation import Invocation, global_options
from seedance_make.cli.trouble import ended
from seedance_make.core.errors import Exit

VERBS = {
    "init": "start", "validate": "validate", "plan": "plan", "build": "build", "status": "status", "show": "show",
    "resolve": "settle", "pick": "takes", "retake": "takes", "schema": "schema", "serve": "serve",
    "balance": "account", "doctor": "doctor", "completion": "completion",
}  # fmt: skip
"""Verb → the module of `seedance_make.cli` that has it, in the order in which people meet them."""


class Verbs(click.Group):
    """A group that imports a verb's module when the verb is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All verbs, in our order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb, or None for an unknown one."""
        module = VERBS.get(cmd_name)
        if module is None:
            return None
        command = getattr(import_module(f"seedance_make.cli.{module}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a misspelt verb."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in VERBS:
            from seedance_make.core.suggest import nearest  # noqa: PLC0415 - only for the mistake

            near = nearest(name, VERBS)
            hint = f" Did you mean {near}?" if near else ""
            raise click.UsageError(f"No such verb: {name}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@global_options
@click.version_option(__version__, prog_name="seedance-make", message="%(prog)s %(version)s")
def cli() -> None:
    """Make for AI video: build the shots of a storyboard, buying only what changed."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; its exit status."""
    told = Invocation()
    try:
        status = cli.main(args=arguments, prog_name="seedance-make", standalone_mode=False, obj=told)
    except BaseException as error:  # noqa: BLE001 - every way out has its own status and words
        return int(ended(error, told))
    return int(status) if isinstance(status, int) else int(Exit.OK)


def main() -> None:
    """The console script."""
    sys.exit(run())
