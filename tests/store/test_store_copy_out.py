"""Outputs: copies that stand in the tree whole or not at all, never behind a symlink."""

import fcntl
import os
import stat
from pathlib import Path

import pytest
from clip_samples import CLIP, DIGEST, files, keep, rot
from store_faults import failing, needs_mount, needs_strace, small_disk
from store_samples import child, output_of

from seedance_make.core.errors import StoreError
from seedance_make.store.cas.cas import DiskCas
from seedance_make.store.copy_out import _Folder, _sweep, _temporary

PLACE = """
import sys
from pathlib import Path
from seedance_make.core.errors import StoreError
from seedance_make.store.cas.cas import DiskCas
home, target, digest = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
try:
    DiskCas(home).place(digest, target, root=target.parent.parent)
    print("placed", flush=True)
except StoreError as error:
    print(error.message, flush=True)
"""


@pytest.fixture
def cas(tmp_path: Path) -> DiskCas:
    cas = DiskCas(tmp_path / "home")
    keep(cas)
    return cas


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def refused(cas: DiskCas, target: Path, root: Path) -> StoreError:
    with pytest.raises(StoreError) as error:
        cas.place(DIGEST, target, root=root)
    return error.value


def test_folders_are_made_and_the_file_is_the_persons_own(cas: DiskCas, out: Path) -> None:
    mask = os.umask(0o027)
    try:
        cas.place(DIGEST, out / "act1/a/door.mp4", root=out)
    finally:
        os.umask(mask)
    assert files(out) == ["act1/a/door.mp4"]
    output = out / "act1/a/door.mp4"
    assert output.read_bytes() == CLIP
    assert stat.S_IMODE(output.stat().st_mode) == 0o640
    assert stat.S_IMODE(output.parent.stat().st_mode) == 0o750


def test_an_edit_of_the_output_does_not_reach_the_store(cas: DiskCas, out: Path) -> None:
    cas.place(DIGEST, out / "door.mp4", root=out)
    assert (out / "door.mp4").stat().st_nlink == 1
    with (out / "door.mp4").open("r+b") as stream:
        stream.write(b"EDIT")
    assert cas.check(DIGEST)


def test_an_output_is_replaced(cas: DiskCas, out: Path) -> None:
    out.mkdir()
    (out / "door.mp4").write_bytes(b"older")
    other = out / "hard.mp4"
    os.link(out / "door.mp4", other)
    cas.place(DIGEST, out / "door.mp4", root=out)
    assert (out / "door.mp4").read_bytes() == CLIP
    assert other.read_bytes() == b"older"


def test_a_long_name_has_room(cas: DiskCas, out: Path) -> None:
    name = "a" * 251 + ".mp4"
    cas.place(DIGEST, out / name, root=out)
    assert files(out) == [name]


def test_the_root_itself_may_be_reached_through_a_symlink(cas: DiskCas, tmp_path: Path) -> None:
    """Where the project stands is the person's affair; what lies below may come from a stranger."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    cas.place(DIGEST, tmp_path / "link/out/door.mp4", root=tmp_path / "link")
    assert (tmp_path / "real/out/door.mp4").read_bytes() == CLIP


@pytest.mark.parametrize("where", ["act1", "act1/b"])
def test_a_folder_that_is_a_symlink_is_refused(cas: DiskCas, out: Path, tmp_path: Path, where: str) -> None:
    (tmp_path / "elsewhere/b").mkdir(parents=True)
    (out / where).parent.mkdir(parents=True)
    (out / where).symlink_to(tmp_path / "elsewhere")
    error = refused(cas, out / "act1/b/door.mp4", out)
    message = f"cannot write {out / where}: a symlink stands there, which is never followed"
    assert (error.message, error.help) == (message, "remove the symlink, or choose another output")
    assert files(tmp_path / "elsewhere") == []


@pytest.mark.parametrize("exists", [True, False])
def test_an_output_that_is_a_symlink_is_refused(
    cas: DiskCas, out: Path, tmp_path: Path, exists: bool
) -> None:
    if exists:
        (tmp_path / "film.mp4").write_bytes(b"mine")
    out.mkdir()
    (out / "door.mp4").symlink_to(tmp_path / "film.mp4")
    error = refused(cas, out / "door.mp4", out)
    assert error.message == f"cannot write {out}/door.mp4: a symlink stands there, which is never followed"
    assert (out / "door.mp4").is_symlink()
    assert (tmp_path / "film.mp4").exists() == exists


def test_a_folder_in_its_place_is_refused(cas: DiskCas, out: Path) -> None:
    (out / "door.mp4").mkdir(parents=True)
    assert (
        refused(cas, out / "door.mp4", out).message == f"cannot write {out}/door.mp4: a folder stands there"
    )


def test_a_file_in_the_place_of_a_folder_is_refused(cas: DiskCas, out: Path) -> None:
    out.mkdir()
    (out / "act1").write_text("notes")
    error = refused(cas, out / "act1/door.mp4", out)
    assert error.message == f"cannot write below {out}/act1: a file stands where a folder is needed"
    assert (out / "act1").read_text() == "notes"


@pytest.mark.parametrize("path", [".", "../door.mp4", "a/../../door.mp4", "/door.mp4"])
def test_a_target_outside_the_root_is_a_bug(cas: DiskCas, out: Path, path: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        cas.place(DIGEST, out / path, root=out)


def test_damaged_bytes_reach_no_output(cas: DiskCas, out: Path, tmp_path: Path) -> None:
    out.mkdir()
    (out / "door.mp4").write_bytes(b"older")
    rot(cas.path(DIGEST))
    error = refused(cas, out / "door.mp4", out)
    assert error.message == (
        f"the bytes of {DIGEST[:12]} in the store are damaged; they were set aside in {tmp_path}/home/damaged"
    )
    assert error.help == (
        "run `build` again: it fetches the clip from where it still is, and never buys it by itself"
    )
    assert files(out) == ["door.mp4"]
    assert (out / "door.mp4").read_bytes() == b"older"
    assert not cas.has(DIGEST)


def test_bytes_that_are_nowhere_are_said(cas: DiskCas, out: Path) -> None:
    cas.remove(DIGEST)
    assert (
        refused(cas, out / "door.mp4", out).message
        == f"cannot write {out}/door.mp4: no such file or directory"
    )
    assert files(out) == []


@needs_strace
@pytest.mark.parametrize("call", ["write", "fsync", "rename,renameat,renameat2"])
def test_a_kill_shows_no_half_output_and_its_litter_goes(
    cas: DiskCas, out: Path, tmp_path: Path, call: str
) -> None:
    (out / "act1").mkdir(parents=True)
    (out / "act1/door.mp4").write_bytes(b"older")
    target = out / "act1/door.mp4"
    process = child(PLACE, tmp_path / "home", target, DIGEST, prefix=failing(call, "signal=KILL:when=1"))
    assert output_of(process) in {"", "placed\n"}  # the write of "placed" is one as well
    assert target.read_bytes() in {b"older", CLIP}
    cas.place(DIGEST, out / "act1/wave.mp4", root=out)
    assert files(out) == ["act1/door.mp4", "act1/wave.mp4"]


def test_the_litter_of_a_living_process_stays(cas: DiskCas, out: Path) -> None:
    out.mkdir()
    part = out / ".seedance-make-0123.part"
    with part.open("wb") as living:
        fcntl.flock(living, fcntl.LOCK_EX)
        cas.place(DIGEST, out / "door.mp4", root=out)
        assert files(out) == [part.name, "door.mp4"]


@needs_strace
def test_a_failing_disk_leaves_the_older_output(cas: DiskCas, out: Path, tmp_path: Path) -> None:
    (out / "act1").mkdir(parents=True)
    target = out / "act1/door.mp4"
    target.write_bytes(b"older")
    process = child(PLACE, tmp_path / "home", target, DIGEST, prefix=failing("fsync", "error=EIO"))
    assert output_of(process) == f"cannot write {target}: the disk reports an input/output error\n"
    assert files(out) == ["act1/door.mp4"]
    assert target.read_bytes() == b"older"


@needs_mount
def test_a_full_disk_leaves_the_older_output(cas: DiskCas, tmp_path: Path) -> None:
    big = keep(cas, os.urandom(500_000), "b.1").sha256
    with small_disk(tmp_path / "disk") as disk:
        (disk / "door.mp4").write_bytes(b"older")
        with pytest.raises(StoreError) as error:
            cas.place(big, disk / "door.mp4", root=disk)
        assert error.value.message == f"cannot write {disk}/door.mp4: the disk is full"
        assert files(disk) == ["door.mp4"]
        assert (disk / "door.mp4").read_bytes() == b"older"


@needs_mount
def test_a_read_only_tree_is_said(cas: DiskCas, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        os.system(f"mount -o remount,ro {disk}")
        error = refused(cas, disk / "act1/door.mp4", disk)
        assert error.message == f"cannot write {disk}/act1/door.mp4: the file system is read-only"


def test_no_sweeper_takes_what_is_being_written(out: Path) -> None:
    out.mkdir()
    with _Folder.root(out) as folder:
        part, handle = _temporary(folder)
        _sweep(folder, set())
        assert files(out) == [part]
        os.close(handle)
        _sweep(folder, set())
        assert files(out) == []
