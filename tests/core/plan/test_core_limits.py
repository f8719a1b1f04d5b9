"""Limits: whose rows count, how much each, what one more purchase may cost, and what people are told."""

from itertools import count
from typing import Any

import pytest
from plan_samples import MINI, attempt, plan, print_of, replace, shot, url

from seedance_make.core.attempt.ledger import weight
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.consent.fits import affordable, check_balance, check_plan
from seedance_make.core.plan.limits import (
    BuildCap,
    FilmBudget,
    SpendingLimits,
    SpendingTally,
    StoreBudget,
)
from seedance_make.core.plan.model import Plan

TODAY = "2026-11-24"
FILM = "/film/storyboard.yaml"
CAP = BuildCap(most=1000, build="mine", project=FILM, fingerprints=frozenset({"f" * 64}))
BUDGET = FilmBudget(most=5000, project=FILM, receipts={"task_8": 300, "task_9": 200})


_IDS = count()


def row(state: State = State.SUBMITTED, **values: Any) -> Attempt:
    given = {
        "id": f"{next(_IDS):032x}",
        "build": "mine",
        "fingerprint": "e" * 64,
        "credits": 100,
        "ceiling": 100,
    }
    return attempt(None, state, **(given | values))


def limits(*limits: BuildCap | FilmBudget) -> SpendingLimits:
    caps = [limit for limit in limits if isinstance(limit, BuildCap)]
    budgets = [limit for limit in limits if isinstance(limit, FilmBudget)]
    return SpendingLimits(build="mine", cap=next(iter(caps), None), budget=next(iter(budgets), None))


def taken(rows: list[Attempt], limit: BuildCap | FilmBudget) -> int:
    (room,) = SpendingTally(spending=limits(limit)).include(rows).headroom({}, TODAY)
    return room.taken


def allows(price: int, rows: list[Attempt], *of: BuildCap | FilmBudget) -> bool:
    try:
        SpendingTally(spending=limits(*of)).judge(row(State.INTENT, ceiling=price), rows)
    except RefusedError:
        return False
    return True


@pytest.mark.parametrize("state", State)
def test_rows_of_this_build_count_unless_nothing_was_taken(state: State) -> None:
    free = {State.NOT_SENT, State.REJECTED, State.ABANDONED, State.FAILED}
    assert taken([row(state)], CAP) == (0 if state in free else 100)
    assert taken([row(State.RELEASED, task_id=None)], CAP) == 0


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    "values", [{"build": "other"}, {"build": "other", "project": "/elsewhere", "fingerprint": "f" * 64}]
)
def test_of_other_builds_what_is_in_flight_or_unknown_counts_against_the_cap(
    state: State, values: dict[str, str]
) -> None:
    open_ = {State.INTENT, State.SUBMITTED, State.COMPLETED, State.VERIFIED, State.UNKNOWN}
    assert CAP.counts(row(state, **values)) is (state in open_)


@pytest.mark.parametrize("state", State)
def test_another_manifest_counts_nothing(state: State) -> None:
    elsewhere = row(state, build="other", project="/elsewhere")
    assert not CAP.counts(elsewhere)
    assert not BUDGET.counts(elsewhere)


def test_the_films_budget_counts_all_that_it_has_ever_paid_each_task_once() -> None:
    rows = [
        row(State.DONE, build="old"), row(State.SUBMITTED, build="old", ceiling=400), row(State.UNKNOWN, build="old"),
        row(State.RELEASED, build="old"),  # a lost clip, given up by --rebuy
        row(State.PAID_MISSING, build="old"), row(State.FAILED, build="old", charged=0), row(State.REJECTED),
        row(State.DONE, task_id="task_9"),  # its receipt counts
        row(State.DONE, project="/elsewhere"),
    ]  # fmt: skip
    assert taken(rows, BUDGET) == 500 + 100 + 400 + 100 + 100 + 100


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
    assert taken(rows, CAP) == 100 + 100 + 130 + 50


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
    (room,) = SpendingTally(spending=limits(CAP)).include(rows).headroom({MINI: price}, TODAY)
    assert room.needed == expected


def test_what_another_model_costs_says_nothing_about_this_one() -> None:
    rows = [row(State.DONE, charged=150), row(State.DONE, model="other", charged=400)]
    tally = SpendingTally(spending=limits(CAP)).include(rows)
    needed = [
        tally.headroom(of, TODAY)[0].needed
        for of in ({MINI: 100}, {"other": 100}, {"third": 100}, {MINI: 100, "other": 10})
    ]
    assert needed == [150, 400, 100, 150 + 40]
    assert allows(100, rows[1:], replace(CAP, most=500))
    judged = SpendingTally(spending=limits(replace(CAP, most=799)))
    with pytest.raises(RefusedError):
        judged.judge(row(State.INTENT, model="other", ceiling=100), rows[1:])


def test_a_row_that_has_changed_counts_as_it_is_now() -> None:
    sent, other = row(id="1"), row(id="2", build="other", ceiling=300)
    tally = SpendingTally(spending=limits(CAP, BUDGET)).include([sent, other])
    assert [room.taken for room in tally.headroom({}, TODAY)] == [400, 900]
    tally.include(
        [replace(sent, state=State.DONE, charged=150), replace(other, state=State.DONE, charged=300)]
    )
    assert [room.taken for room in tally.headroom({}, TODAY)] == [150, 950]
    assert [room.needed for room in tally.headroom({MINI: 100}, TODAY)] == [150, 150]
    tally.include([replace(sent, state=State.FAILED, charged=0)])
    assert [(room.taken, room.needed) for room in tally.headroom({MINI: 100}, TODAY)] == [
        (0, 100),
        (800, 100),
    ]


@pytest.mark.parametrize(("price", "fit"), [(900, True), (901, False), (0, True), (10**9, False)])
def test_a_cap_holds_to_the_credit(price: int, fit: bool) -> None:
    assert allows(price, [row()], CAP) is fit


def test_the_correction_is_part_of_what_must_fit() -> None:
    rows = [row(State.DONE, charged=200)]
    assert allows(400, rows, CAP)
    assert not allows(401, rows, CAP)


def test_without_a_limit_everything_fits() -> None:
    assert allows(10**12, [row()] * 9)


def test_a_cap_of_nothing_lets_nothing_through() -> None:
    none = replace(CAP, most=0)
    assert not allows(1, [], none)
    assert allows(0, [], none)


def test_no_limit_lifts_another() -> None:
    assert allows(900, [row()], CAP, BUDGET)
    assert not allows(900, [row()], CAP, replace(BUDGET, most=1499))
    assert not allows(901, [row()], CAP, BUDGET)


def refusal(spending: SpendingLimits, price: int, *rows: Attempt) -> tuple[str, str | None]:
    with pytest.raises(RefusedError) as refused:
        SpendingTally(spending=spending).judge(row(State.INTENT, ceiling=price), rows)
    return refused.value.message, refused.value.help


def test_an_intent_that_is_refused_says_which_limit_and_why() -> None:
    dear = row(State.DONE, charged=200)
    assert refusal(SpendingLimits(build="mine", cap=CAP), 401, dear) == (
        "$0.802 more, $0.401 by the price table, would break the cap of $1.000 ($0.200 are spoken for)",
        "raise the cap to 1,002 credits",
    )
    assert refusal(SpendingLimits(build="mine", budget=BUDGET), 4401, row()) == (
        "$4.401 more would break the film's budget of $5.000 ($0.600 are spoken for)",
        "raise `budget` in the storyboard to 5,001 credits",
    )


THREE = plan(shot("a", "a"), shot("b", "b"), shot("c", "c", resolution="480p"))  # 487, 487 and 226 credits
MANY = plan(*(shot(f"s{n}", f"p{n}") for n in range(10)))
VIDEO = plan(shot("v", "v", media={"reference_video_urls": (url("https://x.io/v.mp4"),)}))


def told(found: Plan, most: int, *rows: Attempt, budget: bool = False) -> tuple[str, str | None]:
    cap, film = replace(CAP, most=most), replace(BUDGET, most=most)
    spending = SpendingLimits(build="", budget=film) if budget else SpendingLimits(build="", cap=cap)
    with pytest.raises(RefusedError) as refused:
        check_plan(found, spending.for_plan(found, rows, TODAY))
    return refused.value.message, refused.value.help


def test_a_plan_that_does_not_fit_says_what_does() -> None:
    assert told(THREE, 1199) == (
        "the plan comes to $1.200 (1,200 credits) and the cap is $1.199: nothing is sent",
        "what fits: build a b, or raise the cap to 1,200 credits",
    )
    assert told(THREE, 900, row(build="other")) == (
        "the plan comes to $1.300 (1,300 credits, $0.100 of it in flight or unknown) and the cap is $0.900: nothing is sent",
        "what fits: build a, or raise the cap to 1,300 credits",
    )
    assert told(THREE, 1200, budget=True) == (
        (
            "the film would come to $1.700 (1,700 credits, $0.500 of it spent, in flight or unknown) and the film's budget is "
            "$1.200: nothing is sent"
        ),
        "what fits: build a, or raise `budget` in the storyboard to 1,700 credits",
    )
    assert told(VIDEO, 1187) == (
        (
            "the plan comes to $1.188 (1,188 credits) (reference videos of unknown length counted at 15 s) and the cap is $1.187: "
            "nothing is sent"
        ),
        "not even the first purchase fits: shorten it, or choose 480p, or raise the cap to 1,188 credits",
    )


def test_of_many_that_fit_a_few_are_named_and_the_rest_counted() -> None:
    assert (
        told(MANY, 4869)[1] == "what fits: build s0 s1 s2 s3 s4 and 4 more, or raise the cap to 4,870 credits"
    )


def test_nobody_is_told_to_choose_what_is_chosen() -> None:
    assert told(plan(shot(resolution="480p")), 225)[1] == (
        "not even the first purchase fits: shorten it, or raise the cap to 226 credits"
    )


def test_a_plan_without_purchases_breaks_nothing() -> None:
    door = shot()
    found = plan(door, attempts={print_of(door): attempt(door)})
    (room,) = SpendingLimits(build="", cap=replace(CAP, most=0)).for_plan(found, [row()], TODAY)
    assert (room.needed, room.left < 0, room.breaks) == (0, True, False)
    check_plan(found, [room])


def test_a_balance_that_is_too_low_says_what_it_pays_for() -> None:
    check_balance(THREE, 1200)
    with pytest.raises(RefusedError) as refused:
        check_balance(THREE, 1199)
    assert (refused.value.message, refused.value.help) == (
        "the plan comes to $1.200 and the account holds $1.199: nothing is sent",
        "what fits: build a b, or top up the account",
    )


@pytest.mark.parametrize(
    ("credit_count", "names"),
    [(1200, "abc"), (1199, "ab"), (974, "ab"), (973, "a"), (486, ""), (0, ""), (-5, "")],
)
def test_what_fits_in_order(credit_count: int, names: str) -> None:
    assert "".join(a.shot for a in affordable(THREE, credit_count)) == names


def test_a_part_of_a_plan_spends_what_it_comes_to_and_no_more() -> None:
    mine = plan(shot("door"), shot("wave", "A wave."))
    price = mine.credits
    rows = [row(build="another", project=FILM), row(State.DONE, build="another", project=FILM)]
    wide = replace(limits(CAP, BUDGET), cap=replace(CAP, most=50 * price))
    lowered = wide.lowered_to(wide.for_plan(mine, rows, TODAY))
    assert lowered.cap == replace(CAP, most=100 + price)
    assert lowered.budget == replace(BUDGET, most=700 + price)
    assert all(room.left == 0 for room in lowered.for_plan(mine, rows, TODAY))
    assert limits().lowered_to([]) == limits()


def store(rows: list[Attempt], price: int, at: str, **limits: Any) -> str | None:
    """What keeps a purchase of that moment from being made."""
    spending = SpendingLimits(build="mine", store=StoreBudget(**limits).limits)
    try:
        SpendingTally(spending=spending).judge(row(State.INTENT, ceiling=price, created=at), rows)
    except RefusedError as refused:
        return f"{refused.message}; {refused.help}"
    return None


def test_the_stores_limits_count_every_project_and_turn_with_the_day() -> None:
    """A build that runs past midnight is held to the new day, and to the month."""
    night = [row(State.DONE, build="other", project="/elsewhere", created="2026-11-24T23:50", ceiling=100)]
    assert store(night, 100, "2026-11-24T23:59", day=200) is None
    assert store(night, 101, "2026-11-24T23:59", day=200) == (
        "$0.101 more would break the day's limit of this store of $0.200 ($0.100 are spoken for); "
        "wait for tomorrow, or a person raises it: seedance-make budget --day 201"
    )
    assert store(night, 200, "2026-11-25T00:00", day=200) is None
    assert store(night, 101, "2026-11-25T00:00", day=900, month=200) == (
        "$0.101 more would break the month's limit of this store of $0.200 ($0.100 are spoken for); "
        "a person raises it: seedance-make budget --month 201"
    )
    assert store(night, 200, "2026-12-01T00:00", month=200) is None
    assert store(night, 200, "2026-10-31T00:00", month=200) is not None  # a clock that went back


def test_little_left_is_said_of_what_is_meant_to_last() -> None:
    (day,) = SpendingLimits(build="", store=StoreBudget(day=1000).limits).for_plan(THREE, [], TODAY)
    assert (day.breaks, day.near) == (True, False)
    (day,) = SpendingLimits(build="", store=StoreBudget(day=1300).limits).for_plan(THREE, [], TODAY)
    assert (day.left, day.near) == (100, True)
    (day,) = SpendingLimits(build="", store=StoreBudget(day=1334).limits).for_plan(THREE, [], TODAY)
    assert day.near is False
    (cap,) = SpendingLimits(build="", cap=replace(CAP, most=1201)).for_plan(THREE, [], TODAY)
    assert cap.near is False
