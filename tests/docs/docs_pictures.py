"""The pictures of docs/ that the tool itself makes: a card and a terminal.

`PYTHONPATH=tests:tests/e2e:tests/cli python tests/docs/docs_pictures.py` draws them anew.
"""

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

from docs_pages import DOCS, ROOT
from harness import COMMAND, Film
from PIL import Image
from rich.console import Console
from rich.text import Text

from seedance_make.media.cut_frame import cut_frame

_WIDTH = 104  # columns of the terminal


def draw_card(folder: Path) -> None:
    """A shot of the lighthouse, as `build --simulate` shows it."""
    film = Film(folder)
    shutil.copytree(ROOT / "examples/lighthouse", film.folder, dirs_exist_ok=True)
    assert film.run("build", "--simulate", "act1/lamp").status == 0
    frame = cut_frame(film.folder / "out-simulated/act1/lamp.mp4", "first")
    with Image.open(io.BytesIO(frame)) as image:
        image.save(DOCS / "card.jpg", quality=88)


def draw_terminal(folder: Path) -> None:
    """A plan after one word was changed."""
    film = Film(folder)
    assert film.run("init", ".").status == 0
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--latency", "0"], stdout=subprocess.PIPE, text=True
    ) as served:
        assert served.stdout
        film.surroundings = {"REAPI_BASE_URL": served.stdout.readline().split()[1], "REAPI_API_KEY": "rk_any"}
        assert film.run("build", "--yes").status == 0
        board = film.folder / "storyboard.yaml"
        board.write_text(board.read_text("utf-8").replace("yellow oilskin", "red oilskin"), "utf-8")
        ran = film.run("plan", FORCE_COLOR="1", COLUMNS=str(_WIDTH))
        served.terminate()
    assert ran.status == 0
    screen = Console(
        record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    screen.print(Text("$ seedance-make plan"))
    lines = [line for line in ran.out.splitlines() if "Prices of" not in line]  # which age
    screen.print(Text.from_ansi("\n".join(lines)))
    (DOCS / "terminal.svg").write_text(screen.export_svg(title="seedance-make", unique_id="plan"), "utf-8")


if __name__ == "__main__":
    for draw in (draw_card, draw_terminal):
        with tempfile.TemporaryDirectory() as place:
            draw(Path(place))
