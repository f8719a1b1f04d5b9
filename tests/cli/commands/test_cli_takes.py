"""`pick`, `retake`, `pin`, `rename`: the storyboard edited, comments kept, nothing spent, the next step said."""

import pytest
from cli_tools import TWO, Cli
from scripted_server import ScriptedServer


def test_pick_writes_the_take_and_says_what_it_will_cost(cli: Cli) -> None:
    cli.write()
    ran = cli("pick", "door", "2")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "door: take 2 is chosen (storyboard.yaml).\n"
        "Next: seedance-make build door   # buys take 2 for $0.181\n"
    )
    assert cli.text == TWO.replace("    duration: 4\n", "    duration: 4\n    take: 2\n")
    assert cli("pick", "door", "2").out.startswith("door: take 2 is chosen: it was so already.\n")


def test_pick_drops_takes_and_what_was_bought_comes_back_for_nothing(
    cli: Cli, server: ScriptedServer
) -> None:
    cli.write()
    assert cli("retake", "door", "-n", "2").out == (
        "door: takes 1, 2, 3 are asked for (storyboard.yaml).\n"
        "Next: seedance-make build door   # buys takes 1, 2, 3 for $0.543\n"
    )
    cli.build()
    posts = len(server.api.tasks)
    assert cli("pick", "door", "3").out.endswith("Next: seedance-make build door   # nothing is bought\n")
    assert "takes" not in cli.text
    cli.build()
    assert cli("pick", "door", "1").out.endswith("   # nothing is bought\n")
    cli.build()
    assert len(server.api.tasks) == posts == 4


def test_retake_goes_on_from_the_takes_that_there_are(cli: Cli) -> None:
    cli.write(TWO.replace("    duration: 4\n", "    duration: 4\n    takes: [2, 5]\n"))
    ran = cli("--json", "retake", "door")
    assert ran.json == {
        "shot": "door",
        "takes": [2, 5, 6],
        "files": ["storyboard.yaml"],
        "credits": 543,
        "next": "seedance-make build door",
    }
    assert "takes: [2, 5, 6]\n" in cli.text
    assert ran.err.startswith("door: takes 2, 5, 6 are asked for")


def test_more_takes_than_a_shot_may_have_are_refused(cli: Cli) -> None:
    cli.write()
    ran = cli("retake", "door", "-n", "1000")
    assert ran.status == 64
    assert ran.err == (
        "seedance-make: door would have more than 1000 takes\n   help: pick one first: pick drops the others\n"
    )
    assert cli.text == TWO


@pytest.mark.parametrize(
    "words", [["pick", "dor", "2"], ["retake", "dor"], ["pin", "dor"], ["rename", "dor", "gate"]]
)
def test_an_unknown_shot_gets_a_suggestion_and_nothing_is_written(cli: Cli, words: list[str]) -> None:
    cli.write()
    ran = cli(*words)
    assert (ran.status, ran.out) == (64, "")
    assert ran.err == "seedance-make: no shot is named `dor`\n   help: did you mean `door`?\n"
    assert cli.text == TWO


@pytest.mark.parametrize(
    "words", [["pick", "door", "0"], ["pick", "door", "x"], ["retake", "door", "-n", "0"]]
)
def test_numbers_that_are_no_takes_are_wrong_usage(cli: Cli, words: list[str]) -> None:
    cli.write()
    assert cli(*words).status == 64
    assert cli.text == TWO


def test_pin_fixes_the_clip_that_the_shot_has_now(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.build()
    digest = cli("log", "door", "--json").json["attempts"][0]["sha256"][0]
    ran = cli("pin", "door")
    assert ran.out == (
        f"door: pinned to {digest[:12]}, whatever its text, style, cast or upstream say from now on (storyboard.yaml).\n"
        "Next: seedance-make build door   # nothing is bought\n"
    )
    assert digest in cli.text
    assert "# stays" in cli.text
    cli.edit("A door.", "A red gate.")
    plan = cli("plan", "--json").json
    assert [a["action"] for a in plan["actions"]] == ["keep", "keep"]
    assert len(server.api.tasks) == 2


def test_what_has_no_clip_is_not_pinned(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    ran = cli("pin", "door")
    assert ran.status == 64
    assert ran.err == "seedance-make: door has no clip to pin: new\n   help: seedance-make build door\n"
    cli("retake", "door")
    assert cli("pin", "door").err == (
        "seedance-make: door has the takes 1, 2, and none is chosen\n"
        "   help: choose one first: seedance-make pick door K\n"
    )


def test_a_disabled_shot_is_not_pinned(cli: Cli) -> None:
    cli.write(TWO.replace("    duration: 4\n", "    duration: 4\n    enabled: false\n"))
    assert cli("pin", "door").err == "seedance-make: door is disabled\n   help: set `enabled: true` first\n"


def test_rename_takes_all_references_along_and_buys_nothing(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.build()
    ran = cli("rename", "door", "act1/gate")
    assert ran.out == (
        "door is act1/gate now (storyboard.yaml).\nNext: seedance-make build   # nothing is bought\n"
    )
    cli.build()
    assert (cli.folder / "out/act1/gate.mp4").exists()
    assert not (cli.folder / "out/door.mp4").exists()
    assert len(server.api.tasks) == 2


def test_names_that_cannot_be_are_refused(cli: Cli) -> None:
    cli.write()
    assert cli("rename", "door", "wave").err == (
        "seedance-make: there is a shot `wave` already\n   help: choose another name\n"
    )
    ran = cli("rename", "door", "a b")
    assert (ran.status, ran.err) == (
        64,
        "seedance-make: `a b` is no name for a shot: a blank cannot stand in a shot's name\n   help: write `a-b`\n",
    )
    assert cli.text == TWO


def test_an_invalid_storyboard_is_not_edited(cli: Cli) -> None:
    cli.write(TWO.replace("duration: 4\n  wave", "duration: 99\n  wave"))
    before = cli.text
    ran = cli("pick", "door", "2")
    assert (ran.status, ran.out) == (65, "")
    assert ran.err.startswith("storyboard.yaml:6:15: shots.door.duration: must be 4 to 15 seconds, not 99\n")
    assert cli.text == before


def test_quiet_is_quiet(cli: Cli) -> None:
    cli.write()
    ran = cli("-q", "pick", "door", "2")
    assert (ran.status, ran.out, ran.err) == (0, "", "")


def test_picking_a_take_of_a_pinned_shot_says_that_the_pin_goes_first(
    cli: Cli, server: ScriptedServer
) -> None:
    cli.write()
    cli.build()
    cli("pin", "door")
    digest = cli("log", "door", "--json").json["attempts"][0]["sha256"][0]
    ran = cli("pick", "door", "2")
    assert ran.status == 0
    assert ran.err == (
        f"door is pinned to {digest[:12]}, which goes before any take: remove its `pin` to see the take.\n"
    )
