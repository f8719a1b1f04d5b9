"""The ledger for people."""

import time

import pytest
from plan_samples import attempt, replace, shot

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.ui.ledger import log_text

BOUGHT = [
    attempt(
        shot("kept"), State.DONE, charged=500, submitted="2026-11-22T10:00:02Z", build="9f2c41aa" + "0" * 24
    ),
    attempt(shot("bad"), State.FAILED, code="80007", charged=0, request_id="req_7"),
    attempt(shot("run"), take=2, profile="final", model="other"),
    attempt(shot("act1/door"), State.NOT_SENT, task_id=None),
]
TOTALS = """
Spent $0.987 (= 987 credits) on 2 takes.
Where a charge was reported: $0.500, estimated $0.487.
Saved $0.974: clips that came back without being bought again.
"""


def table(by: str | None = None, attempts: list[Attempt] = BOUGHT) -> str:
    return log_text(attempts, saved=974, color=False, by=by).removesuffix(TOTALS)


def test_each_attempt_with_its_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()
    assert (
        table()
        == """\
when                 shot       state            price               build     task    request
2026-11-22 11:00:02  kept       done            $0.500  est. $0.487  9f2c41aa  task_1
2026-11-22 11:00:00  bad        failed (80007)                       build-1   task_1  req_7
2026-11-22 11:00:00  run@2      submitted       $0.487               build-1   task_1
2026-11-22 11:00:00  act1/door  not sent                             build-1
"""
    )


def test_columns_that_would_be_empty_are_left_out() -> None:
    assert table(attempts=BOUGHT[2:3]).splitlines()[0].split() == [
        "when",
        "shot",
        "state",
        "price",
        "build",
        "task",
    ]


def test_summed_up() -> None:
    assert table("shot") == "shot  takes   price\nkept      1  $0.500\nrun       1  $0.487\n"
    assert table("model") == (
        "model              takes   price\nseedance-2.0-mini      1  $0.500\nother                  1  $0.487\n"
    )
    assert (
        table("profile")
        == "profile     takes   price\nno profile      1  $0.500\nfinal           1  $0.487\n"
    )
    later = replace(BOUGHT[2], submitted="2026-11-23T00:00:00Z")
    assert log_text([*BOUGHT[:2], later, *BOUGHT[2:]], saved=0, color=False, by="day").splitlines()[:3] == [
        "day         takes   price",
        "2026-11-22      2  $0.987",
        "2026-11-23      1  $0.487",
    ]


def test_charges_that_are_as_estimated_are_not_said() -> None:
    rows = [attempt(shot("kept"), State.DONE, charged=487), attempt(shot("run"))]
    assert log_text(rows, saved=0, color=False).splitlines()[3:] == [
        "",
        "Spent $0.974 (= 974 credits) on 2 takes.",
    ]


def test_nothing_was_bought() -> None:
    assert table(attempts=[]) == "Nothing was bought yet.\n"
