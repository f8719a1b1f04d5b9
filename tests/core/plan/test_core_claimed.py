"""A take with a team store behind it: its bytes there, and other machines' claims. The verdict, its state, its reason."""

from collections.abc import Sequence
from typing import Any

import pytest
from claim_samples import BAD, abandoned, done, failed, intent, nonce, released, submitted
from plan_samples import CLIP_A, CLIP_B, attempt, board, bought, clip_at, facts, print_of, shot, verdict, want

from seedance_make.core.attempt.states import State
from seedance_make.core.plan.decide import decide
from seedance_make.core.plan.facts import OutputFact, Standing
from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import ActionKind, Options, ShotState
from seedance_make.core.plan.rules.lock_changes import lock_changes
from seedance_make.core.team.chain import read_chain
from seedance_make.core.team.claims import Claim, NoClaim
from seedance_make.core.team.facts import TeamFacts

FP = print_of(shot())
EDITED = OutputFact(standing=Standing.EDITED)
OUT = "door.mp4"
HAND = "edited by hand, left alone: move it away, or build --overwrite door"
ASKED = frozenset({FP})
NEW = (ActionKind.BUY, ShotState.NEW, "new")
FETCH = (ActionKind.FETCH, ShotState.DONE, "bought before: its clip is in the team store")
MAY_BE = (ActionKind.FETCH, ShotState.DONE, "bought before: the team store is asked for its clip")
LOST = "paid, but its clip is missing; build --rebuy door@1 buys it again"
GONE: dict[str, Any] = {"bought": {FP: bought(CLIP_A)}}
WHO = "mara on lighthouse"
SINCE = "2026-11-24T12:00:00.000+00:00"


def team(*claims: Claim | NoClaim, held: str = "", old: Sequence[str] = ()) -> TeamFacts:
    """A store that was asked, with this chain."""
    return TeamFacts(
        asked=ASKED,
        chains={FP: read_chain(claims)},
        held=frozenset({held} if held else ()),
        old=frozenset(map(nonce, old)),
    )


def row(state: State, **values: Any) -> dict[str, Any]:
    return {"attempts": {FP: attempt(shot(), state, **values)}}


@pytest.mark.parametrize(
    ("world", "expected"),
    [
        ({**GONE, "team": team(held=CLIP_A)}, FETCH),
        ({**GONE, "team": TeamFacts(), "receipted": {CLIP_A}}, MAY_BE),
        ({**GONE, "team": TeamFacts()}, (ActionKind.LOST, ShotState.LOST, LOST)),
        ({**GONE, "team": team(), "receipted": {CLIP_A}}, (ActionKind.LOST, ShotState.LOST, LOST)),
        ({**GONE, "receipted": {CLIP_A}}, (ActionKind.LOST, ShotState.LOST, LOST)),
        # what is here needs no team
        ({**GONE, "at_hand": {CLIP_A}, "outputs": {OUT: clip_at(CLIP_A)}, "team": TeamFacts()},
         (ActionKind.KEEP, ShotState.DONE, "in place")),
        ({**GONE, "at_hand": {CLIP_A}, "team": team(held=CLIP_A)},
         (ActionKind.RESTORE, ShotState.DONE, "bought before: its clip is in the store")),
        # a clip in the team store stands before what is unknown, in flight or refused here
        ({**GONE, **row(State.UNKNOWN), "team": team(held=CLIP_A)}, FETCH),
        ({**GONE, **row(State.SUBMITTED, task_id="t"), "team": team(held=CLIP_A)}, FETCH),
        ({**GONE, "team": team(intent("a"), held=CLIP_A)}, FETCH),
        ({**GONE, "team": team(BAD, held=CLIP_A)}, FETCH),
        # and a person's work before it
        ({**GONE, "team": team(held=CLIP_A), "outputs": {OUT: EDITED}}, (ActionKind.EDITED, ShotState.EDITED, HAND)),
    ],
)  # fmt: skip
def test_bytes_in_the_team_store(world: dict[str, Any], expected: object) -> None:
    assert verdict(**world) == expected


def test_a_pin_is_fetched_too() -> None:
    pinned = shot(pin=CLIP_B[:12])
    world: dict[str, Any] = {"pins": {CLIP_B[:12]: CLIP_B}}
    where = TeamFacts(asked=frozenset({print_of(pinned)}), held=frozenset({CLIP_B}))
    assert verdict(pinned, team=where, **world)[0] is ActionKind.FETCH
    assert verdict(pinned, team=TeamFacts(), receipted={CLIP_B}, **world)[0] is ActionKind.FETCH
    assert verdict(pinned, team=TeamFacts(), **world)[0] is ActionKind.LOST


SENDING = (ActionKind.RESUME, ShotState.RUNNING, f"{WHO} is sending it")
BLOCKED = (
    ActionKind.BLOCKED,
    ShotState.BLOCKED,
    f"{WHO} began to send it at {SINCE} and has not said what became of it: stop that machine, then resolve aaaaaaaa",
)
AT_THE_API = (ActionKind.RESUME, ShotState.RUNNING, f"paid, task t1 is with {WHO}")
ELSEWHERE_LOST = (
    f"bought by {WHO} (task t1 is asked again), and its clip is not in the team store; "
    "build --rebuy door@1 buys it again"
)


@pytest.mark.parametrize(
    ("facts_of_team", "expected"),
    [
        (team(), NEW),
        (team(intent("a")), SENDING),
        (team(intent("a"), old="a"), BLOCKED),
        (team(intent("a"), old="b"), SENDING),
        (
            team(intent("a", job="https://ci.example/42")),
            (ActionKind.RESUME, ShotState.RUNNING, f"{WHO} (https://ci.example/42) is sending it"),
        ),
        (team(intent("a"), submitted("a", "t1")), AT_THE_API),
        (
            team(intent("a"), submitted("a", "t1"), done("a")),
            (ActionKind.LOST, ShotState.LOST, ELSEWHERE_LOST),
        ),
        (team(intent("a"), released("a")), NEW),
        (team(intent("a"), released("a", "nils")), NEW),
        (
            team(intent("a"), abandoned("a", "nils")),
            (
                ActionKind.REFUSED,
                ShotState.FAILED,
                "its unknown outcome was abandoned by nils: resolve aaaaaaaa --resubmit lets it be bought",
            ),
        ),
        (
            team(intent("a"), failed("a", "80003")),
            (
                ActionKind.BUY,
                ShotState.FAILED,
                f"tried again after it failed for {WHO}: the video model failed; the credits are refunded (80003)",
            ),
        ),
        (
            team(intent("a"), failed("a", "20002")),
            (
                ActionKind.REFUSED,
                ShotState.FAILED,
                f"failed for {WHO}: a parameter is missing or invalid (20002); change the shot",
            ),
        ),
        (
            team(intent("a"), submitted("a", "t1"), failed("a", "80003", refunded=False)),
            (
                ActionKind.REFUSED,
                ShotState.FAILED,
                f"failed for {WHO}: the video model failed; the credits are refunded (80003); charged all the same: name it to buy it again: build door",
            ),
        ),
        (
            team(BAD),
            (
                ActionKind.BLOCKED,
                ShotState.BLOCKED,
                "a claim on it cannot be read (1: it is no JSON): nothing is bought; see the team store",
            ),
        ),
    ],
)
def test_another_machines_claim(facts_of_team: TeamFacts, expected: object) -> None:
    assert verdict(team=facts_of_team) == expected


def test_a_person_who_names_it_buys_what_failed_or_was_lost_elsewhere() -> None:
    refused = team(intent("a"), failed("a", "20002"))
    assert verdict(team=refused, ask=Options(named=frozenset({"door"})))[0] is ActionKind.BUY
    lost = team(intent("a"), submitted("a", "t1"), done("a"))
    assert verdict(team=lost, ask=Options(rebuy=frozenset({("door", 1)}))) == (
        ActionKind.BUY,
        ShotState.LOST,
        "lost, and bought again as asked",
    )
    for open_one in (team(intent("a"), old="a"), team(intent("a"), submitted("a", "t1")), team(BAD)):
        ask = Options(named=frozenset({"door"}), rebuy=frozenset({("door", 1)}))
        assert verdict(team=open_one, ask=ask)[0] in {ActionKind.BLOCKED, ActionKind.RESUME}


def test_our_own_attempt_is_decided_by_our_journal() -> None:
    mine = team(intent("a"), submitted("a", "t1"))
    world = row(State.SUBMITTED, id=nonce("a"), task_id="t1", owner="")
    assert verdict(team=mine, **world)[2] == "paid, task t1 is left over: it is taken up again"


def test_a_refusal_here_holds_though_another_machine_may_try_again() -> None:
    there = team(intent("a"), failed("a", "80003"))
    assert verdict(team=there, **row(State.REJECTED, code="20002"))[0] is ActionKind.REFUSED


@pytest.mark.parametrize(
    "chain", [[intent("a"), failed("a", "80003")], [intent("a"), submitted("a", "t1"), done("a")]]
)
def test_a_purchase_says_past_which_claim_it_goes(chain: list[Claim]) -> None:
    """So that a claim made since then is not bought past."""
    ask = Options(rebuy=frozenset({("door", 1)}))
    for world in ({}, GONE):
        found = decide(want(), facts(team=team(*chain), **world), ask)
        assert found.kind is ActionKind.BUY
        assert found.claim is not None
        assert found.claim.intent == intent("a")


def test_what_is_fetched_is_free_and_needs_no_receipt_twice() -> None:
    door = shot()
    snapshot = facts(**GONE, team=team(held=CLIP_A))
    plan = make_plan(board(door), snapshot, Options())
    assert [(a.kind, a.estimate) for a in plan.actions] == [(ActionKind.FETCH, None)]
    assert lock_changes(plan, snapshot) == (() if snapshot.bought[FP].receipt else ("door@1",))


def test_two_takes_of_one_request_are_fetched_once() -> None:
    snapshot = facts(**GONE, team=team(held=CLIP_A))
    plan = make_plan(board(shot(), shot("pier")), snapshot, Options())
    assert [a.kind for a in plan.actions] == [ActionKind.FETCH, ActionKind.RESTORE]
