"""The examples are what people try first: each is valid to the letter, small, and becomes a film with the real command."""

import json
import os
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from seedance_make.media.cut_frame import cut_frame
from seedance_make.media.probe import ClipFacts, clip_facts

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/storyboard.yaml"))
names = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "seedance_make", "-C", str(folder), *words]
    return subprocess.run(
        command, check=False, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=110
    )


def built(example: Path, tmp_path: Path, *words: str) -> Path:
    folder = tmp_path / example.name
    shutil.copytree(example, folder, ignore=shutil.ignore_patterns("out", "out-*"))
    done = run(folder, "build", "--simulate", *words)
    assert done.returncode == 0, done.stderr
    assert not (folder / "storyboard.lock").exists()
    return next(folder.glob("out-*"))


def clips(out: Path) -> dict[str, ClipFacts]:
    return {path.relative_to(out).as_posix(): clip_facts(path) for path in sorted(out.rglob("*.mp4"))}


def test_there_are_examples() -> None:
    assert {path.name for path in EXAMPLES} >= {"harbour", "coffee-ad", "first-last", "lighthouse"}


@names
def test_each_is_valid_with_nothing_to_say_against_it(example: Path) -> None:
    done = run(example, "validate", "--strict")
    assert (done.returncode, done.stderr) == (0, "")


@names
def test_an_editor_finds_the_schema(example: Path) -> None:
    first = (example / "storyboard.yaml").read_text(encoding="utf-8").splitlines()[0]
    label, _, path = first.partition("$schema=")
    assert label == "# yaml-language-server: "
    assert (example / path).resolve() == ROOT / "schemas" / "storyboard.schema.json"


def test_pictures_are_small() -> None:
    pictures = [path for path in (ROOT / "examples").rglob("*") if path.suffix in {".png", ".jpg"}]
    assert pictures
    for path in pictures:
        assert path.stat().st_size < 20_000
        with Image.open(path) as image:
            assert min(image.size) >= 300  # pixels, the least that the API is said to take


def test_the_harbour(tmp_path: Path) -> None:
    found = clips(built(ROOT / "examples" / "harbour", tmp_path))
    assert list(found) == [
        "_takes/act1/departure/2.mp4",
        "act1/departure.mp4",
        "act1/mist.mp4",
        "act1/nets.mp4",
    ]
    assert {(f.width, f.height, f.fps, f.frames) for f in found.values()} == {(992, 432, Fraction(24), 97)}
    assert [name for name, facts in found.items() if facts.audio] == ["act1/mist.mp4"]


def test_the_advertisement(tmp_path: Path) -> None:
    found = clips(built(ROOT / "examples" / "coffee-ad", tmp_path))
    assert list(found) == ["beans.mp4", "pour.mp4", "sip.mp4"]
    assert {(f.width, f.height, f.frames) for f in found.values()} == {(496, 864, 97)}


def test_first_and_last_frames(tmp_path: Path) -> None:
    found = clips(built(ROOT / "examples" / "first-last", tmp_path))
    assert list(found) == ["rhone.mp4", "saint-remy.mp4", "stillness.mp4"]


def test_the_film_takes_up_its_own_frames(tmp_path: Path) -> None:
    out = built(ROOT / "examples" / "lighthouse", tmp_path)
    shots = {name for name in clips(out) if not name.startswith("_")}
    assert len(shots) == 12
    for before in ("act2/clouds", "act2/boat", "act3/shore", "act3/found"):
        frame = (out / "_frames" / f"{before}.last.png").read_bytes()
        assert frame == cut_frame(out / f"{before}.mp4", "last")


def test_the_film_on_a_larger_model(tmp_path: Path) -> None:
    """One line of a profile moves it: a draft on mini, the finished film at 1080p, priced beside each other."""
    example = ROOT / "examples" / "lighthouse"
    done = run(example, "validate", "--strict", "--profile", "final")
    assert (done.returncode, done.stderr) == (0, "")
    compared = json.loads(run(example, "plan", "--compare", "draft,final", "--json").stdout)
    assert compared["compare"] == [
        {"profile": "draft", "model": "seedance-2.0-mini", "takes": 12, "seconds": 48, "credits": 2172, "exact": True},
        {"profile": "final", "model": "doubao-seedance-2.0", "takes": 13, "seconds": 65, "credits": 25168, "exact": True},
    ]  # fmt: skip
    assert len(compared["shots"]) == 12
    assert compared["shots"][0] == {"shot": "act1/tower", "credits": {"draft": 181, "final": 1936}}
    found = clips(built(example, tmp_path, "--profile", "final", "act1/lamp", "act2/boat"))
    assert list(found) == ["act1/lamp.mp4", "act2/boat.mp4", "act2/clouds.mp4"]
    assert {(f.width, f.height, f.fps, f.frames, f.audio) for f in found.values()} == {
        (1920, 1080, Fraction(24), 121, True)
    }


def test_clips_say_which_shot_and_take_they_are(tmp_path: Path) -> None:
    """What no request says reaches the simulator beside it: takes of one shot have one body."""
    out = built(ROOT / "examples" / "harbour", tmp_path)
    for file, begins in (
        ("act1/departure.mp4", "act1/departure, take 1: "),
        ("_takes/act1/departure/2.mp4", "act1/departure, take 2: "),
        ("act1/nets.mp4", "act1/nets, take 1: "),
    ):
        with av.open(str(out / file)) as clip:
            assert clip.metadata["title"].startswith(begins)
