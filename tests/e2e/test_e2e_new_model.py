"""A model is one file: put into a copy of the tool, it is a model like those that ship, and no line of Python knows of it."""

import json
import os
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from seedance_make.media.probe import clip_facts

PROJECT = Path(__file__).parents[2]
TIDELINE = """\
model: tideline-2
title: Tideline 2
source: its page
as_of: 2026-11-20
confidence: second-hand
endpoint: videos
fields:
  prompt: {as: text}
  first_frame_url: {in: pictures, role: start}
  duration: {least: 1, most: 2, default: 1}
  resolution: {values: [240p, 360p], default: 240p, as: quality}
  generate_audio: {unsent: false, as: sound}
sends: {tier: basic}
billing: seconds
prices:
  240p: {usd_per_second: 0.01}
  360p: {usd_per_second: 0.02}
output: {fps: 30, pixels: {240p: {"16:9": [424, 240]}, 360p: {"16:9": [640, 360]}}}
"""
FILM = """\
version: 1
defaults: {resolution: 480p, duration: 4}
profiles: {tide: {model: tideline-2, resolution: 360p, duration: 2}}
shots:
  door: {prompt: A door.}
  wave: {prompt: A wave., first_frame: {shot: door}}
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tool with one more file."""
    tree = tmp_path_factory.mktemp("copy")
    for folder in ("seedance_make", "schemas"):
        shutil.copytree(PROJECT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "seedance_make" / "models" / "tideline-2.yaml").write_text(TIDELINE)
    return tree


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "storyboard.yaml").write_text(FILM)
    return tmp_path


def run(copy: Path, folder: Path, *words: str, status: int = 0) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "seedance_make", "-C", str(folder), "--json", *words],
        env={**os.environ, "PYTHONPATH": str(copy)}, cwd=copy, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == status, done
    return json.loads(done.stdout)


def test_it_is_listed_and_an_editor_knows_it(copy: Path, film: Path) -> None:
    assert run(copy, film, "models")["models"][-1] == run(copy, film, "models", "tideline-2")["models"][0]
    definitions = run(copy, film, "schema", "--project")["$defs"]
    assert definitions["model"]["enum"][-2:] == ["tideline-2", None]
    assert definitions["resolution"]["enum"][-3:] == ["240p", "360p", None]
    assert definitions["duration"]["minimum"] == 1
    assert "1 to 2: tideline-2." in definitions["duration"]["description"]


def test_a_profile_moves_a_film_to_it(copy: Path, film: Path) -> None:
    assert run(copy, film, "--profile", "tide", "validate") == {"problems": []}
    shown = run(copy, film, "--profile", "tide", "show", "door")
    assert shown["request"] == {
        "model": "tideline-2",
        "text": "A door.",
        "duration": 2,
        "quality": "360p",
        "tier": "basic",
    }
    assert shown["estimate"]["credits"] == 40
    plan = run(copy, film, "--profile", "tide", "plan")
    assert [(a["action"], a["model"], a["estimate"]["credits"]) for a in plan["actions"]] == [
        ("buy", "tideline-2", 40),
        ("wait", "tideline-2", 40),
    ]
    assert plan["notes"] == [
        'what is known of tideline-2 is second-hand ("its page", 2026-11-20): fields and prices may be otherwise'
    ]
    assert run(copy, film, "plan", "--compare", "tide")["compare"][0]["credits"] == 80


def test_the_simulator_serves_it_and_a_storyboard_prices_it(copy: Path, film: Path) -> None:
    prices = "prices: {as_of: 2026-11-21, tideline-2: {360p: {usd_per_second: 0.03}}}\n"
    (film / "storyboard.yaml").write_text(FILM + prices)
    built = run(copy, film, "--profile", "tide", "build", "--simulate")
    assert [(a["shot"], a["result"], a["credits"]) for a in built["actions"]] == [
        ("door", "done", 60),
        ("wave", "done", 60),
    ]
    facts = clip_facts(film / "out-tide-simulated" / "wave.mp4")
    assert (facts.width, facts.height, facts.fps, facts.frames) == (640, 360, Fraction(30), 60)


def test_what_it_does_not_have_is_told_like_of_any_other(copy: Path, film: Path) -> None:
    (film / "storyboard.yaml").write_text(FILM.replace("duration: 2}", "duration: 3}"))
    problems = run(copy, film, "--profile", "tide", "validate", status=65)["problems"]
    assert [(p["path"], p["message"]) for p in problems] == [
        ("profiles.tide.duration", "`tideline-2` takes 1 to 2 seconds, not 3")
    ]
