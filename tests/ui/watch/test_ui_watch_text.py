"""The words of `watch` for what is rarer than a save: a limit that breaks, what a person has to see to, the keys."""

from typing import Any

import pytest
from plan_samples import attempt, headroom, plan, print_of, shot

from seedance_make.core.attempt.states import State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.model import Plan
from seedance_make.core.text.diagnostic import Place, Problem
from seedance_make.ui.paint import Paint, View
from seedance_make.ui.watch.events import Invalid, Planned, Unrendered
from seedance_make.ui.watch.text import (
    invalid_text,
    keys_text,
    price_text,
    rendered_text,
    save_text,
    standing_text,
    unrendered_text,
)

VIEW = View(paint=Paint(False), width=120)


def planned(made: Plan, *saved: str, **more: Any) -> Planned:
    given = {"saved": saved, "plan": made, "since": (), "headroom": (), "warnings": (), **more}
    return Planned(**given)


def invalid(*messages: str) -> Invalid:
    problems = tuple(
        Problem(
            place=Place(file="a.yaml", line=n, column=3, end=4),
            path="shots.x",
            name="bad",
            message=m,
            help=None,
        )
        for n, m in enumerate(messages, 1)
    )
    return Invalid(
        saved=("a.yaml",), exit=Exit.INVALID, message="a.yaml is bad", help="mend it", problems=problems
    )


UNKNOWN = plan(
    shot(), shot("wave", "A wave."),
    attempts={print_of(shot()): attempt(shot(), State.UNKNOWN)},
)  # fmt: skip


def test_a_limit_that_breaks_stands_with_the_price() -> None:
    made = plan(shot(), shot("wave", "A wave."))
    said = price_text(planned(made, headroom=headroom(made, 300)), view=VIEW)
    assert said == (
        "Since the last build: 2 takes to buy (door, wave), 10 seconds of film, $0.974.\n"
        "The cap of $0.300 breaks by $0.674: a build would send nothing. Nothing of it fits.\n"
    )


def test_what_a_person_has_to_see_to_is_counted() -> None:
    assert price_text(planned(UNKNOWN), view=VIEW) == (
        "Since the last build: 1 take to buy (wave), 5 seconds of film, $0.487; 1 blocked.\n"
    )


def test_several_files_are_saved_at_once() -> None:
    made = planned(plan(shot()), "a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml")
    assert save_text(made, at="12:00:00", mended=False, view=VIEW) == (
        "12:00:00  a.yaml, b.yaml and 3 more saved: no shot asks for anything new\n"
    )


def test_an_error_without_a_place() -> None:
    assert invalid_text(invalid(), {}, at="12:00:00", view=VIEW) == (
        "12:00:00  a.yaml saved\na.yaml is bad\n   help: mend it\n"
    )
    assert standing_text(invalid(), at="12:00:00", view=VIEW) == (
        "12:00:00  a.yaml saved, and this stands: a.yaml is bad\n"
    )


def test_several_errors_that_stand() -> None:
    assert standing_text(invalid("is no", "is none", "is nothing"), at="12:00:00", view=VIEW) == (
        "12:00:00  a.yaml saved, and this stands: a.yaml:1:3: shots.x: is no, and 2 more errors\n"
    )


@pytest.mark.parametrize(
    ("last", "more", "said"),
    [
        (planned(plan(shot())), {"shot": "door"}, "b buys 1 take for $0.487, after asking · o opens door · r renders · q quits"),
        (planned(plan(shot())), {"simulate": True, "rendering": 2}, "b buys 1 take for $0.487, after asking · rendering 2 shots · q quits"),
        (planned(plan()), {}, "b has nothing to build · r renders · q quits"),
        (invalid("is bad"), {}, "no plan while the error stands · q quits"),
        (invalid("is bad", "is worse"), {"shot": "door"}, "no plan while 2 errors stand · q quits"),
        (invalid(), {}, "no plan while the error stands · q quits"),
    ],
)  # fmt: skip
def test_the_keys_say_what_they_would_do(last: Planned | Invalid, more: dict[str, Any], said: str) -> None:
    assert keys_text(last, **{"shot": None, "rendering": 0, "simulate": False, **more}) == said


def test_clips_and_what_keeps_one_from_being_made() -> None:
    clips = [(f"s{n}", n) for n in range(1, 9)]
    assert rendered_text(clips, at="12:00:00", view=VIEW) == (
        "12:00:00  rendered s1, s2@2, s3@3, s4@4, s5@5 and 3 more: simulated, nothing is spent\n"
    )
    told = Unrendered(shot="door", take=2, message="no \x1b[31mspace")
    assert unrendered_text(told, at="12:00:00", view=VIEW) == (
        "12:00:00  door@2 cannot be rendered: no space\n"
    )
