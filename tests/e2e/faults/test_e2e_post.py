"""What becomes of a POST, however the API or the network behaves: nothing is sent twice by itself."""

import re
import threading
from typing import Any

import pytest
from harness import Film, until
from scripted_server import ScriptedServer


def alternating(*bad: str) -> dict[str, str]:
    """Shots that go wrong, each followed by one that does not: no two unknown outcomes in a row."""
    return {name: f"the {name}" for b in bad for name in (b, f"after-{b}")}


def test_an_api_that_nobody_serves_is_69_and_nothing_is_sent(film: Film, server: ScriptedServer) -> None:
    ran = film.build(REAPI_BASE_URL="http://127.0.0.1:9")
    assert (ran.status, film.states, server.posts) == (69, [], []), ran
    assert "nothing was sent" in ran.err


def test_outcomes_that_nobody_can_know_block_their_own_shot_alone(film: Film, server: ScriptedServer) -> None:
    bad: dict[str, dict[str, Any]] = {
        "reset": {"reset": "after", "charged": True},
        "halfway": {"reset": "mid"},
        "s500": {"status": 500, "charged": True},
        "s502": {"status": 502, "body": "<html>bad gateway</html>"},
        "s503": {"status": 503},
        "s504": {"status": 504, "charged": True},
        "s301": {"status": 301, "headers": {"Location": "/elsewhere"}},
        "s307": {"status": 307, "headers": {"Location": "/api/v1/videos/generations"}},
        "s308": {"status": 308, "headers": {"Location": "http://127.0.0.1:9/"}, "charged": True},
        "garbage": {"status": 200, "body": "{not json", "charged": True},
        "idless": {"status": 200, "body": {"status": "processing"}, "charged": True},
        "list": {"status": 201, "body": []},
        "inside": {"status": 200, "error": (60099, "it broke"), "charged": True},
    }
    film.shots(**alternating(*bad))
    for name, fault in bad.items():
        server.script.post(prompt=f"the {name}", **fault)
    ran = film.build("-j", "1")
    assert ran.status == 3, ran
    assert ran.results == {n: "blocked" if n in bad else "done" for n in alternating(*bad)}
    assert sorted({r.shot for r in film.rows if r.state == "UNKNOWN"}) == sorted(bad)
    assert film.row("garbage").answer == b"{not json"
    assert len(server.posts) == 2 * len(bad)
    film.assert_trust()
    again = film.build()
    assert (again.status, len(server.posts)) == (3, 2 * len(bad)), again
    film.assert_trust()


def test_an_outage_does_not_leave_sixty_unknown_outcomes(film: Film, server: ScriptedServer) -> None:
    film.shots(**{f"s{n:02}": f"shot number {n}" for n in range(60)})
    server.script.post(status=502, times=None)
    ran = film.build()
    assert ran.status == 3, ran
    assert film.states.count("UNKNOWN") <= 5
    assert list(ran.results.values()).count("skipped") >= 55
    film.assert_trust()
    one = film.build("-j", "1", "s30", "s31", "s32", "s33")
    assert one.status == 3, one
    assert sum(state == "UNKNOWN" for state in film.states) <= 7


def test_each_post_has_a_connection_of_its_own(film: Film, server: ScriptedServer) -> None:
    film.shots(**{f"s{n}": f"shot number {n}" for n in range(5)})
    server.script.poll(close=True, times=None)  # closed behind the client's back, though nothing announced it
    assert film.build().status == 0
    connections = [post.connection for post in server.posts]
    others = {r.connection for r in server.requests if r.method != "POST"}
    assert len(set(connections)) == 5
    assert not others & set(connections)


def test_429_pauses_all_submitters_and_goes_on(film: Film, server: ScriptedServer) -> None:
    film.shots(**{f"s{n}": f"shot number {n}" for n in range(6)})
    server.script.post(status=429, error=(50001, "slow down"), headers={"Retry-After": "1"})
    ran = film.build("-j", "1", "--events", "events")
    assert ran.status == 0, ran
    assert '"paused"' in film.events
    assert sorted(film.states) == ["DONE"] * 6 + ["REJECTED"]
    first, second = server.posts[:2]
    assert second.at - first.at >= 1.0
    film.assert_trust()


@pytest.mark.parametrize("wait", ["0", "-5", "soon", "0.01"])
def test_a_storm_of_429_ends(film: Film, server: ScriptedServer, wait: str) -> None:
    film.shots(boat="a red boat", pier="an empty pier", sea="the sea")
    server.script.post(
        skip=1, status=429, error=(50001, "slow down"), headers={"Retry-After": wait}, times=None
    )
    if wait in {
        "-5",
        "soon",
    }:  # our own backoff then, which is tested with a clock of its own: here only that it is
        server.script.faults[-1].times = 1
        assert film.build("-j", "1").status == 0
        assert server.posts[2].at - server.posts[1].at >= 0.4
    else:
        ran = film.build("-j", "1")
        assert ran.status == 1, ran
        assert ran.results["boat"] == "done"
        assert len(server.posts) <= 12
        assert ran.action("pier")["error"]["code"] == "50001"
        server.script.faults.clear()
        assert film.build().status == 0
    film.assert_trust()


def test_refused_shots_fail_and_the_rest_go_on(film: Film, server: ScriptedServer) -> None:
    errors = {
        "bad": (20002, "out of range"),
        "flag": (80007, "flagged"),
        "probe": ("PRICING_UNAVAILABLE", "no probe"),
    }
    film.shots(**alternating(*errors))
    for name, error in errors.items():
        server.script.post(prompt=f"the {name}", status=400, error=error)
    ran = film.build()
    assert ran.status == 1, ran
    assert ran.results == {n: "failed" if n in errors else "done" for n in alternating(*errors)}
    assert {n: ran.action(n)["error"]["code"] for n in errors} == {
        "bad": "20002", "flag": "80007", "probe": "PRICING_UNAVAILABLE"
    }  # fmt: skip
    assert ran.json["totals"]["spent"] == 3 * 181
    film.assert_trust()
    again = film.build()
    assert {n: again.action(n)["action"] for n in errors} == {
        "bad": "refused",
        "flag": "refused",
        "probe": "buy",
    }
    assert again.status == 1
    assert film.build("bad", "flag").status == 0
    film.assert_trust()


def test_credits_that_run_out_midway_stop_submitting_and_finish_what_is_in_flight(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(**{f"s{n}": f"shot number {n}" for n in range(5)})
    server.script.post(skip=2, status=402, error=(30001, "insufficient credits"), times=None)
    ran = film.build("-j", "3")
    assert ran.status == 4, ran
    done = [n for n, r in ran.results.items() if r == "done"]
    assert len(done) == 2
    assert len(server.posts) <= 5
    film.assert_trust()
    server.script.faults.clear()
    assert (film.build().status, len(film.outputs)) == (0, 5)
    film.assert_trust()


def test_a_key_revoked_midway_stops_calling_finishes_downloads_and_keeps_tasks(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(**{f"s{n}": f"shot number {n}" for n in range(5)})
    revoked, download = threading.Event(), threading.Event()
    server.script.media(prompt="number 0", until=download)
    for number in (1, 3):
        running = {"status": "processing", "output": None}
        server.script.poll(prompt=f"number {number}", task=running, times=None)
    server.script.post(prompt="number 2", status=401, error=(10004, "revoked"), until=revoked, times=None)
    with film.building("-j", "3", "--poll-interval", "0.1", "--events", "events") as build:
        until(lambda: server.fetches and "shot number 3" in server.prompts, "a download, and the next POST")
        revoked.set()
        until(lambda: '"failed"' in film.events, "the refusal")
        download.set()
        ran = build.end()
    assert ran.status == 77, ran
    assert ran.results == {"s0": "done", "s1": "pending", "s2": "failed", "s3": "pending", "s4": "skipped"}
    film.assert_trust()
    server.script.faults.clear()
    assert film.build().status == 0
    assert sorted(p for p in server.prompts if p != "shot number 2") == [
        f"shot number {n}" for n in (0, 1, 3, 4)
    ]
    film.assert_trust()


def test_an_answer_that_clearly_refused_inside_a_200_is_no_unknown_outcome(
    film: Film, server: ScriptedServer
) -> None:
    server.script.post(status=200, error=(20002, "prompt required"))
    ran = film.build()
    assert (ran.status, film.states) == (1, ["REJECTED"]), ran


@pytest.mark.parametrize("status", [401, 403, 404, 405, 413, 415])
def test_a_bare_refusal_stops_submitting(film: Film, server: ScriptedServer, status: int) -> None:
    film.shots(boat="a red boat", pier="an empty pier")
    server.script.post(status=status, body="<html>no</html>", times=None)
    ran = film.build("-j", "1")
    assert ran.status == (77 if status in {401, 403} else 1), ran
    assert (film.states, len(server.posts)) == (["REJECTED"], 1)
    film.assert_trust()


def test_task_id_may_be_a_number_or_named_task_id(film: Film, server: ScriptedServer) -> None:
    server.script.post(task=None, status=202, body={"task_id": "task_000001"}, charged=True)
    ran = film.build()
    assert (ran.status, ran.action("boat")["task_id"]) == (0, "task_000001"), ran
    film.assert_trust()


def test_no_message_of_a_build_shows_control_characters_of_the_server(
    film: Film, server: ScriptedServer
) -> None:
    server.script.post(status=400, error=(80007, "\x1b[2J\x1b]0;title\x07 cleared\r\nnext"))
    ran = film.build()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", ran.err), repr(ran.err)
    assert "\x1b" not in ran.action("boat")["error"]["message"]
