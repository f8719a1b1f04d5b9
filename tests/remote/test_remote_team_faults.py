"""A store that misbehaves (FAULTS 65-74): no answer of it is believed before somebody has looked."""

import time
from pathlib import Path

import pytest
from api_tools import MemorySink
from claim_samples import submitted
from scripted_proxy import ScriptedProxy
from team_tools import FIRST, FP, ORIGIN, SECOND, clip, quick, result

from seedance_make.core.errors import ReadOnlyError, StoreError
from seedance_make.core.team.claims import Claim
from seedance_make.remote.team import TRIES, TeamStore


@pytest.fixture
def address(proxied: str, tmp_path: Path) -> str:
    return f"{proxied}/{tmp_path.name}"


@pytest.fixture
def team(address: str) -> TeamStore:
    return quick(address)


@pytest.mark.parametrize("status", [409, 500, 503])
def test_an_error_for_a_claim_that_nobody_holds_is_tried_again(
    team: TeamStore, proxy: ScriptedProxy, status: int
) -> None:
    proxy.script("PUT", "claims/", answer=status, times=2)
    assert team.add_claim(ORIGIN, FP, 1, FIRST)
    assert team.claims(ORIGIN, FP) == [FIRST]


@pytest.mark.parametrize("what", [{"answer": 500}, {"answer": 409}, {"cut": True}])
@pytest.mark.parametrize("claim", [FIRST, submitted("a", "task_1")], ids=["intent", "submitted"])
def test_a_claim_that_was_stored_is_ours_whatever_was_answered(
    team: TeamStore, proxy: ScriptedProxy, what: dict[str, object], claim: Claim
) -> None:
    proxy.script("PUT", "claims/", pass_on=True, times=1, **what)
    assert team.add_claim(ORIGIN, FP, 1, claim)
    assert team.claims(ORIGIN, FP) == [claim]


@pytest.mark.parametrize("what", [{"answer": 500}, {"answer": 409}, {"cut": True}])
def test_another_ones_claim_is_theirs_whatever_was_answered(
    team: TeamStore, address: str, proxy: ScriptedProxy, what: dict[str, object]
) -> None:
    quick(address).add_claim(ORIGIN, FP, 1, SECOND)
    proxy.script("PUT", "claims/", times=1, **what)
    assert not team.add_claim(ORIGIN, FP, 1, FIRST)
    assert team.claims(ORIGIN, FP) == [SECOND]


def test_what_stays_undecided_is_trouble(team: TeamStore, proxy: ScriptedProxy) -> None:
    proxy.script("PUT", "claims/", answer=409)
    with pytest.raises(StoreError) as caught:
        team.add_claim(ORIGIN, FP, 1, FIRST)
    assert caught.value.message == (
        f"{team.url} does not say whether it has stored something: HTTP 409 Conflict, ConditionalRequestConflict"
    )
    assert caught.value.help == "nothing was sent for it; look at the store, then run the same command again"
    assert len(proxy.writes("claims/")) == TRIES


def test_nothing_is_written_over_a_claim_that_stands(
    team: TeamStore, address: str, proxy: ScriptedProxy
) -> None:
    quick(address).add_claim(ORIGIN, FP, 1, SECOND)
    team.add_claim(ORIGIN, FP, 1, FIRST)
    assert all(s.conditional for s in proxy.seen if s.method == "PUT")


@pytest.mark.parametrize("fault", ["unconditional", "late"])
def test_a_store_that_lets_two_win_does_not_stand_the_race(
    team: TeamStore, proxy: ScriptedProxy, fault: str
) -> None:
    proxy.script("PUT", "race/", **{fault: True})
    assert not team.race("one")
    proxy.calm()
    assert team.race("two")


def test_twice_in_a_row_would_not_find_a_store_that_looks_and_then_writes(
    team: TeamStore, proxy: ScriptedProxy
) -> None:
    """Why it is a race: the same store, asked one after the other, looks honest."""
    proxy.script("PUT", "claims/", late=True)
    assert team.add_claim(ORIGIN, FP, 1, FIRST)
    assert not team.add_claim(ORIGIN, FP, 1, SECOND)


def test_who_may_not_write_reads_on(
    team: TeamStore, address: str, proxy: ScriptedProxy, tmp_path: Path
) -> None:
    artifact, path = clip(tmp_path, b"boat")
    fingerprint, made = result("task_1", artifact)
    friend = quick(address)
    friend.share(artifact, path)
    friend.add_result(ORIGIN, fingerprint, made)
    proxy.script("PUT", "", answer=403)
    other, far = clip(tmp_path, b"pier")
    for write in (
        lambda: team.add_claim(ORIGIN, FP, 1, FIRST),
        lambda: team.add_result(ORIGIN, FP, made),
        lambda: team.share(other, far),
    ):
        with pytest.raises(ReadOnlyError, match="HTTP 403 Forbidden, AccessDenied"):
            write()
    assert team.results(ORIGIN, fingerprint) == [made]
    assert team.fetch(artifact, MemorySink(), lambda _count: None)


def test_a_refusal_is_never_absence(team: TeamStore, proxy: ScriptedProxy, tmp_path: Path) -> None:
    """S3 without ListBucket answers 403 for a key that is not there."""
    artifact, _ = clip(tmp_path, b"boat")
    proxy.script("GET", "", answer=403)
    proxy.script("HEAD", "", answer=403)
    for ask in (
        lambda: team.claims(ORIGIN, FP),
        lambda: team.results(ORIGIN, FP),
        lambda: team.raced("one"),
    ):
        with pytest.raises(StoreError) as caught:
            ask()
        assert caught.value.message == f"cannot read {team.url}: HTTP 403 Forbidden, AccessDenied"
        assert caught.value.help == (
            "reading must be allowed, and on S3 s3:ListBucket too: without it a missing key looks forbidden"
        )
    with pytest.raises(StoreError):
        team.has(artifact)
    proxy.script("PUT", "claims/", answer=409)
    with pytest.raises(StoreError):
        team.add_claim(ORIGIN, FP, 1, FIRST)


def test_a_bucket_that_is_gone_is_no_empty_one(team: TeamStore, proxy: ScriptedProxy) -> None:
    proxy.script("*", "", answer=404)
    with pytest.raises(StoreError) as caught:
        team.claims(ORIGIN, FP)
    assert caught.value.message == f"cannot read {team.url}: HTTP 404 Not Found, NoSuchBucket"


def test_a_store_that_is_gone(team: TeamStore, proxy: ScriptedProxy, tmp_path: Path) -> None:
    artifact, path = clip(tmp_path, b"boat")
    proxy.script("*", "", cut=True)
    for ask in (
        lambda: team.claims(ORIGIN, FP),
        lambda: team.add_claim(ORIGIN, FP, 1, FIRST),
        lambda: team.share(artifact, path),
        lambda: team.fetch(artifact, MemorySink(), lambda _count: None),
    ):
        with pytest.raises(StoreError):
            ask()


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_byte_a_second_meets_a_deadline(address: str, proxy: ScriptedProxy, method: str) -> None:
    quick(address).add_claim(ORIGIN, FP, 1, FIRST)
    proxy.script("GET", "claims/", drip=0.5)
    team = quick(address, timeout=1)
    began = time.monotonic()
    with pytest.raises(StoreError):
        team.claims(ORIGIN, FP) if method == "GET" else team.add_claim(ORIGIN, FP, 1, SECOND)
    assert time.monotonic() - began < 20


def test_a_clip_at_a_byte_a_second_meets_a_deadline(
    team: TeamStore, address: str, proxy: ScriptedProxy, tmp_path: Path
) -> None:
    artifact, path = clip(tmp_path, b"boat" * 1000)
    team.share(artifact, path)
    proxy.script("GET", "cas/", drip=0.5)
    began = time.monotonic()
    with pytest.raises(StoreError):
        quick(address, timeout=1).fetch(artifact, MemorySink(), lambda _count: None)
    assert time.monotonic() - began < 20
