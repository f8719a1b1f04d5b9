"""What the team store's keys mean: claims in a row, results that are checked, bytes that are rehashed."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from api_tools import MemorySink
from claim_samples import done, intent, submitted
from scripted_proxy import ScriptedProxy
from team_tools import FIRST, FP, ORIGIN, SECOND, clip, quick, result

from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.chain import Unreadable, read_chain
from seedance_make.core.team.claims import Claim, NoClaim, encode_claim
from seedance_make.core.team.keys import ac_key, cas_key, claim_key
from seedance_make.core.team.results import encode_result
from seedance_make.remote.folder import FolderBucket
from seedance_make.remote.objects import Objects
from seedance_make.remote.team import BLOCK, TeamStore


@pytest.fixture(params=["s3", "folder"])
def address(request: pytest.FixtureRequest, tmp_path: Path, proxied: str, proxy: ScriptedProxy) -> str:
    """Of an empty store."""
    if request.param == "s3":
        return f"{proxied}/{tmp_path.name}"
    (tmp_path / "team").mkdir()
    return f"file://{tmp_path}/team"


@pytest.fixture
def team(address: str) -> TeamStore:
    return quick(address)


def raw(address: str) -> Objects | FolderBucket:
    """The bucket behind, as a mischief-maker uses it."""
    return FolderBucket(address) if address.startswith("file:") else Objects(address)


def test_claims_stand_in_a_row_and_the_first_has_the_number(team: TeamStore, address: str) -> None:
    other = quick(address)
    assert team.claims(ORIGIN, FP) == []
    assert team.add_claim(ORIGIN, FP, 1, FIRST)
    assert not other.add_claim(ORIGIN, FP, 1, SECOND)
    assert team.add_claim(ORIGIN, FP, 1, FIRST), "what stands there is ours"
    assert other.add_claim(ORIGIN, FP, 2, submitted("a", "task_1"))
    assert other.claims(ORIGIN, FP) == team.claims(ORIGIN, FP) == [FIRST, submitted("a", "task_1")]
    assert team.claims("loopback", FP) == []


def test_a_long_chain_is_read_whole(team: TeamStore) -> None:
    claims: list[Claim] = [intent("a"), *[done("a", store=f"{n:032x}") for n in range(30)]]
    for number, claim in enumerate(claims, 1):
        assert team.add_claim(ORIGIN, FP, number, claim)
    assert team.claims(ORIGIN, FP) == claims


def test_what_is_no_claim_is_seen_as_such(team: TeamStore, address: str) -> None:
    team.add_claim(ORIGIN, FP, 1, FIRST)
    raw(address).create(claim_key(ORIGIN, FP, 2), b"\x00" * 10_000_000)
    assert team.claims(ORIGIN, FP) == [FIRST, NoClaim(why="it has more than 4,096 bytes")]


def test_results_are_checked_and_the_smaller_task_id_comes_first(
    team: TeamStore, address: str, tmp_path: Path
) -> None:
    artifact, _ = clip(tmp_path, b"boat")
    fingerprint, second = result("task_2", artifact)
    _, first = result("task_1", artifact)
    for _ in range(2):
        team.add_result(ORIGIN, fingerprint, second)
        quick(address).add_result(ORIGIN, fingerprint, first)
    assert team.results(ORIGIN, fingerprint) == [first, second]
    bad = json.loads(encode_result(first)) | {"document": {"v": 1}}
    for number, data in enumerate([json.dumps(bad).encode(), b"{", b" " * 10_000_000], 3):
        raw(address).create(ac_key(ORIGIN, fingerprint, number), data)
    assert team.results(ORIGIN, fingerprint) == [first, second]
    _, third = result("task_0", artifact)
    team.add_result(ORIGIN, fingerprint, third)
    assert team.results(ORIGIN, fingerprint) == [third, first, second]


def test_bytes_come_back_as_they_were_shared(team: TeamStore, address: str, tmp_path: Path) -> None:
    artifact, path = clip(tmp_path, b"0123456789abcdef" * (BLOCK // 8))
    assert not team.has(artifact)
    team.share(artifact, path)
    assert team.has(artifact)
    sink, seen = MemorySink(), list[int]()
    assert quick(address).fetch(artifact, sink, seen.append)
    assert sink.data == path.read_bytes()
    assert seen == [BLOCK, 2 * BLOCK]
    unsized = Artifact(sha256=artifact.sha256, size=0)
    assert team.has(unsized)
    assert team.fetch(unsized, MemorySink(), seen.append)


def test_bytes_that_are_there_are_not_uploaded_again(team: TeamStore, address: str, tmp_path: Path) -> None:
    artifact, path = clip(tmp_path, b"boat")
    team.share(artifact, path)
    path.unlink()
    quick(address).share(artifact, path)  # reads nothing: the file is gone
    assert team.has(artifact)


@pytest.mark.parametrize("altered", [b"bOat", b"boa", b"boats", b""])
def test_altered_bytes_are_never_taken_and_put_right_by_who_has_them(
    team: TeamStore, address: str, tmp_path: Path, altered: bytes
) -> None:
    artifact, path = clip(tmp_path, b"boat")
    raw(address).create(cas_key(artifact.sha256), altered)
    assert not team.fetch(artifact, MemorySink(), lambda _count: None)
    assert not team.has(artifact)
    team.share(artifact, path)
    sink = MemorySink()
    assert team.fetch(artifact, sink, lambda _count: None)
    assert sink.data == b"boat"


def test_bytes_that_nobody_has_shared(team: TeamStore, tmp_path: Path) -> None:
    artifact, _ = clip(tmp_path, b"boat")
    assert not team.fetch(artifact, MemorySink(), lambda _count: None)


def test_an_honest_store_stands_the_race(team: TeamStore, address: str) -> None:
    assert not team.raced("one")
    assert team.race("one")
    assert quick(address).raced("one")
    assert not team.raced("two")


def test_two_machines_at_one_number_of_many_chains(team: TeamStore, address: str) -> None:
    """Whatever the order, of two claims on one number one is made."""
    other = quick(address)

    def both(n: int) -> list[bool]:
        with ThreadPoolExecutor(2) as two:
            return list(
                two.map(lambda t, c: t.add_claim(ORIGIN, f"{n:064x}", 1, c), (team, other), (FIRST, SECOND))
            )

    assert [sorted(both(n)) for n in range(20)] == [[False, True]] * 20


def test_a_chain_without_an_end_is_a_mischief_with_that_take_alone(
    proxied: str, proxy: ScriptedProxy, tmp_path: Path
) -> None:
    proxy.script("GET", "claims/", body=b"x")
    chain = read_chain(quick(f"{proxied}/{tmp_path.name}").claims(ORIGIN, FP))
    assert chain.flaw == Unreadable(number=1, why="it is no JSON")
    proxy.calm()
    proxy.script("GET", "claims/", body=encode_claim(FIRST))
    claims = quick(f"{proxied}/{tmp_path.name}").claims(ORIGIN, FP)
    assert claims[-1] == NoClaim(why="somebody plays with the store: there are 300 and more")
