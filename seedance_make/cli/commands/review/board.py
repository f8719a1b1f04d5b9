"""`board`: the review page, one file that opens without a server."""

import click

from seedance_make.cli.film.film import Film, open_film
from seedance_make.cli.film.page import write_board
from seedance_make.cli.film.show import open_with_system
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.core.errors import Exit
from seedance_make.core.plan.select import Selection


@click.command()
@selection_options
@click.option("--simulate", is_flag=True, help="Of the simulated output tree.")
@click.option("--open", "opened", is_flag=True, help="Open the page in the browser.")
@global_options
def board(*, selection: Selection, simulate: bool, opened: bool) -> int:
    """Make the review page: shots, takes, prompts, prices; compare and choose."""
    invocation = current_invocation()
    film = open_film(invocation, ShotChoice(selection=selection), simulate=simulate)
    path = write_board(film, invocation)
    film.say_unreadable()
    if invocation.json:
        echo_json(
            {"page": path, "shots": len(film.cuts), "takes": len(film.actions), "clips": len(film.clips)}
        )
    elif invocation.verbosity >= 0:
        click.echo(f"{path}: {_counted(film)}")
    if opened:
        open_with_system(film.project.folder / path)
    return int(Exit.OK)


def _counted(film: Film) -> str:
    from seedance_make.ui.words import many  # noqa: PLC0415

    return (
        f"{many(len(film.cuts), 'shot')}, {many(len(film.actions), 'take')}, {many(len(film.clips), 'clip')}"
    )
