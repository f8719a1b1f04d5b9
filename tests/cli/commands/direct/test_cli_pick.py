"""`pick`: a take that is there or asked for goes to the output; the others stay, nothing is spent, the rest is said."""

import pytest
from cli_tools import TWO, Cli
from scripted_server import ScriptedServer

CHAIN = """\
version: 1
defaults: {resolution: 480p, duration: 4}
shots:
  door: {prompt: A door.}
  wave: {prompt: A wave., first_frame: {shot: door}}
  land: {prompt: They land., first_frame: {shot: wave}}
  sky: {prompt: A sky.}
"""
"""Four shots of $0.181 each, three of them one after another."""


@pytest.fixture
def chain(cli: Cli, server: ScriptedServer) -> Cli:
    cli.write(CHAIN)
    return cli


def test_takes_stays_what_it_says_and_the_others_stay_in_place(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli("retake", "door")
    cli.build()
    ran = cli("pick", "door", "2")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "door: take 2 is chosen (storyboard.yaml).\nNext: seedance-make build door   # nothing is bought\n"
    )
    assert cli.text == TWO.replace(
        "duration: 4\n  wave", "duration: 4\n    takes: [1, 2]\n    take: 2\n  wave"
    )
    cli.build()
    assert sorted(str(p.relative_to(cli.folder)) for p in cli.folder.rglob("*.mp4")) == [
        "out/_takes/door/1.mp4", "out/door.mp4", "out/wave.mp4",
    ]  # fmt: skip
    assert [(s["shot"], s["take"], s["state"]) for s in cli("status", "--json").json["shots"]] == [
        ("door", 1, "done"), ("door", 2, "done"), ("wave", 1, "done"),
    ]  # fmt: skip
    assert cli("gc", "--unused", "--yes", "--json").json["scopes"][0]["items"] == []
    assert cli("pick", "door", "2").out.startswith("door: take 2 is chosen: it was so already.\n")
    assert len(server.api.tasks) == 3


def test_a_take_that_is_only_asked_for_may_be_chosen(cli: Cli) -> None:
    cli.write(TWO.replace("    duration: 4\n", "    duration: 4\n    takes: 2\n"))
    assert cli("pick", "door", "2").out == (
        "door: take 2 is chosen (storyboard.yaml).\n"
        "Next: seedance-make build door   # buys takes 1, 2 for $0.362\n"
    )


def test_a_take_that_is_neither_there_nor_asked_for_is_refused(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    ran = cli("pick", "door", "2")
    assert (ran.status, ran.out) == (64, "")
    assert ran.err == (
        "seedance-make: door has no take 2\n   help: its takes are: 1; for another: seedance-make retake door\n"
    )
    assert cli.text == TWO
    cli("retake", "door", "-n", "2")
    cli.build()
    cli.edit("    takes: [1, 2, 3]\n", "")  # take 2 and 3 are there, and not asked for any more
    assert cli("pick", "door", "4").err == (
        "seedance-make: door has no take 4\n   help: its takes are: 1, 2, 3; for another: seedance-make retake door\n"
    )
    cli.edit("A door.", "A red door.")  # now they are takes of another text
    assert cli("pick", "door", "2").err == (
        "seedance-make: door has no take 2\n   help: its takes are: 1; for another: seedance-make retake door\n"
    )


def test_a_take_that_is_there_joins_those_that_are_asked_for(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli("retake", "door", "-n", "2")
    cli.build()
    cli.edit("    takes: [1, 2, 3]\n", "")
    assert cli("pick", "door", "3").out == (
        "door: take 3 is chosen (storyboard.yaml).\nNext: seedance-make build door   # nothing is bought\n"
    )
    assert "    takes: [1, 3]\n    take: 3\n" in cli.text
    cli.build()
    assert len(server.api.tasks) == 4


def test_what_goes_stale_downstream_is_said_with_its_price(chain: Cli, server: ScriptedServer) -> None:
    chain("retake", "door")
    chain("pick", "door", "1")
    chain.build()
    ran = chain("pick", "door", "2")
    assert ran.out == (
        "door: take 2 is chosen (storyboard.yaml).\n"
        "Stale after it: wave, land; to buy again for $0.362.\n"
        "Next: seedance-make build door   # nothing is bought\n"
    )
    assert chain("pick", "--json", "door", "1").json == {
        "changes": [{"shot": "door", "take": 1, "files": ["storyboard.yaml"]}],
        "stale": [],
        "credits": 0,
        "next": "seedance-make build door",
    }
    assert chain("pick", "--json", "door", "2").json["stale"] == [
        {"shot": "wave", "take": 1, "credits": 181}, {"shot": "land", "take": 1, "credits": 181},
    ]  # fmt: skip
    assert len(server.api.tasks) == 5


def test_what_has_waited_for_the_choice_is_said_too(chain: Cli) -> None:
    """Where no take was chosen before, what goes on from it waited: with a clip that goes stale, or with none yet."""
    before = chain.text
    chain("retake", "door")
    assert chain("pick", "door", "1").out == (
        "door: take 1 is chosen (storyboard.yaml).\n"
        "Waited for it: wave, land; to buy for $0.362.\n"
        "Next: seedance-make build door   # buys takes 1, 2 for $0.362\n"
    )
    chain.write(before)
    chain.build()
    chain("retake", "door")
    chain.build("door")
    ran = chain("pick", "door", "2")
    assert ran.out == (
        "door: take 2 is chosen (storyboard.yaml).\n"
        "Stale after it: wave, land; to buy again for $0.362.\n"
        "Next: seedance-make build door   # nothing is bought\n"
    )


def test_several_shots_at_once(cli: Cli) -> None:
    cli.write(TWO.replace("    duration: 4\n", "    duration: 4\n    takes: 2\n"))
    ran = cli("pick", "door", "2", "wave", "1")
    assert ran.out == (
        "door: take 2 is chosen (storyboard.yaml).\n"
        "wave: take 1 is chosen (storyboard.yaml).\n"
        "Next: seedance-make build door wave   # buys door, door@2, wave for $0.543\n"
    )
    before = cli.text
    assert cli("pick", "door", "1", "wave", "9").status == 64
    assert cli.text == before


def test_patterns_and_selectors(cli: Cli) -> None:
    cli.write(
        TWO.replace("duration: 4", "duration: 4, takes: 2").replace(
            "    duration: 4, takes: 2\n", "    duration: 4\n    takes: 2\n"
        )
    )
    assert cli("pick", "*", "2").out.splitlines()[:2] == [
        "door: take 2 is chosen (storyboard.yaml).",
        "wave: take 2 is chosen (storyboard.yaml).",
    ]
    assert cli("pick", "*", "1", "--exclude", "door").out.startswith(
        "wave: take 1 is chosen (storyboard.yaml).\nNext:"
    )
    assert cli("pick", "*", "1", "-s", "state:done").out == "No shot is selected: nothing was changed.\n"


def test_a_shot_without_a_take_is_wrong_usage(cli: Cli) -> None:
    cli.write()
    assert cli("pick", "door", "1", "wave").err == (
        "seedance-make: name each shot with a take\n   help: as in: seedance-make pick door 2 wave 1\n"
    )


@pytest.mark.parametrize("number", ["0", "x", "1.5", "1000000", "²"])
def test_numbers_that_are_no_takes_are_wrong_usage(cli: Cli, number: str) -> None:
    cli.write()
    ran = cli("pick", "door", number)
    assert (ran.status, ran.err) == (
        64,
        f"seedance-make: {number} is no take of door\n   help: a take is a number: seedance-make pick door 2\n",
    )
    assert cli.text == TWO


def test_an_unknown_shot_gets_a_suggestion_and_nothing_is_written(cli: Cli) -> None:
    cli.write()
    ran = cli("pick", "door", "1", "wav", "1")
    assert (ran.status, ran.out) == (64, "")
    assert ran.err == "seedance-make: no shot is named `wav`\n   help: did you mean `wave`?\n"
    assert cli.text == TWO


def test_an_invalid_storyboard_is_not_edited(cli: Cli) -> None:
    cli.write(TWO.replace("duration: 4\n  wave", "duration: 99\n  wave"))
    before = cli.text
    ran = cli("pick", "door", "1")
    assert (ran.status, ran.out) == (65, "")
    assert ran.err.startswith("storyboard.yaml:6:15: shots.door.duration: must be 4 to 15 seconds, not 99\n")
    assert cli.text == before


def test_where_fields_contradict_each_other_a_take_can_still_be_chosen(cli: Cli) -> None:
    cli.write(TWO.replace("    duration: 4\n", "    duration: 4\n    takes: [1, 2]\n    take: 3\n"))
    assert cli("pick", "door", "2").out == (
        "door: take 2 is chosen (storyboard.yaml).\n"
        "Next: seedance-make build door   # buys takes 1, 2 for $0.362\n"
    )


def test_quiet_is_quiet(cli: Cli) -> None:
    cli.write()
    ran = cli("-q", "pick", "door", "1")
    assert (ran.status, ran.out, ran.err) == (0, "", "")


def test_picking_a_take_of_a_pinned_shot_says_that_the_pin_goes_first(
    cli: Cli, server: ScriptedServer
) -> None:
    cli.write()
    cli.build()
    cli("pin", "door")
    digest = cli("log", "door", "--json").json["attempts"][0]["sha256"][0]
    ran = cli("pick", "door", "1")
    assert ran.status == 0
    assert ran.err == (
        f"door is pinned to {digest[:12]}, which goes before any take: remove its `pin` to see the take.\n"
    )
