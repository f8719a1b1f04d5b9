"""The CAS under kill -9, a full disk and a disk that fails."""

import os
import re
from pathlib import Path

import pytest
from clip_samples import CLIP, DIGEST, files, keep
from store_faults import failing, fill, needs_mount, needs_strace, small_disk
from store_samples import child, output_of

from seedance_make.core.errors import StoreError
from seedance_make.store.cas.cas import DiskCas

STEPS = """
import sys
from pathlib import Path
from seedance_make.core.errors import StoreError
from seedance_make.store.cas.cas import DiskCas
cas = DiskCas(Path(sys.argv[1]))
try:
    writer = cas.writer("a.1")
    for _ in range(10):
        writer.write(b"a clip" * 100)
    print("written", flush=True)
    writer.seal()
    print("sealed", flush=True)
    writer.publish()
    print("published", flush=True)
except StoreError as error:
    print(error.message, flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("until", ["written", "sealed", "published"])
def test_a_kill_between_the_steps_costs_no_clip(tmp_path: Path, until: str) -> None:
    process = child(STEPS, tmp_path)
    assert process.stdout
    while process.stdout.readline() != until + "\n":
        pass
    if until != "published":
        process.stdout.readline()  # it may be anywhere in the next step
    process.kill()
    process.communicate()
    cas = DiskCas(tmp_path)
    if not cas.check(DIGEST):
        left = cas.leftover("a.1")
        assert left
        assert left.publish().sha256 == DIGEST
    assert cas.path(DIGEST).read_bytes() == CLIP
    assert files(tmp_path) == [f"cas/{DIGEST[:2]}/{DIGEST}"]


@needs_strace
@pytest.mark.parametrize(
    "call", ["fsync", "rename,renameat,renameat2", "chmod,fchmod,fchmodat", "mkdir,mkdirat"]
)
def test_a_kill_at_any_step_shows_whole_bytes_or_none(tmp_path: Path, call: str) -> None:
    for when in range(1, 20):
        home = tmp_path / str(when)
        process = child(STEPS, home, prefix=failing(call, f"signal=KILL:when={when}"))
        said = output_of(process).split()
        cas = DiskCas(home)
        assert all(path.read_bytes() == CLIP for path in home.glob("cas/??/*"))
        if "sealed" in said:  # from here on no second download
            left = cas.leftover("a.1")
            assert cas.check(DIGEST) or (left and left.publish().sha256 == DIGEST)
        assert ("published" in said) <= cas.check(DIGEST)
        if process.returncode == 0:
            return
    raise AssertionError("no run came through")


@needs_strace
def test_a_sync_that_fails_has_failed_for_good(tmp_path: Path) -> None:
    """The bytes may never have reached the disk, and the next sync would not say so: nobody may find them."""
    for when in range(1, 20):
        home = tmp_path / str(when)
        said = output_of(child(STEPS, home, prefix=failing("fsync", f"error=EIO:when={when}"))).splitlines()
        if said == ["written", "sealed", "published"]:
            return
        assert said[-1].endswith("the disk reports an input/output error")
        if said[:-1] == ["written"]:
            assert said[-1] == f"cannot write {home}/cas/a.1.part: the disk reports an input/output error"
            assert files(home) == []
        assert DiskCas(home).has(DIGEST) <= ("sealed" in said)
    raise AssertionError("no run came through")


def test_a_writer_whose_sync_failed_cannot_publish(tmp_path: Path) -> None:
    writer = DiskCas(tmp_path).writer("a.1")
    writer.write(CLIP)
    os.close(writer._handle)  # fsync now fails
    with pytest.raises(StoreError, match=r"cannot write .*/cas/a\.1\.part: "):
        writer.seal()
    with pytest.raises(ValueError, match="publish needs seal first"):
        writer.publish()
    assert files(tmp_path) == []


@needs_mount
def test_a_full_disk_is_said_and_what_was_written_still_stands(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        cas = DiskCas(disk)
        writer = cas.writer("a.1")
        writer.write(CLIP[:600])
        fill(disk)
        with pytest.raises(StoreError) as error:
            writer.write(b"x" * 100_000)
        assert error.value.message == f"cannot write {disk}/cas/a.1.part: the disk is full"
        (disk / "ballast").unlink()
        writer.write(CLIP[600:])
        writer.seal()
        assert writer.publish().sha256 == DIGEST
        assert cas.check(DIGEST)


@needs_mount
def test_a_full_disk_when_publishing_keeps_the_sealed_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=400k,nr_inodes=6") as disk:
        cas = DiskCas(disk)
        writer = cas.writer("a.1")
        writer.write(CLIP)
        writer.seal()
        for name in ("x", "y", "z", "w"):
            try:
                (disk / name).touch()
            except OSError:
                break
        with pytest.raises(StoreError) as error:
            writer.publish()
        assert error.value.message == f"cannot publish {disk}/cas/a.1.part: the disk is full"
        for name in ("x", "y", "z", "w"):
            (disk / name).unlink(missing_ok=True)
        left = DiskCas(disk).leftover("a.1")
        assert left
        assert left.publish().sha256 == DIGEST


@needs_mount
def test_a_read_only_store_is_said(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        os.system(f"mount -o remount,ro {disk}")
        with pytest.raises(StoreError) as error:
            DiskCas(disk).writer("a.1")
        assert error.value.message == f"cannot write {disk}/cas/a.1.part: the file system is read-only"


@needs_strace
def test_bytes_that_cannot_be_read_are_damage(tmp_path: Path) -> None:
    process = child(STEPS, tmp_path)
    process.communicate("\n")
    code = """
import sys
from pathlib import Path
from seedance_make.store.cas.cas import DiskCas
cas = DiskCas(Path(sys.argv[1]))
print(cas.check(sys.argv[2]), cas.has(sys.argv[2]))
"""
    path = DiskCas(tmp_path).path(DIGEST)
    prefix = [*failing("read,pread64", "error=EIO"), "-P", str(path)]
    assert output_of(child(code, tmp_path, DIGEST, prefix=prefix)) == "False False\n"
    assert len(list((tmp_path / "damaged").iterdir())) == 1


@needs_strace
def test_the_order_of_publishing(tmp_path: Path) -> None:
    """Each step is on the disk before the next begins, the names as well as the bytes."""
    home, trace = tmp_path / "home", tmp_path / "trace"
    calls = "fsync,rename,mkdir"
    output_of(child(STEPS, home, prefix=["strace", "-qq", "-y", "-o", str(trace), "-e", f"trace={calls}"]))
    part, final = f"{home}/cas/a.1.part", f"{home}/cas/{DIGEST[:2]}/{DIGEST}"
    steps = [
        f"fsync {part}",
        f"fsync {home}/cas",
        f"mkdir {home}/cas/{DIGEST[:2]}",
        f"fsync {home}/cas",
        f"rename {part} {final}",
        f"fsync {home}/cas/{DIGEST[:2]}",
    ]
    seen = re.findall(
        r"^(\w+)\((?:\d+<([^>]*)>|\"([^\"]*)\"(?:, \"([^\"]*)\")?)", trace.read_text(), re.MULTILINE
    )
    said = [" ".join(filter(None, call)) for call in seen]
    assert said[said.index(steps[0]) :][: len(steps)] == steps


def test_bytes_that_were_put_right_meanwhile_are_not_set_aside(tmp_path: Path) -> None:
    cas = DiskCas(tmp_path)
    stale = tmp_path.stat()  # of another file than the one that stands there now
    keep(cas)
    cas._set_aside(cas.path(DIGEST), stale)
    assert cas.check(DIGEST)
