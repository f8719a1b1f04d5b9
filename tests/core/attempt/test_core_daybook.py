"""What a store spends by day: edges in UTC, refunds, and clocks that jump."""

from typing import Any

import pytest
from plan_samples import attempt, replace

from seedance_make.core.attempt.daybook import DAY, MONTH, Daybook
from seedance_make.core.attempt.states import Attempt, State

TODAY = "2026-11-24"


def row(number: str, created: str, state: State = State.DONE, **values: Any) -> Attempt:
    given = {
        "id": number,
        "created": created,
        "credits": 100,
        "ceiling": 100,
        "build": "b",
        "task_id": f"task_{number}",
    }
    return attempt(None, state, **(given | values))


def spent(*rows: Attempt, today: str = TODAY) -> tuple[int, int]:
    book = Daybook()
    for one in rows:
        book.include(one)
    return book.spent(today, DAY), book.spent(today, MONTH)


@pytest.mark.parametrize(
    ("created", "counted"),
    [
        ("2026-11-24T00:00:00.000+00:00", (100, 100)),
        ("2026-11-23T23:59:59.999+00:00", (0, 100)),
        ("2026-11-01T00:00:00.000+00:00", (0, 100)),
        ("2026-10-31T23:59:59.999+00:00", (0, 0)),
        ("2025-11-24T12:00:00.000+00:00", (0, 0)),
        ("2026-11-25T00:00:00.000+00:00", (100, 100)),  # after today: counts as today's
        ("2031-01-01T00:00:00.000+00:00", (100, 100)),
    ],
)
def test_a_day_and_a_month_begin_at_midnight_utc(created: str, counted: tuple[int, int]) -> None:
    assert spent(row("1", created)) == counted


@pytest.mark.parametrize("state", State)
def test_what_was_taken_or_may_have_been_counts(state: State) -> None:
    free = {State.NOT_SENT, State.REJECTED, State.ABANDONED, State.FAILED}
    assert spent(row("1", TODAY, state)) == ((0, 0) if state in free else (100, 100))


def test_a_refund_belongs_to_its_purchases_day() -> None:
    book = Daybook()
    yesterday, now = row("1", "2026-11-23T23:00", State.SUBMITTED), row("2", "2026-11-24T01:00")
    for one in (yesterday, now, replace(yesterday, state=State.FAILED, ended="2026-11-24T02:00")):
        book.include(one)
    assert book.spent(TODAY, DAY) == 100
    assert book.spent("2026-11-23", DAY) == 100
    assert book.spent(TODAY, MONTH) == 100


def test_a_clock_that_jumps_back_and_forth_opens_no_room() -> None:
    rows = [row("1", "2026-11-24T12:00"), row("2", "2026-11-20T12:00"), row("3", "2026-11-21T12:00")]
    for today in ("2026-11-24", "2026-11-21", "2026-11-20", "2026-10-02"):
        assert spent(*rows, today=today) == (300, 300), today
    assert spent(*rows, today="2026-11-25") == (0, 300)


def test_a_task_counts_once_and_what_another_machine_bought_does_not() -> None:
    same = row("2", TODAY, task_id="task_1")
    assert spent(row("1", TODAY), same) == (100, 100)
    assert spent(row("1", TODAY, State.SUBMITTED, build="")) == (0, 0)


def test_projects_are_told_apart() -> None:
    book = Daybook()
    book.include(row("1", TODAY, project="/a"))
    book.include(row("2", TODAY, project="/b", state=State.UNKNOWN, ceiling=300))
    book.include(row("3", "2026-11-23", project="/c"))
    assert book.projects(TODAY, DAY) == {"/a": 100, "/b": 300, "/c": 100}, "row 3 was made after them"
    assert book.projects("2026-11-25", DAY) == {}
