"""Writes the review page of a film, with its posters, into the output tree."""

import click

from seedance_make.cli.account.credentials import hide_keys
from seedance_make.cli.film.film import Film, open_film
from seedance_make.cli.film.place import writable_folder, written_whole
from seedance_make.cli.film.posters import page_links
from seedance_make.cli.film.show import open_with_system
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.output import pick_command
from seedance_make.cli.selection import ShotChoice
from seedance_make.core.errors import SeedanceError
from seedance_make.core.plan.select import Selection
from seedance_make.ui.board.data import BoardPage, Links, board_data
from seedance_make.ui.board.totals import film_totals

PAGE = "_board.html"


def write_board(film: Film, invocation: Invocation) -> str:
    """Write the page and its posters; its path, relative to the project's folder. Raises StoreError."""
    from seedance_make.ui.board.page import board_html  # noqa: PLC0415 - slow to import

    page = board_page(film, invocation, page_links(film))
    target = writable_folder(film.project) / PAGE
    with written_whole(target) as part:
        part.write_text(hide_keys(board_html(page)), encoding="utf-8", errors="replace")
    return f"{film.project.output}/{PAGE}"


def board_page(film: Film, invocation: Invocation, links: Links) -> BoardPage:
    """What the review page shows of a film, with these addresses."""
    project, cuts = film.project, film.cuts
    profile = (project.board.profile,) if project.board.profile else ()
    return BoardPage(
        title=project.board.manifest.title or project.folder.name,
        badges=(*profile, *(("simulated",) if project.simulate else ())),
        totals=film_totals(film.actions, cuts, film.snapshot, simulated=project.simulate),
        data=board_data(
            film.actions, cuts, film.clips, film.snapshot, links=links, pick=pick_command(invocation)
        ),
    )


def open_board(invocation: Invocation, *, simulate: bool) -> None:
    """Make the page of the whole film and open it. After a build: trouble is said, and changes nothing of its end."""
    try:
        film = open_film(invocation, ShotChoice(selection=Selection()), simulate=simulate)
        open_with_system(film.project.folder / write_board(film, invocation))
    except SeedanceError as error:
        click.echo(f"the review page could not be made: {error.message}", err=True)
