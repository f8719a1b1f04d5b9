"""Claims with time and the store in a test's hands: what two machines over sockets cannot show (FAULTS 75-77)."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from claim_samples import abandoned, done, failed, intent, nonce, released, submitted
from engine_fakes import START, FakeClock, Studio, completed, processing, studio
from fake_team import FakeTeam, Sleep, joined
from plan_samples import board, facts, print_of, shot, want

from seedance_make.core.attempt.outcome import (
    ApiFault,
    KeyRefused,
    NoAnswer,
    PollAnswer,
    TaskMissing,
    TaskReport,
    TaskStatus,
    Unknown,
)
from seedance_make.core.errors import Exit, RefusedError, StoreError
from seedance_make.core.plan.claimed import as_attempt
from seedance_make.core.plan.report import exit_of
from seedance_make.core.request.fingerprint import Document
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.chain import read_chain
from seedance_make.core.team.claims import Claim, DoneClaim, IntentClaim, NoClaim, ReleasedClaim
from seedance_make.core.team.facts import TeamFacts
from seedance_make.core.team.results import SharedResult
from seedance_make.engine.build.build import Run
from seedance_make.engine.steps import Step
from seedance_make.engine.team.ask import ask_team
from seedance_make.engine.team.proof import prove_claims
from seedance_make.engine.upkeep.resolve import resolve_attempt, resolve_claim

BOAT = shot("boat", "a red boat")
ONE, FP = board(BOAT), print_of(BOAT)
DOCUMENT = Document(v=1, model="seedance-2.0-mini", take=1, request={})


def endings(ran: Run) -> dict[str, str]:
    return {r.action.shot: r.outcome.ending.value for r in ran.report.results}


def kinds(team: FakeTeam) -> list[str]:
    return [type(c).__name__.removesuffix("Claim") for c in team.chains.get(FP, ())]


def at(made: Studio, step: Step, what: object) -> Studio:
    """The same process; something happens when it passes a step."""

    def steps(now: Step) -> None:
        if now is step and callable(what):
            what()

    return replace(made, world=replace(made.world, steps=steps))


def others_buy(team: FakeTeam) -> None:
    """A person releases the claim on another machine, which buys, and shares its clip."""
    mine = team.chains[FP][-1]
    assert isinstance(mine, IntentClaim)
    clip = b"their clip"
    artifact = Artifact(sha256=sha256(clip).hexdigest(), size=len(clip))
    team.bytes[artifact.sha256] = clip
    team.shared[FP] = [
        SharedResult(task_id="t_theirs", credits=181, artifacts=(artifact,), document=DOCUMENT)
    ]
    word = released("a", "nils", store="9" * 32)
    theirs: list[Claim] = [
        replace(word, nonce=mine.nonce),
        intent("b", store="9" * 32),
        submitted("b", "t_theirs", store="9" * 32),
        DoneClaim(nonce=nonce("b"), store="9" * 32, time=word.time),
    ]
    team.chains[FP] += theirs


def test_a_purchase_is_claimed_before_its_intent_and_told_step_by_step(tmp_path: Path) -> None:
    team, seen = FakeTeam(), dict[Step, list[str]]()
    with studio(tmp_path) as made:
        process = joined(made, team)

        def steps(now: Step) -> None:
            seen.setdefault(now, kinds(team))

        process = replace(process, world=replace(process.world, steps=steps))
        assert endings(process.build(ONE)) == {"boat": "done"}
        assert (seen[Step.BEFORE_INTENT], process.states) == (["Intent"], {"DONE": 1})
        assert seen[Step.AFTER_SUBMITTED] == ["Intent"]
        assert seen[Step.AFTER_COMPLETED] == ["Intent", "Submitted"]
        assert seen[Step.AFTER_RESULT] == ["Intent", "Submitted"]
        assert kinds(team) == ["Intent", "Submitted", "Done"]
        row = process.world.journal.rows()[0]
        assert [r.task_id for r in team.shared[FP]] == [row.task_id]
        assert set(team.bytes) == {a.sha256 for a in row.artifacts}
        first = team.chains[FP][0]
        assert isinstance(first, IntentClaim)
        assert first.nonce == row.id


def test_a_laptop_that_slept_while_others_bought_sends_nothing(tmp_path: Path) -> None:
    team, sleep = FakeTeam(), Sleep()

    def nap() -> None:
        sleep.seconds += 60
        others_buy(team)

    with studio(tmp_path) as made:
        process = at(joined(made, team, sleep=sleep), Step.AFTER_INTENT, nap)
        ran = process.build(ONE)
        assert (endings(ran), process.api.posts) == ({"boat": "done"}, [])
        assert process.states == {"NOT_SENT": 1}
        assert process.world.journal.rows()[0].message == (
            "too long since it was claimed, and the claim is not ours any more"
        )


@pytest.mark.parametrize("slept", [19, 60])
def test_a_laptop_that_slept_sends_where_its_claim_still_stands(tmp_path: Path, slept: float) -> None:
    team, sleep = FakeTeam(), Sleep()
    with studio(tmp_path) as made:

        def nap() -> None:
            sleep.seconds += slept
            team.asked = 0

        process = at(joined(made, team, sleep=sleep), Step.AFTER_INTENT, nap)
        assert endings(process.build(ONE)) == {"boat": "done"}
        assert len(process.api.posts) == 1


def test_a_laptop_that_wakes_without_a_network_sends_nothing(tmp_path: Path) -> None:
    team, sleep = FakeTeam(), Sleep()

    def nap() -> None:
        sleep.seconds += 60
        team.gone = "cannot read s3://harbour/team: no route to host"

    with studio(tmp_path) as made:
        process = at(joined(made, team, sleep=sleep), Step.AFTER_INTENT, nap)
        ran = process.build(ONE)
        assert (process.api.posts, process.states) == ([], {"NOT_SENT": 1})
        assert exit_of(ran.report) is Exit.STORE
    team.gone = None
    with studio(tmp_path) as made:
        process = joined(made, team)
        assert (endings(process.build(ONE)), len(process.api.posts)) == ({"boat": "done"}, 1)
        assert kinds(team) == ["Intent", "Released", "Intent", "Submitted", "Done"]


def test_a_living_siblings_claim_is_not_released_and_a_dead_ones_is(tmp_path: Path) -> None:
    """Its process has claimed, and has not come to its INTENT."""
    team = FakeTeam()
    with studio(tmp_path) as first:
        sibling = joined(first, team)
        store = sibling.world.journal.identity(nonce("0"))
        team.chains[FP] = [intent("a", store=store, process=sibling.world.owners.me)]
        with studio(tmp_path) as second:
            process = joined(second, team)
            began = process.clock.time
            ran = process.build(ONE)
            assert (endings(ran), process.api.posts) == ({"boat": "blocked"}, [])
            assert 180 <= process.clock.time - began < 200
            assert kinds(team) == ["Intent"]
    with studio(tmp_path) as third:
        process = joined(third, team)
        assert (endings(process.build(ONE)), len(process.api.posts)) == ({"boat": "done"}, 1)
        assert kinds(team) == ["Intent", "Released", "Intent", "Submitted", "Done"]


def test_a_claim_of_another_store_is_never_released_by_us(tmp_path: Path) -> None:
    """Not even when our own process has its name: stores are told apart by their journals."""
    team = FakeTeam()
    with studio(tmp_path) as made:
        process = joined(made, team)
        team.chains[FP] = [intent("a", store="9" * 32, process=process.world.owners.me)]
        ran = process.build(ONE)
        assert (endings(ran), process.api.posts, kinds(team)) == ({"boat": "blocked"}, [], ["Intent"])
        assert exit_of(ran.report) is Exit.BLOCKED
        text = ran.report.results[0].outcome.text or ""
        assert text.startswith("mara on lighthouse began to send it at ")
        assert text.endswith("stop that machine, then resolve aaaaaaaa")
        asked, slept = team.asked, process.clock.time
        process.build(ONE)  # it was seen for three minutes: nobody waits again
        assert (process.clock.time, team.asked - asked < 5) == (slept, True)


def test_a_claim_that_is_released_while_it_is_waited_for_lets_us_buy(tmp_path: Path) -> None:
    team = FakeTeam()
    with studio(tmp_path) as made:
        process = joined(made, team)
        team.chains[FP] = [intent("a", store="9" * 32)]

        class Clock(FakeClock):
            async def sleep(self, seconds: float) -> None:
                await super().sleep(seconds)
                if len(self.slept) == 3:
                    team.chains[FP].append(released("a", store="9" * 32))

        process = joined(replace(process, clock=Clock(), world=replace(process.world, clock=Clock())), team)
        assert (endings(process.build(ONE)), len(process.api.posts)) == ({"boat": "done"}, 1)


def test_whoever_is_always_second_gives_up(tmp_path: Path) -> None:
    team = FakeTeam()

    def first(claim: Claim) -> None:
        if isinstance(claim, IntentClaim):
            n = f"{len(team.chains.get(FP, ())):032x}"
            quick = replace(intent("b", store="9" * 32), nonce=n)
            done = ReleasedClaim(nonce=n, store="9" * 32, by=None, why="nothing was sent", time=quick.time)
            team.chains.setdefault(FP, []).extend([quick, done])

    team.first = first
    with studio(tmp_path) as made:
        ran = joined(made, team).build(ONE)
        assert (made.api.posts, exit_of(ran.report)) == ([], Exit.STORE)
        assert ran.report.results[0].outcome.text == (
            "not tried: s3://harbour/team: others are always first at a claim"
        )


def test_a_simulated_or_unnamed_store_is_asked_nothing(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        assert made.world.team is None
        assert endings(made.build(ONE)) == {"boat": "done"}


def prove(made: Studio, *, anew: bool = False) -> None:
    assert made.world.team is not None
    asyncio.run(prove_claims(made.world, made.world.team, anew=anew))


def test_a_race_is_believed_for_a_week(tmp_path: Path) -> None:
    team = FakeTeam()
    with studio(tmp_path) as made:
        process = joined(made, team)
        for days, races in ((0, 1), (6.9, 1), (7.1, 2), (-3, 3)):  # the clock back: nothing is known
            process.clock.wall = lambda _passed, days=days: START + timedelta(days=days)  # type: ignore[misc]
            prove(process)
            assert len(team.races) == races, days
        prove(process, anew=True)
        assert len(team.races) == 4


def test_a_race_that_two_have_won_is_remembered_too(tmp_path: Path) -> None:
    team = FakeTeam(holds=False)
    with studio(tmp_path) as made:
        process = joined(made, team)
        for _ in range(2):
            with pytest.raises(RefusedError) as caught:
                prove(process)
            assert caught.value.message == (
                "claims do not hold in s3://harbour/team: two machines could buy the same shot, so nothing is bought"
            )
        assert len(team.races) == 1
        team.holds = True
        prove(process, anew=True)


def test_a_store_in_which_no_race_was_held_is_another_one(tmp_path: Path) -> None:
    team = FakeTeam()
    with studio(tmp_path) as made:
        process = joined(made, team)
        prove(process)
        team.races.clear()
        with pytest.raises(StoreError) as caught:
            prove(process)
        assert caught.value.message == (
            "s3://harbour/team is not the store that it was at 2026-11-22 12:00: nothing is bought"
        )


THEIRS = "9" * 32
LIVES, RUNS = completed("t_theirs"), processing("t_theirs")
DEAD = TaskReport(task_id="t_theirs", status=TaskStatus.FAILED)
ELSEWHERE = TaskMissing()
GIVEN_UP = [
    pytest.param([failed("a", store=THEIRS)], id="failed"),
    pytest.param([failed("a", store="8" * 32)], id="failed, by a bystander"),
    pytest.param([released("a", "nils", store=THEIRS)], id="released"),
    pytest.param([released("a", "nils", store="8" * 32), intent("b"), failed("b")], id="released long ago"),
]


@pytest.mark.parametrize("claims", [True, False], ids=["", "--no-claims"])
@pytest.mark.parametrize("word", GIVEN_UP)
@pytest.mark.parametrize("answer", [LIVES, RUNS], ids=["completed", "processing"])
def test_a_word_against_a_task_that_lives_buys_nothing(
    tmp_path: Path, word: list[Claim], answer: PollAnswer, *, claims: bool
) -> None:
    """The API is asked, free: whoever can write to the store could say so of any task."""
    team = FakeTeam()
    with studio(tmp_path) as made:
        process = joined(made, team, claims=claims)
        team.chains[FP] = [intent("a", store=THEIRS), submitted("a", "t_theirs", store=THEIRS), *word]
        process.api.reports["t_theirs"] = [answer]
        ran = process.build(ONE)
        assert (endings(ran), process.api.posts) == ({"boat": "done"}, [])
        assert [r.task_id for r in process.world.journal.rows()] == ["t_theirs"]
        assert [r.task_id for r in team.shared[FP]] == ["t_theirs"]


@pytest.mark.parametrize("word", GIVEN_UP)
def test_a_word_that_the_api_confirms_lets_it_be_bought(tmp_path: Path, word: list[Claim]) -> None:
    team = FakeTeam()
    with studio(tmp_path) as made:
        process = joined(made, team)
        team.chains[FP] = [intent("a", store=THEIRS), submitted("a", "t_theirs", store=THEIRS), *word]
        process.api.reports["t_theirs"] = [DEAD]
        assert (endings(process.build(ONE)), len(process.api.posts)) == ({"boat": "done"}, 1)
        assert [task for task, _ in process.api.asked].count("t_theirs") == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (ELSEWHERE, "this key does not know it"),
        (NoAnswer(reason="HTTP 503"), "the API does not say so now: HTTP 503"),
        (KeyRefused(fault=ApiFault(code="10003", http=401, message="no")), "the API cannot be asked"),
    ],
)
def test_a_word_that_cannot_be_checked_is_left_to_a_person(
    tmp_path: Path, answer: PollAnswer, why: str
) -> None:
    team = FakeTeam()
    with studio(tmp_path) as made:
        process = joined(made, team)
        team.chains[FP] = [
            intent("a", store=THEIRS),
            submitted("a", "t_theirs", store=THEIRS),
            failed("a", store=THEIRS),
        ]
        process.api.reports["t_theirs"] = [answer]
        ran = process.build(ONE)
        assert (endings(ran), process.api.posts, exit_of(ran.report)) == (
            {"boat": "blocked"},
            [],
            Exit.BLOCKED,
        )
        assert ran.report.results[0].outcome.text == (
            f"the team store says that task t_theirs of mara on lighthouse failed, and {why}: nothing is bought; "
            "build there, or, if it is so, resolve aaaaaaaa --resubmit"
        )
        assert process.world.team is not None
        claimed = as_attempt(want(BOAT), read_chain(team.chains[FP]).tries[0], facts())
        asyncio.run(resolve_claim(process.world, claimed, "resubmit"))
        process.api.reports["t_theirs"] = [answer]
        assert (endings(process.build(ONE)), len(process.api.posts)) == ({"boat": "done"}, 1)


def test_done_without_its_bytes_is_asked_for_and_never_bought(tmp_path: Path) -> None:
    team = FakeTeam()
    with studio(tmp_path) as made:
        process = joined(made, team)
        said: list[Claim | NoClaim] = [
            intent("a", store=THEIRS),
            submitted("a", "t_theirs", store=THEIRS),
            done("a", store="8" * 32),
        ]
        team.chains[FP] = list(said)
        process.api.reports["t_theirs"] = [ELSEWHERE] * 9
        ran = process.build(ONE)
        assert (endings(ran), process.api.posts, team.chains[FP]) == ({"boat": "failed"}, [], said)
        assert ran.report.results[0].outcome.text == (
            "bought by mara on lighthouse (task t_theirs), and its clip is not to be had: "
            "build --rebuy boat@1 buys it again"
        )
        process.api.reports.clear()
        assert (endings(process.build(ONE)), process.api.posts) == ({"boat": "done"}, [])


@pytest.mark.parametrize(
    "word",
    [
        released("a", store="8" * 32),
        failed("a", store="8" * 32),
        submitted("a", "t", store="8" * 32),
        abandoned("a", store=THEIRS),
    ],
)
def test_a_word_of_nobody_who_may_give_it_buys_nothing(tmp_path: Path, word: Claim) -> None:
    team = FakeTeam()
    with studio(tmp_path) as made:
        process = joined(made, team)
        team.chains[FP] = [intent("a", store=THEIRS), word]
        ran = process.build(ONE)
        assert (ran.report.results[0].outcome.ending.value, process.api.posts) in (
            ("blocked", []),
            ("failed", []),
        )


def test_an_id_that_is_named_after_a_release_is_polled_on(tmp_path: Path) -> None:
    """Our own row was let go: the task is taken up all the same."""
    team = FakeTeam()
    with studio(tmp_path) as made:
        process = joined(made, team)
        process.api.answers = [Unknown(reason="cut off")]
        assert endings(process.build(ONE)) == {"boat": "blocked"}
        row = process.world.journal.rows()[0]
        asyncio.run(resolve_attempt(process.world, row, "resubmit"))
        team.chains[FP].append(replace(submitted("a", "t_theirs", store=THEIRS, by="nils"), nonce=row.id))
        assert (endings(process.build(ONE)), len(process.api.posts)) == ({"boat": "done"}, 1)


def test_a_store_that_is_slow_about_one_take_has_told_of_the_others(tmp_path: Path) -> None:
    waits = threading.Event()

    class Slow(FakeTeam):
        def claims(self, origin: str, fingerprint: str) -> Sequence[Claim | NoClaim]:
            if fingerprint == "slow":
                waits.wait(60)
            return super().claims(origin, fingerprint)

    team = Slow(chains={FP: [intent("a", store=THEIRS)]})
    with studio(tmp_path) as made:
        process = joined(made, team)
        assert process.world.team is not None
        asking = ask_team(process.world, process.world.team, {FP: (), "slow": ()}, patience=0.5)

        async def answered() -> TeamFacts:
            facts = await asking
            waits.set()  # the thread that still waits must not keep the process
            return facts

        facts = asyncio.run(answered())
        assert (facts.asked, list(facts.chains)) == (frozenset({FP}), [FP])
