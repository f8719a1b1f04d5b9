"""`plan --compare`: the same shots under several profiles, as if nothing had been bought."""

import pytest
from cli_tools import Cli
from scripted_server import ScriptedServer

FILM = """\
version: 1
defaults: {duration: 5}
profiles:
  draft: {resolution: 480p, duration: 4, takes: 1}
  final: {resolution: 720p}
shots:
  act1/door: {prompt: A door., takes: 2, take: 1}
  act1/wave: {prompt: A wave.}
  off: {prompt: Off., enabled: false}
"""


def test_each_profile_in_all_and_shot_by_shot(cli: Cli) -> None:
    cli.write(FILM)
    ran = cli("plan", "--compare", "draft, final,draft")
    lines = ran.out.splitlines()
    assert (ran.status, ran.err) == (0, "")
    assert lines[:-1] == [
        "profile  model                takes  film   price",
        "draft    seedance-2.0-mini  2 takes   8 s  $0.362",
        "final    seedance-2.0-mini  3 takes  15 s  $1.461",
        "",
        "            draft   final",
        "act1/door  $0.181  $0.974",
        "act1/wave  $0.181  $0.487",
        "",
    ]
    assert lines[-1].startswith("As if nothing had been bought; prices of ")


def test_another_model_beside_the_draft_and_what_is_not_known_of_it(cli: Cli) -> None:
    cli.write(
        FILM.replace("final: {resolution: 720p}", "final: {model: doubao-seedance-2.0, resolution: 1080p}")
    )
    lines = cli("plan", "--compare", "draft,final").out.splitlines()
    assert lines[:3] == [
        "profile  model                  takes  film   price",
        "draft    seedance-2.0-mini    2 takes   8 s  $0.362",
        "final    doubao-seedance-2.0  3 takes  15 s  $5.808",
    ]
    assert lines[-3] == (
        'note: what is known of doubao-seedance-2.0 is second-hand ("the vendor\'s own bundle, and public clients of the API",'
        " 2026-07-23): fields and prices may be otherwise"
    )
    assert "note:" not in cli("plan", "--compare", "draft").out


def test_as_a_comment_on_a_pull_request(cli: Cli) -> None:
    cli.write(FILM)
    ran = cli("plan", "--compare", "draft,final", "--format", "md")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[:5] == [
        "### `draft` $0.362 · `final` $1.461",
        "",
        "```text",
        "profile  model                takes  film   price",
        "draft    seedance-2.0-mini  2 takes   8 s  $0.362",
    ]
    assert ran.out.endswith("\n```\n")


def test_what_is_bought_already_is_priced_all_the_same(cli: Cli, server: ScriptedServer) -> None:
    cli.write(FILM)
    cli.build("--profile", "draft")
    assert cli("plan", "--compare", "draft,final", "act1/door", "--json").json == {
        "compare": [
            {"profile": "draft", "model": "seedance-2.0-mini", "takes": 1, "seconds": 4, "credits": 181, "exact": True},
            {"profile": "final", "model": "seedance-2.0-mini", "takes": 2, "seconds": 10, "credits": 974, "exact": True},
        ],
        "shots": [{"shot": "act1/door", "credits": {"draft": 181, "final": 974}}],
    }  # fmt: skip


def test_beyond_forty_shots_folders_are_summed(cli: Cli) -> None:
    shots = "".join(f"  act{n % 2}/s{n}: {{prompt: p{n}}}\n" for n in range(42))
    cli.write(f"version: 1\nprofiles: {{draft: {{resolution: 480p, duration: 4}}}}\nshots:\n{shots}")
    assert cli("plan", "--compare", "draft").out.splitlines()[3:7] == [
        "         draft",
        "act0/*  $3.801",
        "act1/*  $3.801",
        "-v lists every shot",
    ]
    assert "\nact1/s41  $0.181\n" in cli("-v", "plan", "--compare", "draft").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--compare", "draft,nope"), "no profile is named `nope`"),
        (("--compare", " , "), "--compare names profiles, as in --compare draft,final"),
        (("--compare", "draft", "--profile", "final"), "--compare names its profiles itself: leave out --profile"),
        (
            ("--compare", "draft", "--simulate"),
            "--compare prices the shots anew: it takes SHOT and selectors, and nothing else of `plan`",
        ),
    ],
)  # fmt: skip
def test_what_it_does_not_take_is_said(cli: Cli, words: tuple[str, ...], message: str) -> None:
    cli.write(FILM)
    ran = cli("plan", *words)
    assert (ran.status, ran.err.splitlines()[0]) == (64, f"seedance-make: {message}")
