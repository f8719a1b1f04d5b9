"""docs/models/your-own.md is followed to the letter: its files are written, its commands run and say what it shows."""

import re
import shlex
from fractions import Fraction
from pathlib import Path

from docs_console import fits, steps
from docs_pages import DOCS
from harness import Film

from seedance_make.media.probe import clip_facts

TEXT = (DOCS / "models/your-own.md").read_text("utf-8")
_PART = re.compile(
    r"(?:<!-- exits (?P<status>\d+) -->\n\n)?```console\n(?P<console>.*?)```|```yaml\n# (?P<path>\S+)\n(?P<yaml>.*?)```|<!-- replace: (?P<old>.*?) \| (?P<new>.*?) -->",
    re.DOTALL,
)


def test_a_model_of_one_s_own_in_five_minutes(tmp_path: Path) -> None:
    film = Film(tmp_path)
    film.surroundings = {"COLUMNS": "200"}
    commands = 0
    for part in _PART.finditer(TEXT):
        if part["yaml"]:
            path = film.folder / part["path"]
            path.parent.mkdir(exist_ok=True)
            path.write_text(part["yaml"], "utf-8")
        elif part["old"]:
            board = (film.folder / "storyboard.yaml").read_text("utf-8")
            assert part["old"] in board
            film.write(board.replace(part["old"], part["new"]))
        for command, shown in steps(part["console"] or ""):
            ran = film.run(*shlex.split(command)[1:])
            assert ran.status == int(part["status"] or 0), (command, ran)
            lines = [line.strip() for line in (ran.out + ran.err).splitlines()]
            assert [line for line in shown if line and not fits(line, lines)] == [], (command, ran)
            commands += 1
    assert commands == len(re.findall(r"^\$ seedance-make", TEXT, re.MULTILINE)) > 6
    facts = clip_facts(film.folder / "out-tide-simulated/gulls.mp4")
    assert (facts.width, facts.height, facts.fps, facts.frames, facts.audio) == (
        1920,
        1088,
        Fraction(30),
        150,
        True,
    )
