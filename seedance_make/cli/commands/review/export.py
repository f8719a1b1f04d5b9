"""`export`: the cut for an editing program, with every take, note and prompt."""

import posixpath
import sys
import tempfile
from os import path as os_path
from pathlib import Path

import click

from seedance_make.cli.film.film import Film, open_film
from seedance_make.cli.film.place import writable_folder, written_whole
from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.cli.overwrite_guard import refuse_overwriting
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.core.cut.clip import Source
from seedance_make.core.cut.cut import Cut, film_size, time_code
from seedance_make.core.errors import Exit, MissingExtraError, UsageError
from seedance_make.core.plan.select import Selection
from seedance_make.core.text.redact import plain
from seedance_make.ui.words import many

FORMS = ("otio", "otioz", "edl", "xml")
_STDOUT = "-"


@click.command()
@selection_options
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="otio",
    show_default=True,
    help="otioz has the media inside; xml is FCP 7's, for Premiere.",
)
@click.option(
    "-o",
    "--output",
    "place",
    type=click.Path(dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write it there (-: stdout); media are addressed relative to it.",
)
@click.option("--simulate", is_flag=True, help="Of the simulated output tree.")
@global_options
def export(*, selection: Selection, form: str, place: str | None, simulate: bool) -> int:  # fmt: skip
    """Hand the cut on to an editing program: OTIO, EDL or XML."""
    invocation = current_invocation()
    try:
        import seedance_make.media.timeline  # noqa: F401, PLC0415 - its library is an extra, and slow to load
    except ImportError:
        raise MissingExtraError("export", "timeline") from None
    if place == _STDOUT and invocation.json:
        raise UsageError("-o - and --json both want stdout: choose one")
    film = open_film(invocation, ShotChoice(selection=selection), simulate=simulate)
    cuts = film.cuts
    if not cuts:
        raise UsageError("there is no shot to export")
    shown = _write(film, cuts, form, place, invocation)
    offline = sum(1 for cut in cuts if cut.clip is None)
    film.say_unreadable()
    if invocation.json:
        echo_json(
            {
                "timeline": shown,
                "format": form,
                "shots": len(cuts),
                "frames": cuts[-1].end,
                "offline": offline,
            }
        )
    elif place != _STDOUT and invocation.verbosity >= 0:
        click.echo(f"{shown}: {_counted(cuts, offline, simulate=simulate)}")
    return int(Exit.OK)


def _write(film: Film, cuts: tuple[Cut, ...], form: str, place: str | None, invocation: Invocation) -> str:
    """Write the timeline; where it is, for people. Raises UsageError, StoreError."""
    if place == _STDOUT:
        with tempfile.TemporaryDirectory(prefix="seedance-make-") as folder:
            part = Path(folder) / f"timeline.{form}"
            _write_to(film, cuts, form, part, Path())
            sys.stdout.buffer.write(part.read_bytes())
            sys.stdout.flush()
        return place
    if place is None:
        target, shown = (
            writable_folder(film.project) / f"_timeline.{form}",
            f"{film.project.output}/_timeline.{form}",
        )
    else:
        refuse_overwriting("-o", place, invocation, film.project)
        target, shown = Path(place), place
    with written_whole(target) as part:
        _write_to(film, cuts, form, part, target.parent)
    return shown


def _write_to(film: Film, cuts: tuple[Cut, ...], form: str, target: Path, beside: Path) -> None:
    """`beside`: the folder that addresses are relative to."""
    from seedance_make.media.timeline import (  # noqa: PLC0415 - an extra, and slow to import
        TimelineFilm,
        TimelineMedia,
        TimelineShot,
        write_timeline,
    )

    def media(shot: str, take: int) -> TimelineMedia | None:
        clip = film.clips.get((shot, take))
        if clip is None:
            return None
        source = film.project.folder / clip.path
        path = os_path.relpath(source, beside.resolve()).replace(os_path.sep, posixpath.sep)
        return TimelineMedia(
            take=take, path=path, source=source, frames=clip.frames, fps=clip.fps, sound=clip.sound
        )

    def shot(cut: Cut) -> TimelineShot:
        want = cut.action.want
        assert want is not None
        takes = (media(want.shot.name, take) for take in want.shot.takes if take != cut.action.take)
        return TimelineShot(
            shot=want.shot.name,
            frames=cut.frames,
            media=media(want.shot.name, cut.action.take),
            others=tuple(take for take in takes if take),
            note=plain(want.shot.note) or None,
            facts=_facts(film, cut),
        )

    width, height = film_size(cuts)
    title = film.project.board.manifest.title or film.project.folder.name
    write_timeline(
        TimelineFilm(title=plain(title), width=width, height=height, shots=tuple(map(shot, cuts))),
        form,
        target,
    )


def _facts(film: Film, cut: Cut) -> dict[str, object]:
    """What goes into the metadata."""
    action = cut.action
    assert action.want is not None
    shot = action.want.shot
    bought = film.snapshot.bought.get(action.fingerprint or "")
    facts = {
        "take": action.take, "prompt": shot.prompt, "model": shot.model.id,
        "source": cut.clip.source.value if cut.clip else None, "task_id": bought.task_id if bought else None,
        "sha256": cut.clip.digest if cut.clip else None, "tags": list(shot.tags), "cast": list(shot.cast),
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}


def _counted(cuts: tuple[Cut, ...], offline: int, *, simulate: bool) -> str:
    text = f"{many(len(cuts), 'shot')}, {time_code(cuts[-1].end)}"
    simulated = sum(1 for cut in cuts if cut.clip and cut.clip.source is Source.SIMULATED)
    if offline:
        text += f"; {many(offline, 'shot')} not built yet, offline in it"
    if simulated and not simulate:
        text += f"; {many(simulated, 'simulated clip')} in it"
    return text
