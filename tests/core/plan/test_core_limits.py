"""Caps: whose rows count, how much each, and what one more purchase may cost."""

from typing import Any

import pytest
from plan_samples import attempt

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.plan.caps import Cap, committed, corrected, counts, fits, weight, what_fits

CAP = Cap(limit=1000, build="mine", project="/film/storyboard.yaml", fingerprints=frozenset({"f" * 64}))
ALL = set(State)


def row(state: State = State.SUBMITTED, **values: Any) -> Attempt:
    given = {"build": "mine", "fingerprint": "e" * 64, "credits": 100, "ceiling": 100}
    return attempt(None, state, **(given | values))


@pytest.mark.parametrize("state", State)
def test_rows_of_this_build_count_unless_nothing_was_taken(state: State) -> None:
    free = {State.NOT_SENT, State.REJECTED, State.RELEASED, State.ABANDONED}
    assert counts(row(state), CAP) is (state not in free)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    "values", [{"build": "other"}, {"build": "other", "project": "/elsewhere", "fingerprint": "f" * 64}]
)
def test_of_other_builds_what_is_in_flight_or_unknown_counts(state: State, values: dict[str, str]) -> None:
    open_ = {State.INTENT, State.SUBMITTED, State.COMPLETED, State.VERIFIED, State.UNKNOWN}
    assert counts(row(state, **values), CAP) is (state in open_)


@pytest.mark.parametrize("state", State)
def test_another_manifest_counts_nothing(state: State) -> None:
    assert not counts(row(state, build="other", project="/elsewhere"), CAP)


@pytest.mark.parametrize(
    ("state", "values", "bill"),
    [
        (State.SUBMITTED, {}, 100),
        (State.UNKNOWN, {}, 100),
        (State.SUBMITTED, {"ceiling": 400}, 400),
        (State.DONE, {"ceiling": 400, "charged": 250}, 250),
        (State.DONE, {"charged": 150}, 150),
        (State.DONE, {"charged": 60}, 100),
        (State.DONE, {"charged": 0}, 100),
        (State.FAILED, {}, 0),
        (State.FAILED, {"charged": 0}, 0),
        (State.FAILED, {"charged": 70}, 70),
    ],
)
def test_what_a_row_counts(state: State, values: dict[str, int], bill: int) -> None:
    assert weight(row(state, **values)) == bill


def test_what_is_spoken_for() -> None:
    rows = [
        row(), row(State.UNKNOWN), row(State.FAILED), row(State.REJECTED), row(State.DONE, charged=130),
        row(State.SUBMITTED, build="other", ceiling=50), row(State.DONE, build="other"),
        row(State.SUBMITTED, build="other", project="/elsewhere"),
    ]  # fmt: skip
    assert committed(rows, CAP) == 100 + 100 + 130 + 50


@pytest.mark.parametrize(
    ("rows", "price", "expected"),
    [
        ([], 100, 100),
        ([row(State.DONE, charged=100)], 100, 100),
        ([row(State.DONE, charged=150)], 100, 150),
        ([row(State.DONE, charged=150), row(State.DONE, charged=100)], 100, 125),
        ([row(State.DONE, charged=50)], 100, 100),
        ([row(State.FAILED, charged=0), row(State.DONE, charged=150)], 101, 152),
        ([row(State.DONE, charged=900, build="other")], 100, 100),
        ([row(State.SUBMITTED)], 100, 100),
    ],
)
def test_charges_above_estimates_correct_what_is_left(rows: list[Attempt], price: int, expected: int) -> None:
    assert corrected(price, rows, CAP) == expected


@pytest.mark.parametrize(("price", "fit"), [(900, True), (901, False), (0, True), (10**9, False)])
def test_a_cap_holds_to_the_credit(price: int, fit: bool) -> None:
    assert fits(price, [row()], CAP) is fit


def test_the_correction_is_part_of_what_must_fit() -> None:
    rows = [row(State.DONE, charged=200)]
    assert fits(400, rows, CAP)
    assert not fits(401, rows, CAP)


def test_without_a_cap_everything_fits() -> None:
    assert fits(10**12, [row()] * 9, Cap(limit=None, build="mine", project="p", fingerprints=frozenset()))


def test_a_cap_of_nothing_lets_nothing_through() -> None:
    none = Cap(limit=0, build="mine", project="p", fingerprints=frozenset())
    assert not fits(1, [], none)
    assert fits(0, [], none)


@pytest.mark.parametrize(
    ("budget", "names"),
    [
        (1000, ("a", "b", "c")),
        (999, ("a", "b")),
        (700, ("a", "b")),
        (699, ("a",)),
        (399, ()),
        (0, ()),
        (-5, ()),
    ],
)
def test_what_fits_in_order(budget: int, names: tuple[str, ...]) -> None:
    assert what_fits([("a", 400), ("b", 300), ("c", 300)], budget) == names
