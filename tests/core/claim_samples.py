"""Claims of two machines, short to write: `intent("a")`, `submitted("a", "task_1")`."""

from typing import Any

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.claims import (
    AbandonedClaim,
    Claim,
    DoneClaim,
    FailedClaim,
    IntentClaim,
    NoClaim,
    ReleasedClaim,
    SubmittedClaim,
)

MINE, THEIRS = "0" * 31 + "1", "0" * 31 + "2"
"""Two stores."""
AT = "2026-11-24T12:00:00.000+00:00"


def nonce(name: str) -> str:
    """A letter's attempt id."""
    return name * 32


def intent(name: str, *, store: str = MINE, **more: Any) -> IntentClaim:
    said: dict[str, Any] = {
        "process": "f" * 32,
        "host": "lighthouse",
        "person": "mara",
        "job": None,
        "time": AT,
    }
    return IntentClaim(nonce=nonce(name), store=store, **(said | more))


def submitted(name: str, task_id: str, *, store: str = MINE, by: str | None = None) -> SubmittedClaim:
    return SubmittedClaim(nonce=nonce(name), store=store, task_id=task_id, by=by, time=AT)


def done(name: str, *, store: str = MINE) -> DoneClaim:
    return DoneClaim(nonce=nonce(name), store=store, time=AT)


def failed(name: str, code: str | None = "80003", *, store: str = MINE, refunded: bool = True) -> FailedClaim:
    return FailedClaim(nonce=nonce(name), store=store, code=code, refunded=refunded, time=AT)


def released(
    name: str, by: str | None = None, *, store: str = MINE, why: str = "nothing was sent"
) -> ReleasedClaim:
    return ReleasedClaim(nonce=nonce(name), store=store, by=by, why=why, time=AT)


def abandoned(name: str, by: str = "mara", *, store: str = MINE) -> AbandonedClaim:
    return AbandonedClaim(nonce=nonce(name), store=store, by=by, time=AT)


EACH: tuple[Claim, ...] = (
    intent("a"), intent("a", job="https://ci.example/42"), submitted("a", "task_1"), submitted("a", "t", by="nils"),
    done("a"), failed("a"), failed("a", None, refunded=False), released("a"), released("a", "nils"), abandoned("a"),
)  # fmt: skip
"""Every kind, with what may be missing and without."""

BAD = NoClaim(why="it is no JSON")


def row(name: str, state: State, **more: Any) -> Attempt:
    """An attempt of the journal under a letter's id."""
    said: dict[str, Any] = {
        "id": nonce(name), "origin": "reapi.ai", "fingerprint": "e" * 64, "state": state, "owner": "f" * 32,
        "build": "b", "project": "/film", "shot": "boat", "take": 1, "profile": None,
        "model": "seedance-2.0-mini", "resolution": "480p", "duration": 4, "body": b"{}", "request": "{}",
        "credits": 181, "ceiling": 181, "exact": True, "key_label": "", "created": AT,
    }  # fmt: skip
    return Attempt(**(said | more))


CLIP = Artifact(sha256="c" * 64, size=1000)
