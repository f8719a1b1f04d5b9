"""Who a journal is in a team store's claims: itself, and nobody's copy."""

import shutil
from pathlib import Path

from store_samples import attempt

from seedance_make.core.attempt.states import State
from seedance_make.store.journal.journal import SqliteJournal

A, B = "a" * 32, "b" * 32


def test_a_journal_keeps_its_first_id(tmp_path: Path) -> None:
    path = tmp_path / "home/journal.db"
    with SqliteJournal(path) as journal:
        assert journal.identity(A) == A
        assert journal.identity(B) == A
    with SqliteJournal(path) as again:
        again.intend(attempt(), None)
        assert again.identity(B) == A


def test_a_copy_is_another_journal(tmp_path: Path) -> None:
    """What the first has claimed is not the second's to release."""
    path, copy = tmp_path / "home/journal.db", tmp_path / "copy.db"
    with SqliteJournal(path) as journal:
        journal.identity(A)
    shutil.copy2(path, copy)
    with SqliteJournal(copy) as other, SqliteJournal(path) as first:
        assert other.identity(B) == B
        assert other.identity(A) == B
        assert first.identity(B) == A


def test_a_journal_that_was_lost_is_another_one(tmp_path: Path) -> None:
    path = tmp_path / "home/journal.db"
    with SqliteJournal(path) as journal:
        journal.identity(A)
    path.unlink()
    with SqliteJournal(path) as journal:
        assert journal.identity(B) == B


def test_a_task_of_another_machine_begins_as_submitted() -> None:
    with SqliteJournal.in_memory() as journal:
        row = attempt(state=State.SUBMITTED, task_id="task_1")
        assert journal.intend(row, None) == row
        assert journal.identity(A) == A
        assert journal.record(row.id, State.FAILED, row.created).state is State.FAILED
