"""What a build counts for: the exit status of every ending, and what was never begun."""

from typing import Any

import pytest
from plan_samples import CLIP_A, attempt, bought, clip_at, frame, plan, print_of, shot

from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.attempt.states import State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.facts import OutputFact, Standing
from seedance_make.core.plan.model import Options, Plan
from seedance_make.core.plan.report import BuildReport, Ending, Outcome, Result, exit_of

DOOR = shot("door")
WAVE = shot("wave", "w", media={"first_frame_url": (frame("door"),)})
END = shot("end", "e", media={"first_frame_url": (frame("wave"),)})
BUYS = plan(DOOR)


def ended(result: Ending, found: Plan = BUYS, **values: Any) -> Result:
    return Result(action=found.actions[0], outcome=Outcome(ending=result, **values))


def fault(code: str, http: int | None = None) -> ApiFault:
    return ApiFault(code=code, http=http, message="m")


def status(*results: Result, found: Plan = BUYS, **values: Any) -> int:
    return int(exit_of(BuildReport(plan=found, results=results, spent=0, **values)))


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (ended(Ending.DONE), 0),
        (ended(Ending.FAILED), 1),
        (ended(Ending.FAILED, fault=fault("80007")), 1),
        (ended(Ending.FAILED, fault=fault("30001", 402)), 4),
        (ended(Ending.FAILED, fault=fault("10004", 401)), 77),
        (ended(Ending.PENDING), 5),
        (ended(Ending.BLOCKED), 3),
        (ended(Ending.SKIPPED), 0),
        (ended(Ending.SKIPPED, status=Exit.REFUSED), 4),
        (ended(Ending.FAILED, status=Exit.STORE), 74),
        (ended(Ending.DONE, status=Exit.STORE), 74),
    ],
)
def test_what_an_ending_counts_for(result: Result, expected: int) -> None:
    assert status(result) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"interrupted": True}, 130),
        ({"interrupted": True, "exit": Exit.TERMINATED}, 143),
        ({"exit": Exit.OUT_OF_REACH}, 69),
        ({}, 0),
    ],
)
def test_what_the_build_as_a_whole_counts_for(values: dict[str, Any], expected: int) -> None:
    assert status(ended(Ending.DONE), **values) == expected


def test_the_strongest_wins() -> None:
    two = plan(DOOR, shot("b", "b"))
    first, second = two.actions
    for one, other, expected in [(Ending.FAILED, Ending.PENDING, 1), (Ending.BLOCKED, Ending.FAILED, 3)]:
        results = (
            Result(action=first, outcome=Outcome(ending=one)),
            Result(action=second, outcome=Outcome(ending=other)),
        )
        assert status(*results, found=two) == expected
        assert status(*results, found=two, interrupted=True) == 130


@pytest.mark.parametrize(
    ("world", "ending", "expected"),
    [
        ({"attempts": {print_of(DOOR): attempt(DOOR, State.UNKNOWN)}}, Ending.BLOCKED, 3),
        ({"attempts": {print_of(DOOR): attempt(DOOR, State.PAID_MISSING)}}, Ending.SKIPPED, 1),
        ({"attempts": {print_of(DOOR): attempt(DOOR, State.FAILED, code="80007")}}, Ending.SKIPPED, 1),
        ({"outputs": {"door.mp4": OutputFact(standing=Standing.EDITED)}}, Ending.SKIPPED, 1),
        ({}, Ending.SKIPPED, 0),
    ],
)
def test_what_was_never_begun_is_as_the_plan_says(
    world: dict[str, Any], ending: Ending, expected: int
) -> None:
    found = plan(DOOR, **world)
    assert [r.outcome.ending for r in BuildReport(plan=found, results=(), spent=0).complete] == [ending]
    assert status(found=found) == expected


def test_a_take_in_place_is_done() -> None:
    found = plan(DOOR, bought={print_of(DOOR): bought(CLIP_A)}, outputs={"door.mp4": clip_at(CLIP_A)})
    kept = BuildReport(plan=found, results=(), spent=0).complete[0]
    assert (kept.outcome.ending, kept.outcome.sha256, kept.outcome.text) == (Ending.DONE, CLIP_A, None)


def test_a_purchase_that_was_never_begun_says_so() -> None:
    assert BuildReport(plan=BUYS, results=(), spent=0).complete[0].outcome.text == "not begun"


def selected(*only: str) -> Plan:
    world = {"attempts": {print_of(DOOR): attempt(DOOR, State.UNKNOWN)}}
    return plan(DOOR, WAVE, END, ask=Options(only=frozenset(only)), **world)


def test_a_blocked_upstream_counts_when_what_was_asked_for_needs_it() -> None:
    assert status(found=selected("end")) == 3
    assert status(found=selected("door")) == 3


def test_a_blocked_take_that_nothing_asked_for_needs_does_not_count() -> None:
    found = selected("wave")
    results = (Result(action=found.actions[1], outcome=Outcome(ending=Ending.DONE)),)
    assert status(*results, found=found) == 0


def test_results_come_in_the_order_of_the_plan() -> None:
    two = plan(DOOR, shot("b", "b"))
    results = tuple(Result(action=a, outcome=Outcome(ending=Ending.DONE)) for a in reversed(two.actions))
    assert [r.action.shot for r in BuildReport(plan=two, results=results, spent=0).complete] == ["door", "b"]
