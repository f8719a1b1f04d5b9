"""`reel`: the chosen takes joined in order, so that the film can be watched from the first day."""

import sys
from pathlib import Path

import click

from seedance_make.cli.film.film import Film, open_film
from seedance_make.cli.film.place import writable_folder, written_whole
from seedance_make.cli.film.show import open_with_system
from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.core.cut.cut import Cut, film_size, time_code
from seedance_make.core.errors import Exit, StoreError, UsageError
from seedance_make.core.plan.select import Selection
from seedance_make.ui.words import many

REEL = "_reel.mp4"


@click.command()
@selection_options
@click.option(
    "--audio",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Lay a temp track under it (WAV, MP3, MP4).",
)
@click.option("--burn-in", is_flag=True, help="Write number, name, take and time code into the picture.")
@click.option("--simulate", is_flag=True, help="Of the simulated output tree.")
@click.option("--open", "opened", is_flag=True, help="Open the film in the system's player.")
@global_options
def reel(
    *, selection: Selection, audio: Path | None, burn_in: bool, simulate: bool, opened: bool
) -> int:  # fmt: skip
    """Join the chosen takes in order into one film."""
    invocation = current_invocation()
    film = open_film(invocation, ShotChoice(selection=selection), simulate=simulate, store=True)
    cuts = film.cuts
    if not cuts:
        raise UsageError("there is no shot to join")
    copied = _write(film, cuts, audio, burn_in=burn_in)
    path = f"{film.project.output}/{REEL}"
    cards = sum(1 for cut in cuts if cut.clip is None)
    if invocation.json:
        facts = {"reel": path, "shots": len(cuts), "frames": cuts[-1].end, "cards": cards, "copied": copied}
        echo_json(facts)
    _say(invocation, film, f"{path}: {_counted(cuts, cards)}")
    if opened:
        open_with_system(film.project.folder / path)
    return int(Exit.OK)


def _write(film: Film, cuts: tuple[Cut, ...], audio: Path | None, *, burn_in: bool) -> bool:
    """Write the reel; whether its pictures were copied as they are. Raises UsageError for what is no sound, StoreError."""
    from seedance_make.cli.film.cards import card_of  # noqa: PLC0415 - with what follows, slow to import
    from seedance_make.media.clip import UnreadableMediaError  # noqa: PLC0415
    from seedance_make.media.probe import media_seconds  # noqa: PLC0415
    from seedance_make.media.reel.part import Part, Size  # noqa: PLC0415
    from seedance_make.media.reel.reel import ReelPlan, write_reel  # noqa: PLC0415

    if audio is not None:
        try:
            media_seconds(audio)
        except UnreadableMediaError as error:
            raise UsageError(f"--audio {audio} {error}") from None
    width, height = film_size(cuts)
    plan = ReelPlan(
        parts=tuple(
            Part(
                frames=cut.frames,
                label=_label(cut),
                clip=film.project.folder / cut.clip.path if cut.clip else None,
                card=None if cut.clip else card_of(cut),
            )
            for cut in cuts
        ),
        size=Size(width=width, height=height),
        sound=any(cut.clip and cut.clip.sound for cut in cuts),
        temp_track=audio,
        burn_in=burn_in,
    )
    target = writable_folder(film.project) / REEL
    shown = click.progressbar(
        length=cuts[-1].end, label=REEL, file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    try:
        with written_whole(target) as part, shown as bar:
            return write_reel(plan, part, bar.update)
    except UnreadableMediaError as error:
        raise StoreError(f"the reel cannot be made: a clip {error}", help="seedance-make verify") from None


def _label(cut: Cut) -> str:
    action = cut.action
    takes = action.want.shot.takes if action.want else ()
    take = f"  take {action.take}" if len(takes) > 1 or action.take != 1 else ""
    return f"{cut.number:03}  {action.shot}{take}"


def _counted(cuts: tuple[Cut, ...], cards: int) -> str:
    missing = f", {many(cards, 'card')} for what is not built yet" if cards else ""
    return f"{many(len(cuts), 'shot')}, {time_code(cuts[-1].end)}{missing}"


def _say(invocation: Invocation, film: Film, text: str) -> None:
    film.say_unreadable()
    if invocation.verbosity >= 0 and not invocation.json:
        click.echo(text)
