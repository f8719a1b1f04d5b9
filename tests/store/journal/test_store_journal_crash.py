"""The journal under kill -9, full disks, failing disks, and several processes at once."""

import os
import signal
from pathlib import Path

import pytest
from store_faults import failing, fill, needs_mount, needs_strace, small_disk
from store_samples import T1, attempt, child, output_of

from seedance_make.core.attempt.states import State
from seedance_make.core.errors import StoreError
from seedance_make.store.journal.journal import SqliteJournal

RACE = """
import sys
from pathlib import Path
from store_samples import attempt
from seedance_make.store.journal.journal import SqliteJournal
journal = SqliteJournal(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for n in range(5):
    mine = attempt(fingerprint=f"{n:064x}")
    print(n, "won" if journal.intend(mine, None).id == mine.id else "lost", flush=True)
"""

BUY = """
import sys
from pathlib import Path
from store_samples import T1, attempt
from seedance_make.core.errors import StoreError
from seedance_make.core.attempt.states import State
from seedance_make.store.journal.journal import SqliteJournal
journal = SqliteJournal(Path(sys.argv[1]))
try:
    row = journal.intend(attempt(fingerprint="a" * 64), None)
    print("intent", flush=True)
    journal.record(row.id, State.SUBMITTED, T1, task_id="task_1")
    print("submitted", flush=True)
except StoreError as error:
    print(error.message, flush=True)
"""


def test_of_eight_processes_one_wins_each_purchase(tmp_path: Path) -> None:
    """No journal exists at first: they race to make it as well."""
    racers = [child(RACE, tmp_path / "home/journal.db") for _ in range(8)]
    for racer in racers:
        assert racer.stdout
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    lines = "".join(output_of(racer) for racer in racers).splitlines()
    assert sorted(line for line in lines if "won" in line) == [f"{n} won" for n in range(5)]
    assert len(lines) == 40
    with SqliteJournal(tmp_path / "home/journal.db") as journal:
        assert len(journal.rows()) == 5


def check_after_crash(path: Path, said: list[str]) -> None:
    """What was said to be kept is kept; nothing is half there; the journal goes on."""
    with SqliteJournal(path) as journal:
        rows = {row.fingerprint: row for row in journal.rows()}
        bought = rows.get("a" * 64)
        if "submitted" in said:
            assert bought
            assert (bought.state, bought.task_id) == (State.SUBMITTED, "task_1")
        elif "intent" in said:
            assert bought
            assert bought.state in {State.INTENT, State.SUBMITTED}
        if bought:
            assert len(journal.steps(bought.id)) == (1 if bought.state is State.INTENT else 2)
        assert rows.keys() <= {"a" * 64, "b" * 64}
        assert journal.intend(attempt(fingerprint="c" * 64), None).fingerprint == "c" * 64
    left = {p.name for p in path.parent.iterdir()}
    assert left == {"journal.db", "locks"}


@needs_strace
@pytest.mark.parametrize(
    ("call", "stride"),
    [("fdatasync", 1), ("unlink,unlinkat", 1), ("rename,renameat,renameat2", 1), ("pwrite64", 9)],
)
@pytest.mark.parametrize("new", [True, False], ids=["new", "old"])
def test_a_kill_at_any_step_leaves_a_journal(tmp_path: Path, call: str, stride: int, new: bool) -> None:
    """Kills at the first, second, … such system call, until one run is not hit any more."""
    for when in range(1, 200, stride):
        path = tmp_path / f"{when}/journal.db"
        if not new:
            with SqliteJournal(path) as journal:
                journal.intend(attempt(fingerprint="b" * 64), None)
        process = child(BUY, path, prefix=failing(call, f"signal=KILL:when={when}"))
        said = output_of(process).splitlines()
        check_after_crash(path, said)
        if process.returncode == 0:
            assert said == ["intent", "submitted"]
            return
    raise AssertionError("no run came through")


@needs_strace
@pytest.mark.parametrize("call", ["fdatasync", "fsync"])
def test_a_disk_that_fails_to_sync_is_said_and_nothing_is_claimed(tmp_path: Path, call: str) -> None:
    for when in range(1, 30):
        path = tmp_path / f"{when}/journal.db"
        process = child(BUY, path, prefix=failing(call, f"error=EIO:when={when}"))
        said = output_of(process).splitlines()
        check_after_crash(path, said)
        if said == ["intent", "submitted"]:
            return
        assert said[-1].endswith(f"{path}: the disk reports an input/output error")
    raise AssertionError("no run came through")


@needs_mount
def test_a_full_disk_stops_an_intent_before_anything_is_sent(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        path = disk / "home/journal.db"
        with SqliteJournal(path) as journal:
            kept = journal.intend(attempt(fingerprint="a" * 64), None)
            fill(disk)
            with pytest.raises(StoreError) as error:
                journal.intend(attempt(body=b"x" * 20_000), None)
            assert error.value.message == f"cannot use the journal {path}: the disk is full"
            with pytest.raises(StoreError, match="the disk is full"):
                journal.record(kept.id, State.SUBMITTED, T1, message="m" * 20_000)
            assert journal.rows() == (kept,)
            (disk / "ballast").unlink()
            journal.record(kept.id, State.SUBMITTED, T1, task_id="t")
            assert journal.intend(attempt(body=b"x" * 20_000), None).state is State.INTENT


@needs_mount
def test_no_journal_begins_on_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        fill(disk)
        with pytest.raises(StoreError, match="the disk is full"):
            SqliteJournal(disk / "home/journal.db").intend(attempt(), None)
        assert not (disk / "home/journal.db").exists()
        assert not list(disk.glob("**/*.new*"))


@needs_mount
def test_a_read_only_disk_is_read_and_not_written(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        path = disk / "journal.db"
        with SqliteJournal(path) as journal:
            kept = journal.intend(attempt(), None)
        os.system(f"mount -o remount,ro {disk}")
        with SqliteJournal(path) as journal:
            assert journal.rows() == (kept,)
            with pytest.raises(StoreError) as error:
                journal.record(kept.id, State.SUBMITTED, T1)
        assert (
            error.value.message == f"cannot use the journal {path}: it may not be written, or was moved away"
        )


def test_a_stopped_process_holds_nobody_up(tmp_path: Path) -> None:
    """The lock is kept for one transaction only, never between two."""
    path = tmp_path / "journal.db"
    racer = child(RACE, path)
    assert racer.stdout
    assert racer.stdout.readline() == "ready\n"
    racer.send_signal(signal.SIGSTOP)
    with SqliteJournal(path, timeout=0.1) as journal:
        mine = [journal.intend(attempt(fingerprint=f"{n:064x}"), None) for n in range(5)]
        racer.send_signal(signal.SIGCONT)
        assert racer.communicate("go\n", timeout=30)[0] == "".join(f"{n} lost\n" for n in range(5))
        assert journal.rows() == tuple(mine)
