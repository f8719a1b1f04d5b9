"""`log`: what was bought, for how much, what was saved; estimates against charges."""

import json
import re
from pathlib import Path

from cli_tools import TWO, Cli
from scripted_server import ScriptedServer


def test_what_was_bought_when_and_for_how_much(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    assert cli("log").out == "Nothing was bought yet.\n"
    cli.build()
    tasks = list(server.api.tasks)
    ran = cli("log")
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].split() == ["when", "shot", "state", "price", "task"]
    assert {tuple(line.split()[1:]) for line in lines[1:3]} == {
        (shot, "done", "$0.181", task) for shot, task in zip(("door", "wave"), sorted(tasks), strict=True)
    } or {line.split()[1] for line in lines[1:3]} == {"door", "wave"}
    assert all(re.match(r"20\d\d-\d\d-\d\dT", line) for line in lines[1:3])
    assert "Spent $0.362 (= 362 credits) on 2 takes." in lines


def test_one_shot_as_data_with_estimate_and_charge(cli: Cli, server: ScriptedServer) -> None:
    server.script.poll(task={"usage": {"credits": 200}}, times=None)
    cli.write()
    cli.build("door")
    ran = cli("log", "door", "--json")
    (row,) = ran.json["attempts"]
    assert (row["shot"], row["take"], row["state"], row["estimated"], row["charged"]) == (
        "door",
        1,
        "DONE",
        181,
        200,
    )
    assert row["task_id"] in server.api.tasks
    assert re.fullmatch(r"[0-9a-f]{64}", row["fingerprint"])
    assert re.fullmatch(r"[0-9a-f]{64}", row["sha256"][0])
    assert ran.json["totals"] == {
        "takes": 1,
        "spent": 200,
        "saved": 0,
        "reported": {"takes": 1, "estimated": 181, "charged": 200},
        "elsewhere": {"takes": 0, "credits": 0},
    }
    assert cli("log", "wave").out == "Nothing was bought yet.\n"


def test_an_unknown_shot_gets_a_suggestion_and_a_gone_one_its_log(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    ran = cli("log", "dor")
    assert (ran.status, ran.err) == (
        64,
        "seedance-make: no shot is named `dor`\n   help: did you mean `door`?\n",
    )
    cli.build()
    cli.edit("  wave:", "  sea:")
    assert len(cli("log", "wave", "--json").json["attempts"]) == 1
    assert len(cli("log", "*", "--json").json["attempts"]) == 2


def test_twins_are_saved(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO + "  again: {prompt: A wave., resolution: 480p, duration: 4}\n")
    cli.build()
    assert len(server.api.tasks) == 2
    assert "Saved $0.181: clips that came back without being bought again.\n" in cli("log").out
    assert cli("log", "again", "--json").json["totals"] == {
        "takes": 0,
        "spent": 0,
        "saved": 181,
        "reported": {"takes": 0, "estimated": 0, "charged": 0},
        "elsewhere": {"takes": 0, "credits": 0},
    }


def test_another_project_of_the_same_store_saves_and_all_tells_both(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.build()
    cli.write(TWO, "other/storyboard.yaml")
    cli("-C", "other", "build", "--yes", "--max-credits", "0")
    ran = cli("-C", "other", "log", "--json")
    assert ran.json["totals"]["spent"] == 0
    assert ran.json["totals"]["saved"] == 362
    everything = cli("log", "--all", "--json").json
    assert everything["totals"]["spent"] == 362
    assert {row["project"] for row in everything["attempts"]} == {str(cli.folder / "storyboard.yaml")}


def test_failed_and_refunded_attempts_cost_nothing(cli: Cli, server: ScriptedServer) -> None:
    server.script.fail(80007, prompt="door")
    cli.write()
    cli("build", "--yes", "--max-credits", "900", "--poll-interval", "0.02")
    ran = cli("log", "door", "--json")
    assert [(r["state"], r["code"]) for r in ran.json["attempts"]] == [("FAILED", "80007")]
    assert ran.json["totals"]["spent"] == 0
    assert "failed (80007)" in cli("log").out


def test_the_log_needs_no_key(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.build()
    cli.setenv("REAPI_API_KEY", "")
    assert cli("log").status == 0
    assert server.key not in json.dumps(cli("log", "--json").json)


def test_a_lost_clip_that_was_bought_again_was_paid_for_twice(cli: Cli, server: ScriptedServer) -> None:
    server.script.media(status=404, prompt="door", times=None)
    cli.write()
    lost = cli("build", "door", "--yes", "--max-credits", "900", "--poll-interval", "0.02")
    assert lost.status == 1
    server.script.faults.clear()
    ran = cli("build", "door", "--rebuy", "door", "--yes", "--max-credits", "900", "--poll-interval", "0.02")
    assert ran.status == 0, ran
    document = cli("log", "--json").json
    assert [r["state"] for r in document["attempts"]] == ["PAID_MISSING", "DONE"]
    assert (document["totals"]["takes"], document["totals"]["spent"]) == (2, 362)


def test_a_project_that_was_moved_keeps_its_log(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO, "old/storyboard.yaml")
    words = ["build", "--yes", "--max-credits", "900", "--poll-interval", "0.02"]
    assert cli("-C", "old", *words).status == 0
    (cli.folder / "old").rename(cli.folder / "new")
    assert cli("-C", "new", "log", "--json").json["totals"]["spent"] == 362


def test_what_a_teammate_bought_is_told_by_the_receipts(
    cli: Cli, server: ScriptedServer, tmp_path: Path
) -> None:
    cli.write()
    cli.build()
    cli.setenv("SEEDANCE_MAKE_HOME", str(tmp_path / "mine"))
    ran = cli("log")
    assert ran.out == (
        "Nothing was bought yet.\nThe lock file names 2 more clips for $0.362, bought in another store.\n"
    )
    totals = cli("log", "--json").json["totals"]
    assert (totals["spent"], totals["saved"], totals["elsewhere"]) == (0, 362, {"takes": 2, "credits": 362})
