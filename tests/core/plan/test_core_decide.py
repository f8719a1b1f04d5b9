"""One take, every state of the world: the action, its state and its reason, whole."""

from typing import Any

import pytest
from plan_samples import (
    CLIP_A,
    CLIP_B,
    WHEN,
    attempt,
    bought,
    clip_at,
    document_of,
    facts,
    frame,
    print_of,
    shot,
    verdict,
    want,
)

from seedance_make.core.attempt.states import State
from seedance_make.core.plan.decide import decide
from seedance_make.core.plan.facts import OutputFact, Standing
from seedance_make.core.plan.model import ActionKind, Options, ShotState
from seedance_make.core.request.changes import Change

DOOR = shot()
FP = print_of(DOOR)
EDITED = OutputFact(standing=Standing.EDITED)
IN_THE_WAY = OutputFact(standing=Standing.BLOCKED)
OUT = "door.mp4"
RESOLVE = f"nobody knows whether the request of {WHEN} was taken: resolve 1a2b3c4d"
HAND = "edited by hand, left alone: move it away, or build --overwrite door"
MISSING = "paid, but its clip is missing; build --rebuy door@1 buys it again"
ASKED_AGAIN = "paid, but its clip is missing (task task_1 is asked again); build --rebuy door@1 buys it again"
HERE: dict[str, Any] = {"bought": {FP: bought(CLIP_A)}, "at_hand": frozenset({CLIP_A})}
GONE: dict[str, Any] = {"bought": {FP: bought(CLIP_A)}}


def row(state: State, **values: Any) -> dict[str, Any]:
    return {"attempts": {FP: attempt(DOOR, state, **values)}}


DEAD = {"dead": frozenset({"1a2b3c4d" + "0" * 24})}


@pytest.mark.parametrize(
    ("world", "kind", "state", "reason"),
    [
        ({}, ActionKind.BUY, ShotState.NEW, "new"),
        ({**HERE, "outputs": {OUT: clip_at(CLIP_A)}}, ActionKind.KEEP, ShotState.DONE, "in place"),
        ({**GONE, "outputs": {OUT: clip_at(CLIP_A)}}, ActionKind.KEEP, ShotState.DONE, "in place"),
        (HERE, ActionKind.RESTORE, ShotState.DONE, "bought before: its clip is in the store"),
        ({**HERE, "outputs": {OUT: clip_at(CLIP_B)}}, ActionKind.RESTORE, ShotState.DONE, "bought before: its clip is in the store"),
        ({**HERE, "outputs": {OUT: EDITED}}, ActionKind.EDITED, ShotState.EDITED, HAND),
        ({**HERE, "outputs": {OUT: IN_THE_WAY}}, ActionKind.EDITED, ShotState.EDITED, "something else stands in its place, or in that of its folder: move it away"),
        ({"outputs": {OUT: EDITED}}, ActionKind.EDITED, ShotState.EDITED, HAND),
        ({"outputs": {OUT: clip_at(CLIP_B)}}, ActionKind.BUY, ShotState.NEW, "new"),
        (GONE, ActionKind.LOST, ShotState.LOST, MISSING),
        ({**GONE, **row(State.DONE)}, ActionKind.LOST, ShotState.LOST, ASKED_AGAIN),
        (row(State.PAID_MISSING), ActionKind.LOST, ShotState.LOST, ASKED_AGAIN),
        ({**HERE, **row(State.PAID_MISSING)}, ActionKind.RESTORE, ShotState.DONE, "bought before: its clip is in the store"),
        (row(State.UNKNOWN), ActionKind.BLOCKED, ShotState.BLOCKED, RESOLVE),
        ({**row(State.UNKNOWN), **HERE}, ActionKind.RESTORE, ShotState.DONE, "bought before: its clip is in the store"),
        ({**row(State.UNKNOWN), "outputs": {OUT: EDITED}}, ActionKind.BLOCKED, ShotState.BLOCKED, RESOLVE),
        ({**row(State.INTENT), **DEAD}, ActionKind.BLOCKED, ShotState.BLOCKED, RESOLVE),
        (row(State.INTENT), ActionKind.RESUME, ShotState.RUNNING, "another build is sending it"),
        (row(State.SUBMITTED), ActionKind.RESUME, ShotState.RUNNING, "paid, task task_1 is with another build"),
        ({**row(State.SUBMITTED), **DEAD}, ActionKind.RESUME, ShotState.RUNNING, "paid, task task_1 is left over: it is taken up again"),
        (row(State.COMPLETED, owner=""), ActionKind.RESUME, ShotState.RUNNING, "paid, task task_1 is left over: it is taken up again"),
        ({**row(State.VERIFIED), **DEAD}, ActionKind.RESUME, ShotState.RUNNING, "paid, task task_1 is left over: it is taken up again"),
        ({**row(State.SUBMITTED), "outputs": {OUT: EDITED}}, ActionKind.RESUME, ShotState.RUNNING, "paid, task task_1 is with another build"),
        (row(State.NOT_SENT), ActionKind.BUY, ShotState.NEW, "new"),
        (row(State.RELEASED), ActionKind.BUY, ShotState.NEW, "its last attempt was given up: bought again as asked"),
        (
            row(State.ABANDONED), ActionKind.REFUSED, ShotState.FAILED,
            "its unknown outcome was abandoned: resolve 1a2b3c4d --resubmit lets it be bought",
        ),
    ],
)  # fmt: skip
def test_what_is_done_and_why(world: dict[str, Any], kind: ActionKind, state: ShotState, reason: str) -> None:
    assert verdict(**world) == (kind, state, reason)


@pytest.mark.parametrize(
    "code", ["80003", "60001", "60002", "60099", "70001", "70002", "69999", "PRICING_UNAVAILABLE"]
)
@pytest.mark.parametrize("state", [State.FAILED, State.REJECTED])
def test_faults_of_the_service_are_bought_again_by_themselves(code: str, state: State) -> None:
    kind, shown, reason = verdict(**row(state, code=code))
    assert (kind, shown) == (ActionKind.BUY, ShotState.FAILED)
    assert reason.startswith("tried again after: ")
    assert reason.endswith(f" ({code})")


@pytest.mark.parametrize("code", ["20002", "20007", "30002", "80006", "80007", "12345x", "90000"])
@pytest.mark.parametrize("state", [State.FAILED, State.REJECTED])
def test_other_faults_wait_for_a_change_or_a_name(code: str, state: State) -> None:
    kind, shown, reason = verdict(**row(state, code=code))
    assert (kind, shown) == (ActionKind.REFUSED, ShotState.FAILED)
    assert reason.startswith("failed: ")
    assert reason.endswith(f" ({code}); change the shot")
    named, shown, reason = verdict(ask=Options(named=frozenset({"door"})), **row(state, code=code))
    assert (named, shown) == (ActionKind.BUY, ShotState.FAILED)
    assert reason.startswith("tried again after: ")


def test_a_refusal_in_full() -> None:
    assert verdict(**row(State.FAILED, code="80007")) == (
        ActionKind.REFUSED, ShotState.FAILED,
        "failed: the video model refused the content (80007); change the shot",
    )  # fmt: skip


def test_an_abandoned_outcome_stays_refused_even_when_named() -> None:
    assert verdict(ask=Options(named=frozenset({"door"})), **row(State.ABANDONED))[0] is ActionKind.REFUSED


def test_overwrite_lets_an_edited_output_go() -> None:
    over = Options(overwrite=frozenset({"door"}))
    edited: dict[str, Any] = {"outputs": {OUT: EDITED}}
    assert verdict(ask=over, **HERE, **edited)[0] is ActionKind.RESTORE
    assert verdict(ask=over, **edited)[0] is ActionKind.BUY
    assert verdict(ask=Options(overwrite=frozenset({"other"})), **edited)[0] is ActionKind.EDITED


def test_overwrite_never_goes_through_a_link_or_a_folder() -> None:
    over = Options(overwrite=frozenset({"door"}))
    assert verdict(ask=over, **HERE, outputs={OUT: IN_THE_WAY})[0] is ActionKind.EDITED


@pytest.mark.parametrize(
    ("rebuy", "kind"),
    [
        ({("door", 1)}, ActionKind.BUY), ({("door", None)}, ActionKind.BUY), ({("door", 2)}, ActionKind.LOST), ({("gate", 1)}, ActionKind.LOST),
        ({("gate", None)}, ActionKind.LOST), (set(), ActionKind.LOST),
    ],
)  # fmt: skip
def test_only_a_name_buys_a_lost_clip_again(rebuy: set[tuple[str, int | None]], kind: ActionKind) -> None:
    for world in (GONE, row(State.PAID_MISSING)):
        assert verdict(ask=Options(rebuy=frozenset(rebuy)), **world)[0] is kind


def test_a_rebuy_without_a_take_means_the_chosen_one() -> None:
    one = shot(takes=(1, 2), chosen=2, choice=True)
    world: dict[str, Any] = {"bought": {print_of(one, t): bought(CLIP_A) for t in (1, 2)}}
    ask = Options(rebuy=frozenset({("door", None)}))
    assert verdict(one, 1, ask, **world)[0] is ActionKind.LOST
    assert verdict(one, 2, ask, **world) == (
        ActionKind.BUY,
        ShotState.LOST,
        "lost, and bought again as asked",
    )


@pytest.mark.parametrize(
    "ask", [Options(named=frozenset({"door"})), Options(overwrite=frozenset({"door"})), Options()]
)
def test_nothing_but_rebuy_buys_a_lost_clip(ask: Options) -> None:
    assert verdict(ask=ask, **GONE)[0] is ActionKind.LOST


def test_rebuy_buys_nothing_that_is_there_or_under_way() -> None:
    ask = Options(rebuy=frozenset({("door", 1)}))
    assert verdict(ask=ask, **HERE)[0] is ActionKind.RESTORE
    assert verdict(ask=ask, **row(State.SUBMITTED))[0] is ActionKind.RESUME
    assert verdict(ask=ask, **row(State.UNKNOWN))[0] is ActionKind.BLOCKED


def test_a_further_video_that_is_missing_makes_the_take_lost() -> None:
    world: dict[str, Any] = {
        "bought": {FP: bought(CLIP_A, CLIP_B)},
        "outputs": {OUT: clip_at(CLIP_A)},
        "at_hand": frozenset({CLIP_A}),
    }
    assert verdict(**world)[0] is ActionKind.LOST
    assert verdict(**{**world, "at_hand": frozenset({CLIP_A, CLIP_B})})[0] is ActionKind.KEEP


def test_a_change_is_named_by_its_fields() -> None:
    found = decide(
        want(),
        facts(previous={("door", 1): document_of(shot(prompt="A gate opens.", duration=9))}),
        Options(),
    )
    assert (found.kind, found.state, found.reason) == (
        ActionKind.BUY,
        ShotState.CHANGED,
        "changed: duration, prompt",
    )
    assert found.changed == (
        Change(field="duration", old=9, new=5),
        Change(field="prompt", old="A gate opens.", new="A door opens."),
    )


def test_a_change_does_not_hide_why_a_failed_shot_is_bought() -> None:
    previous = {("door", 1): document_of(shot(prompt="A gate opens."))}
    found = decide(want(), facts(previous=previous, **row(State.FAILED, code="80003")), Options())
    assert (found.kind, found.state) == (ActionKind.BUY, ShotState.FAILED)
    assert found.reason == "tried again after: the video model failed; the credits are refunded (80003)"
    assert [c.field for c in found.changed] == ["prompt"]


def test_what_is_kept_or_restored_has_no_changes() -> None:
    previous = {("door", 1): document_of(shot(prompt="A gate opens."))}
    assert decide(want(), facts(previous=previous, **HERE), Options()).changed == ()


def test_a_shot_waits_while_the_upstream_has_no_clip() -> None:
    one = shot(media={"first_frame_url": (frame("gate"),)})
    assert verdict(one) == (ActionKind.WAIT, ShotState.WAITING, "waits for another shot's clip")


PIN = CLIP_A[:12]
PINNED = shot(pin=PIN)
PINS: dict[str, Any] = {"pins": {PIN: CLIP_A}}
NOWHERE = f"pinned to {PIN}, and those bytes are nowhere: remove the pin, or bring the clip back"


@pytest.mark.parametrize(
    ("world", "kind", "reason"),
    [
        ({}, ActionKind.LOST, NOWHERE),
        (PINS, ActionKind.LOST, NOWHERE),
        ({**PINS, **HERE, "outputs": {OUT: clip_at(CLIP_A)}}, ActionKind.KEEP, f"pinned to {PIN}"),
        ({**PINS, **HERE}, ActionKind.RESTORE, f"pinned to {PIN}"),
        ({**PINS, "outputs": {OUT: clip_at(CLIP_A)}}, ActionKind.KEEP, f"pinned to {PIN}; the shot has drifted since"),
        ({**PINS, **HERE, "outputs": {OUT: EDITED}}, ActionKind.EDITED, HAND),
        ({**PINS, "at_hand": frozenset({CLIP_A}), **row(State.UNKNOWN)}, ActionKind.RESTORE, f"pinned to {PIN}; the shot has drifted since"),
    ],
)  # fmt: skip
def test_a_pin_fixes_the_clip_and_never_buys(world: dict[str, Any], kind: ActionKind, reason: str) -> None:
    found = decide(
        want(PINNED), facts(**world), Options(rebuy=frozenset({("door", 1)}), named=frozenset({"door"}))
    )
    assert (found.kind, found.reason) == (kind, reason)


def test_a_pin_says_which_fields_have_drifted() -> None:
    world: dict[str, Any] = {
        **PINS,
        "at_hand": frozenset({CLIP_A}),
        "clip_documents": {CLIP_A: document_of(shot(prompt="A gate opens."))},
    }
    found = decide(want(PINNED), facts(**world), Options())
    assert found.reason == f"pinned to {PIN}; the shot has drifted since (prompt)"
    assert found.changed == (Change(field="prompt", old="A gate opens.", new="A door opens."),)


def test_a_pin_holds_for_the_chosen_take_alone() -> None:
    one = shot(pin=PIN, takes=(1, 2), chosen=2, choice=True)
    world: dict[str, Any] = {**PINS, "at_hand": frozenset({CLIP_A})}
    assert verdict(one, 2, **world)[0] is ActionKind.RESTORE
    assert verdict(one, 1, **world) == (ActionKind.BUY, ShotState.NEW, "new")


def test_a_pin_holds_while_the_upstream_has_no_clip() -> None:
    one = shot(pin=PIN, media={"first_frame_url": (frame("gate"),)})
    assert verdict(one, **PINS, at_hand=frozenset({CLIP_A}))[0] is ActionKind.RESTORE
