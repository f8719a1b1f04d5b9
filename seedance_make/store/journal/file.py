"""Opens the journal's file, never making a journal where one may have been, and says in plain words what is wrong.

A new journal is made beside its place and renamed to it when it is whole, under a lock: so a file without content
is never the trace of our own crash, and counts as damage. Damage is refused, not mended: a journal made anew would
have forgotten what was paid.
"""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from seedance_make.core.errors import JournalLockedError, StoreError
from seedance_make.store.disk import disk_errors, make_folder, sync_folder
from seedance_make.store.journal.schema import NewerJournalError, is_ours, known_version, lacks, migrate

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reports an input/output error",
    sqlite3.SQLITE_READONLY: "it may not be written, or was moved away",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: permission denied, or no place for its rollback file",
    sqlite3.SQLITE_PERM: "permission denied",
    sqlite3.SQLITE_AUTH: "permission denied",
}


def damage_error(path: Path, detail: str) -> StoreError:
    """The error for a journal that cannot be believed."""
    return StoreError(
        f"the journal {path} is damaged: {detail}",
        help=f"nothing is bought while it is; restore it from a backup, or, to go on without what it knew, "
        f"move {path.name} away: clips that the lock file names stay known, tasks in flight are forgotten",
    )


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Turns SQLite's errors into ours; what is a bug of ours stays as it is."""
    try:
        yield
    except UnicodeDecodeError as error:  # SQLite quotes a damaged name in its own message
        raise damage_error(path, "its text is no UTF-8") from error
    except sqlite3.Error as error:
        code = (
            getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        )  # none: text that is no UTF-8
        if code in _LOCKED:
            raise JournalLockedError(
                f"the journal {path} is kept locked by another process",
                help="wait for the other build, or end it if it hangs, and run again",
            ) from error
        if code in _DAMAGE:
            raise damage_error(path, str(error)) from error
        if code in _WORDS:
            raise StoreError(f"cannot use the journal {path}: {_WORDS[code]}") from error
        raise


def stands(path: Path) -> bool:
    """Whether anything stands there, be it a symlink that leads nowhere. Raises OSError where nobody can tell."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def open_journal(path: Path, timeout: float) -> sqlite3.Connection:
    """A connection to a journal that exists: checked, and brought to our version.

    `timeout` is in seconds, for the lock. Raises StoreError.
    """
    with disk_errors("read", path):
        if path.is_symlink() and not path.exists():
            raise StoreError(
                f"the journal {path} is a symlink that leads nowhere",
                help="bring back what it leads to: without it nobody knows what was bought",
            )
        if path.stat().st_size == 0:
            raise damage_error(path, "it is empty")
    with sqlite_errors(path):
        connection = _connect(path, timeout)
        try:
            _check(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


def create_journal(path: Path, timeout: float) -> None:
    """Make an empty journal, unless one stands there by now. Raises StoreError."""
    locks = path.parent / "locks"
    with disk_errors("make", path):
        if stands(path):
            return
        make_folder(locks)
        try:
            with FileLock(locks / path.name, timeout=timeout):
                if not stands(path):
                    _make(path)
        except Timeout as error:
            raise JournalLockedError(f"the journal {path} is being made by another process") from error


def in_memory() -> sqlite3.Connection:
    """A journal that leaves no trace, for simulated builds."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection)
    return connection


def _connect(path: Path, timeout: float) -> sqlite3.Connection:
    """`mode=rw`: SQLite must not make the file; it may roll back what a crash left half written."""
    connection = sqlite3.connect(
        path.absolute().as_uri() + "?mode=rw",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in (
        "synchronous = EXTRA",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if not is_ours(connection):
        raise damage_error(path, "it is no journal of seedance-make")
    try:
        if known_version(connection) < 1:
            raise damage_error(path, "it does not say its version")
        findings = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
        if findings != ["ok"]:
            raise damage_error(path, " ".join(str(findings[0]).split()))
        if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise StoreError(f"cannot use the journal {path}: SQLite refuses its DELETE mode for it")
        migrate(connection)
        if lost := lacks(connection):
            raise damage_error(path, f"{', '.join(sorted(lost))} is not as it was made")
    except NewerJournalError as error:
        raise StoreError(
            f"the journal {path} was written by a newer seedance-make ({error})",
            help="upgrade seedance-make; nothing was read or written",
        ) from error


def _make(path: Path) -> None:
    """A whole journal, renamed to its place. The caller holds the lock. Raises OSError, StoreError."""
    stale = _rollback_file(path)
    if stale.exists():  # of a journal that is gone: SQLite would roll the new one back with it
        stale.rename(path.with_name(f"{stale.name}.{uuid.uuid4().hex[:8]}.old"))
    fresh = path.with_name(path.name + ".new")
    try:
        _remove(fresh)  # a crash may have left one
        with sqlite_errors(path):
            with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous = EXTRA")
                migrate(connection)
            fresh.chmod(0o600)
            fresh.rename(path)
            sync_folder(path.parent)
    finally:
        _remove(fresh)


def _rollback_file(path: Path) -> Path:
    """SQLite's own file beside a database that is being written."""
    return path.with_name(path.name + "-journal")


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _rollback_file(path).unlink(missing_ok=True)
