"""`watch`: the plan and its price again at each save; with --simulate the shots too."""

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.selection import selection_options
from seedance_make.core.plan.select import Selection


@click.command()
@selection_options
@click.option(
    "--simulate", is_flag=True, help="Render the changed shots, and keep the board open and current."
)
@click.option(
    "--compare", metavar="P1,P2", default="", help="Show what the shots cost under these profiles too."
)
@global_options
def watch(selection: Selection, simulate: bool, compare: str) -> int:
    """Plan again at each save: what changed, and what it costs.

    On a terminal: b builds (after its question), o opens the shot that changed last, r renders, q quits.
    """
    from seedance_make.cli.watch.loop import watch_storyboard  # noqa: PLC0415 - a server, a watcher, a renderer

    invocation = current_invocation()
    invocation.find_manifest()
    return int(watch_storyboard(invocation, selection, compare, simulate=simulate))
