"""`log`: what was bought, for how much, what was saved; estimates against charges."""

import json
import re
from pathlib import Path
from shutil import copytree

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
    assert lines[0].split() == ["when", "shot", "state", "price", "build", "task"]
    attempts = cli("log", "--json").json["attempts"]
    assert [line.split()[2:] for line in lines[1:3]] == [
        [a["shot"], "done", "$0.181", a["build"][:8], a["task_id"]] for a in attempts
    ]
    assert ({a["shot"] for a in attempts}, {a["task_id"] for a in attempts}) == ({"door", "wave"}, set(tasks))
    assert len({a["build"] for a in attempts}) == 1
    assert all(re.match(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d  ", line) for line in lines[1:3])
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
        "done",
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
    assert [(r["state"], r["code"]) for r in ran.json["attempts"]] == [("failed", "80007")]
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
    assert [r["state"] for r in document["attempts"]] == ["paid_missing", "done"]
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
        "Bought elsewhere, by the lock file: 2 takes for $0.362.\n"
        "  door  4 s  480p  $0.181  task_000001\n"
        "  wave  4 s  480p  $0.181  task_000002\n\n"
        "Saved $0.362: clips that came back without being bought again.\n"
    )
    assert cli("log", "--by", "shot", "door").out.startswith(
        "Bought elsewhere, by the lock file: 1 take for $0.181.\n\nSaved"
    )
    bought = cli("log", "--json").json["elsewhere"][0]
    assert (bought["shot"], bought["credits"], bought["document"]["request"]["prompt"]) == (
        "door",
        181,
        "A door.",
    )
    totals = cli("log", "--json").json["totals"]
    assert (totals["spent"], totals["saved"], totals["elsewhere"]) == (0, 362, {"takes": 2, "credits": 362})


def test_a_second_clone_in_one_store_knows_what_the_first_has_bought(
    cli: Cli, server: ScriptedServer
) -> None:
    cli.write(TWO, "one/storyboard.yaml")
    assert cli("-C", "one", "build", "--yes", "--max-credits", "900", "--poll-interval", "0.02").status == 0
    copytree(cli.folder / "one", cli.folder / "two")
    totals = cli("-C", "two", "log", "--json").json["totals"]
    assert (totals["spent"], totals["elsewhere"]) == (0, {"takes": 2, "credits": 362})


def test_summed_up_by_shot_day_profile_and_model(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO + "profiles: {long: {duration: 5}}\n")
    cli.build()
    cli.build("door", "--profile", "long")
    by = {key: cli("log", "--by", key, "--json").json for key in ("shot", "day", "profile", "model")}
    assert [(g["shot"], g["takes"], g["spent"]) for g in by["shot"]["groups"]] == [
        ("door", 2, 407),
        ("wave", 1, 181),
    ]
    assert [(g["profile"], g["spent"]) for g in by["profile"]["groups"]] == [(None, 362), ("long", 226)]
    assert [(g["model"], g["takes"]) for g in by["model"]["groups"]] == [("seedance-2.0-mini", 3)]
    assert sum(g["spent"] for g in by["day"]["groups"]) == by["day"]["totals"]["spent"] == 588
    assert (by["day"]["by"], len(by["day"]["attempts"])) == ("day", 3)
    assert cli("log", "--by", "profile").out.splitlines()[:3] == [
        "profile     takes   price", "no profile      2  $0.362", "long            1  $0.226",
    ]  # fmt: skip


def test_the_selectors_of_every_command(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO.replace("prompt: A wave.", "tags: [sea], prompt: A wave."))
    cli.build()
    commit = cli.commit()
    cli.edit("A door.", "A red door.")

    def told(*words: str) -> list[str]:
        return [a["shot"] for a in cli("log", *words, "--json").json["attempts"]]

    assert told("-s", "tag:sea") == ["wave"]
    assert told("-s", "state:changed") == ["door"]
    assert told("--exclude", "d*") == ["wave"]
    assert told("--changed-since", commit) == ["door"]
    assert told("w*", "door", "-s", "state:done") == ["wave"]
    assert told("--all", "w*") == ["wave"]
    ran = cli("log", "--all", "-s", "tag:sea")
    assert (ran.status, ran.err) == (
        64,
        "seedance-make: --all goes with names and patterns alone\n   help: selectors are about one storyboard\n",
    )
