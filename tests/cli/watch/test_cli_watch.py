"""`watch` without a terminal: lines on stdout, NDJSON with --json; what a save changed, what it costs, what is wrong."""

import json
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from cli_tools import TWO, Cli
from scripted_server import ScriptedServer
from watch_tools import Watching, in_pipe

MANIFEST = TWO.replace("version: 1\n", "version: 1\nvars: {coat: red}\nmax_credits: 1000\n").replace(
    "A door.", '"A {{ coat }} door."'
)
PRICE = "Since the last build: 2 takes to buy (door, wave), 8 seconds of film, $0.362.\n"
LIMIT = "Cap: $1.000; $0.638 of it is left after this.\n"


@pytest.fixture
def watching(cli: Cli) -> Iterator[Watching]:
    """It has said what there is at the start."""
    cli.write(MANIFEST)
    with in_pipe(cli.folder) as running:
        running.until("check that they still hold.\n")
        yield running


def saved(watching: Watching, name: str = "storyboard.yaml") -> None:
    """What begins each answer: the time and the file."""
    head = watching.until(f"  {name} saved")
    assert len(head.partition("  ")[0].split(":")) == 3


def test_it_begins_with_the_whole_plan_and_what_it_will_not_do(cli: Cli) -> None:
    cli.write()
    with in_pipe(cli.folder) as watching:
        said = watching.until("check that they still hold.\n")
        watching.signal(signal.SIGINT)
        assert watching.end() == 130
    plan = cli("plan").out.partition("\n\nNext:")[0]
    assert said == f"Watching 2 files. Nothing is spent by watching.\n\n{plan}\n"
    assert watching.text == f"{said}interrupted: nothing was lost\n"


def test_a_save_tells_what_it_changed_and_what_the_film_costs_since_it_was_built(
    watching: Watching, cli: Cli
) -> None:
    cli.edit("A wave.", "A high wave.")
    saved(watching)
    assert (
        watching.until(LIMIT) == f"\n~ wave  changed  $0.181\n    prompt: A {{+high +}}wave.\n{PRICE}{LIMIT}"
    )
    cli.edit("duration: 4}", "duration: 4}\n  pier: {prompt: A pier., duration: 5, resolution: 480p}")
    saved(watching)
    assert watching.until("(door, wave, pier), 13 seconds of film, $0.588.\n").startswith(
        "\n+ pier  added  $0.226\nSince the last build: 3 takes to buy "
    )
    watching.until("left after this.\n")
    cli.write(MANIFEST)
    saved(watching)
    assert watching.until(LIMIT).startswith(
        "\n~ wave  changed  $0.181\n    prompt: A [-high -]wave.\n- pier  removed\n"
    )


def test_one_edit_that_reaches_many_shots_is_told_once_with_its_place(watching: Watching, cli: Cli) -> None:
    cli.edit("A wave.", '"A {{ coat }} wave."')
    saved(watching)
    watching.until(LIMIT)
    cli.edit("coat: red", "coat: blue")
    saved(watching)
    assert watching.until(PRICE) == (
        "\n~ 2 shots  changed: vars.coat (storyboard.yaml:2)  $0.362\n    door, wave\n    vars.coat: [-red-]{+blue+}\n"
        + PRICE
    )


def test_a_save_that_changes_nothing_is_one_line(watching: Watching, cli: Cli) -> None:
    cli.edit("# stays", "# a comment")
    saved(watching)
    assert watching.until("new\n") == ": no shot asks for anything new\n"


def test_an_error_stands_until_it_is_gone_with_its_place(watching: Watching, cli: Cli) -> None:
    cli.edit("    duration: 4", "    duration: 40")
    saved(watching)
    place = "storyboard.yaml:8:15: shots.door.duration: must be 4 to 15 seconds, not 40"
    assert watching.until("shots\n") == (
        f"\n{place}\n    8 |     duration: 40\n      |               ^^\n   help: what is longer takes several shots\n"
    )
    cli.edit("A wave.", "A high wave.")
    saved(watching)
    assert watching.until("40\n") == f", and this stands: {place}\n"
    cli.edit("    duration: 40", "    duration: 5")
    saved(watching)
    assert watching.until("after this.\n").startswith(
        "\nThe error is gone.\n~ door  changed  $0.226\n    duration: 4 → 5\n~ wave  changed  $0.181\n    prompt: A {+high +}wave.\n"
    )


def test_it_may_begin_with_an_error(cli: Cli) -> None:
    cli.write(TWO.replace("duration: 4\n", "duration: 40\n"))
    with in_pipe(cli.folder) as watching:
        assert (
            watching.until("shots\n").splitlines()[2].startswith("storyboard.yaml:6:15: shots.door.duration")
        )
        cli.write()
        saved(watching)
        assert watching.until("$0.362.\n").startswith(
            "\nThe error is gone.\nSince the last build: 2 takes to buy"
        )


@pytest.mark.parametrize(
    ("text", "words", "status", "said"),
    [
        (None, (), 64, "no manifest: storyboard.yaml is not there"),
        (TWO, ("dor",), 64, "no shot is named `dor`"),
        (TWO, ("--profile", "x"), 64, "no profile is named `x`"),
        (TWO, ("--compare", "x"), 64, "no profile is named `x`"),
    ],
)
def test_what_was_typed_wrong_ends_it_at_once(
    cli: Cli, text: str | None, words: tuple[str, ...], status: int, said: str
) -> None:
    if text:
        cli.write(text)
    with in_pipe(cli.folder, *words) as watching:
        watching.until(f"seedance-make: {said}\n")
        assert watching.end() == status


def test_a_shot_that_is_gone_for_a_while_is_an_error_that_stands(cli: Cli) -> None:
    cli.write()
    with in_pipe(cli.folder, "wave") as watching:
        assert "door" not in watching.until("check that they still hold.\n")
        cli.edit("  wave:", "  waves:")
        saved(watching)
        assert watching.until("`waves`?\n") == "\nno shot is named `wave`\n   help: did you mean `waves`?\n"
        cli.edit("  waves:", "  wave:")
        saved(watching)
        assert watching.until("$0.181.\n").startswith("\nThe error is gone.\nSince")
        cli.edit("A door.", "Another door.")
        saved(watching)
        watching.until(": no shot asks for anything new\n")


def test_shots_and_selectors_narrow_it(cli: Cli) -> None:
    cli.write(TWO.replace("wave: {", "wave: {tags: [sea], "))
    with in_pipe(cli.folder, "-s", "tag:sea") as watching:
        assert "door" not in watching.until("check that they still hold.\n")


def test_draft_against_final(cli: Cli) -> None:
    cli.write(TWO + "profiles: {draft: {duration: 5}, final: {resolution: 720p}}\n")
    with in_pipe(cli.folder, "--profile", "draft", "--compare", "final") as watching:
        watching.until("\nAs if nothing had been bought: draft $0.452 · final $0.780.\n")
        cli.edit("duration: 5}", "duration: 6}")
        saved(watching)
        watching.until("\nAs if nothing had been bought: draft $0.542 · final $0.780.\n")


def test_a_build_elsewhere_is_noticed(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    with in_pipe(cli.folder) as watching:
        watching.until("check that they still hold.\n")
        cli.build("wave")
        watching.until("Since the last build: 1 take to buy (door), 4 seconds of film, $0.181.\n")
        cli.build()
        assert watching.until("nothing to buy.\n") == "Since the last build: nothing to buy.\n"
        watching.signal(signal.SIGTERM)
        assert watching.end() == 143
    assert watching.text.endswith("nothing to buy.\n")


def lines(watching: Watching, words: str) -> list[Any]:
    """The lines of NDJSON up to the one with these words."""
    watching.until(words)
    watching.until("\n")
    return [json.loads(line) for line in watching.text.splitlines()]


def test_with_json_each_look_is_a_line(cli: Cli) -> None:
    cli.write(TWO + "profiles: {final: {resolution: 720p}}\n")
    with in_pipe(cli.folder, "--json", "--compare", "final") as watching:
        (first,) = lines(watching, '"compare"')
        cli.edit("A door.", "Another door.")
        second = lines(watching, "Another")[-1]
        cli.edit("duration: 4}", "duration: 400}")
        third = lines(watching, '"error"')[-1]
        watching.signal(signal.SIGINT)
        assert watching.end() == 130
    assert [(a["shot"], a["action"], a["credits"]) for a in first["actions"]] == [
        ("door", "buy", 181),
        ("wave", "buy", 181),
    ]
    assert (first["name"], first["saved"], first["since"], first["totals"]["credits"]) == (
        "planned",
        [],
        [],
        362,
    )
    assert first["compare"] == [
        {"profile": "no profile", "credits": 362, "exact": True},
        {"profile": "final", "credits": 780, "exact": True},
    ]
    (since,) = second["since"]
    assert (second["saved"], since["shot"], since["change"], since["takes"]) == (
        ["storyboard.yaml"],
        "door",
        "changed",
        [1],
    )
    assert since["changed"] == [{"field": "prompt", "from": "A door.", "to": "Another door."}]
    assert (third["name"], third["error"]["exit"], third["problems"][0]["line"]) == ("invalid", 65, 7)
    assert watching.text.splitlines()[-1] == "interrupted: nothing was lost"


def test_a_reader_that_goes_away_ends_it(cli: Cli) -> None:
    cli.write()
    with in_pipe(cli.folder) as watching:
        watching.until("check that they still hold.\n")
        os.close(os.dup(watching.file))
        os.dup2(os.open(os.devnull, os.O_RDONLY), watching.file)
        cli.edit("A door.", "Another door.")
        assert os.waitstatus_to_exitcode(os.waitpid(watching.pid, 0)[1]) == 0


def test_watching_never_sends_anything(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    with in_pipe(cli.folder, "--simulate") as watching:
        watching.until("rendered door, wave: simulated, nothing is spent\n")
        cli.edit("A door.", "Another door.")
        watching.until("rendered door: simulated, nothing is spent\n")
    assert (server.posts, server.polls) == ([], [])
    assert sorted(p.name for p in cli.folder.iterdir()) == ["out-simulated", "storyboard.yaml"]
