"""`models`: those that ship and the project's own, what each takes and costs; `schema --project` knows them too."""

import pytest
from cli_tools import Cli
from json_paths import documented, paths, undescribed, unseen

KLING = """\
model: kling-3
title: Kling 3
source: its page
confidence: yours
fields:
  prompt: {most: 2500}
  first_frame_url: {}
  duration: {least: 5, most: 10, default: 5}
  resolution: {values: [1080p], default: 1080p}
  generate_audio: {unsent: false, as: sound}
excludes: [[first_frame_url, generate_audio]]
billing: per-task
as_of: 2026-11-01
prices:
  1080p: {usd_per_task: 0.4}
"""
FILM = "version: 1\nmodels: [models/kling.yaml]\nshots:\n  a: {prompt: x, model: kling-3}\n"
PRICED = "prices: {as_of: 2026-11-20, seedance-2.0-mini: {480p: {usd_per_second: 0.05, with_reference_video: 0.03}}}\n"


@pytest.fixture
def film(cli: Cli) -> Cli:
    cli.write(KLING, "models/kling.yaml")
    cli.write(FILM)
    return cli


def test_without_a_storyboard_there_are_those_that_ship(cli: Cli) -> None:
    ran = cli("models")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "model                          resolution          seconds  images  price                        as of       known from\n"
        "seedance-2.0-mini              480p 720p           4–15     9       $0.045125–0.097375 a second  2026-07-23  the API document\n"
        "doubao-seedance-2.0            480p 720p 1080p 4k  4–15     9       $0.079816–0.817559 a second  2026-07-23  second-hand\n"
        "doubao-seedance-2.0-face       480p 720p 1080p 4k  4–15     9       $0.086–0.936 a second        2026-08-03  second-hand\n"
        "doubao-seedance-2.0-fast       480p 720p           4–15     9       $0.06424–0.13816 a second    2026-07-23  second-hand\n"
        "doubao-seedance-2.0-fast-face  480p 720p           4–15     9       $0.070–0.149 a second        2026-08-03  second-hand\n"
        "doubao-seedance-2.5            480p 720p 1080p     4–30     30      $0.1186–0.462 a second       2026-09-14  second-hand\n"
        "seedance-2.0-beta              480p 720p 1080p 4k  4–15     9       $0.095–1.04 a second         2026-08-03  second-hand\n"
        "seedance-2.0-fast-beta         480p 720p           4–15     9       not known                    –           second-hand\n"
        "\n"
        "`seedance-make models NAME` shows all about one.\n"
    )


def test_a_narrow_terminal_has_three_lines_a_model(cli: Cli) -> None:
    cli.setenv("COLUMNS", "80")
    lines = cli("models").out.splitlines()
    assert lines[:3] == [
        "seedance-2.0-mini  the API document",
        "    480p 720p, 4–15 s, 9 images",
        "    $0.045125–0.097375 a second (2026-07-23)",
    ]
    assert lines[21:24] == [
        "seedance-2.0-fast-beta  second-hand",
        "    480p 720p, 4–15 s, 9 images",
        "    price not known",
    ]
    assert max(map(len, lines)) <= 80


def test_a_storyboard_adds_its_own_and_its_prices(film: Cli) -> None:
    film.write(FILM + PRICED)
    ran = film("models")
    assert ran.out.splitlines()[1] == (
        "seedance-2.0-mini              480p 720p           4–15     9       $0.05 a second               2026-11-20  the API document"
    )
    assert ran.out.splitlines()[9] == (
        "kling-3                        1080p               5–10     –       $0.4 a task                  2026-11-01  this project"
    )
    assert (
        "\nprices of 2026-11-20, storyboard.yaml\n  480p  $0.05 a second, $0.03 with a reference video\n"
        in (film("models", "seedance-2.0-mini").out)
    )


def test_one_in_full(film: Cli) -> None:
    assert film("models", "kling-3").out == (
        "kling-3\n"
        "title       Kling 3\n"
        "source      its page\n"
        "confidence  yours\n"
        "\n"
        "fields\n"
        "  prompt          up to 2,500 characters\n"
        "  first_frame     one image\n"
        "  duration        5–10 seconds            default 5\n"
        "  resolution      1080p                   default 1080p\n"
        "  generate_audio  true, false             default false\n"
        "\n"
        "never together\n"
        "  first_frame with generate_audio\n"
        "\n"
        "prices of 2026-11-01, models/kling.yaml\n"
        "  1080p  $0.4 a task\n"
    )


def test_one_that_nobody_has_priced_says_where_its_price_goes(cli: Cli) -> None:
    out = cli("models", "seedance-2.0-fast-beta").out
    assert out.endswith("\n\nno price is known: `prices:` in the storyboard says what it costs\n")


def test_an_unknown_name_and_an_unreadable_storyboard(film: Cli) -> None:
    ran = film("models", "kling-2")
    assert (ran.status, ran.out) == (64, "")
    assert ran.err == "seedance-make: no model is named `kling-2`\n   help: did you mean `kling-3`?\n"
    film.write(KLING.replace("5, most", "5, mots"), "models/kling.yaml")
    ran = film("models")
    assert (ran.status, ran.out) == (65, "")
    assert ran.err.startswith("models/kling.yaml:8:24: fields.duration.mots: is not a field of `duration`\n")
    ran = film("models", "-f", "none.yaml")
    assert (ran.status, ran.err.splitlines()[0]) == (64, "seedance-make: no manifest: none.yaml is not there")


def test_as_a_document(film: Cli) -> None:
    document = film("models", "--json").json
    (kling,) = film("models", "kling-3", "--json").json["models"]
    assert document["models"][-1] == kling
    assert len(document["models"]) == 9
    assert kling == {
        "model": "kling-3", "title": "Kling 3", "confidence": "yours", "as_of": "2026-11-01", "source": "its page",
        "fields": {
            "prompt": {"most": 2500},
            "first_frame_url": {},
            "duration": {"least": 5, "most": 10, "default": 5},
            "resolution": {"values": ["1080p"], "default": "1080p"},
            "generate_audio": {"default": False},
        },
        "prices": {"1080p": {"usd_per_task": "0.4"}},
    }  # fmt: skip
    described = set(documented()["`models`"])
    assert undescribed(paths(document), described) == unseen(paths(document), described) == set()


def test_the_schema_of_the_project_has_its_models(film: Cli) -> None:
    plain, own = film("schema").json["$defs"], film("schema", "--project").json["$defs"]
    assert own["model"]["enum"] == [*plain["model"]["enum"][:-1], "kling-3", None]
    assert own["resolution"]["enum"] == plain["resolution"]["enum"]
    assert (plain["duration"]["minimum"], own["duration"]["minimum"]) == (4, 4)
    assert own["duration"]["description"].endswith(
        "\n\n4 to 30: doubao-seedance-2.5. 5 to 10: kling-3. 4 to 15: every other model."
    )
    assert own["web_search"]["description"].endswith("\n\nNot taken: doubao-seedance-2.5, kling-3.")
    assert own["prompt"]["description"] == plain["prompt"]["description"]
