"""A person's words in the journal: the last of a project stands, and an INTENT is judged by it in its transaction."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import FP, T0, T1, T2, FakeGuard, attempt

from seedance_make.core.attempt.states import Attempt
from seedance_make.core.plan.consent.approval import Approval
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.store.journal.schema import MIGRATIONS, migrate

HARBOUR, OTHER = "/films/harbour/storyboard.yaml", "/films/other/storyboard.yaml"


def word(project: str = HARBOUR, at: str = T0) -> Approval:
    return Approval(digest=FP, origin="reapi.ai", project=project, at=at, how="terminal")


class Listening(FakeGuard):
    """Keeps the words that it is shown."""

    words: list[Approval | None]

    def judge(self, _attempt: Attempt, changed: Iterable[Attempt], approval: Approval | None) -> None:
        self.words = [*getattr(self, "words", []), approval]


@pytest.fixture
def journal(tmp_path: Path) -> Iterable[SqliteJournal]:
    with SqliteJournal(tmp_path / "journal.db") as opened:
        yield opened


def test_words_are_kept_and_taken_back(journal: SqliteJournal) -> None:
    assert journal.approvals(FP, origin="reapi.ai") == ()
    assert not journal.revoke(FP, origin="reapi.ai", project=HARBOUR, at=T1)
    journal.approve(word())
    journal.approve(word(OTHER))
    assert journal.approvals(FP, origin="reapi.ai") == (word(), word(OTHER))
    assert journal.approvals(FP, origin="loopback") == ()
    assert journal.revoke(FP, origin="reapi.ai", project=HARBOUR, at=T1)
    assert not journal.revoke(FP, origin="reapi.ai", project=HARBOUR, at=T2)
    assert [a.revoked for a in journal.approvals(FP, origin="reapi.ai")] == [T1, None]


def test_a_guard_is_shown_the_word_that_stands(journal: SqliteJournal) -> None:
    guard = Listening()
    journal.intend(attempt(id="1" * 32, fingerprint="1" * 64), guard)
    journal.intend(attempt(id="2" * 32, fingerprint="2" * 64, approval=FP), guard)
    journal.approve(word(OTHER))
    journal.intend(attempt(id="3" * 32, fingerprint="3" * 64, approval=FP), guard)
    journal.approve(word())
    journal.revoke(FP, origin="reapi.ai", project=HARBOUR, at=T1)
    journal.approve(word(at=T2))
    row = journal.intend(attempt(id="4" * 32, fingerprint="4" * 64, approval=FP), guard)
    assert guard.words == [None, None, None, word(at=T2)]
    assert journal.get(row.id) == row
    assert row.approval == FP


def test_a_journal_of_before_gets_its_place_for_them(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:2])
    with SqliteJournal(path) as journal:
        journal.approve(word())
        assert journal.approvals(FP, origin="reapi.ai") == (word(),)
