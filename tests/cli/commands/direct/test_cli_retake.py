"""`retake`: more takes above those that there are, and what waits for a choice among them."""

from cli_tools import TWO, Cli
from scripted_server import ScriptedServer


def test_retake_goes_on_from_the_takes_that_there_are(cli: Cli) -> None:
    cli.write(TWO.replace("    duration: 4\n", "    duration: 4\n    takes: [2, 5]\n"))
    ran = cli("--json", "retake", "door")
    assert ran.json == {
        "changes": [{"shot": "door", "takes": [2, 5, 6], "files": ["storyboard.yaml"]}],
        "stale": [],
        "credits": 543,
        "next": "seedance-make build door",
    }
    assert "takes: [2, 5, 6]\n" in cli.text
    assert ran.err == (
        "door: takes 2, 5, 6 are asked for (storyboard.yaml).\n"
        "Next: seedance-make build door   # buys takes 2, 5, 6 for $0.543\n"
    )


def test_more_takes_than_a_shot_may_have_are_refused(cli: Cli) -> None:
    cli.write()
    ran = cli("retake", "door", "-n", "1000")
    assert ran.status == 64
    assert ran.err == (
        "seedance-make: door would have more than 1000 takes\n   help: take some out of its `takes` first\n"
    )
    assert cli("retake", "door", "-n", "0").status == 64
    assert cli.text == TWO


def test_a_pattern_or_a_tag_asks_for_takes_of_many(cli: Cli) -> None:
    cli.write(TWO.replace("prompt: A wave.", "tags: [sea], prompt: A wave."))
    assert cli("retake", "*", "--exclude", "door").out == (
        "wave: takes 1, 2 are asked for (storyboard.yaml).\n"
        "Next: seedance-make build wave   # buys takes 1, 2 for $0.362\n"
    )
    assert cli("retake", "-s", "tag:sea").out.startswith("wave: takes 1, 2, 3 are asked for")
    assert cli("retake", "-s", "state:new", "-n", "2").out == (
        "door: takes 1, 2, 3 are asked for (storyboard.yaml).\n"
        "wave: takes 1, 2, 3, 4, 5 are asked for (storyboard.yaml).\n"
        "Next: seedance-make build door wave   # buys door, door@2, door@3, wave, wave@2 and 3 more for $1.448\n"
    )


def test_many_shots_are_told_as_the_whole_build(cli: Cli) -> None:
    cli.write(
        "version: 1\nshots:\n"
        + "".join(f"  s{n}: {{prompt: p{n}, duration: 4, resolution: 480p}}\n" for n in range(7))
    )
    ran = cli("retake", "s*")
    assert ran.out.splitlines()[-1].startswith(
        "Next: seedance-make build   # buys s0, s0@2, s1, s1@2, s2 and 9 more for"
    )


def test_an_unknown_shot_gets_a_suggestion_and_nothing_is_written(cli: Cli) -> None:
    cli.write()
    ran = cli("retake", "dor")
    assert (ran.status, ran.out) == (64, "")
    assert ran.err == "seedance-make: no shot is named `dor`\n   help: did you mean `door`?\n"
    assert cli.text == TWO


def test_the_price_is_that_of_the_build_that_is_suggested(cli: Cli) -> None:
    """Naming a shot includes the shots whose frames it needs."""
    cli.write(TWO.replace("wave: {", "wave: {first_frame: {shot: door}, "))
    assert cli("retake", "wave").out == (
        "wave: takes 1, 2 are asked for (storyboard.yaml).\n"
        "Next: seedance-make build wave   # buys door, wave, wave@2 for $0.543\n"
    )


def test_what_waits_for_a_choice_is_said(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO.replace("wave: {", "wave: {first_frame: {shot: door}, "))
    cli.build()
    ran = cli("retake", "door")
    assert ran.out == (
        "door: takes 1, 2 are asked for (storyboard.yaml).\n"
        "Waits after it: wave.\n"
        "Next: seedance-make build door   # buys take 2 for $0.181\n"
    )


def test_of_many_shots_the_first_are_named_and_the_rest_counted(cli: Cli) -> None:
    cli.write("version: 1\nshots:\n" + "".join(f"  s{n:02}: {{prompt: No. {n}.}}\n" for n in range(42)))
    lines = cli("retake", "*").out.splitlines()
    assert lines[39:42] == [
        "s39: takes 1, 2 are asked for (storyboard.yaml).",
        "… and 2 more changes",
        "Next: seedance-make build   # buys s00, s00@2, s01, s01@2, s02 and 79 more for $40.908",
    ]
    assert "s41: takes 1, 2, 3 are asked for (storyboard.yaml)." in cli("retake", "*", "-v").out
