"""Claims in a row: how a purchase stands, and what a store still owes to the chain."""

from collections.abc import Sequence

import pytest
from claim_samples import (
    AT,
    BAD,
    CLIP,
    EACH,
    MINE,
    THEIRS,
    abandoned,
    done,
    failed,
    intent,
    nonce,
    released,
    row,
    submitted,
)
from hypothesis import given
from hypothesis import strategies as st

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.team.chain import Chain, ClaimedAttempt, Stage, Unreadable, followed, owed, read_chain
from seedance_make.core.team.claims import Claim, NoClaim


def said(chain: Chain) -> str:
    """The standing in a word and what goes with it."""
    match chain.standing:
        case None:
            return "free"
        case Unreadable(number=number, why=why):
            return f"unreadable {number}: {why}"
        case ClaimedAttempt() as found:
            facts = (
                found.intent.nonce[0],
                found.stage,
                found.task_id,
                found.code,
            )
            return " ".join(str(f) for f in facts if f)


@pytest.mark.parametrize(
    ("claims", "standing"),
    [
        ([], "free"),
        ([intent("a")], "a intent"),
        ([intent("a"), submitted("a", "t1")], "a submitted t1"),
        ([intent("a"), submitted("a", "t1"), done("a")], "a done t1"),
        ([intent("a"), submitted("a", "t1"), failed("a", "80007")], "a failed t1 80007"),
        ([intent("a"), failed("a", "20002")], "a failed 20002"),
        ([intent("a"), released("a")], "free"),
        ([intent("a"), released("a", "nils", store=THEIRS)], "free"),
        ([intent("a"), abandoned("a", store=THEIRS)], "a abandoned"),
        ([intent("a"), abandoned("a"), released("a", "mara")], "free"),
        # a person found the id out, on another machine
        ([intent("a"), submitted("a", "t1", store=THEIRS, by="nils")], "a submitted t1"),
        # the next try decides, once there is one
        ([intent("a"), released("a"), intent("b", store=THEIRS)], "b intent"),
        ([intent("a"), failed("a"), intent("b"), submitted("b", "t2")], "b submitted t2"),
        ([intent("a"), failed("a", "1"), intent("b"), failed("b", "2")], "b failed 2"),
        # a try that sent nothing says nothing about what came before it; a person's word does
        ([intent("a"), failed("a", "20002"), intent("b"), released("b")], "a failed 20002"),
        ([intent("a"), failed("a", "20002"), intent("b"), released("b", "mara")], "free"),
        ([intent("a"), failed("a", "20002"), released("a", "mara")], "free"),
        # an id that comes after the release is a purchase all the same
        ([intent("a"), released("a", "nils", store=THEIRS), submitted("a", "t1")], "a submitted t1"),
        ([intent("a"), abandoned("a"), submitted("a", "t1")], "a submitted t1"),
        ([intent("a"), released("a", "n"), intent("b"), submitted("a", "t1")], "a submitted t1"),
        (
            [intent("a"), released("a", "n"), intent("b"), submitted("a", "t9"), submitted("b", "t2")],
            "b submitted t2",
        ),
        (
            [
                intent("a"),
                released("a", "n"),
                intent("b"),
                submitted("b", "t9"),
                submitted("a", "t2"),
                done("b"),
            ],
            "b done t9",
        ),
        # lost, and bought again by a person's word
        ([intent("a"), submitted("a", "t1"), done("a"), released("a", "mara"), intent("b")], "b intent"),
        ([intent("a"), submitted("a", "t1"), released("a", "mara")], "free"),
        # whoever polls on may end it; twice is once
        ([intent("a"), submitted("a", "t1"), done("a", store=THEIRS), done("a")], "a done t1"),
        ([intent("a"), submitted("a", "t1"), failed("a", store=THEIRS)], "a failed t1 80003"),
        # mischief and damage
        ([BAD], "unreadable 1: it is no JSON"),
        ([intent("a"), BAD], "unreadable 2: it is no JSON"),
        ([intent("a"), BAD, released("a", "mara")], "unreadable 2: it is no JSON"),
        ([BAD, BAD], "unreadable 1: it is no JSON"),
        ([done("a")], "unreadable 1: it follows no intent"),
        ([intent("a"), submitted("b", "t1")], "unreadable 2: it follows no intent"),
        ([intent("a"), intent("a")], "unreadable 2: it begins while attempt aaaaaaaa is intent"),
        ([intent("a"), released("a"), intent("a")], "unreadable 3: it begins twice"),
        ([intent("a"), intent("b")], "unreadable 2: it begins while attempt aaaaaaaa is intent"),
        (
            [intent("a"), submitted("a", "t"), done("a"), intent("b")],
            "unreadable 4: it begins while attempt aaaaaaaa is done",
        ),
        (
            [intent("a"), abandoned("a"), intent("b")],
            "unreadable 3: it begins while attempt aaaaaaaa is abandoned",
        ),
        ([intent("a"), done("a")], "unreadable 2: it says done of what is intent"),
        ([intent("a"), released("a"), failed("a")], "unreadable 3: it says failed of what is released"),
        (
            [intent("a"), released("a", store=THEIRS)],
            "unreadable 2: it is by somebody who does not own the attempt",
        ),
        (
            [intent("a"), failed("a", store=THEIRS)],
            "unreadable 2: it is by somebody who does not own the attempt",
        ),
        (
            [intent("a"), submitted("a", "t1", store=THEIRS)],
            "unreadable 2: it is by somebody who does not own the attempt",
        ),
        (
            [intent("a"), submitted("a", "t1"), released("a", store=THEIRS)],
            "unreadable 3: it is by somebody who does not own the attempt",
        ),
    ],
)
def test_how_a_purchase_stands(claims: Sequence[Claim | NoClaim], standing: str) -> None:
    chain = read_chain(claims)
    assert said(chain) == standing
    assert chain.next == len(claims) + 1


@given(
    st.lists(
        st.sampled_from([*EACH, BAD, intent("b"), submitted("b", "t2"), released("b", "n"), failed("b")])
    )
)
def test_no_order_is_a_crash_and_none_hides_an_open_try(claims: list[Claim | NoClaim]) -> None:
    chain = read_chain(claims)
    still = [t for t in chain.tries if t.stage in {Stage.INTENT, Stage.SUBMITTED, Stage.DONE}]
    if still or BAD in claims:
        assert chain.standing is not None


def settled(claims: Sequence[Claim], at: str, attempt: Attempt | None, store: str = MINE) -> list[Claim]:
    """What a store appends, one after the other."""
    written = list(claims)
    while claim := owed(read_chain(written), nonce(at), attempt, store=store, person="mara", at=AT):
        written.append(claim)
        assert read_chain(written).flaw is None, written
    return written[len(claims) :]


PAID = {"task_id": "t1"}


@pytest.mark.parametrize(
    ("claims", "attempt", "added"),
    [
        ([intent("a")], row("a", State.INTENT), []),
        ([intent("a")], row("a", State.UNKNOWN), []),
        ([intent("a")], row("a", State.SUBMITTED, **PAID), [submitted("a", "t1")]),
        ([intent("a")], row("a", State.COMPLETED, **PAID), [submitted("a", "t1")]),
        ([intent("a")], row("a", State.PAID_MISSING, **PAID), [submitted("a", "t1")]),
        ([intent("a")], row("a", State.DONE, artifacts=(CLIP,), **PAID), [submitted("a", "t1"), done("a")]),
        ([intent("a"), submitted("a", "t1")], row("a", State.VERIFIED, **PAID), []),
        ([intent("a"), submitted("a", "t1")], row("a", State.DONE, **PAID), [done("a")]),
        ([intent("a"), submitted("a", "t1"), done("a")], row("a", State.DONE, **PAID), []),
        ([intent("a"), submitted("a", "t1"), done("a")], row("a", State.PAID_MISSING, **PAID), []),
        # closed without a clip
        ([intent("a")], row("a", State.NOT_SENT, message="refused"), [released("a", why="refused")]),
        ([intent("a")], row("a", State.REJECTED, code="20002"), [failed("a", "20002")]),
        (
            [intent("a")],
            row("a", State.FAILED, code="80007", charged=5, **PAID),
            [submitted("a", "t1"), failed("a", "80007", refunded=False)],
        ),
        ([intent("a"), submitted("a", "t1")], row("a", State.FAILED, code="60001", **PAID), [failed("a", "60001")]),
        ([intent("a"), released("a")], row("a", State.NOT_SENT), []),
        ([intent("a"), failed("a")], row("a", State.REJECTED), []),
        # the journal knows no such attempt
        ([intent("a")], None, [released("a", why="it never got as far as the journal")]),
        ([intent("a"), submitted("a", "t1")], None, []),
        ([], None, []),
        ([], row("a", State.DONE, **PAID), []),  # bought without claims
        # a person's word
        ([intent("a")], row("a", State.RELEASED, message="resolved"), [released("a", "mara", why="resolved")]),
        ([intent("a")], row("a", State.ABANDONED), [abandoned("a")]),
        ([intent("a"), abandoned("a")], row("a", State.RELEASED), [released("a", "mara", why="released")]),
        (
            [intent("a"), submitted("a", "t1"), done("a")],
            row("a", State.RELEASED, message="bought again", **PAID),
            [released("a", "mara", why="bought again")],
        ),
        ([intent("a"), failed("a")], row("a", State.RELEASED, message="x"), [released("a", "mara", why="x")]),
        # late
        ([intent("a"), released("a", "nils", store=THEIRS)], row("a", State.SUBMITTED, **PAID), [submitted("a", "t1")]),
        (
            [intent("a"), released("a", "n"), intent("b", store=THEIRS)],
            row("a", State.DONE, **PAID),
            [submitted("a", "t1"), done("a")],
        ),
        ([intent("a"), abandoned("a")], row("a", State.SUBMITTED, **PAID), [submitted("a", "t1")]),
        ([intent("a"), released("a", "n", store=THEIRS)], row("a", State.UNKNOWN), []),
    ],
)  # fmt: skip
def test_what_a_store_owes_for_its_attempt(
    claims: Sequence[Claim], attempt: Attempt | None, added: Sequence[Claim]
) -> None:
    assert settled(claims, "a", attempt) == added


@pytest.mark.parametrize(
    ("attempt", "added"),
    [
        (row("a", State.SUBMITTED, **PAID), []),
        (row("a", State.DONE, **PAID), [done("a", store=MINE)]),
        (row("a", State.FAILED, code="80003", **PAID), [failed("a", store=MINE)]),
        (row("a", State.RELEASED, message="x", **PAID), [released("a", "mara", store=MINE, why="x")]),
    ],
)
def test_what_a_store_owes_for_another_ones_task_that_it_polled_on(
    attempt: Attempt, added: list[Claim]
) -> None:
    assert settled([intent("a", store=THEIRS), submitted("a", "t1", store=THEIRS)], "a", attempt) == added


def test_nothing_is_added_to_a_chain_that_cannot_be_read() -> None:
    assert settled([intent("a")], "a", row("a", State.SUBMITTED, **PAID)) != []
    chain = read_chain([intent("a"), BAD])
    assert owed(chain, nonce("a"), row("a", State.SUBMITTED, **PAID), store=MINE, person="m", at=AT) is None


@pytest.mark.parametrize(
    ("claims", "attempt", "step"),
    [
        ([intent("a")], row("a", State.UNKNOWN), None),
        ([], row("a", State.UNKNOWN), None),
        ([BAD], row("a", State.UNKNOWN), None),
        ([intent("a"), released("a", "nils", store=THEIRS), BAD], row("a", State.UNKNOWN), None),
        (
            [intent("a"), released("a", "nils", store=THEIRS)],
            row("a", State.UNKNOWN),
            (State.RELEASED, "released by nils"),
        ),
        ([intent("a"), released("a", "nils", store=THEIRS)], row("a", State.INTENT), None),
        ([intent("a"), released("a", "nils", store=THEIRS)], row("a", State.SUBMITTED, **PAID), None),
        ([intent("a"), released("a")], row("a", State.UNKNOWN), None),  # nobody's word
        (
            [intent("a"), abandoned("a", "nils")],
            row("a", State.UNKNOWN),
            (State.ABANDONED, "abandoned by nils"),
        ),
        ([intent("a"), abandoned("a", "nils")], row("a", State.ABANDONED), None),
        (
            [intent("a"), abandoned("a"), released("a", "nils")],
            row("a", State.ABANDONED),
            (State.RELEASED, "released by nils"),
        ),
        (
            [intent("a"), failed("a"), released("a", "nils")],
            row("a", State.REJECTED),
            (State.RELEASED, "released by nils"),
        ),
        (
            [intent("a"), submitted("a", "t1"), released("a", "nils")],
            row("a", State.PAID_MISSING, **PAID),
            (State.RELEASED, "released by nils"),
        ),
        (
            [intent("a"), submitted("a", "t1", store=THEIRS, by="nils")],
            row("a", State.UNKNOWN),
            (State.SUBMITTED, "its task was named by nils"),
        ),
        ([intent("b"), released("b", "nils")], row("a", State.UNKNOWN), None),  # another attempt's
    ],
)
def test_how_a_journal_follows_a_word_from_elsewhere(
    claims: Sequence[Claim | NoClaim], attempt: Attempt, step: tuple[State, str] | None
) -> None:
    found = followed(read_chain(claims), attempt)
    assert (found and (found[0], found[1]["message"])) == step
    if found and found[0] is State.SUBMITTED:
        assert found[1]["task_id"] == "t1"
