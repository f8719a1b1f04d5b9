"""Limits with a team store (contract, sections 4 and 10): what others have sent for this film counts, each task once."""

import pytest
from scripted_server import ScriptedServer
from team_films import Machine, Pair, claims_of, seen_long_ago

BOTH = {"boat": "a red boat", "pier": "an empty pier"}  # 181 credits each


def film(machine: Machine, limit: str) -> None:
    machine.shots(head=f"{limit}\nteam: {machine.team}", **BOTH)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (
            "max_credits",
            "the plan comes to $0.362 (362 credits, $0.181 of it in flight or unknown) and the cap is",
        ),
        (
            "budget",
            "the film would come to $0.362 (362 credits, $0.181 of it spent, in flight or unknown) and the",
        ),
    ],
)
@pytest.mark.parametrize("step", ["after-claim", "after-claim-id"])
def test_what_another_machine_has_sent_counts(
    pair: Pair, api: ScriptedServer, limit: str, words: str, step: str
) -> None:
    mara, nils = pair
    mara.build(kill_at=step)
    if step == "after-claim":
        seen_long_ago(nils, str(claims_of(mara)[0]["nonce"]))
    sent = len(api.posts)
    film(nils, f"{limit}: 361")
    ran = nils.build()
    assert (ran.status, len(api.posts)) == (4, sent), ran
    assert words in ran.err
    film(nils, f"{limit}: 362")
    ran = nils.build()
    assert (ran.results["pier"], len(api.posts)) == ("done", sent + 1), ran


def test_it_counts_once_when_its_task_was_taken_up_here(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    mara.build(kill_at="after-claim-id")
    film(nils, "budget: 362")
    ran = nils.build("-j", "1")
    assert (ran.status, ran.results) == (0, {"boat": "done", "pier": "done"}), ran
    film(mara, "budget: 362")
    assert (mara.build().status, len(api.posts)) == (0, 2)


def test_what_the_team_store_has_counts_against_the_films_budget_before_its_receipt_is_here(
    pair: Pair, api: ScriptedServer
) -> None:
    mara, nils = pair
    mara.build()
    film(nils, "budget: 361")
    ran = nils.build()
    assert (ran.status, len(api.posts)) == (4, 1), ran
    assert "the film would come to $0.362 (362 credits, $0.181 of it spent" in ran.err
    film(nils, "budget: 362")
    assert (nils.build().status, len(api.posts)) == (0, 2)
    film(nils, "max_credits: 181")  # a cap is of one build
    assert nils.build().status == 0
