"""The lock file on disk: it only grows, it is whole at any time, and several processes may write it."""

import os
import shutil
import stat
import subprocess
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from store_faults import failing, fill, needs_mount, needs_strace, small_disk
from store_samples import child, output_of, receipt

from seedance_make.core.errors import InvalidInputError, StoreError
from seedance_make.core.ports.project import LockFile
from seedance_make.core.request.fingerprint import Document, canonical_json
from seedance_make.store.lock_file import DiskLockFile
from seedance_make.store.lock_text import as_text, parse_lock

A, B = (receipt(fingerprint=c * 64, task_id=f"task_{c}") for c in "ab")

DOCUMENT = canonical_json(Document(v=1, model="m", take=1, request={"prompt": "A door", "duration": 5}))
TOLD = receipt(fingerprint=sha256(DOCUMENT).hexdigest(), document=DOCUMENT.decode())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "film").mkdir()
    return tmp_path / "film/storyboard.lock"


@pytest.fixture
def lock(path: Path, tmp_path: Path) -> DiskLockFile:
    return DiskLockFile(path, tmp_path / "home")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_is_the_port(lock: DiskLockFile, tmp_path: Path) -> None:
    port: LockFile = lock
    assert port.read() == ()
    assert not (tmp_path / "home").exists()


def test_receipts_are_added_once(lock: DiskLockFile, path: Path) -> None:
    assert lock.add([B])
    assert lock.add(iter([A, B]))
    assert lock.read() == (A, B)
    assert path.read_text() == as_text([A, B])
    assert names(path.parent) == ["storyboard.lock"]


def test_a_line_gains_its_document_and_keeps_its_labels(lock: DiskLockFile, path: Path) -> None:
    renamed = replace(TOLD, shot="act2/door", take=3)
    assert lock.add([A, replace(renamed, document=None)])
    assert lock.add([TOLD])
    assert set(lock.read()) == {A, renamed}
    assert not lock.add([replace(TOLD, document=None), TOLD])
    assert path.read_text() == as_text([A, renamed])


def test_nothing_is_written_when_nothing_changes(lock: DiskLockFile, path: Path) -> None:
    assert not lock.add([])
    assert not path.exists()
    lock.add([A])
    untidy = path.read_text().replace("\n", "\r\n") + "\n\n"
    path.write_text(untidy, newline="")
    before = path.stat()
    assert not lock.add([A])
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_purchase_that_is_there_keeps_its_labels(lock: DiskLockFile) -> None:
    lock.add([A])
    assert not lock.add([receipt(fingerprint="a" * 64, task_id="task_a", shot="renamed", take=4, credits=1)])
    assert lock.read() == (A,)


@pytest.mark.parametrize(
    "change", [{"origin": "loopback"}, {"sha256": "e" * 64}, {"task_id": "t"}, {"video": 2}]
)
def test_what_else_was_bought_is_another_line(lock: DiskLockFile, change: dict[str, Any]) -> None:
    lock.add([A])
    other = receipt(**{"fingerprint": "a" * 64, "task_id": "task_a", **change})
    assert lock.add([other, other])
    assert set(lock.read()) == {A, other}


def test_lines_of_others_are_never_dropped(lock: DiskLockFile, path: Path) -> None:
    both_sides = [
        "<<<<<<< HEAD",
        as_text([A]).splitlines()[1],
        "=======",
        as_text([B]).splitlines()[1],
        ">>>>>>> x",
    ]
    path.write_text("\n".join(['[{"lock":1},', *both_sides, "null]"]))
    third = receipt(fingerprint="c" * 64)
    assert lock.add([third])
    assert path.read_text() == as_text([A, B, third])


@pytest.mark.parametrize("content", ["", "garbage", '[{"lock":9},\nnull]\n'])
def test_what_cannot_be_read_is_not_written_over(lock: DiskLockFile, path: Path, content: str) -> None:
    path.write_text(content)
    with pytest.raises(InvalidInputError):
        lock.read()
    with pytest.raises(InvalidInputError):
        lock.add([A])
    assert path.read_text() == content


def test_messages_name_it_as_people_do(path: Path, tmp_path: Path) -> None:
    path.write_text("x")
    with pytest.raises(InvalidInputError) as error:
        DiskLockFile(path, tmp_path / "home", shown="film/storyboard.lock").read()
    assert error.value.problems[0].place.file == "film/storyboard.lock"
    assert error.value.sources == {"film/storyboard.lock": "x"}


def test_permissions_stay_and_a_new_file_gets_normal_ones(lock: DiskLockFile, path: Path) -> None:
    mask = os.umask(0o027)
    try:
        lock.add([A])
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o664)
    lock.add([B])
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


def test_a_symlink_stays_one(lock: DiskLockFile, path: Path, tmp_path: Path) -> None:
    real = tmp_path / "shared.lock"
    real.write_text(as_text([A]))
    path.symlink_to(real)
    assert lock.add([B])
    assert path.is_symlink()
    assert real.read_text() == as_text([A, B])


def test_a_folder_in_its_place_is_said(lock: DiskLockFile, path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError) as error:
        lock.add([A])
    assert error.value.message == f"cannot read {path}: a folder stands where a file is needed"


def test_a_project_that_is_gone_is_said(tmp_path: Path) -> None:
    lock = DiskLockFile(tmp_path / "gone/storyboard.lock", tmp_path / "home")
    with pytest.raises(StoreError) as error:
        lock.add([A])
    assert error.value.message == f"cannot write {tmp_path}/gone/storyboard.lock: no such file or directory"


ADD = """
import sys
from pathlib import Path
from store_samples import receipt
from seedance_make.core.errors import StoreError
from seedance_make.store.lock_file import DiskLockFile
lock = DiskLockFile(Path(sys.argv[1]), Path(sys.argv[2]))
first, count = int(sys.argv[3]), int(sys.argv[4])
try:
    for n in range(first, first + count):
        lock.add([receipt(fingerprint=f"{n:064x}")])
    print("added")
except StoreError as error:
    print(error.message)
"""


def test_several_processes_lose_nothing(path: Path, tmp_path: Path) -> None:
    """One of them reaches the project through a symlink."""
    (tmp_path / "link").symlink_to(path.parent)
    paths = [path, tmp_path / "link/storyboard.lock", path, path]
    workers = [child(ADD, where, tmp_path / "home", n * 10, 10) for n, where in enumerate(paths)]
    assert [output_of(worker) for worker in workers] == ["added\n"] * 4
    fingerprints = [r.fingerprint for r in parse_lock(path.read_bytes(), "f")]
    assert fingerprints == [f"{n:064x}" for n in range(40)]
    assert names(path.parent) == ["storyboard.lock"]


@needs_strace
@pytest.mark.parametrize("call", ["fsync", "rename,renameat,renameat2", "chmod,fchmod,fchmodat"])
def test_a_kill_leaves_the_old_file_or_the_new(path: Path, tmp_path: Path, call: str) -> None:
    for when in range(1, 9):
        path.write_text(as_text([A]))
        process = child(ADD, path, tmp_path / "home", 7, 1, prefix=failing(call, f"signal=KILL:when={when}"))
        output_of(process)
        assert path.read_text() in {as_text([A]), as_text([A, receipt(fingerprint=f"{7:064x}")])}
        DiskLockFile(path, tmp_path / "home").add([B])
        assert names(path.parent) == ["storyboard.lock"]
        if process.returncode == 0:
            return
    raise AssertionError("no run came through")


@needs_strace
def test_a_failing_disk_leaves_the_old_file(path: Path, tmp_path: Path) -> None:
    (tmp_path / "home/locks").mkdir(parents=True)
    path.write_text(as_text([A]))
    process = child(ADD, path, tmp_path / "home", 7, 1, prefix=failing("fsync", "error=EIO"))
    assert output_of(process) == f"cannot write {path}: the disk reports an input/output error\n"
    assert path.read_text() == as_text([A])
    assert names(path.parent) == ["storyboard.lock"]


@needs_mount
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        path = disk / "storyboard.lock"
        path.write_text(as_text([A]))
        fill(disk)
        with pytest.raises(StoreError) as error:
            DiskLockFile(path, tmp_path / "home").add([B])
        assert error.value.message == f"cannot write {path}: the disk is full"
        assert path.read_text() == as_text([A])
        assert names(disk) == ["ballast", "storyboard.lock"]


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@pytest.mark.parametrize("union", [True, False])
def test_two_branches_merge(path: Path, tmp_path: Path, union: bool) -> None:
    """With `merge=union` git merges them itself; without it both sides are read out of the conflict."""
    home = tmp_path / "home"

    def git(*arguments: str, check: bool = True) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.autocrlf=false"]
        subprocess.run(["git", *who, *arguments], cwd=path.parent, check=check, capture_output=True)

    def commit(*names: str) -> None:
        DiskLockFile(path, home).add(receipt(fingerprint=name * 64, task_id=name) for name in names)
        git("add", ".")
        git("commit", "-m", "x")

    git("init", "-b", "main")
    if union:
        (path.parent / ".gitattributes").write_text("storyboard.lock merge=union\n")
    commit("5")
    git("checkout", "-b", "other")
    commit("1", "6", "7")
    git("checkout", "main")
    commit("1", "4", "6", "8")
    git("merge", "other", check=False)
    assert ("<<<<<<<" in path.read_text()) is not union
    lock = DiskLockFile(path, home)
    assert [r.task_id for r in lock.read()] == ["1", "4", "5", "6", "7", "8"]
    lock.add([A])
    assert path.read_text() == as_text(lock.read())


def test_what_was_read_or_written_is_not_parsed_again(lock: DiskLockFile, path: Path, tmp_path: Path) -> None:
    lock.add([B, A])
    first = lock.read()
    assert lock.read() is first
    assert first == parse_lock(path.read_bytes(), "f")
    DiskLockFile(path, tmp_path / "other").add([receipt(fingerprint="c" * 64)])
    assert len(lock.read()) == 3
