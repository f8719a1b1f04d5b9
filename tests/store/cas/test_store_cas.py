"""The CAS: whole or not at all, rehashed before it is trusted."""

import hashlib
import os
from pathlib import Path

import pytest
from clip_samples import CLIP, DIGEST, files, keep, rot

from seedance_make.core.errors import StoreError
from seedance_make.core.ports.artifacts import Cas, Writer
from seedance_make.core.storyboard.model import Artifact
from seedance_make.store.cas.cas import DiskCas

ABSENT = "0" * 64


@pytest.fixture
def cas(tmp_path: Path) -> DiskCas:
    return DiskCas(tmp_path / "home")


def test_it_is_a_cas(cas: DiskCas, tmp_path: Path) -> None:
    port: Cas = cas
    writer: Writer = port.writer("a.1")
    writer.discard()
    assert files(tmp_path) == []


def test_a_clip_is_kept_read_only_under_its_digest(cas: DiskCas, tmp_path: Path) -> None:
    writer = cas.writer("a.1")
    for at in range(0, len(CLIP), 700):
        writer.write(CLIP[at : at + 700])
    assert (writer.size, writer.digest()) == (len(CLIP), DIGEST)
    assert writer.seal() == Artifact(sha256=DIGEST, size=len(CLIP))
    assert not cas.has(DIGEST)
    assert writer.publish() == Artifact(sha256=DIGEST, size=len(CLIP))
    path = tmp_path / "home/cas" / DIGEST[:2] / DIGEST
    assert cas.path(DIGEST) == path
    assert path.read_bytes() == CLIP
    assert path.stat().st_mode & 0o777 == 0o444
    assert files(tmp_path) == [f"home/cas/{DIGEST[:2]}/{DIGEST}"]
    assert cas.has(DIGEST)
    assert cas.check(DIGEST)
    assert cas.size(DIGEST) == len(CLIP)
    assert list(cas.digests()) == [DIGEST]


def test_an_empty_cas_has_nothing_and_makes_nothing(cas: DiskCas, tmp_path: Path) -> None:
    assert not cas.has(ABSENT)
    assert not cas.check(ABSENT)
    assert cas.size(ABSENT) is None
    assert list(cas.digests()) == []
    assert cas.leftovers() == ()
    assert cas.leftover("a.1") is None
    cas.remove(ABSENT)
    cas.drop_leftover("a.1")
    assert files(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_writer_reads_back_what_it_wrote_and_goes_on_writing(cas: DiskCas) -> None:
    writer = cas.writer("a.1")
    writer.write(b"0123456789")
    assert writer.head(4) == b"0123"
    assert writer.read_at(6, 100) == b"6789"
    assert writer.read_at(99, 1) == b""
    writer.write(b"ab")
    assert writer.read_at(8, 4) == b"89ab"
    assert writer.seal().sha256 == hashlib.sha256(b"0123456789ab").hexdigest()


def test_a_writer_that_begins_again_forgets(cas: DiskCas) -> None:
    writer = cas.writer("a.1")
    writer.write(b"half of someth")
    writer.restart()
    assert (writer.size, writer.head(9)) == (0, b"")
    writer.write(CLIP)
    writer.seal()
    assert writer.publish().sha256 == DIGEST
    assert cas.check(DIGEST)


def test_what_is_discarded_is_gone(cas: DiskCas, tmp_path: Path) -> None:
    writer = cas.writer("a.1")
    writer.write(CLIP)
    writer.seal()
    writer.discard()
    writer.discard()
    assert files(tmp_path) == []
    with pytest.raises(ValueError, match="publish needs seal first"):
        writer.publish()


def test_publishing_needs_sealing(cas: DiskCas) -> None:
    writer = cas.writer("a.1")
    writer.write(CLIP)
    with pytest.raises(ValueError, match="publish needs seal first"):
        writer.publish()


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "../a", "a\n", ".hidden", "a\0b", "ä", "a" * 101, "a b", "-a"]
)
def test_a_name_leads_nowhere_else(cas: DiskCas, name: str) -> None:
    for ask in (cas.writer, cas.leftover, cas.drop_leftover):
        with pytest.raises(ValueError, match="no name for a temporary file"):
            ask(name)


@pytest.mark.parametrize("digest", ["", "../" + "a" * 61, "A" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n"])
def test_a_digest_leads_nowhere_else(cas: DiskCas, digest: str, tmp_path: Path) -> None:
    for ask in (cas.path, cas.has, cas.check, cas.size, cas.remove):
        with pytest.raises(ValueError, match="no sha256"):
            ask(digest)
    with pytest.raises(ValueError, match="no sha256"):
        cas.place(digest, tmp_path / "out/a.mp4", root=tmp_path / "out")
    with pytest.raises(ValueError, match="no sha256"):
        cas.adopt(tmp_path / "a", digest)


def test_what_a_dead_process_left_is_hashed_anew(cas: DiskCas, tmp_path: Path) -> None:
    dead = cas.writer("ab12.1")
    dead.write(CLIP)
    again = DiskCas(tmp_path / "home")
    assert again.leftovers() == ("ab12.1",)
    found = again.leftover("ab12.1")
    assert found
    assert (found.size, found.digest(), found.head(6)) == (len(CLIP), DIGEST, b"a clip")
    assert found.publish() == Artifact(sha256=DIGEST, size=len(CLIP))
    assert again.check(DIGEST)
    assert again.leftovers() == ()
    assert again.leftover("ab12.1") is None


def test_a_fresh_writer_takes_the_place_of_what_was_left(cas: DiskCas) -> None:
    dead = cas.writer("a.1")
    dead.write(b"x" * 10_000)
    writer = cas.writer("a.1")
    dead.write(b"it is not dead at all")
    writer.write(CLIP)
    writer.seal()
    writer.publish()
    assert cas.check(DIGEST)


def test_what_was_left_can_be_dropped(cas: DiskCas, tmp_path: Path) -> None:
    cas.writer("a.1").write(b"x")
    cas.drop_leftover("a.1")
    assert files(tmp_path) == []


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_what_is_left_must_be_a_file(cas: DiskCas, tmp_path: Path, kind: str) -> None:
    cas.writer("b.1").discard()
    part = tmp_path / "home/cas/a.1.part"
    if kind == "link":
        (tmp_path / "secret").write_bytes(CLIP)
        part.symlink_to(tmp_path / "secret")
    else:
        part.mkdir()
    assert cas.leftover("a.1") is None
    assert cas.leftovers() == ()


def test_the_same_clip_twice_is_kept_once(cas: DiskCas, tmp_path: Path) -> None:
    keep(cas)
    before = cas.path(DIGEST).stat()
    keep(cas, name="b.1")
    assert cas.path(DIGEST).stat().st_ino == before.st_ino
    assert files(tmp_path) == [f"home/cas/{DIGEST[:2]}/{DIGEST}"]


def test_whole_bytes_take_the_place_of_damaged_ones(cas: DiskCas, tmp_path: Path) -> None:
    keep(cas)
    rot(cas.path(DIGEST))
    keep(cas, name="b.1")
    assert cas.check(DIGEST)
    assert len(list((tmp_path / "home/damaged").iterdir())) == 1


def test_damage_is_found_and_set_aside(cas: DiskCas, tmp_path: Path) -> None:
    keep(cas)
    rot(cas.path(DIGEST))
    rotten = cas.path(DIGEST).read_bytes()
    assert cas.has(DIGEST)
    assert not cas.check(DIGEST)
    assert not cas.has(DIGEST)
    (aside,) = (tmp_path / "home/damaged").iterdir()
    assert aside.name.startswith(DIGEST + ".")
    assert aside.read_bytes() == rotten
    assert list(cas.digests()) == []


def test_damage_twice_is_set_aside_twice(cas: DiskCas, tmp_path: Path) -> None:
    for _ in range(2):
        keep(cas)
        rot(cas.path(DIGEST))
        assert not cas.check(DIGEST)
    assert len(list((tmp_path / "home/damaged").iterdir())) == 2


@pytest.mark.parametrize("cut", [0, 1, len(CLIP) - 1])
def test_truncated_bytes_are_damage(cas: DiskCas, cut: int) -> None:
    keep(cas)
    cas.path(DIGEST).chmod(0o600)
    os.truncate(cas.path(DIGEST), cut)
    assert not cas.check(DIGEST)
    assert not cas.has(DIGEST)


def test_a_symlink_in_the_cas_is_nothing(cas: DiskCas, tmp_path: Path) -> None:
    (tmp_path / "clip").write_bytes(CLIP)
    cas.path(DIGEST).parent.mkdir(parents=True)
    cas.path(DIGEST).symlink_to(tmp_path / "clip")
    assert not cas.has(DIGEST)
    assert not cas.check(DIGEST)
    assert list(cas.digests()) == []


def test_a_file_with_the_right_bytes_is_adopted(cas: DiskCas, tmp_path: Path) -> None:
    output = tmp_path / "door.mp4"
    output.write_bytes(CLIP)
    assert cas.adopt(output, DIGEST)
    assert cas.check(DIGEST)
    output.write_bytes(b"edited")
    assert cas.check(DIGEST)
    assert cas.leftovers() == ()


def test_nothing_else_is_adopted(cas: DiskCas, tmp_path: Path) -> None:
    output = tmp_path / "door.mp4"
    assert not cas.adopt(output, DIGEST)
    output.write_bytes(CLIP + b"!")
    assert not cas.adopt(output, DIGEST)
    (tmp_path / "link.mp4").symlink_to(output)
    output.write_bytes(CLIP)
    assert not cas.adopt(tmp_path / "link.mp4", DIGEST)
    assert not cas.adopt(tmp_path, DIGEST)
    assert not cas.adopt(output / "below", DIGEST)
    assert not cas.has(DIGEST)
    assert not (tmp_path / "home").exists()


def test_removing(cas: DiskCas) -> None:
    keep(cas)
    cas.remove(DIGEST)
    assert not cas.has(DIGEST)


def test_only_artifacts_are_listed_in_order(cas: DiskCas, tmp_path: Path) -> None:
    digests = sorted(keep(cas, bytes([n]), f"a.{n}").sha256 for n in range(20))
    (tmp_path / "home/cas/ab").mkdir(exist_ok=True)
    (tmp_path / "home/cas/ab/notes.txt").write_text("")
    cas.writer("left.1").write(b"x")
    assert list(cas.digests()) == digests


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(StoreError) as error:
        DiskCas(tmp_path / "home").writer("a.1")
    assert error.value.message == f"cannot write {tmp_path}/home/cas/a.1.part: something else stands there"
    assert error.value.exit == 74
