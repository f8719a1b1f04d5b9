"""`shots`: the shot list, for people, for a page, for a spreadsheet."""

import click

from seedance_make.cli.film.film import open_film
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json, width
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.core.errors import Exit
from seedance_make.core.plan.select import Selection


@click.command()
@selection_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "csv"]),
    default="text",
    show_default=True,
    help="How the list is written.",
)
@click.option("--simulate", is_flag=True, help="Of the simulated output tree.")
@global_options
def shots(*, selection: Selection, form: str, simulate: bool) -> int:
    """List the shots: number, name, time code, seconds, cast, style, note, state, price."""
    from seedance_make.ui.shot_list import LISTS, shot_rows  # noqa: PLC0415 - not with --help

    invocation = current_invocation()
    film = open_film(invocation, ShotChoice(selection=selection), simulate=simulate)
    rows = shot_rows(film.cuts, film.snapshot)
    if invocation.json:
        echo_json({"shots": [row.as_json() for row in rows]})
    else:
        click.echo(LISTS[form](rows, width=width(), color=invocation.color), nl=False, color=invocation.color)
    return int(Exit.OK)
