"""The posters of the review page, each named by the bytes that it shows.

Those of the page in the output tree stand beside it in `_board/` and not in the store, so that the folder alone is the
whole page: it is copied, mailed and kept as an artefact of CI as it is.
"""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from seedance_make.cli.film.film import Film
from seedance_make.cli.film.place import writable_folder
from seedance_make.core.plan.outputs import frames_needed
from seedance_make.core.request.request import ByFile
from seedance_make.store.disk import disk_errors
from seedance_make.ui.board.data import Links, clip_poster, medium_poster

BOARD_FOLDER = "_board"


def page_links(film: Film) -> Links:
    """The addresses of clips and posters, as the page in the output tree must write them. Makes the posters that are
    missing, and removes those that nothing shows any more. Raises StoreError."""
    folder = writable_folder(film.project, BOARD_FOLDER)
    posters = posters_in(folder, film)
    if film.whole:
        with disk_errors("write", folder):
            for old in {*folder.glob("*.jpg")} - {*posters.values()}:
                old.unlink()
    return Links(
        clip=lambda clip: quote(posixpath.relpath(clip.path, film.project.output)),
        posters={key: f"{BOARD_FOLDER}/{path.name}" for key, path in posters.items()},
    )


def posters_in(folder: Path, film: Film) -> dict[str, Path]:
    """Poster key → its file in that folder, of all that could be made, side by side. Raises StoreError."""
    from seedance_make.media.posters import Poster, make_posters  # noqa: PLC0415 - PyAV and Pillow are slow to import

    posters = {key: Poster(source=s, target=folder / f"{key}.jpg") for key, s in _sources(film)}
    with disk_errors("write", folder):
        made = make_posters(posters.values())
    return {key: poster.target for key, poster in posters.items() if poster.target in made}


def _sources(film: Film) -> Iterator[tuple[str, Path]]:
    """Poster key → the file that it shows: clips, local references, frames of other shots."""
    root = film.project.folder
    for clip in film.clips.values():
        yield clip_poster(clip), root / clip.path
    for action in film.actions:
        assert action.want is not None
        for path, frame in frames_needed(action.want).items():
            if key := medium_poster(frame):
                yield key, root / film.project.output / path
        for media in action.want.request.media.values():
            for medium in media:
                if isinstance(medium, ByFile) and (key := medium_poster(medium)):
                    yield key, root / medium.path
