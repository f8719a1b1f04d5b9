"""Saved plans and a person's word for them: bound to what they buy, for one project, each purchase once."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cli_tools import Ran, answered
from harness import Film
from scripted_server import ScriptedServer

TWO = {"boat": "a red boat", "pier": "an empty pier"}  # 181 credits each
BUILD = ("build", "--json", "--poll-interval", "0.05", "--plan")


@pytest.fixture
def strict(film: Film) -> Film:
    """A film whose store lets nothing be bought without a terminal but what a person has approved."""
    film.home.mkdir()
    (film.home / "budget.toml").write_text("approve = true\n")
    film.shots(**TWO)
    return film


def save(film: Film) -> str:
    """A plan in plan.json; its digest."""
    assert film.run("plan", "--out", "plan.json").status == 0
    return str(json.loads((film.folder / "plan.json").read_text())["sum"])


def approve(film: Film, *words: str, answer: bytes = b"y\n", cwd: Path | None = None) -> tuple[int, str]:
    return answered(("approve", *words), answer, cwd=cwd or film.folder, **film.environment())


def build(film: Film, name: str = "plan.json") -> Ran:
    return film.run(*BUILD, name)


def test_without_a_terminal_only_what_was_approved_is_bought(strict: Film, server: ScriptedServer) -> None:
    for words in ((), ("--yes", "--max-credits", "99999")):
        ran = strict.run("build", *words)
        assert (ran.status, ran.out, ran.err) == (
            4,
            "",
            (
                "seedance-make: nobody can be asked here, and this store buys without a terminal only what a person has "
                "approved\n"
                "   help: save a plan (plan --out plan.json), ask a person for: seedance-make approve plan.json; then "
                "build --plan plan.json\n"
            ),
        )
    assert strict.run("plan", "--out", "plan.json").out.endswith("\nNext: seedance-make approve plan.json\n")
    digest = save(strict)[:12]
    refused = strict.run("build", "--plan", "plan.json")
    assert (refused.status, refused.err) == (
        4,
        (
            f"seedance-make: the plan {digest} is not approved\n"
            f"   help: ask a person to look at it and to say yes, on a terminal: seedance-make approve {digest}\n"
        ),
    )
    assert not server.posts
    status, screen = approve(strict, "plan.json")
    assert status == 0
    assert "Buys 2 takes, 8 seconds of film, for $0.362 (= 362 credits)." in screen
    assert screen.endswith(
        f"May builds of {strict.folder}/storyboard.yaml buy 2 takes for $0.362, each once? [y/N]: y\n"
        f"Approved: {digest}. Next: seedance-make build --plan plan.json\n"
        f"Taken back by: seedance-make approve --revoke {digest}\n"
    )
    ran = build(strict, digest)
    assert (ran.status, ran.results) == (0, {"boat": "done", "pier": "done"})
    again = build(strict)
    assert (again.status, len(server.posts)) == (0, 2)
    strict.assert_trust()


def test_a_person_on_a_terminal_needs_no_approval(strict: Film, server: ScriptedServer) -> None:
    words = ("build", "--poll-interval", "0.05")
    assert answered(words, b"y\n", cwd=strict.folder, **strict.environment())[0] == 0
    assert len(server.posts) == 2


@pytest.mark.parametrize(("answer", "status"), [(b"n\n", 4), (b"\n", 4), (b"\x03", 130)])
def test_a_no_is_no_approval(strict: Film, server: ScriptedServer, answer: bytes, status: int) -> None:
    save(strict)
    assert approve(strict, "plan.json", answer=answer)[0] == status
    assert build(strict).status == 4
    assert not server.posts


def test_an_agent_cannot_approve(strict: Film) -> None:
    save(strict)
    ran = strict.run("approve", "plan.json")
    assert (ran.status, ran.err) == (
        4,
        (
            "seedance-make: a plan is approved by a person, on a terminal\n"
            "   help: ask whoever pays to run it there: seedance-make approve plan.json\n"
        ),
    )


def test_what_was_taken_back_buys_no_more(strict: Film, server: ScriptedServer) -> None:
    digest = save(strict)[:12]
    assert strict.run("approve", "--revoke", "plan.json").status == 64
    approve(strict, "plan.json")
    ran = strict.run("approve", "--revoke", digest)
    assert (ran.status, ran.out) == (0, f"Taken back: {digest}. A build under it buys nothing more.\n")
    refused = build(strict)
    assert refused.status == 4
    assert f"the plan {digest} is approved no more: that was taken back" in refused.err
    assert not server.posts
    approve(strict, digest)  # and given again
    assert build(strict).status == 0


def test_it_is_looked_at_again_at_each_intent(strict: Film, server: ScriptedServer) -> None:
    """Taken back in the middle of a build: what is in flight comes home, and nothing more is sent."""
    digest = save(strict)
    approve(strict, "plan.json")
    with closing(sqlite3.connect(strict.home / "journal.db")) as journal, journal:
        journal.execute(
            "CREATE TRIGGER taken_back AFTER INSERT ON attempts BEGIN UPDATE approvals SET revoked = 'now'; END"
        )
    ran = strict.run(*BUILD, "plan.json", "-j", "1")
    assert (ran.status, sorted(ran.results.values())) == (4, ["done", "skipped"])
    assert len(server.posts) == 1
    assert any(
        a["error"]
        and a["error"]["message"]
        == f"not tried: the plan {digest[:12]} is approved no more: that was taken back"
        for a in ran.json["actions"]
    )
    assert ran.err.endswith("Next: seedance-make plan --out plan.json   # then a person approves it\n")
    save(strict)  # as it says
    assert "buy 1 take for $0.181, once?" in approve(strict, "plan.json")[1]


def test_a_build_that_was_cut_off_goes_on_under_it(strict: Film, server: ScriptedServer) -> None:
    save(strict)
    approve(strict, "plan.json")
    strict.run(*BUILD, "plan.json", "-j", "1", kill_at="after-submitted")
    assert len(server.posts) == 1
    assert build(strict).status == 0
    assert len(server.posts) == 2
    strict.assert_trust()


def test_a_refund_gives_its_purchase_back_and_a_purchase_is_made_once(
    strict: Film, server: ScriptedServer
) -> None:
    save(strict)
    approve(strict, "plan.json")
    server.script.fail("60001", prompt="a red boat")
    assert build(strict).status == 1
    assert build(strict).status == 0  # refunded: bought again under the same word
    assert len(server.posts) == 3
    # as if nobody knew any more that it was paid: the journal remembers under which word it was
    with closing(sqlite3.connect(strict.home / "journal.db")) as journal, journal:
        journal.execute("UPDATE attempts SET state = 'RELEASED' WHERE state = 'DONE'")
    for gone in (strict.folder / "out", strict.home / "cas", strict.home / "index"):
        shutil.rmtree(gone)
    (strict.folder / "storyboard.lock").unlink()
    replay = build(strict)
    assert (replay.status, len(server.posts)) == (4, 3)
    digest = json.loads((strict.folder / "plan.json").read_text())["sum"][:12]
    assert replay.action("boat")["error"]["message"] == (
        f"not tried: boat@1 was paid under the approved plan {digest} before: each purchase of it is approved once"
    )


def edited(film: Film, change: Callable[[dict[str, Any]], None], *, seal: bool) -> None:
    from seedance_make.core.plan.consent.saved import _sum  # noqa: PLC0415 - a forger knows how

    path = film.folder / "plan.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content | ({"sum": _sum(content)} if seal else {})))


def dearer(content: dict[str, Any]) -> None:
    content["purchases"][0]["credits"] += 1


def without_pier(content: dict[str, Any]) -> None:
    content["plan"]["actions"].pop()
    content["plan"]["totals"]["credits"] = 181


def test_an_altered_plan_is_none(strict: Film, server: ScriptedServer) -> None:
    digest = save(strict)
    approve(strict, "plan.json")
    edited(strict, dearer, seal=False)
    assert build(strict).status == 65
    shutil.copy(strict.folder / "plan.json", strict.home / "plans" / f"{digest}.json")
    altered = strict.run("build", "--plan", digest)
    assert (altered.status, altered.err) == (
        65,
        (
            f"seedance-make: {digest} was edited since it was saved\n"
            "   help: change the storyboard and save the plan again\n"
        ),
    )
    edited(strict, dearer, seal=True)  # whole again, and another plan
    assert build(strict).status == 4
    shutil.copy(strict.folder / "plan.json", strict.home / "plans" / f"{digest}.json")
    ran = strict.run("build", "--plan", digest)
    assert (ran.status, ran.err.partition("\n")[0]) == (
        65,
        f"seedance-make: {digest} is not the plan that its name says",
    )
    assert not server.posts


def test_what_a_person_sees_is_all_that_the_plan_buys(strict: Film) -> None:
    """A shot that is hidden while the person looks, or a price above today's, is no way to more."""
    save(strict)
    edited(strict, without_pier, seal=True)  # what it says about itself is not what is shown
    assert "Buys 2 takes" in approve(strict, "plan.json")[1]
    strict.shots(boat="a red boat")
    status, screen = answered(("approve", "plan.json"), cwd=strict.folder, **strict.environment())
    assert (status, screen) == (
        4,
        (
            "seedance-make: the saved plan is not what a build would do now:\n"
            "pier@1 is not bought any more\n"
            "   help: save the plan again\n"
        ),
    )
    strict.shots(**TWO)
    save(strict)
    edited(strict, dearer, seal=True)
    assert (
        "boat@1 is cheaper now"
        in answered(("approve", "plan.json"), cwd=strict.folder, **strict.environment())[1]
    )


def test_another_edit_or_another_project_is_not_approved(
    strict: Film, server: ScriptedServer, tmp_path: Path
) -> None:
    digest = save(strict)[:12]
    approve(strict, "plan.json")
    other = Film(tmp_path / "other", server, home=strict.home)
    other.shots(**TWO)
    ran = other.run("build", "--plan", digest)
    assert ran.status == 4
    assert ran.err.startswith(
        f"seedance-make: the plan {digest} was approved for another project: {strict.folder}/storyboard.yaml\n"
    )
    strict.shots(boat="a blue boat", pier="an empty pier")
    changed = build(strict)
    assert (changed.status, changed.json["error"]["message"]) == (
        4,
        "the saved plan no longer fits, nothing is sent:\nboat@1 has changed since",
    )
    assert not server.posts


def test_an_agents_plan_needs_a_word_though_the_store_asks_for_none(
    film: Film, server: ScriptedServer
) -> None:
    """Those of `plans/`; a file of a person's own is consent by itself, as ever."""
    digest = save(film)
    assert approve(film, "plan.json")[0] == 0
    film.run("approve", "--revoke", digest)
    for name in (digest, str(film.home / "plans" / f"{digest}.json")):
        assert build(film, name).status == 4
    assert not server.posts
    assert build(film).status == 0


def test_limits_hold_under_an_approval(strict: Film, server: ScriptedServer) -> None:
    save(strict)
    approve(strict, "plan.json")
    (strict.home / "budget.toml").write_text("approve = true\nday = 200\n")
    ran = build(strict)
    assert ran.status == 4
    assert "the day's limit of this store is $0.200" in ran.err
    assert not server.posts


def test_other_machines_buy_nothing_under_it(strict: Film, server: ScriptedServer, tmp_path: Path) -> None:
    """Their journals could not say what was bought under it."""
    (tmp_path / "team").mkdir()
    strict.shots(head=f"team: file://{tmp_path / 'team'}", **TWO)
    save(strict)
    approve(strict, "plan.json")
    ran = strict.run("build", "--plan", "plan.json", "--temporal", "127.0.0.1:9")
    assert (ran.status, ran.err.splitlines()[-2:]) == (
        4,
        [
            (
                "seedance-make: what a person has to approve is bought by this machine alone: its journal keeps what was "
                "bought under it"
            ),
            "   help: leave out --temporal",
        ],
    )
    assert not server.posts


def test_a_digest_that_no_plan_has(film: Film) -> None:
    ran = film.run("build", "--plan", "0123456789ab")
    assert (ran.status, ran.err) == (
        64,
        (
            "seedance-make: no plan of this store begins with 0123456789ab\n"
            "   help: an agent's `plan` saves one, and says its digest\n"
        ),
    )
    assert film.run("build", "--plan", "0123").status == 65
