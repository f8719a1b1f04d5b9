"""What may be bought under an approved plan, judged one purchase at a time."""

from typing import Any

import pytest
from plan_samples import attempt, replace

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.consent.approval import Approval, ApprovedPlan
from seedance_make.core.plan.consent.saved import Purchase, SavedPlan
from seedance_make.core.plan.select import Selection

DIGEST, FILM = "d" * 64, "/film/storyboard.yaml"
WORD = Approval(digest=DIGEST, origin="reapi.ai", project=FILM, at="2026-11-24T10:00", how="terminal")
SAVED = SavedPlan(
    selection=Selection(), rebuy=(), overwrite=(), profile=None, host="reapi.ai", digest=DIGEST,
    purchases=(Purchase(shot="boat", take=1, identity="f" * 64, credits=181),),
)  # fmt: skip


def row(state: State = State.INTENT, **values: Any) -> Attempt:
    given = {"shot": "boat", "take": 1, "credits": 181, "ceiling": 181, "project": FILM, "approval": DIGEST}
    return attempt(None, state, **(given | values))


def refusal(attempt: Attempt, word: Approval | None = WORD, *rows: Attempt) -> str | None:
    under = ApprovedPlan(plan=SAVED, project=FILM)
    for one in rows:
        under.include(one)
    try:
        under.judge(attempt, word)
    except RefusedError as refused:
        return refused.message
    return None


def test_what_the_plan_buys_may_be_bought() -> None:
    assert refusal(row()) is None
    assert refusal(row(credits=180)) is None


@pytest.mark.parametrize(
    ("values", "word", "message"),
    [
        ({}, None, "the plan dddddddddddd is not approved"),
        (
            {},
            replace(WORD, revoked="2026-11-24T11:00"),
            "the plan dddddddddddd is approved no more: that was taken back",
        ),
        ({"shot": "pier"}, WORD, "pier@1 is not in the approved plan dddddddddddd"),
        ({"take": 2}, WORD, "boat@2 is not in the approved plan dddddddddddd"),
        (
            {"credits": 182},
            WORD,
            "boat@1 costs $0.182 now and $0.181 in the approved plan dddddddddddd",
        ),
    ],
)
def test_nothing_else_is(values: dict[str, Any], word: Approval | None, message: str) -> None:
    assert refusal(row(**values), word) == message


@pytest.mark.parametrize("state", State)
def test_a_purchase_is_made_once_unless_nothing_was_taken(state: State) -> None:
    free = {State.NOT_SENT, State.REJECTED, State.ABANDONED, State.FAILED}
    before = row(state, id="1", task_id="task_1")
    assert (refusal(row(), WORD, before) is None) is (state in free)
    assert refusal(row(), WORD, replace(before, approval=None)) is None, "a purchase of a person's own"
    assert refusal(row(), WORD, replace(before, project="/elsewhere")) is None
    assert refusal(row(), WORD, replace(before, take=2)) is None


def test_a_refund_gives_it_back() -> None:
    sent = row(State.SUBMITTED, id="1")
    assert refusal(row(), WORD, sent) is not None
    assert refusal(row(), WORD, sent, replace(sent, state=State.FAILED, charged=0)) is None
