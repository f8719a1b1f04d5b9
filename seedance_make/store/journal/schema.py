"""The journal's tables, their version, and the way from each version to the next.

`PRAGMA user_version` counts the migrations that a file has seen; `PRAGMA application_id` says that it is a journal
of ours. A migration is a tuple of statements and never changes once it was released: a new column is a new entry.
All that a file lacks runs in one transaction, so that a crash leaves the old version or the new, and nothing else.
A file with a higher version than ours was written by a newer tool, which may mean things that we don't know:
it is refused, since guessing here means paying twice.

Tables: `attempts` has one row an attempt, as it stands (core.attempt.states.Attempt: one column a field; tuples are JSON);
`steps` has one row for every step it took, with the facts that came with it. Steps are only ever added. `identity` has
at most one row. `approvals` has one row for each time that a person approved a saved plan.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

APPLICATION_ID = 0x5EEDDA7A

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE attempts (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            origin TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN (
                'INTENT', 'SUBMITTED', 'COMPLETED', 'VERIFIED', 'DONE', 'NOT_SENT', 'REJECTED', 'UNKNOWN',
                'FAILED', 'PAID_MISSING', 'ABANDONED', 'RELEASED')),
            owner TEXT NOT NULL,
            build TEXT NOT NULL,
            project TEXT NOT NULL,
            shot TEXT NOT NULL,
            take INTEGER NOT NULL,
            profile TEXT,
            model TEXT NOT NULL,
            resolution TEXT NOT NULL,
            duration INTEGER NOT NULL,
            body BLOB NOT NULL,
            request TEXT NOT NULL,
            credits INTEGER NOT NULL,
            ceiling INTEGER NOT NULL,
            exact INTEGER NOT NULL,
            key_label TEXT NOT NULL,
            created TEXT NOT NULL,
            submitted TEXT,
            ended TEXT,
            task_id TEXT,
            request_id TEXT,
            urls TEXT NOT NULL,
            artifacts TEXT NOT NULL,
            charged INTEGER,
            code TEXT,
            message TEXT,
            answer BLOB
        )
        """,
        # The lock on money: no second live attempt at one purchase, whatever the code above believes.
        """
        CREATE UNIQUE INDEX one_live ON attempts (origin, fingerprint)
        WHERE state IN ('INTENT', 'SUBMITTED', 'COMPLETED', 'VERIFIED', 'UNKNOWN', 'PAID_MISSING')
        """,
        "CREATE INDEX by_fingerprint ON attempts (origin, fingerprint, state)",
        "CREATE INDEX by_length ON attempts (origin, model, resolution, duration)",
        """
        CREATE TABLE steps (
            seq INTEGER PRIMARY KEY,
            attempt TEXT NOT NULL REFERENCES attempts (id),
            at TEXT NOT NULL,
            "from" TEXT,
            "to" TEXT NOT NULL,
            facts TEXT NOT NULL
        )
        """,
        "CREATE INDEX steps_of ON steps (attempt)",
    ),
    # Who this journal is in a team store's claims; `file` is its inode, by which a copy knows itself for another.
    ("CREATE TABLE identity (id TEXT NOT NULL, file INTEGER NOT NULL)",),
    # A person's words for saved plans: of a digest, an origin and a project the last one stands.
    (
        """
        CREATE TABLE approvals (
            seq INTEGER PRIMARY KEY,
            digest TEXT NOT NULL,
            origin TEXT NOT NULL,
            project TEXT NOT NULL,
            at TEXT NOT NULL,
            how TEXT NOT NULL,
            revoked TEXT
        )
        """,
        "ALTER TABLE attempts ADD COLUMN approval TEXT",
    ),
    # What a purchase costs by the model's own prices, which no manifest lowers.
    ("ALTER TABLE attempts ADD COLUMN listed INTEGER NOT NULL DEFAULT 0",),
)


class NewerJournalError(Exception):
    """The file has seen migrations that we don't know."""


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations the file has seen."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def known_version(connection: sqlite3.Connection, ours: int = len(MIGRATIONS)) -> int:
    """The file's version, if we know it. Raises NewerJournalError."""
    version = version_of(connection)
    if version > ours:
        raise NewerJournalError(f"version {version}; this one reads {ours}")
    return version


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the file is a journal at all. An empty file or a foreign database is none."""
    return int(connection.execute("PRAGMA application_id").fetchone()[0]) == APPLICATION_ID


def lacks(connection: sqlite3.Connection) -> frozenset[str]:
    """The names of our tables and indexes that a journal of our version lacks, or has otherwise. Raises sqlite3.Error."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        return frozenset(name for name, _ in _shape(fresh) - _shape(connection))


def _shape(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def migrate(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Bring a journal to our version, in one transaction; a fresh database becomes a journal.

    Needs a connection without transactions of Python's own (isolation_level None). Raises NewerJournalError,
    sqlite3.Error.
    """
    if version_of(connection) == len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = known_version(connection, len(migrations))  # another process may have been faster
        for statement in (s for migration in migrations[version:] for s in migration):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
