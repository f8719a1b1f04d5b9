"""The tutorial is followed to the letter: its commands run, and say what it shows (… stands for anything)."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs_console import fits, steps
from docs_pages import DOCS
from harness import COMMAND, Film
from PIL import Image

TEXT = (DOCS / "tutorial.md").read_text("utf-8")
_PART = re.compile(
    r"```console\n(?P<console>.*?)```|```yaml\n(?P<yaml>.*?)```|<!-- replace: (?P<old>.*?) \| (?P<new>.*?) -->",
    re.DOTALL,
)


@pytest.fixture
def film(tmp_path: Path) -> Iterator[Film]:
    """With `serve` in the other terminal from the start, where only what comes after `--simulate` asks for it."""
    made = Film(tmp_path)
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--latency", "0.05"],
        stdout=subprocess.PIPE,
        text=True,
        env=made.environment(),
    ) as served:
        assert served.stdout
        address = served.stdout.readline().split()[1]
        made.surroundings = {"REAPI_BASE_URL": address, "REAPI_API_KEY": "rk_any", "COLUMNS": "200"}
        yield made
        served.terminate()


def test_the_tutorial(film: Film) -> None:
    film.folder.rmdir()  # `init film` makes it
    root = film.folder
    film.folder = root.parent
    commands = 0
    for part in _PART.finditer(TEXT):
        if part["yaml"]:
            (root / "cast").mkdir()
            Image.new("RGB", (400, 400), "orange").save(root / "cast/mara.png")
            (root / "storyboard.yaml").write_text(part["yaml"], "utf-8")
        elif part["old"]:
            board = root / "storyboard.yaml"
            assert part["old"] in board.read_text("utf-8")
            board.write_text(board.read_text("utf-8").replace(part["old"], part["new"]), "utf-8")
        for command, shown in steps(part["console"] or ""):
            name, *words = shlex.split(command)
            if name == "cd":
                film.folder = root
                continue
            assert name == "seedance-make"
            ran = film.run(*words)
            assert ran.status == 0, (command, ran)
            lines = [line.strip() for line in (ran.out + ran.err).splitlines()]
            missing = [line for line in shown if line and not fits(line, lines)]
            assert missing == [], (command, ran)
            commands += 1
    assert commands == len(re.findall(r"^\$ seedance-make", TEXT, re.MULTILINE)) > 12
