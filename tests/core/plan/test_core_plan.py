"""The plan as a whole: order, twins, waits, removals, selection, totals, notes."""

import json
from decimal import Decimal
from typing import Any

import pytest
from plan_samples import (
    CLIP_A,
    CLIP_B,
    MINI,
    RATES,
    WHEN,
    attempt,
    board,
    bought,
    clip_at,
    facts,
    frame,
    plan,
    print_of,
    replace,
    shot,
    url,
)
from resolving import resolved

from seedance_make.core.attempt.states import State
from seedance_make.core.plan.facts import OutputFact, Standing, Stray
from seedance_make.core.plan.make import action_for, make_plan
from seedance_make.core.plan.model import ActionKind, Options, Plan, ShotState
from seedance_make.core.plan.outputs import output_of, outputs_of
from seedance_make.core.plan.wants import settle
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.graph import by_need, with_upstream
from seedance_make.core.storyboard.video_model import ModelPrices
from seedance_make.core.text.diagnostic import Problem

DOOR = shot("door")
WAVE = shot("wave", "A wave.", media={"first_frame_url": (frame("door"),)})
END = shot("end", "The end.", media={"first_frame_url": (frame("wave"),)})


def steps(found: Plan) -> list[tuple[str, int, str, str]]:
    return [(a.shot, a.take, a.kind.value, a.reason) for a in found.actions]


def kinds(found: Plan) -> dict[tuple[str, int], str]:
    return {(a.shot, a.take): a.kind.value for a in found.actions}


def test_an_empty_world_buys_everything_in_storyboard_order() -> None:
    found = plan(shot("b", "b"), shot("a", "a"), shot("c", "c"))
    assert steps(found) == [("b", 1, "buy", "new"), ("a", 1, "buy", "new"), ("c", 1, "buy", "new")]
    assert (found.credits, found.seconds, found.exact) == (1461, 15, True)
    assert (found.model, found.origin, found.profile, found.output) == (MINI, "reapi.ai", None, "out")
    assert (found.prices_as_of, found.problems, found.notes) == ("2026-07-23", (), ())


def test_every_take_is_a_purchase_of_its_own() -> None:
    found = plan(shot(takes=(1, 3)))
    assert kinds(found) == {("door", 1): "buy", ("door", 3): "buy"}
    assert [a.output for a in found.actions] == ["door.mp4", "_takes/door/3.mp4"]
    assert found.credits == 974


def test_where_takes_are_seen() -> None:
    assert output_of("act1/door", 2, 2) == "act1/door.mp4"
    assert output_of("act1/door", 1, 2) == "_takes/act1/door/1.mp4"
    (action,) = plan(shot("act1/door", takes=(2,), chosen=2)).actions
    assert action.want
    assert outputs_of(action.want, 0) == ("act1/door.mp4",)
    assert outputs_of(action.want, 3) == (
        "act1/door.mp4",
        "_takes/act1/door/2.2.mp4",
        "_takes/act1/door/2.3.mp4",
    )


def test_a_disabled_shot_has_no_action() -> None:
    assert kinds(plan(shot("a", "a", enabled=False), shot("b", "b"))) == {("b", 1): "buy"}


def test_two_shots_with_one_request_are_one_purchase() -> None:
    found = plan(shot("a"), shot("b"), shot("c"))
    assert steps(found) == [
        ("a", 1, "buy", "new"),
        ("b", 1, "restore", "the same request as a: one purchase serves both"),
        ("c", 1, "restore", "the same request as a: one purchase serves both"),
    ]
    assert (found.credits, found.actions[1].twin, found.actions[1].estimate) == (487, ("a", 1), None)


def test_a_twin_of_a_running_task_is_served_by_it() -> None:
    found = plan(shot("a"), shot("b"), attempts={print_of(shot()): attempt()})
    assert kinds(found) == {("a", 1): "resume", ("b", 1): "restore"}
    assert found.actions[1].twin == ("a", 1)


def test_two_takes_are_never_twins() -> None:
    assert kinds(plan(shot("a", takes=(1, 2)), shot("b", takes=(2,)))) == {
        ("a", 1): "buy", ("a", 2): "buy", ("b", 2): "restore",
    }  # fmt: skip


def test_a_shot_that_needs_a_new_clip_waits_and_is_priced() -> None:
    found = plan(DOOR, WAVE, END)
    assert steps(found) == [
        ("door", 1, "buy", "new"),
        ("wave", 1, "wait", "waits for door (buy)"),
        ("end", 1, "wait", "waits for wave (wait)"),
    ]
    assert [a.needs for a in found.actions] == [(), ("door",), ("wave",)]
    assert (found.credits, found.seconds) == (1461, 15)
    assert [a.fingerprint is None for a in found.actions] == [False, True, True]


def test_the_storyboard_order_is_kept_when_a_shot_needs_a_later_one() -> None:
    assert steps(plan(WAVE, DOOR)) == [("wave", 1, "wait", "waits for door (buy)"), ("door", 1, "buy", "new")]


def test_a_clip_that_exists_settles_the_downstream() -> None:
    world: dict[str, Any] = {
        "bought": {print_of(DOOR): bought(CLIP_A), print_of(WAVE, clips={"door": CLIP_A}): bought(CLIP_B)},
        "at_hand": frozenset({CLIP_A, CLIP_B}),
        "outputs": {"door.mp4": clip_at(CLIP_A), "wave.mp4": clip_at(CLIP_B)},
    }
    assert kinds(plan(DOOR, WAVE, **world)) == {("door", 1): "keep", ("wave", 1): "keep"}
    changed = replace(DOOR, prompt="A gate opens.")
    assert steps(plan(changed, WAVE, **world)) == [
        ("door", 1, "buy", "new"),
        ("wave", 1, "wait", "waits for door (buy)"),
    ]


def test_another_clip_upstream_buys_the_downstream_and_says_so() -> None:
    old = '{"model":"seedance-2.0-mini","request":{"first_frame_url":{"frame":"last","sha256":"%s"}},"take":1,"v":1}'
    world: dict[str, Any] = {
        "bought": {print_of(DOOR): bought(CLIP_B)},
        "at_hand": frozenset({CLIP_B}),
        "outputs": {"door.mp4": clip_at(CLIP_B)},
    }
    found = plan(DOOR, WAVE, previous={("wave", 1): json.loads(old % CLIP_A)}, **world)
    changes = {c.field: (c.old, c.new) for c in found.actions[1].changed}
    assert found.actions[1].state is ShotState.CHANGED
    assert changes["first_frame_url"] == (f"sha256:{CLIP_A} (last frame)", f"sha256:{CLIP_B} (last frame)")


@pytest.mark.parametrize(
    ("state", "values", "reason"),
    [
        (State.UNKNOWN, {}, "waits for door, which is blocked"),
        (State.PAID_MISSING, {}, "waits for door, which is lost"),
        (State.FAILED, {"code": "80007"}, "waits for door, which is failed"),
        (State.SUBMITTED, {}, "waits for door (resume)"),
    ],
)
def test_a_wait_names_what_is_wrong_upstream(state: State, values: dict[str, str], reason: str) -> None:
    found = plan(DOOR, WAVE, attempts={print_of(DOOR): attempt(DOOR, state, **values)})
    assert steps(found)[1] == ("wave", 1, "wait", reason)


def test_a_shot_waits_for_a_choice_among_takes() -> None:
    several = shot("door", takes=(1, 2, 3))
    world: dict[str, Any] = {
        "bought": {print_of(several, t): bought(CLIP_A) for t in (1, 2, 3)},
        "at_hand": frozenset({CLIP_A}),
    }
    reason = "waits for a choice among the takes 1, 2, 3 of door: pick door K"
    assert steps(plan(several, WAVE, **world))[3] == ("wave", 1, "wait", reason)
    chosen = replace(several, chosen=2, choice=True)
    assert kinds(plan(chosen, WAVE, **world))["wave", 1] == "buy"


def test_two_missing_clips_are_both_named() -> None:
    media = {"reference_image_urls": (frame("door"), frame("gate"))}
    found = plan(DOOR, shot("gate", "g"), shot("both", "b", media=media))
    assert found.actions[2].reason == "waits for door (buy); waits for gate (buy)"


def test_a_pinned_upstream_gives_its_frames_whatever_it_says_now() -> None:
    pinned = replace(DOOR, pin="a" * 12, prompt="anything")
    found = plan(pinned, WAVE, pins={"a" * 12: CLIP_A}, at_hand=frozenset({CLIP_A}))
    assert kinds(found) == {("door", 1): "restore", ("wave", 1): "buy"}
    assert found.actions[1].fingerprint == print_of(WAVE, clips={"door": CLIP_A})


def test_a_selection_includes_what_it_needs_and_says_which() -> None:
    found = plan(DOOR, WAVE, END, shot("other", "o"), ask=Options(only=frozenset({"wave"})))
    assert [(a.shot, a.kind.value, a.selected) for a in found.actions] == [
        ("door", "buy", False),
        ("wave", "wait", True),
    ]
    assert with_upstream((DOOR, WAVE, END), frozenset({"end"})) == {"door", "wave", "end"}


def test_a_selection_removes_nothing() -> None:
    stray = Stray(path="old.mp4", shot="old", take=1, digest=CLIP_A, edited=False)
    assert kinds(plan(DOOR, strays=(stray,), ask=Options(only=frozenset({"door"})))) == {("door", 1): "buy"}


def test_outputs_that_nothing_asks_for_are_removed_unless_edited() -> None:
    strays = (
        Stray(path="old.mp4", shot="old", take=1, digest=CLIP_A, edited=False),
        Stray(path="_takes/door/2.mp4", shot="door", take=2, digest=CLIP_B, edited=True),
    )
    found = plan(DOOR, strays=strays)
    assert steps(found)[1:] == [
        ("old", 1, "remove", "no shot asks for it any more; its clip stays in the store"),
        ("door", 2, "edited", "no shot asks for it any more, but it was edited by hand: left alone"),
    ]
    assert [a.output for a in found.actions[1:]] == ["old.mp4", "_takes/door/2.mp4"]


def test_a_price_that_the_table_lacks_is_a_problem_at_the_shot() -> None:
    found = plan(
        shot("a", "a", resolution="480p"),
        prices=PriceTable(own={MINI: ModelPrices(as_of="2026-01-02", rates={"720p": RATES["720p"]})}),
    )
    assert found.problems == (
        Problem(
            place=shot().place, path="shots.a", name="no-price", message=f"no price for {MINI} at 480p",
            help="prices: replaces the model's whole table: add 480p to it, or choose another",
        ),
    )  # fmt: skip
    assert found.actions[0].estimate is None


def test_a_model_that_nobody_has_priced_is_a_problem_that_says_so() -> None:
    found = plan(shot("a", "a", model="other"))
    assert [(p.name, p.message, p.help) for p in found.problems] == [
        (
            "no-price", "nobody has said what other costs, and nothing is bought without a price",
            "write what its page says into the storyboard: `prices: {as_of: …, other: …}`",
        )
    ]  # fmt: skip


def test_a_lower_bound_makes_the_total_one() -> None:
    media = {"reference_video_urls": (url("https://x.io/v.mp4"),)}
    found = plan(shot("a", "a"), shot("b", "b", media=media))
    assert (found.credits, found.exact) == (487 + 297, False)
    found = plan(shot("a", "a"), shot("b", "b", media=media), lengths={"https://x.io/v.mp4": Decimal(8)})
    assert (found.credits, found.exact) == (487 + 772, True)


def test_what_costs_nothing_is_not_priced() -> None:
    found = plan(DOOR, bought={print_of(DOOR): bought(CLIP_A)}, at_hand=frozenset({CLIP_A}))
    assert (found.actions[0].estimate, found.credits, found.seconds, found.purchases) == (None, 0, 0, ())


def test_counts_by_action() -> None:
    found = plan(DOOR, WAVE, END)
    assert {k: found.count(k) for k in ActionKind if found.count(k)} == {
        ActionKind.BUY: 1,
        ActionKind.WAIT: 2,
    }


def test_problems_of_the_storyboard_come_first() -> None:
    problem = Problem(place=shot().place, path="x", name="y", message="z")
    found = make_plan(board(DOOR, problems=(problem,)), facts(), Options())
    assert found.problems == (problem,)


def test_unknown_outcomes_that_no_shot_asks_for_are_a_note() -> None:
    found = plan(DOOR, orphans=(attempt(shot("gone"), State.UNKNOWN, take=2),))
    assert found.notes == (
        f"gone@2: the request of {WHEN} has an unknown outcome, and the shot has changed or gone since: resolve 1a2b3c4d",
    )


@pytest.mark.parametrize(
    ("charged", "percent"),
    [
        (((100, 105),) * 10, None),
        (((100, 106),) * 10, "+6"),
        (((100, 95),) * 10, None),
        (((100, 90),) * 2, "-10"),
        ((), None),
        (((0, 9),), None),
    ],
)
def test_a_price_table_that_is_off_by_more_than_5_percent_is_said(
    charged: tuple[tuple[int, int], ...], percent: str | None
) -> None:
    said = (
        f"the last {len(charged)} tasks cost {percent} % against the price table: "
        "look at the model page and set prices: in the manifest"
    )
    assert plan(DOOR, charged=tuple((MINI, *task) for task in charged)).notes == ((said,) if percent else ())


def test_each_model_is_off_by_itself() -> None:
    charged = ((MINI, 100, 100), ("other", 100, 150), (MINI, 100, 104), ("other", 200, 300))
    assert plan(DOOR, charged=charged).notes == (
        (
            "the last 2 tasks of other cost +50 % against the price table: "
            "look at the model page and set prices: in the manifest"
        ),
    )


def test_a_plan_that_buys_says_once_what_is_known_second_hand() -> None:
    family = resolved(
        "defaults: {model: doubao-seedance-2.0}\n"
        "shots: {a: {prompt: x}, b: {prompt: y}, c: {prompt: z, model: seedance-2.0-mini}}"
    )
    note = (
        'what is known of doubao-seedance-2.0 is second-hand ("the vendor\'s own bundle, and public clients of the API", '
        "2026-07-23): fields and prices may be otherwise"
    )
    assert make_plan(family, facts(), Options()).notes == (note,)
    assert make_plan(family, facts(), Options(only=frozenset({"c"}))).notes == ()


def test_shots_come_after_those_they_need_and_a_ring_ends() -> None:
    assert [s.name for s in by_need((END, WAVE, DOOR))] == ["door", "wave", "end"]
    ring = (
        shot("a", media={"first_frame_url": (frame("b"),)}),
        shot("b", media={"first_frame_url": (frame("a"),)}),
    )
    assert {s.name for s in by_need(ring)} == {"a", "b"}
    assert kinds(plan(*ring)) == {("a", 1): "wait", ("b", 1): "wait"}


def test_the_same_facts_give_the_same_plan() -> None:
    world: dict[str, Any] = {
        "attempts": {print_of(DOOR): attempt()},
        "outputs": {"wave.mp4": OutputFact(standing=Standing.EDITED)},
    }
    assert plan(DOOR, WAVE, END, **world) == plan(DOOR, WAVE, END, **world)


def test_a_store_without_its_journal_is_said() -> None:
    (said,) = plan(shot(), journal_gone=True).notes
    assert said == (
        "the store's journal is gone (journal.db): requests that were in flight or unknown are not known any more; "
        "look at your account's tasks before you buy"
    )


def test_a_finished_clip_completes_what_waits_for_it_as_a_new_plan_would() -> None:
    waiting = plan(DOOR, WAVE).actions[1]
    assert waiting.want is not None
    facts_now = facts(bought={print_of(DOOR): bought(CLIP_A)}, at_hand=frozenset({CLIP_A}))
    settled = settle(waiting.want, {"door": CLIP_A})
    planned = make_plan(board(DOOR, WAVE), facts_now, Options()).actions[1]
    assert settled == planned.want
    assert action_for(settled, facts_now, Options()) == planned
    assert planned.kind is ActionKind.BUY


UP = shot("up", "An up.")
AFTER = shot("after", "After.", media={"first_frame_url": (frame("up"),)})
LATER = shot("later", "Later.", media={"first_frame_url": (frame("after"),)})
ROWS = {
    "failed": attempt(UP, State.FAILED, code="80007"),
    "blocked": attempt(UP, State.UNKNOWN),
    "lost": attempt(UP, State.PAID_MISSING),
}


@pytest.mark.parametrize("state", ROWS)
def test_what_waits_for_a_clip_that_cannot_come_is_shown_and_in_no_total(state: str) -> None:
    found = plan(UP, AFTER, LATER, shot("new"), attempts={print_of(UP): ROWS[state]})
    assert steps(found)[1:3] == [
        ("after", 1, "wait", f"waits for up, which is {state}"),
        ("later", 1, "wait", "waits for after (wait)"),
    ]
    assert [a.estimate for a in found.actions[:3]] == [None, None, None]
    assert [a.shot for a in found.purchases] == ["new"]
    assert (found.credits, found.seconds, found.exact, found.count(ActionKind.WAIT)) == (487, 5, True, 2)


def test_what_waits_for_a_choice_is_in_no_total() -> None:
    found = plan(shot("up", takes=(1, 2), choice=False), AFTER)
    assert steps(found)[-1] == (
        "after",
        1,
        "wait",
        "waits for a choice among the takes 1, 2 of up: pick up K",
    )
    assert found.actions[-1].estimate is None
    assert (len(found.purchases), found.credits) == (2, 974)


@pytest.mark.parametrize(
    ("found", "work"),
    [
        (plan(UP, AFTER, attempts={print_of(UP): ROWS["failed"]}), False),
        (plan(UP, AFTER, attempts={print_of(UP): ROWS["blocked"]}), False),
        (plan(UP, AFTER, attempts={print_of(UP): ROWS["lost"]}), True),  # its task is asked again
        (plan(UP, attempts={print_of(UP): attempt(UP)}), True),
        (plan(UP, AFTER), True),
        (plan(), False),
    ],
)
def test_whether_a_build_gets_on_with_anything(found: Plan, work: bool) -> None:
    assert found.has_work is work
