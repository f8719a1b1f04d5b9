"""Reading the journal. Reading makes no file: where no journal is, nothing was bought."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any, Self

from seedance_make.core.attempt.states import LIVE, Attempt, State
from seedance_make.core.plan.consent.approval import Approval
from seedance_make.store.disk import disk_errors
from seedance_make.store.journal.file import damage_error, in_memory, open_journal, sqlite_errors, stands
from seedance_make.store.journal.rows import COLUMNS, from_row

APPROVAL = tuple(f.name for f in fields(Approval))
"""The columns of `approvals`."""

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM attempts"  # noqa: S608 - our own column names
_STEPS = 'SELECT at, "from", "to", facts FROM steps WHERE attempt = ? ORDER BY seq'
_LENGTHS = """
    SELECT sent.at, made.at FROM attempts
    JOIN steps AS sent ON sent.attempt = id AND sent."from" = 'INTENT' AND sent."to" = 'SUBMITTED'
    JOIN steps AS made ON made.attempt = id AND made."from" = 'SUBMITTED' AND made."to" = 'COMPLETED'
    WHERE origin = ? AND model = ? AND resolution = ? AND duration = ? AND NOT EXISTS (
        SELECT 1 FROM steps AS other
        WHERE other.attempt = id AND other.seq > sent.seq AND other.seq < made.seq)
    ORDER BY attempts.seq DESC LIMIT ?
"""


def decides(attempt: Attempt) -> int:
    """Which of a fingerprint's rows decides, smallest first: the live one, else a DONE one, else any."""
    return 0 if attempt.state in LIVE else 1 if attempt.state is State.DONE else 2


class JournalView:
    """A journal at a path, opened at its first use and usable from any thread, one call at a time.

    Every method raises StoreError for a journal that cannot be read, JournalLockedError after the time to wait.
    """

    def __init__(self, path: Path | None, *, timeout: float = 30.0) -> None:
        """`timeout`: seconds to wait for the lock. Without a path the journal lives in memory."""
        self._path = path
        self._timeout = timeout
        self._connection: sqlite3.Connection | None = None if path else in_memory()
        self._mutex = RLock()

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._mutex:
            if self._connection and self._path:
                self._connection.close()
                self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, attempt_id: str) -> Attempt | None:
        """One row."""
        return next(iter(self._read("WHERE id = ?", (attempt_id,))), None)

    def latest(self, origin: str, fingerprints: Iterable[str]) -> Mapping[str, Attempt]:
        """Per fingerprint the row that decides: the live one, else the newest DONE, else the newest."""
        where = "WHERE origin = ? AND fingerprint IN (SELECT value FROM json_each(?)) ORDER BY seq DESC"
        best: dict[str, Attempt] = {}
        for row in self._read(where, (origin, json.dumps(list(fingerprints)))):
            if row.fingerprint not in best or decides(row) < decides(best[row.fingerprint]):
                best[row.fingerprint] = row
        return best

    def rows(
        self, *, origin: str | None = None, project: str | None = None, states: Iterable[State] | None = None
    ) -> tuple[Attempt, ...]:
        """Rows in order of creation; each argument narrows."""
        conditions = {
            "origin = ?": origin,
            "project = ?": project,
            "state IN (SELECT value FROM json_each(?))": None if states is None else json.dumps(list(states)),
        }
        given = {part: value for part, value in conditions.items() if value is not None}
        return self._read(f"WHERE {' AND '.join(['1', *given])} ORDER BY seq", tuple(given.values()))

    def durations(
        self, *, origin: str, model: str, resolution: str, duration: int, limit: int = 20
    ) -> tuple[float, ...]:
        """Seconds from submission to completion of the last tasks of that kind, newest first.

        Tasks that changed owners in between are left out: nobody watched them end.
        """
        rows = self._fetch(_LENGTHS, (origin, model, resolution, duration, limit))
        spans = (datetime.fromisoformat(end) - datetime.fromisoformat(start) for start, end in rows)
        return tuple(span.total_seconds() for span in spans if span.total_seconds() >= 0)

    def steps(self, attempt_id: str) -> tuple[Mapping[str, Any], ...]:
        """Every step an attempt took: `at`, `from`, `to`, `facts`."""
        return tuple(
            {"at": at, "from": before, "to": after, "facts": json.loads(facts)}
            for at, before, after, facts in self._fetch(_STEPS, (attempt_id,))
        )

    def approvals(self, digest: str, *, origin: str) -> tuple[Approval, ...]:
        """All words for that plan, of every project, in order: of a project's the last stands."""
        query = f"SELECT {', '.join(APPROVAL)} FROM approvals WHERE digest = ? AND origin = ? ORDER BY seq"  # noqa: S608 - our own names
        rows = self._fetch(query, (digest, origin))
        return tuple(Approval(**dict(zip(APPROVAL, row, strict=True))) for row in rows)

    def _read(self, where: str, values: Sequence[Any]) -> tuple[Attempt, ...]:
        rows = self._fetch(f"{_SELECT} {where}", values)
        try:
            return tuple(from_row(row) for row in rows)
        except (ValueError, TypeError, KeyError) as error:
            raise damage_error(self._place, f"a row cannot be read ({error})") from error

    def _fetch(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._opened() as connection:
            return connection.execute(query, values).fetchall() if connection else []

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection | None]:
        """The connection, or None where no journal is."""
        with self._mutex:
            if self._connection is None and self._path is not None:
                with disk_errors("read", self._path):
                    there = stands(self._path)
                self._connection = open_journal(self._path, self._timeout) if there else None
            with sqlite_errors(self._place):
                yield self._connection

    @property
    def _place(self) -> Path:
        return self._path or Path(":memory:")
