"""Who holds an attempt, and what that means for a take: a table of states and owners."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from engine_fakes import Studio, studio
from plan_samples import attempt, bought

from seedance_make.core.attempt.events import Waiting
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.facts import Bought
from seedance_make.core.plan.report import Ending, Outcome
from seedance_make.core.storyboard.model import Artifact
from seedance_make.engine.build.ownership import Ownership, adopt_dead
from seedance_make.engine.build.poll import Poller
from seedance_make.engine.build.rate_limits import RateLimits
from seedance_make.engine.interrupt import Interrupt

GONE = "0" * 32  # an owner that no lock names
CLIP = Artifact(sha256="a" * 64, size=1000)
HELD = [State.INTENT, State.SUBMITTED, State.COMPLETED, State.VERIFIED]


def row(state: State, owner: str, **values: object) -> Attempt:
    given = {"origin": "reapi.ai", "owner": owner, "key_label": "k", "artifacts": (CLIP,)}
    return attempt(None, state, **(given | values))


def through(made: Studio, one: Attempt, *, key: bool = True) -> Bought | Outcome | None:
    interrupt = Interrupt()
    limits = RateLimits(clock=made.clock, interrupt=interrupt, jobs=8)
    poller = Poller(
        world=made.world, network=made.network, interrupt=interrupt, limits=limits, timeout=5.0, interval=1.0
    )
    ownership = Ownership(world=made.world, interrupt=interrupt, poller=poller if key else None)
    return asyncio.run(ownership.through(one))


@pytest.mark.parametrize(
    ("state", "ending"),
    [
        (State.UNKNOWN, Ending.BLOCKED),
        (State.FAILED, Ending.FAILED),
        (State.REJECTED, Ending.FAILED),
        (State.ABANDONED, Ending.FAILED),
        (State.NOT_SENT, None),
        (State.RELEASED, None),
    ],
)
def test_what_is_closed_ends_a_take_or_says_nothing_against_buying(
    tmp_path: Path, state: State, ending: Ending | None
) -> None:
    with studio(tmp_path) as made:
        outcome = through(made, row(state, GONE))
        assert (outcome.ending if isinstance(outcome, Outcome) else outcome) is ending


def test_what_is_done_is_a_clip(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        clip = through(made, row(State.DONE, GONE))
        assert clip == replace(bought(CLIP.sha256, receipt=False), credits=487)


def test_an_intent_of_ours_that_was_not_settled_blocks(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        outcome = through(made, row(State.INTENT, made.world.owners.me))
        assert isinstance(outcome, Outcome)
        assert (outcome.ending, outcome.status, outcome.attempt) == (Ending.BLOCKED, Exit.BLOCKED, "1a2b3c4d")


def test_without_a_key_a_task_of_ours_stays_pending(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        outcome = through(made, row(State.SUBMITTED, made.world.owners.me), key=False)
        assert isinstance(outcome, Outcome)
        assert (outcome.ending, outcome.status) == (Ending.PENDING, Exit.NO_KEY)
        assert made.api.asked == []


@pytest.mark.parametrize("state", HELD)
def test_a_living_owner_is_waited_for_and_never_robbed(tmp_path: Path, state: State) -> None:
    with studio(tmp_path) as other, studio(tmp_path) as made:
        theirs = row(state, other.world.owners.me)
        other.world.journal.intend(replace(theirs, state=State.INTENT, task_id=None), None)
        outcome = through(made, theirs)
        assert isinstance(outcome, Outcome)
        assert outcome.text == "another build holds it and has not finished: run again later"
        assert (outcome.ending, outcome.status) == (Ending.PENDING, Exit.RUNNING)
        assert len(made.seen(Waiting)) == 1
        kept = made.world.journal.get(theirs.id)
        assert kept is not None
        assert kept.owner == other.world.owners.me


@pytest.mark.parametrize(("rescued", "state"), [(None, State.UNKNOWN), ("task_7", State.SUBMITTED)])
def test_an_intent_of_a_dead_process_gets_its_outcome(
    tmp_path: Path, rescued: str | None, state: State
) -> None:
    with studio(tmp_path) as dead:
        left = row(State.INTENT, dead.world.owners.me, task_id=None, artifacts=())
        dead.world.journal.intend(left, None)
        if rescued:
            assert dead.world.owners.rescue(left.id, rescued)
    with studio(tmp_path) as made:
        asyncio.run(adopt_dead(made.world))
        (kept,) = made.world.journal.rows()
        assert (kept.state, kept.task_id, kept.owner) == (state, rescued, left.owner)


def test_a_task_of_a_dead_process_is_taken_over_and_brought_home(tmp_path: Path) -> None:
    with studio(tmp_path) as dead:
        left = row(State.INTENT, dead.world.owners.me, task_id=None, artifacts=())
        dead.world.journal.intend(left, None)
        sent = dead.world.journal.record(left.id, State.SUBMITTED, dead.world.now(), task_id="task_1")
    with studio(tmp_path) as made:
        clip = through(made, sent)
        assert isinstance(clip, Bought)
        assert made.world.cas.has(clip.artifacts[0].sha256)
        assert [(r.state, r.owner) for r in made.world.journal.rows()] == [(State.DONE, made.world.owners.me)]
        assert made.api.posts == []
