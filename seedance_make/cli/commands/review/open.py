"""`open`: a shot's clip in the system's player; with `--takes` all of its takes in one picture."""

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.film.film import open_film
from seedance_make.cli.film.show import open_with_system
from seedance_make.cli.film.takes import file_of_takes
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import build_command, echo_json
from seedance_make.cli.selection import ShotChoice, split_take
from seedance_make.core.cut.clip import Source
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.select import Selection
from seedance_make.core.storyboard.names import is_glob


@click.command()
@click.argument("shot", metavar="SHOT[@TAKE]", shell_complete=shot_names)
@click.option(
    "--takes", "all_takes", is_flag=True, help="All takes in one picture, numbered, playing together."
)
@click.option("--simulate", is_flag=True, help="The simulated clip.")
@global_options
def open(shot: str, all_takes: bool, simulate: bool) -> int:  # noqa: A001 - the command's name
    """Open a shot's clip in the system's player."""
    invocation = current_invocation()
    name, take = split_take(shot)
    if is_glob(name):
        raise UsageError(f"{name}: name one shot", help="seedance-make board shows many side by side")
    selection = Selection(shots=(name,))
    film = open_film(invocation, ShotChoice(selection=selection), simulate=simulate)
    clips = [(a, film.clips[a.shot, a.take]) for a in film.actions if (a.shot, a.take) in film.clips]
    if not all_takes:
        clips = [(a, clip) for a, clip in clips if a.take == (take or (a.want and a.want.shot.chosen))]
    if not clips:
        raise UsageError(
            f"{shot} has no clip yet",
            help=build_command(invocation, selection, simulate=simulate, max_credits=None),
        )
    path = file_of_takes(film, clips)
    if invocation.json:
        echo_json(
            {"file": str(path), "takes": [a.take for a, _ in clips], "source": clips[0][1].source.value}
        )
    elif clips[0][1].source is Source.SIMULATED and not simulate:
        click.echo(f"{shot} is not bought yet: this is its simulated clip", err=True)
    open_with_system(path)
    return int(Exit.OK)
