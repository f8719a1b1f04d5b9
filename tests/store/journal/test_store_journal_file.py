"""The journal's file: made whole, refused when damaged or newer, never replaced."""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import T1, FakeGuard, attempt, snapshot

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import JournalLockedError, StoreError
from seedance_make.core.plan.consent.approval import Approval
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.store.journal.schema import (
    APPLICATION_ID,
    MIGRATIONS,
    NewerJournalError,
    migrate,
    version_of,
)

HELP = (
    "nothing is bought while it is; restore it from a backup, or, to go on without what it knew, move journal.db "
    "away: clips that the lock file names stay known, tasks in flight are forgotten"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with enough rows for several pages."""
    path = tmp_path / "home/journal.db"
    with SqliteJournal(path) as journal:
        for n in range(30):
            row = journal.intend(attempt(fingerprint=f"{n:064x}", body=b"x" * 900), None)
            journal.record(row.id, State.SUBMITTED, T1, task_id=f"task_{n}")
    return path


def refusal(path: Path) -> StoreError:
    """How reading and buying are refused, the file left as it is."""
    before = snapshot(path.parent)
    with SqliteJournal(path) as journal:
        with pytest.raises(StoreError) as reading:
            journal.rows()
        with pytest.raises(StoreError) as buying:
            journal.intend(attempt(), FakeGuard())
    assert snapshot(path.parent) == before
    assert buying.value.message == reading.value.message
    assert buying.value.exit == 74
    return buying.value


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"", "it is empty"),
        (b"garbage", "file is not a database"),
        (b"\0" * 8192, "file is not a database"),
        (os.urandom(20_000), "file is not a database"),
        (b"SQLite format 3\0", "file is not a database"),
    ],
    ids=["empty", "short", "zeros", "noise", "header"],
)
def test_garbage_is_refused(path: Path, content: bytes, detail: str) -> None:
    path.write_bytes(content)
    error = refusal(path)
    assert error.message == f"the journal {path} is damaged: {detail}"
    assert error.help == HELP


@pytest.mark.parametrize("pages", range(1, 12))
@pytest.mark.parametrize("rest", [0, 1, 2048])
def test_a_truncated_journal_is_refused(path: Path, pages: int, rest: int) -> None:
    size = path.stat().st_size
    assert size > 12 * 4096
    os.truncate(path, size - pages * 4096 - rest)
    assert refusal(path).message.startswith(f"the journal {path} is damaged: ")


def test_a_page_of_noise_is_refused(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8 * 4096 : 9 * 4096] = os.urandom(4096)
    path.write_bytes(content)
    assert refusal(path).message.startswith(f"the journal {path} is damaged: ")


@pytest.mark.parametrize("where", range(3), ids=["first", "second", "third"])
def test_one_flipped_bit_in_a_fingerprint_is_refused(path: Path, where: int) -> None:
    """It would make a paid request look new. It stands in the table and in two of its indexes."""
    content = bytearray(path.read_bytes())
    places = [at for at in range(len(content)) if content.startswith(f"{7:064x}".encode(), at)]
    content[places[where]] ^= 1
    path.write_bytes(content)
    assert refusal(path).message.startswith(f"the journal {path} is damaged: ")


def test_a_foreign_database_is_refused(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cookies (id)")
    assert refusal(path).message == f"the journal {path} is damaged: it is no journal of seedance-make"


def test_a_row_that_makes_no_sense_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE attempts SET urls = '{' WHERE seq = 3")
    with SqliteJournal(path) as journal, pytest.raises(StoreError, match="damaged: a row cannot be read"):
        journal.rows()


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ("PRAGMA user_version = 0", "it does not say its version"),
        ("PRAGMA user_version = -1", "it does not say its version"),
        ("DROP TABLE steps", "steps, steps_of is not as it was made"),
        ("DROP INDEX one_live", "one_live is not as it was made"),
        ("ALTER TABLE attempts RENAME COLUMN request TO requesT", "attempts is not as it was made"),
    ],
)
def test_a_journal_of_another_shape_is_refused(path: Path, change: str, detail: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(change)
    error = refusal(path)
    assert (error.message, error.help) == (f"the journal {path} is damaged: {detail}", HELP)


def test_a_flipped_bit_in_a_name_of_the_schema_is_refused(path: Path) -> None:
    content = path.read_bytes()
    assert b"resolution, duration)" in content
    path.write_bytes(content.replace(b"resolution, duration)", b"resolution, dur\xe1tion)"))
    assert refusal(path).message == f"the journal {path} is damaged: its text is no UTF-8"


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ("charged = 'x'", "its charged is 'x'"),
        ("credits = 1.5", "its credits is 1.5"),
        ("task_id = x'ff'", r"its task_id is b'\xff'"),
        ("urls = '[1]'", "its urls are not all text"),
        (
            """artifacts = '[{"sha256": "../x", "size": 1}]'""",
            "its artifacts have Artifact(sha256='../x', size=1)",
        ),
    ],
)
def test_a_value_of_another_kind_is_refused(path: Path, change: str, detail: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"UPDATE attempts SET {change} WHERE seq = 3")
    error = refusal(path)
    assert error.message == f"the journal {path} is damaged: a row cannot be read ({detail})"


@pytest.mark.parametrize("target", ["nowhere/journal.db", "journal.db"])
def test_a_symlink_that_leads_nowhere_is_no_missing_journal(path: Path, target: str) -> None:
    """The disk that holds it is not mounted: what was bought is not forgotten, and nothing is bought."""
    path.unlink()
    path.symlink_to(target)
    error = refusal(path)
    assert error.message == f"the journal {path} is a symlink that leads nowhere"
    assert error.help == "bring back what it leads to: without it nobody knows what was bought"
    assert path.is_symlink()


def test_text_that_is_no_utf8_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE attempts SET shot = CAST(x'ff' AS TEXT) WHERE seq = 3")
    with SqliteJournal(path) as journal, pytest.raises(StoreError, match="is damaged: Could not decode"):
        journal.rows()


def test_a_newer_journal_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    error = refusal(path)
    assert error.message == (
        f"the journal {path} was written by a newer seedance-make (version 99; this one reads {len(MIGRATIONS)})"
    )
    assert error.help == "upgrade seedance-make; nothing was read or written"


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal.db").mkdir()
    with pytest.raises(StoreError, match="cannot use the journal"):
        SqliteJournal(tmp_path / "journal.db").rows()


def test_a_file_in_the_place_of_the_home_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    message = f"cannot make {tmp_path}/home/journal.db: something else stands there"
    with pytest.raises(StoreError) as error:
        SqliteJournal(tmp_path / "home/journal.db").intend(attempt(), None)
    assert error.value.message == message


def test_a_journal_that_was_deleted_begins_anew(path: Path) -> None:
    path.unlink()
    with SqliteJournal(path) as journal:
        assert journal.rows() == ()
        row = journal.intend(attempt(), None)
        assert journal.rows() == (row,)


def test_the_rollback_file_of_a_deleted_journal_does_not_reach_the_new_one(
    path: Path, tmp_path: Path
) -> None:
    """SQLite would write its pages into whatever database has that name."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE attempts SET shot = hex(randomblob(2000))")
        hot = (path.parent / "journal.db-journal").read_bytes()
    assert hot.startswith(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")
    path.unlink()
    (path.parent / "journal.db-journal").write_bytes(hot)
    with SqliteJournal(path) as journal:
        row = journal.intend(attempt(), None)
    with SqliteJournal(path) as journal:
        assert journal.rows() == (row,)
    (kept,) = path.parent.glob("journal.db-journal.*.old")
    assert kept.read_bytes() == hot


def test_a_journal_that_is_moved_away_while_open_takes_no_more(path: Path) -> None:
    with SqliteJournal(path) as journal:
        journal.rows()
        path.rename(path.with_name("elsewhere.db"))
        with pytest.raises(StoreError) as error:
            journal.intend(attempt(), None)
    assert error.value.message == f"cannot use the journal {path}: it may not be written, or was moved away"


def test_it_is_private_and_safe(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with SqliteJournal(path) as journal, journal._opened() as connection:
        assert connection is not None
        pragmas = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1}
    assert sorted(p.name for p in path.parent.iterdir()) == ["journal.db", "locks"]


def test_a_second_live_row_is_impossible_even_past_the_code(path: Path) -> None:
    copy = "INSERT INTO attempts SELECT NULL, 'x' || id, "
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(attempts)")][2:]
        with pytest.raises(sqlite3.IntegrityError, match=r"attempts\.origin, attempts\.fingerprint"):
            connection.execute(f"{copy} {', '.join(columns)} FROM attempts")


def test_a_locked_journal_is_waited_for_and_then_said(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with SqliteJournal(path, timeout=0.05) as journal:
            assert len(journal.rows()) == 30  # readers need not wait
            with pytest.raises(JournalLockedError) as error:
                journal.intend(attempt(), None)
            other.execute("ROLLBACK")
            assert journal.intend(attempt(), None).state is State.INTENT
    assert error.value.message == f"the journal {path} is kept locked by another process"
    assert error.value.exit == 75


def versions(path: Path, migrations: tuple[tuple[str, ...], ...]) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, migrations)
    return connection


NEXT = (*MIGRATIONS, ("ALTER TABLE attempts ADD COLUMN mood TEXT", "UPDATE attempts SET mood = 'blue'"))


def test_a_journal_is_brought_to_the_next_version(path: Path) -> None:
    with closing(versions(path, NEXT)) as connection:
        assert version_of(connection) == len(NEXT)
        assert connection.execute("SELECT DISTINCT mood, count(*) FROM attempts").fetchall() == [("blue", 30)]
        migrate(connection, NEXT)  # nothing left to do
        with pytest.raises(NewerJournalError):
            migrate(connection, MIGRATIONS)
        assert not connection.in_transaction


def test_a_migration_that_fails_halfway_changes_nothing(path: Path) -> None:
    broken = (*NEXT, ("CREATE TABLE fine (id)", "ALTER TABLE nowhere ADD COLUMN x"))
    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"):
        versions(path, broken)
    with SqliteJournal(path) as journal:
        assert len(journal.rows()) == 30


def test_every_version_so_far_leads_to_ours(tmp_path: Path) -> None:
    for version in range(1, len(MIGRATIONS) + 1):
        path = tmp_path / f"{version}.db"
        versions(path, MIGRATIONS[:version]).close()
        with SqliteJournal(path) as journal:
            row = journal.intend(attempt(), None)
            assert journal.rows() == (row,)
        with closing(sqlite3.connect(path)) as connection:
            assert version_of(connection) == len(MIGRATIONS)
            assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


def test_the_guard_looks_while_nobody_else_can_write(path: Path) -> None:
    """What it counts against a cap must still be true when the intent is written."""
    tried: list[str] = []

    class Writing(FakeGuard):
        def judge(self, _attempt: Attempt, changed: Iterable[Attempt], _approval: Approval | None) -> None:
            with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
                try:
                    other.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    tried.append(str(error))

    with SqliteJournal(path) as journal:
        journal.intend(attempt(), Writing())
    assert tried == ["database is locked"]


def test_what_a_crash_left_of_a_new_journal_is_in_nobodys_way(tmp_path: Path) -> None:
    for name in ("journal.db.new", "journal.db.new-journal"):
        (tmp_path / name).write_bytes(b"half a journal" * 1000)
    with SqliteJournal(tmp_path / "journal.db") as journal:
        row = journal.intend(attempt(), None)
        assert journal.rows() == (row,)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["journal.db", "locks"]
