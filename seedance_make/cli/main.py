"""The command: global options, errors turned into messages and exit statuses."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from seedance_make.cli.command_table import CommandGroup
from seedance_make.cli.errors import end_command
from seedance_make.cli.invocation import Invocation, global_options
from seedance_make.core.errors import Exit
from seedance_make.store.home import store_home

_FEW_COLLECTIONS = (50_000, 20, 100)
"""What a storyboard is read into stays as long as the process. Python's own pace looks through all of it again and again,
which is a tenth of a large plan."""


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@global_options
def cli() -> None:
    """Make for AI video: build the shots of a storyboard, buying only what changed."""


def run_command(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; its exit status."""
    gc.set_threshold(*_FEW_COLLECTIONS)
    try:
        start = os.getcwd()
    except OSError:
        click.echo("seedance-make: the folder that you are in is gone", err=True)
        return int(Exit.USAGE)
    if os.environ.get("SEEDANCE_MAKE_HOME"):  # one store, wherever -C leads
        os.environ["SEEDANCE_MAKE_HOME"] = str(store_home(os.environ))
    invocation = Invocation(
        arguments=tuple(sys.argv[1:] if arguments is None else arguments), started_in=start
    )
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(int(Exit.TERMINATED)))
    try:
        status = cli.main(args=arguments, prog_name="seedance-make", standalone_mode=False, obj=invocation)
    except BaseException as error:  # noqa: BLE001 - every way out has its own status and words
        status = end_command(error, invocation)
    status = status if isinstance(status, int) else Exit.OK
    if invocation.at_end is not None:
        invocation.at_end(status, invocation.document)
    os.chdir(start)
    return int(status)
