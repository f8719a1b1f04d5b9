"""The file that shows takes of a shot: a take's own clip, or several in one picture, numbered, made on the spot."""

from collections.abc import Sequence
from pathlib import Path

from seedance_make.cli.film.film import Film
from seedance_make.cli.film.place import writable_folder, written_whole
from seedance_make.cli.film.posters import BOARD_FOLDER
from seedance_make.core.cut.clip import Clip
from seedance_make.core.cut.cut import film_frames
from seedance_make.core.errors import StoreError
from seedance_make.core.plan.model import Action


def file_of_takes(film: Film, takes: Sequence[tuple[Action, Clip]]) -> Path:
    """What to open for these takes of one shot, at least one. Raises StoreError."""
    return _together(film, takes) if len(takes) > 1 else film.project.folder / takes[0][1].path


def _together(film: Film, takes: Sequence[tuple[Action, Clip]]) -> Path:
    """The takes in one picture, made anew. Raises StoreError."""
    from seedance_make.media.clip import UnreadableMediaError  # noqa: PLC0415 - PyAV is slow to import
    from seedance_make.media.reel.part import Part, Size  # noqa: PLC0415
    from seedance_make.media.reel.takes import write_takes  # noqa: PLC0415

    parts = [
        Part(frames=film_frames(clip), label=_label(action), clip=film.project.folder / clip.path)
        for action, clip in takes
    ]
    action, clip = takes[0]
    target = writable_folder(film.project, BOARD_FOLDER) / f"{action.shot.replace('/', '.')}.takes.mp4"
    try:
        with written_whole(target) as part:
            write_takes(parts, Size(width=clip.width, height=clip.height), part)
    except UnreadableMediaError as error:
        raise StoreError(f"the takes of {action.shot} cannot be shown: a clip {error}") from None
    return target


def _label(action: Action) -> str:
    shot = action.want.shot if action.want else None
    return (
        f"{action.take}  chosen" if shot and shot.choice and shot.chosen == action.take else str(action.take)
    )
