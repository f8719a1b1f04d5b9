"""Asking for a task: whatever the API says, what is paid is kept, and asked for again."""

from typing import Any

import pytest
from harness import Film
from scripted_server import ScriptedServer

RUNNING = {"status": "processing", "output": None}


def test_passing_trouble_of_polls_is_tried_again(film: Film, server: ScriptedServer) -> None:
    trouble: dict[str, dict[str, Any]] = {
        "s500": {"status": 500}, "s502": {"status": 502, "body": "<html>"}, "s503": {"status": 503},
        "s429": {"status": 429, "error": (50001, "slow"), "headers": {"Retry-After": "0"}},
        "reset": {"reset": "after"}, "mid": {"reset": "mid"}, "garbage": {"status": 200, "body": "{"},
        "deep": {"status": 200, "body": "[" * 100_000},
        "huge": {"status": 200, "body": b'{"x":"' + b"a" * 10_000_000 + b'"}'},
        "bomb": {"status": 200, "body": b" " * 50_000_000, "gzip": True},
        "other": {"task": {"id": "task_999999"}}, "model": {"task": {"model": "sora"}},
        "grace": {"status": 404, "error": (40001, "not found")},
        "odd": {"task": {"status": "dreaming", "output": None}},
        "more": {"task": {"surprise": {"a": [1]}, "usage": {"tokens": 5, "credits": 181}}},
        "nourls": {"task": {"output": {"video_urls": None}}}, "empty": {"task": {"output": {"video_urls": []}}},
        "numbers": {"task": {"output": {"video_urls": [5, None, {}]}}}, "nooutput": {"task": {"output": None}},
    }  # fmt: skip
    film.shots(**{name: f"the {name}" for name in trouble})
    for name, fault in trouble.items():
        server.script.poll(prompt=f"the {name}", **fault)
    ran = film.build("-j", "19", "--events", "events")
    assert ran.status == 0, ran
    assert set(ran.results.values()) == {"done"}
    assert "dreaming" in film.events
    assert len(server.posts) == len(trouble)
    film.assert_trust()


def test_failed_tasks_fail_their_shot_with_the_refund_shown(film: Film, server: ScriptedServer) -> None:
    codes: dict[str, int | str] = {
        "flop": 80003, "policy": 80006, "flag": 80007, "start": 60002, "down": 70001, "new": 80042, "word": "WEIRD"
    }  # fmt: skip
    film.shots(good="the good", **{name: f"the {name}" for name in codes})
    for name, code in codes.items():
        server.script.fail(code, f"it failed: {name}", prompt=f"the {name}")
    ran = film.build()
    assert ran.status == 1, ran
    assert ran.results == {"good": "done", **dict.fromkeys(codes, "failed")}
    assert {n: ran.action(n)["error"]["code"] for n in codes} == {n: str(c) for n, c in codes.items()}
    assert ran.json["totals"]["spent"] == 181
    assert "refund" in ran.err
    assert {r.state for r in film.rows if r.shot != "good"} == {"FAILED"}
    film.assert_trust()
    again = film.build()
    bought = {n for n in codes if again.action(n)["action"] == "buy"}
    assert bought == {"flop", "start", "down"}
    assert {n: again.results[n] for n in bought} == dict.fromkeys(bought, "done")
    assert again.status == 1
    film.assert_trust()


def test_a_failure_that_was_charged_is_not_bought_again_by_itself(film: Film, server: ScriptedServer) -> None:
    server.script.poll(
        task={"status": "failed", "error": {"code": 80003, "message": "flop"}, "usage": {"credits": 181}}
    )
    ran = film.build()
    assert (ran.status, ran.json["totals"]["spent"]) == (1, 181), ran
    assert (film.build().action("boat")["action"], len(server.posts)) == ("refused", 1)
    film.assert_trust()


def test_processing_for_ever_is_left_running_and_taken_up_again(film: Film, server: ScriptedServer) -> None:
    server.script.poll(task=RUNNING, times=None)
    ran = film.build("--timeout", "0.4")
    assert (ran.status, ran.results, film.states) == (5, {"boat": "pending"}, ["SUBMITTED"]), ran
    assert film.build("--timeout", "0.2").status == 5
    status = film.run("status", "--json").json
    assert [(s["state"], s["task_id"]) for s in status["shots"]] == [("running", "task_000001")]
    server.script.faults.clear()
    ran = film.run("build", "--json", "--poll-interval", "0.05")
    assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (0, "resume", 1), ran
    film.assert_trust()


def test_a_task_that_the_api_forgets_is_paid_and_missing(film: Film, server: ScriptedServer) -> None:
    server.script.poll(status=404, error=(40001, "task not found"), times=None)
    ran = film.build()
    assert (ran.status, film.states) == (1, ["PAID_MISSING"]), ran
    assert "--rebuy boat@1" in ran.action("boat")["error"]["message"]
    polls = len(server.polls)
    ran = film.build()
    assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (1, "lost", 1), ran
    assert 0 < len(server.polls) - polls < 20
    film.assert_trust()
    server.script.faults.clear()
    ran = film.build()
    assert (ran.status, ran.results, len(server.posts)) == (0, {"boat": "done"}, 1), ran
    film.assert_trust()


def test_a_404_under_another_key_changes_nothing_and_says_so(film: Film, server: ScriptedServer) -> None:
    server.script.poll(task=RUNNING, times=None)
    assert film.build("--timeout", "0.2").status == 5
    server.script.faults.clear()
    server.script.poll(status=404, error=(40001, "task not found"), times=None)
    server.api.key = "rk_test_another_key_0123456789abcdef"
    ran = film.build()
    assert (ran.status, film.states) == (5, ["SUBMITTED"]), ran
    assert "bought with another" in ran.action("boat")["error"]["message"]
    server.script.faults.clear()
    assert (film.build().status, len(server.posts)) == (0, 1)
    film.assert_trust()


@pytest.mark.parametrize(
    "output", [None, {"video_urls": []}, {"video_urls": ["", 7]}, {"video_urls": ["file:///x"]}]
)
def test_completed_without_an_address_is_asked_again_then_paid_and_missing(
    film: Film, server: ScriptedServer, output: object
) -> None:
    server.script.poll(task={"output": output}, times=None)
    ran = film.build()
    assert (ran.status, film.states, len(server.posts)) == (1, ["PAID_MISSING"], 1), ran
    assert len(server.polls) >= 3
    server.script.faults.clear()
    assert (film.build().status, film.states) == (0, ["DONE"])
    film.assert_trust()


@pytest.mark.parametrize(
    ("then", "status", "state"),
    [
        (RUNNING, 5, "COMPLETED"),
        ({"status": "failed", "output": None, "error": {"code": 80003, "message": "flop"}}, 1, "FAILED"),
    ],
)
def test_completed_then_something_else(
    film: Film, server: ScriptedServer, then: dict[str, Any], status: int, state: str
) -> None:
    server.script.poll(skip=1, task=then, times=None)
    server.script.media(status=403, times=None)
    if state == "FAILED":  # the ledger has to refund as well
        server.api.polls, server.script.failures = 2, []
    ran = film.build("--timeout", "0.5")
    assert (ran.status, film.states) == (status, [state]), ran
    assert film.outputs == {}


def test_an_api_that_stops_answering_keeps_the_task(film: Film, server: ScriptedServer) -> None:
    server.script.poll(status=503, times=None)
    ran = film.build("--timeout", "0.5")
    assert (ran.status, film.states) == (5, ["SUBMITTED"]), ran
    server.script.faults.clear()
    assert (film.build().status, len(server.posts)) == (0, 1)
    film.assert_trust()


def test_the_real_charge_is_recorded_and_shown_beside_the_estimate(
    film: Film, server: ScriptedServer
) -> None:
    server.script.poll(task={"usage": {"credits": 200}}, times=None)
    ran = film.build()
    assert ran.action("boat")["estimate"]["credits"] == 181
    assert (ran.action("boat")["credits"], ran.json["totals"]["spent"], film.row("boat").charged) == (
        200,
        200,
        200,
    )
    assert film.receipts[0]["credits"] == 200
