"""What can be seen of the film while it is watched: bought clips, and simulated ones of what is not bought as it is now."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from seedance_make.cli.film.film import Film, open_film
from seedance_make.cli.film.page import board_page
from seedance_make.cli.film.posters import posters_in
from seedance_make.cli.film.show import open_with_system
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.watch.live_board import LiveBoard, ShownBoard
from seedance_make.cli.wiring import home
from seedance_make.core.cut.clip import Clip
from seedance_make.core.errors import SeedanceError
from seedance_make.core.plan.select import Selection
from seedance_make.store.cas.cas import DiskCas
from seedance_make.ui.board.data import Links


def shown_board(invocation: Invocation, selection: Selection, posters: Path) -> ShownBoard:
    """The page of that film; its posters are kept in a folder of the watch's own. Raises what `open_film` does."""
    film = open_film(invocation, ShotChoice(selection=selection), now=True)
    made = posters_in(posters, film)
    links = Links(
        clip=lambda clip: f"clips/{clip.digest}.mp4", posters={key: f"posters/{key}.jpg" for key in made}
    )
    return ShownBoard(
        page=board_page(film, invocation, links),
        clips={clip.digest: _file(film, clip) for clip in film.clips.values()},
        posters=made,
    )


def open_clip(invocation: Invocation, shot: str) -> str | None:
    """Open a shot's chosen take in the system's player; what is wrong where that cannot be."""
    try:
        film = open_film(invocation, ShotChoice(selection=Selection(shots=(shot,))), now=True)
    except SeedanceError as error:
        return f"{shot} cannot be opened: {error.message}"
    clips = (cut.clip for cut in film.cuts if cut.action.shot == shot)
    clip = next((clip for clip in clips if clip), None)
    if clip is None:
        return f"{shot} has no clip yet: r renders one"
    open_with_system(film.project.folder / clip.path)
    return None


def _file(film: Film, clip: Clip) -> Path:
    """The bytes of that very digest: in the store, where the next rendering does not replace them."""
    stored = DiskCas(home()).path(clip.digest)
    return stored if stored.is_file() else film.project.folder / clip.path


class BoardKeeper:
    """Keeps the live board current, on the side; what comes while it is being made is in the next one.

    `make` raises InvalidInputError while the storyboard has no plan: the page stays as it is then, and says so.
    """

    def __init__(self, board: LiveBoard, make: Callable[[], ShownBoard]) -> None:
        self._board, self._make = board, make
        self._wanted = asyncio.Event()

    def refresh(self) -> None:
        """Something to be seen has changed."""
        self._wanted.set()

    async def keep(self) -> None:
        """Until it is cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                board = await asyncio.to_thread(self._make)
            except SeedanceError:
                board = None
            await self._board.show(board)
