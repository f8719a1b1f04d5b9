"""One film on three models, bought from `serve` started in its project: every step of a day, and one account of the money."""

import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from harness import COMMAND, Film

from seedance_make.media.probe import clip_facts

KLING = """\
model: kling-3
source: its page
confidence: yours
fields:
  prompt: {most: 2500}
  duration: {least: 2, most: 10, default: 2}
  resolution: {values: [360p], default: 360p}
  generate_audio: {default: true, as: sound}
billing: per-task
as_of: 2026-11-01
prices: {360p: {usd_per_task: 0.4}}
output: {fps: 30}
"""
FILM = """\
version: 1
title: Three
models: [models/kling.yaml]
defaults: {resolution: 480p, duration: 4}
profiles: {own: {model: kling-3, resolution: 360p, duration: 2}}
shots:
  door: {prompt: A door.}
  wave: {prompt: A wave., model: doubao-seedance-2.5, first_frame: {shot: door}}
  cat: {prompt: A cat., model: kling-3, resolution: 360p, duration: 3}
"""
SECOND_HAND = (
    'note: what is known of doubao-seedance-2.5 is second-hand ("the vendor\'s own bundle, and public clients of the API",'
    " 2026-09-14): fields and prices may be otherwise"
)


@pytest.fixture
def film(tmp_path: Path) -> Iterator[Film]:
    made = Film(tmp_path)
    (made.folder / "models").mkdir()
    (made.folder / "models/kling.yaml").write_text(KLING)
    made.write(FILM)
    served = subprocess.Popen(
        [*COMMAND, "serve", "-q", "--port", "0", "--latency", "0.05"],
        cwd=made.folder,
        stdout=subprocess.PIPE,
        text=True,
        env=made.environment(),
    )
    with served:
        assert served.stdout
        address = served.stdout.readline().split()[1]
        made.surroundings = {"REAPI_BASE_URL": address, "REAPI_API_KEY": "rk_any", "COLUMNS": "200"}
        yield made
        served.terminate()


def ok(film: Film, *words: str) -> str:
    ran = film.run(*words)
    assert ran.status == 0, ran
    return ran.out


def test_a_day_with_three_models(film: Film) -> None:
    lines = ok(film, "plan").splitlines()
    assert lines[:5] == [
        "+ buy      door  t2v  4 s  480p  $0.181  seedance-2.0-mini    new",
        "+ buy      wave  i2v  4 s  480p  $0.475  doubao-seedance-2.5  after door",
        "+ buy      cat   t2v  3 s  360p  $0.400  kling-3              new",
        "",
        SECOND_HAND,
    ]
    assert "Buys 3 takes, 11 seconds of film, for $1.056 (= 1,056 credits)." in lines
    assert "price        $0.400 (a task)" in ok(film, "show", "cat").splitlines()

    over = film.run("build", "--yes", "--max-credits", "1055")
    assert over.status == 4
    assert film.rows == [], "one credit too much, over all models: nothing is sent"
    built = film.build()
    assert built.status == 0, built
    assert built.json["totals"]["spent"] == 1056
    assert '"balance": 998944' in ok(film, "balance", "--json")
    assert {r["shot"]: (r["model"], r["credits"]) for r in film.receipts} == {
        "door": ("seedance-2.0-mini", 181),
        "wave": ("doubao-seedance-2.5", 475),
        "cat": ("kling-3", 400),
    }
    facts = {name: clip_facts(film.output(name)) for name in ("door", "wave", "cat")}
    assert [(f.width, f.height, f.fps, f.frames, f.audio) for f in facts.values()] == [
        (864, 496, Fraction(24), 97, False),
        (864, 496, Fraction(24), 97, False),
        (640, 360, Fraction(30), 90, True),
    ]

    assert ok(film, "plan").strip() == "Nothing to do: 3 takes in place."
    assert ok(film, "log", "--by", "model").splitlines()[1:4] == [
        "seedance-2.0-mini        1  $0.181",
        "kling-3                  1  $0.400",
        "doubao-seedance-2.5      1  $0.475",
    ]
    assert "3 done" in ok(film, "status")
    ok(film, "board")
    ok(film, "export", "--format", "edl")
    assert ok(film, "reel").strip() == "out/_reel.mp4: 3 shots, 00:00:11:02"
    reel = clip_facts(film.folder / "out/_reel.mp4")
    assert (reel.width, reel.height, reel.frames) == (864, 496, 97 + 97 + 72)


def test_a_line_of_a_profile_moves_all_but_what_the_model_does_not_take(film: Film) -> None:
    wrong = film.run("--profile", "own", "validate")
    assert (wrong.status, wrong.err) == (
        65,
        (
            "storyboard.yaml:8:68: shots.wave.first_frame: `kling-3` takes no `first_frame`\n"
            "    8 |   wave: {prompt: A wave., model: doubao-seedance-2.5, first_frame: {shot: door}}\n"
            "      |                                                                    ^^^^^^^^^^^^\n"
            "    5 | profiles: {own: {model: kling-3, resolution: 360p, duration: 2}}\n"
            "      |                         -------\n"
            "   help: leave it out; it is for every other model\n"
        ),
    )
    film.write(FILM.replace(", first_frame: {shot: door}", ""))
    plan = film.run("--profile", "own", "plan", "--json")
    assert [(a["model"], a["estimate"]["usd_per_task"]) for a in plan.json["actions"]] == [
        ("kling-3", "0.4")
    ] * 3


def test_another_name_on_the_wire_and_another_price_buy_nothing_and_another_default_does(film: Film) -> None:
    film.write(
        FILM.replace(", first_frame: {shot: door}", "").replace(
            "model: doubao-seedance-2.5", "enabled: false"
        )
    )
    assert film.build().status == 0
    path = film.folder / "models/kling.yaml"
    path.write_text(KLING.replace("as: sound", "as: noise").replace("0.4", "0.5") + "sends: {tier: basic}\n")
    assert ok(film, "plan").strip() == "Nothing to do: 2 takes in place."
    path.write_text(KLING.replace("{default: true", "{default: false"))
    assert ok(film, "plan").splitlines()[:2] == [
        "+ buy      cat  t2v  3 s  360p  $0.400  kling-3  changed: generate_audio",
        "    generate_audio: true → false",
    ]
