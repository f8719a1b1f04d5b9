"""Killed anywhere, interrupted, terminated: the next run goes on, and nothing is bought twice."""

import signal
import sqlite3
import threading
from contextlib import closing

import pytest
from harness import STEPS, Film, until
from scripted_server import ScriptedServer

IN_DOUBT = {"after-intent", "after-accept"}
"""Steps after which nobody can know whether the request was taken."""


@pytest.mark.parametrize("step", [s for s in STEPS if s not in IN_DOUBT])
def test_killed_at_a_step_the_next_build_goes_on_without_a_second_post(
    film: Film, server: ScriptedServer, step: str
) -> None:
    crashed = film.build(kill_at=step)
    assert crashed.status == -signal.SIGKILL, crashed
    film.assert_trust()
    assert not list(film.folder.rglob("*.part")), "a partial file is to be seen"
    if STEPS.index(step) <= STEPS.index("after-verified"):
        assert not film.artifacts, "bytes entered the store before the journal said so"
    ran = film.build()
    assert ran.status == 0, ran
    assert len(server.posts) == 1
    assert (film.states, list(film.outputs)) == (["DONE"], ["boat"])
    assert len(film.receipts) == 1
    assert not list((film.home / "cas").glob("*.part")), "a temporary file was left"
    film.assert_trust()


@pytest.mark.parametrize("step", ["after-verified", "after-rename", "after-done", "in-index", "after-output"])
def test_whole_bytes_are_not_downloaded_twice(film: Film, server: ScriptedServer, step: str) -> None:
    film.build(kill_at=step)
    assert film.build().status == 0
    assert len(server.fetches) == 1
    film.assert_trust()


def test_killed_before_the_intent_the_next_build_submits_once(film: Film, server: ScriptedServer) -> None:
    film.build(kill_at="before-intent")
    assert (film.states, server.posts) == ([], [])
    assert film.build().status == 0
    assert len(server.posts) == 1
    film.assert_trust()


@pytest.mark.parametrize(("step", "sent"), [("after-intent", 0), ("after-accept", 1)])
def test_killed_in_the_post_its_outcome_is_unknown_and_nothing_is_sent(
    film: Film, server: ScriptedServer, step: str, sent: int
) -> None:
    film.shots(boat="a red boat", pier="an empty pier")
    film.build("boat", kill_at=step)
    film.assert_trust()
    ran = film.build()
    assert ran.status == 3, ran
    assert ran.results == {"boat": "blocked", "pier": "done"}
    assert server.prompts.count("a red boat") == sent
    assert film.row("boat").state == "UNKNOWN"
    film.assert_trust()
    assert film.build().status == 3
    assert server.prompts.count("a red boat") == sent


def test_the_unknown_outcome_is_shown_by_plan_and_status(film: Film) -> None:
    film.build(kill_at="after-accept")
    short = film.row("boat").id[:8]
    plan = film.run("plan", "--json")
    assert (plan.status, plan.json["actions"][0]["action"]) == (0, "blocked"), plan
    assert f"resolve {short}" in plan.json["actions"][0]["reason"]
    status = film.run("status", "--json")
    assert status.status == 0, status
    assert [(s["shot"], s["take"], s["state"]) for s in status.json["shots"]] == [("boat", 1, "blocked")]
    assert [(a["attempt"], a["shot"], a["state"]) for a in status.json["attempts"]] == [
        (short, "boat", "unknown")
    ]


def test_each_way_to_resolve_an_unknown_outcome(film: Film, server: ScriptedServer) -> None:
    film.build(kill_at="after-accept")
    film.build()
    known = film.run("resolve", "boat", "--task-id", server.ids[0])
    assert known.status == 0, known
    ran = film.build()
    assert (ran.status, ran.results, len(server.posts)) == (0, {"boat": "done"}, 1), ran
    film.assert_trust()

    film.shots(boat="a blue boat")
    film.build(kill_at="after-intent")
    film.build()
    assert film.run("resolve", film.row("boat").id[:8], "--resubmit").status == 0
    assert film.build().results == {"boat": "done"}
    assert server.prompts == ["a red boat", "a blue boat"]
    film.assert_trust()

    film.shots(boat="a green boat")
    film.build(kill_at="after-accept")
    film.build()
    assert film.run("resolve", "boat", "--abandon").status == 0
    ran = film.build()
    assert (ran.status, ran.action("boat")["action"]) == (1, "refused"), ran
    film.assert_trust()
    assert film.run("resolve", film.row("boat").id[:8], "--resubmit").status == 0
    assert film.build().results == {"boat": "done"}
    film.assert_trust()


def test_an_unknown_outcome_whose_shot_was_edited_since_is_a_warning(
    film: Film, server: ScriptedServer
) -> None:
    film.build(kill_at="after-accept")
    short = film.row("boat").id[:8]
    film.shots(boat="a blue boat")
    ran = film.build()
    assert (ran.status, ran.results) == (0, {"boat": "done"}), ran
    assert any(short in note for note in ran.json["notes"]), ran.json["notes"]
    assert film.run("resolve", short, "--task-id", server.ids[0]).status == 0
    assert film.build().status == 0
    film.assert_trust()


def test_a_build_killed_among_many_leaves_the_others_whole(film: Film, server: ScriptedServer) -> None:
    film.shots(**{f"s{n}": f"shot number {n}" for n in range(6)})
    film.build(kill_at="after-rename")
    film.assert_trust()
    ran = film.build()
    film.assert_trust()
    unknown = [r for r in film.rows if r.state == "UNKNOWN"]
    assert ran.status == (3 if unknown else 0), ran
    assert len(server.posts) == 6
    assert len(film.outputs) == 6 - len(unknown)


def test_killed_with_a_receipt_in_hand_the_next_build_adds_it_for_nothing(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(**{f"s{n}": f"shot number {n}" for n in range(8)})
    crashed = film.build(kill_at="receipt-gathered")
    assert crashed.status == -signal.SIGKILL, crashed
    film.assert_trust()
    done = {row.fingerprint for row in film.rows if row.state == "DONE"}
    written = {receipt["fingerprint"] for receipt in film.receipts}
    assert written < done, "no receipt was in memory alone"
    posts = list(server.prompts)
    ran = film.build()
    film.assert_trust()
    assert done <= {receipt["fingerprint"] for receipt in film.receipts}
    assert not [prompt for prompt in server.prompts[len(posts) :] if prompt in posts]
    unknown = [row for row in film.rows if row.state == "UNKNOWN"]
    assert ran.status == (3 if unknown else 0), ran
    assert len(film.receipts) == 8 - len(unknown)


def test_ctrl_c_during_a_post_waits_for_its_outcome(film: Film, server: ScriptedServer) -> None:
    film.shots(**{f"s{n}": f"shot number {n}" for n in range(9)})
    gate = threading.Event()
    server.script.post(until=gate, times=4)
    with film.building("--events", "events") as running:
        until(lambda: len(server.posts) == 4, "the POSTs")
        running.interrupt()
        until(lambda: "are waited for" in film.events, "its echo")
        gate.set()
        ran = running.end()
    assert ran.status == 130, ran
    assert sorted(film.states) == ["SUBMITTED"] * 4
    assert len(server.posts) == 4
    film.assert_trust()
    assert film.build().status == 0
    assert len(server.posts) == 9
    film.assert_trust()


def test_a_second_ctrl_c_during_a_post_leaves_its_outcome_unknown(film: Film, server: ScriptedServer) -> None:
    server.script.post(hang=True)
    with film.building("--events", "events") as running:
        until(lambda: server.posts, "the POST")
        running.interrupt()
        until(lambda: "stopping: requests that are being sent are waited for" in film.events, "its echo")
        running.interrupt()
        ran = running.end()
    assert ran.status == 130, ran
    assert film.states == ["UNKNOWN"]
    film.assert_trust()
    assert (film.build().status, len(server.posts)) == (3, 1)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_while_polling_the_task_is_kept_and_the_way_on_is_printed(
    film: Film, server: ScriptedServer, number: int, status: int
) -> None:
    server.script.poll(task={"status": "processing", "output": None}, times=None)
    with film.building() as running:
        until(lambda: len(server.polls) > 1, "polls")
        running.send(number)
        ran = running.end()
    assert ran.status == status, ran
    assert ran.results == {"boat": "pending"}
    assert "run the same command again" in ran.err.lower() or "seedance-make build" in ran.err, ran.err
    assert film.states == ["SUBMITTED"]
    server.script.faults.clear()
    assert (film.build().status, len(server.posts)) == (0, 1)
    film.assert_trust()


def test_interrupted_in_a_download_the_clip_is_fetched_by_the_next_build(
    film: Film, server: ScriptedServer
) -> None:
    server.script.media(drip=0.05)
    with film.building() as running:
        until(lambda: server.fetches, "the download")
        running.interrupt()
        ran = running.end()
    assert (ran.status, ran.results) == (130, {"boat": "pending"}), ran
    assert film.outputs == {}
    assert (film.build().status, len(server.posts)) == (0, 1)
    film.assert_trust()


def test_the_index_half_written_costs_nothing(film: Film, server: ScriptedServer) -> None:
    film.build(kill_at="in-index")
    for path in (film.home / "index").rglob("*.db"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode")
        path.write_bytes(path.read_bytes()[:3000])
    assert (film.build().status, len(server.posts), film.states) == (0, 1, ["DONE"])
    film.assert_trust()


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_before_anything_is_sent(
    film: Film, server: ScriptedServer, number: int, status: int
) -> None:
    server.script.balance(hang=True)
    with film.building() as running:
        until(lambda: server.requests, "the question for the balance")
        running.send(number)
        ran = running.end()
    assert (ran.status, server.posts, film.states) == (status, [], []), ran
    assert "Traceback" not in ran.err
