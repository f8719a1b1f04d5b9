"""Consent, caps, balance, keys: when a build may spend, and what it says when it may not."""

import pytest
from harness import Film
from scripted_server import ScriptedServer

THREE = {"boat": "a red boat", "pier": "an empty pier", "sea": "the sea"}
BUILD = ("build", "--poll-interval", "0.05")


@pytest.mark.parametrize(
    ("arguments", "env", "status", "said"),
    [
        ((), {}, 4, "--yes --max-credits 543"),
        (("--yes",), {}, 4, "needs a cap as well"),
        (("--max-credits", "1000"), {}, 4, "nobody can be asked"),
        (("--yes", "--max-credits", "542"), {}, 4, "what fits: build boat pier"),
        (("--yes", "--max-credits", "0"), {}, 4, "not even the first purchase fits"),
        (("--yes", "--max-credits", "1000"), {"REAPI_API_KEY": None}, 77, "build --simulate"),
        (("--yes", "--max-credits", "1000"), {"REAPI_API_KEY": "rk_wrong"}, 77, "nothing was sent"),
        (("--no-buy",), {}, 4, "--no-buy"),
        (("--no-buy",), {"REAPI_API_KEY": None}, 4, "--no-buy"),
        (("--yes", "--max-credits", "x"), {}, 64, "not a valid integer"),
        (("--yes", "--max-credits", "1000"), {"REAPI_BASE_URL": "http://example.com"}, 64, "REAPI_BASE_URL"),
        (("nobody",), {}, 64, "nobody"),
    ],
)  # fmt: skip
def test_what_may_not_be_spent_is_not_sent(
    film: Film,
    server: ScriptedServer,
    arguments: tuple[str, ...],
    env: dict[str, str | None],
    status: int,
    said: str,
) -> None:
    film.shots(**THREE)
    ran = film.run(*BUILD, *arguments, **env)
    assert ran.status == status, ran
    assert said in ran.err + ran.out, ran
    assert (server.posts, film.states, film.outputs) == ([], [], {})


def test_no_key_names_both_ways_on(film: Film) -> None:
    ran = film.build(REAPI_API_KEY=None)
    assert ran.status == 77
    assert "REAPI_API_KEY" in ran.err
    assert "build --simulate" in ran.err


def test_the_manifests_cap_and_the_command_lines_the_lower_holds(film: Film, server: ScriptedServer) -> None:
    film.shots(head="max_credits: 400", **THREE)
    assert film.run(*BUILD, "--yes", "--max-credits", "1000").status == 4
    assert film.run(*BUILD, "--yes").status == 4
    ran = film.run(*BUILD, "--yes", "boat", "pier")
    assert (ran.status, len(server.posts)) == (0, 2), ran
    film.assert_trust()


def test_ci_refuses_a_store_that_is_thrown_away(film: Film, server: ScriptedServer) -> None:
    ran = film.build(CI="true", SEEDANCE_MAKE_HOME=None, XDG_DATA_HOME=str(film.folder / "xdg"))
    assert (ran.status, server.posts) == (4, []), ran
    assert "SEEDANCE_MAKE_HOME" in ran.err
    assert film.build(CI="true").status == 0


def test_no_buy_restores_what_is_free_and_spends_nothing(film: Film, server: ScriptedServer) -> None:
    film.build()
    film.output("boat").unlink()
    film.shots(**THREE)
    ran = film.run(*BUILD, "--json", "--no-buy")
    assert (ran.status, len(server.posts)) == (4, 1), ran
    assert ran.results == {"boat": "done", "pier": "skipped", "sea": "skipped"}
    assert list(film.outputs) == ["boat"]
    film.shots(boat="a red boat")
    film.output("boat").unlink()
    assert film.run(*BUILD, "--no-buy").status == 0


def test_no_buy_takes_up_what_is_paid(film: Film, server: ScriptedServer) -> None:
    film.build(kill_at="after-submitted")
    ran = film.run(*BUILD, "--json", "--no-buy")
    assert (ran.status, ran.results, len(server.posts)) == (0, {"boat": "done"}, 1), ran
    film.assert_trust()


def test_a_balance_that_is_too_low_sends_nothing_and_says_what_fits(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(**THREE)
    server.api.credits = 400
    ran = film.build()
    assert (ran.status, server.posts) == (4, []), ran
    assert "what fits: build boat pier" in ran.err
    assert film.build("boat", "pier").status == 0


def test_unknown_outcomes_and_tasks_in_flight_count_against_the_cap(
    film: Film, server: ScriptedServer
) -> None:
    film.build(kill_at="after-intent")
    film.shots(**THREE)
    ran = film.run(*BUILD, "--yes", "--max-credits", "542")
    assert (ran.status, server.posts) == (4, []), ran
    assert "in flight or unknown" in ran.err
    ran = film.run(*BUILD, "--yes", "--max-credits", "543")
    assert (ran.status, len(server.posts)) == (3, 2), ran


def test_charges_above_the_estimate_shrink_what_is_left_of_the_cap(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(**{f"s{n}": f"shot number {n}" for n in range(4)})
    server.script.poll(task={"usage": {"credits": 362}}, times=None)  # twice the estimate
    ran = film.run(*BUILD, "--json", "--yes", "--max-credits", "1000", "-j", "1")
    assert ran.status == 4, ran
    assert list(ran.results.values()) == ["done", "done", "skipped", "skipped"]
    assert ran.json["totals"]["spent"] == 724
    film.assert_trust()


def test_the_cap_holds_for_two_builds_at_once_of_one_manifest(film: Film, server: ScriptedServer) -> None:
    film.shots(**THREE)
    server.script.poll(task={"status": "processing", "output": None}, times=None)
    quick = ("--yes", "--max-credits", "362", "--timeout", "0.5")
    with (
        film.start(*BUILD, *quick, "boat", "pier") as first,
        film.start(*BUILD, *quick, "sea", "pier") as second,
    ):
        ended = first.end(), second.end()
    assert len(server.posts) == 2, ended


def test_a_lower_bound_is_measured_before_it_is_paid(film: Film, server: ScriptedServer) -> None:
    film.shots(
        boat={
            "prompt": "@video1 at dusk",
            "reference_images": [f"{server.url}/a.jpg"],
            "reference_videos": [f"{server.url}/reference.mp4"],
        }
    )
    plan = film.run("plan", "--json").json["actions"][0]["estimate"]
    assert plan == {"credits": 114, "exact": False, "billable_seconds": 4, "usd_per_second": "0.0285"}
    ran = film.build()
    assert ran.status == 0, ran
    assert ran.action("boat")["estimate"]["exact"] is True
    assert ran.action("boat")["estimate"]["billable_seconds"] == 5
    assert server.requests[0].method == "GET"


def test_a_length_that_cannot_be_had_counts_as_fifteen_seconds(film: Film, server: ScriptedServer) -> None:
    film.shots(
        boat={
            "prompt": "@video1 at dusk",
            "reference_images": [f"{server.url}/a.jpg"],
            "reference_videos": [f"{server.url}/nothing.mp4"],
        }
    )
    ran = film.run(*BUILD, "--yes", "--max-credits", "541")  # ceil(0.0285 × 19 × 1000) = 542
    assert (ran.status, server.posts) == (4, []), ran
    assert "15 s" in ran.err
    ran = film.run(*BUILD, "--json", "--yes", "--max-credits", "542")
    assert ran.status == 0, ran
    assert ran.action("boat")["estimate"]["exact"] is False
    film.assert_trust()


def test_fail_fast_submits_nothing_more_after_the_first_failure(film: Film, server: ScriptedServer) -> None:
    film.shots(bad="a flagged thing", **THREE)
    server.script.post(status=400, error=(80007, "flagged"), prompt="flagged")
    ran = film.build("--fail-fast", "-j", "1")
    assert (ran.status, len(server.posts)) == (1, 1), ran
    assert ran.results == {"bad": "failed", **dict.fromkeys(THREE, "skipped")}


def test_dry_run_is_a_plan_and_changes_nothing(film: Film, server: ScriptedServer) -> None:
    ran = film.run("build", "-n", "--json", REAPI_API_KEY=None)
    assert (ran.status, ran.action("boat")["action"], server.requests) == (0, "buy", []), ran
    assert (film.states, film.outputs) == ([], {})
    assert film.run("plan", "--detailed-exitcode").status == 2
    film.build()
    assert film.run("plan", "--detailed-exitcode").status == 0


def test_lost_is_asked_again_for_free_and_only_rebuy_buys_it(film: Film, server: ScriptedServer) -> None:
    film.build()
    film.output("boat").unlink()
    for path in film.artifacts.values():
        path.unlink()
    server.script.media(status=410, times=None)
    ran = film.build()
    assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (1, "lost", 1), ran
    assert film.build("*").status == 1
    assert film.build("boat").status == 1
    assert film.run(*BUILD, "--yes", "--max-credits", "1000", "--rebuy", "*").status == 64
    assert len(server.posts) == 1
    film.assert_trust()
    server.script.faults.clear()
    server.script.media(path="task_000001", status=410, times=None)
    ran = film.build("--rebuy", "boat@1")
    assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (0, "buy", 2), ran
    assert film.states == ["RELEASED", "DONE"]
    film.assert_trust()
    ran = film.build("--rebuy", "boat")  # nothing is lost any more
    assert (ran.status, len(server.posts)) == (0, 2), ran
    film.assert_trust()


def test_lost_comes_back_for_nothing_when_the_task_still_has_it(film: Film, server: ScriptedServer) -> None:
    film.build()
    before = film.outputs
    film.output("boat").unlink()
    for path in film.artifacts.values():
        path.unlink()
    ran = film.run(*BUILD, "--json")
    assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (0, "lost", 1), ran
    assert film.outputs == before
    film.assert_trust()


def test_lost_without_a_key_is_said(film: Film) -> None:
    film.build()
    film.output("boat").unlink()
    for path in film.artifacts.values():
        path.unlink()
    ran = film.build(REAPI_API_KEY=None)
    assert (ran.status, ran.results) == (1, {"boat": "failed"}), ran
