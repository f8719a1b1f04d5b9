"""`board`: the review page, one file that opens without a server."""

import click

from seedance_make.cli.film.film import Film, open_film
from seedance_make.cli.film.place import writable_folder, written_whole
from seedance_make.cli.film.posters import page_links
from seedance_make.cli.film.show import open_with_system
from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import echo_json, pick_command
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.core.errors import Exit
from seedance_make.core.plan.select import Selection
from seedance_make.core.text.redact import plain

PAGE = "_board.html"


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
    for said in film.unreadable:
        click.echo(f"not shown: {plain(said)}", err=True)
    if invocation.json:
        echo_json(
            {"page": path, "shots": len(film.cuts), "takes": len(film.actions), "clips": len(film.clips)}
        )
    elif invocation.verbosity >= 0:
        click.echo(f"{path}: {_counted(film)}")
    if opened:
        open_with_system(film.project.folder / path)
    return int(Exit.OK)


def write_board(film: Film, invocation: Invocation) -> str:
    """Write the page and its posters; its path, relative to the project's folder. Raises StoreError."""
    from seedance_make.ui.board.data import board_data  # noqa: PLC0415 - with what follows, slow to import
    from seedance_make.ui.board.page import BoardPage, board_html  # noqa: PLC0415
    from seedance_make.ui.board.totals import film_totals  # noqa: PLC0415

    project, cuts = film.project, film.cuts
    links = page_links(film)
    profile = (project.board.profile,) if project.board.profile else ()
    page = BoardPage(
        title=project.board.manifest.title or project.folder.name,
        badges=(*profile, *(("simulated",) if project.simulate else ())),
        totals=film_totals(film.actions, cuts, film.snapshot, simulated=project.simulate),
        data=board_data(
            film.actions, cuts, film.clips, film.snapshot, links=links, pick=pick_command(invocation)
        ),
    )
    target = writable_folder(project) / PAGE
    with written_whole(target) as part:
        part.write_text(board_html(page), encoding="utf-8", errors="replace")
    return f"{project.output}/{PAGE}"


def _counted(film: Film) -> str:
    from seedance_make.ui.words import many  # noqa: PLC0415

    return (
        f"{many(len(film.cuts), 'shot')}, {many(len(film.actions), 'take')}, {many(len(film.clips), 'clip')}"
    )
