"""The store's day and month: over every project and build, at each INTENT, whatever flags and manifests say."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from harness import Film, until
from scripted_server import ScriptedServer

TWO = {"boat": "a red boat", "pier": "an empty pier"}  # 181 credits each


def limit(film: Film, text: str) -> None:
    film.home.mkdir(exist_ok=True)
    (film.home / "budget.toml").write_text(text)


def dated(film: Film, days: int) -> None:
    """As if all that was bought had been bought then."""
    at = (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="milliseconds")
    with closing(sqlite3.connect(film.home / "journal.db")) as journal, journal:
        journal.execute("UPDATE attempts SET created = ?", (at,))


def test_no_flag_and_no_manifest_lifts_it(film: Film, server: ScriptedServer, tmp_path: Path) -> None:
    """Purchases of another project count too."""
    other = Film(tmp_path / "other", server, home=film.home)
    other.shots(cat="a cat")
    assert other.build().status == 0
    limit(film, "day = 400\n")
    film.shots(head="{max_credits: 90000, budget: 90000}"[1:-1].replace(", ", "\n"), **TWO)
    plan = film.run("plan")
    assert (
        "The day's limit of this store of $0.400 breaks by $0.143: a build would send nothing. $0.181 of it is spent, in "
        "flight or unknown. What fits, in order: boat. "
    ) in " ".join(plan.out.split())
    ran = film.build()
    assert (ran.status, len(server.posts)) == (4, 1)
    assert ran.err.endswith(
        "seedance-make: the purchases of today (UTC) would come to $0.543 (543 credits, $0.181 of it spent, in flight or "
        "unknown) and the day's limit of this store is $0.400: nothing is sent\n"
        "   help: what fits: build boat, or wait for tomorrow, or a person raises it: seedance-make budget --day 543\n"
    )
    near = film.run("plan", "boat").out
    assert (
        "Day's limit of this store: $0.400; $0.181 of it is spent, in flight or unknown. $0.038 of it is left after "
        "this. That is near the limit."
    ) in " ".join(near.split())
    film.run("plan", "boat", "--out", "saved.json")
    limit(film, "month = 361\n")
    for words in (("--plan", "saved.json"), ("boat", "--yes", "--max-credits", "99999")):
        ran = film.run("build", *words)
        assert ran.status == 4
        assert "the month's limit of this store is $0.361" in ran.err
    assert len(server.posts) == 1
    limit(film, "month = 362\n")
    assert film.build("boat").status == 0
    film.assert_trust()


def test_two_builds_at_once_do_not_both_pass(film: Film, server: ScriptedServer, tmp_path: Path) -> None:
    """Both plans fit; the INTENT of the second does not."""
    limit(film, "day = 361\n")
    other = Film(tmp_path / "other", server, home=film.home)
    other.shots(cat="a cat")
    sent = Event()
    server.script.balance(until=sent)
    with film.building() as late:
        until(lambda: any(r.path.endswith("/balance") for r in server.requests), "the balance of the first")
        assert other.build().status == 0
        sent.set()
        ran = late.end()
    assert (ran.status, ran.results, len(server.posts)) == (4, {"boat": "skipped"}, 1)
    assert ran.action("boat")["error"]["message"] == (
        "not tried: $0.181 more would break the day's limit of this store of $0.361 ($0.181 are spoken for)"
    )


@pytest.mark.parametrize(("text", "status"), [("day = 200\n", 4), ("day = lots\n", 74)])
def test_what_a_person_sets_meanwhile_holds_for_a_build_that_runs(
    film: Film, server: ScriptedServer, text: str, status: int
) -> None:
    """What is in flight comes home, and nothing more is sent."""
    film.shots(**TWO)
    limit(film, "day = 4000\n")
    lowered = Event()
    server.script.poll(until=lowered)
    with film.building("-j", "1") as build:
        until(lambda: server.posts, "the first purchase")
        limit(film, text)
        lowered.set()
        ran = build.end()
    assert (ran.status, sorted(ran.results.values()), len(server.posts)) == (status, ["done", "skipped"], 1)
    film.assert_trust()


def test_a_refund_frees_its_own_day_and_yesterday_is_another(film: Film, server: ScriptedServer) -> None:
    limit(film, "day = 200\n")
    server.script.fail("60001", prompt="a red boat")
    assert film.build().status == 1
    assert film.build().status == 0  # what was given back may be spent again
    film.shots(**TWO)
    assert film.build().status == 4
    dated(film, days=-1)
    assert film.build().status == 0
    limit(film, "month = 10\n")
    film.shots(cat="a cat", **TWO)
    assert film.build().status == 4


def test_a_clock_that_jumps_back_opens_no_room(film: Film, server: ScriptedServer) -> None:
    limit(film, "day = 200\n")
    assert film.build().status == 0
    dated(film, days=5)  # seen from a clock that went back five days
    film.shots(**TWO)
    assert film.build().status == 4
    assert len(server.posts) == 1


def test_rehearsals_and_other_hosts_have_nothing_to_do_with_it(film: Film, server: ScriptedServer) -> None:
    assert film.build().status == 0
    film.shots(**TWO)
    limit(film, "day = 181\n")
    simulated = film.run("build", "--simulate")
    assert simulated.status == 0
    assert "The day's limit of this store of $0.181 would break by $0.181" in " ".join(simulated.out.split())
    plan = film.run("plan", REAPI_BASE_URL="https://reapi.ai", REAPI_API_KEY=None)
    assert "breaks by $0.181" in " ".join(plan.out.split())  # both are new there, and nothing was spent


def test_a_file_that_cannot_be_read_buys_nothing(film: Film, server: ScriptedServer) -> None:
    limit(film, "day = lots\n")
    for words in (("plan",), ("build", "--yes", "--max-credits", "9999")):
        ran = film.run(*words)
        assert (ran.status, ran.out) == (74, "")
        assert ran.err == (
            f"seedance-make: {film.home}/budget.toml cannot be read: Invalid value (at line 1, column 7)\n"
            f"   help: a person mends or removes {film.home}/budget.toml; nothing is bought until then (its limits are credits, "
            "1,000 are $1)\n"
        )
    assert not server.posts


@pytest.mark.parametrize("rate", ["0", "0.0000001"])
@pytest.mark.parametrize("charges", [True, False], ids=["charges told", "charges not told"])
def test_prices_of_the_storyboard_do_not_lift_it(
    film: Film, server: ScriptedServer, rate: str, *, charges: bool
) -> None:
    """Whoever may edit the storyboard may write any price: the store counts the model's own."""
    rates = f"{{usd_per_second: {rate}, with_reference_video: {rate}}}"
    prices = f"prices: {{as_of: 2026-11-24, seedance-2.0-mini: {{480p: {rates}, 720p: {rates}}}}}"
    if not charges:
        server.script.poll(times=None, task={"usage": None, "credits": None})
    limit(film, "day = 361\n")
    film.shots(head=prices, **TWO)
    plan = film.run("plan")
    assert "The day's limit of this store of $0.361 breaks by $0.001" in " ".join(plan.out.split())
    assert "by the models' own prices it is $0.362, and so much counts against this store's limits" in (
        " ".join(plan.out.split())
    )
    ran = film.run("build", "--yes", "--max-credits", "1000", "--poll-interval", "0.05")
    assert (ran.status, len(server.posts)) == (4, 0), ran
    assert film.build("boat").status == 0
    ran = film.build("pier")
    assert (ran.status, len(server.posts)) == (4, 1), ran
    assert "the day's limit of this store is $0.361" in ran.err
    film.assert_trust()
