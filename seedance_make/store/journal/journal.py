"""The journal: what was sent, what it became, what it cost. The truth about money.

SQLite in DELETE mode with synchronous=EXTRA: slower than a write-ahead log, and simple enough to believe after a
power cut. Every method is one transaction of its own, but within `together`; writers take the lock at once (BEGIN
IMMEDIATE), so that what they read is still true when they write.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, replace
from typing import Any, Self

from seedance_make.core.attempt.states import LIVE, STEPS, Attempt, State
from seedance_make.core.plan.consent.approval import Approval
from seedance_make.core.ports.journal import Guard
from seedance_make.store.journal.file import create_journal
from seedance_make.store.journal.rows import COLUMNS, FACTS, encode_row, facts_text, to_row
from seedance_make.store.journal.view import APPROVAL, JournalView, decides

_INSERT = f"INSERT INTO attempts ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608
_HOLDING = json.dumps([*sorted(LIVE), State.DONE, State.ABANDONED])
_STANDING = (
    "WHERE origin = ? AND fingerprint = ? AND state IN (SELECT value FROM json_each(?)) ORDER BY seq DESC"
)
_OF_ORIGIN = "WHERE origin = ? ORDER BY seq"
_CHANGED = "WHERE +origin = ? AND id IN (SELECT attempt FROM steps WHERE seq > ?) ORDER BY seq"
"""By the ids: the plus keeps SQLite from walking through all rows of the origin."""
_BEGINS = frozenset({State.INTENT, State.PAID_MISSING, State.SUBMITTED})
_ENDS = frozenset({State.DONE, State.NOT_SENT, State.REJECTED, State.FAILED, State.ABANDONED, State.RELEASED})


class SqliteJournal(JournalView):
    """The journal with its ways to write. The file is made by the first INTENT."""

    @classmethod
    def in_memory(cls) -> Self:
        """A journal that leaves no trace, for simulated builds."""
        return cls(None)

    def intend(self, attempt: Attempt, guard: Guard | None) -> Attempt:
        """Insert an INTENT and return it; or, as PAID_MISSING, a purchase that only the lock file remembers; or, as
        SUBMITTED, a task that another machine has bought.

        Where an attempt at the same (origin, fingerprint) is live, DONE or ABANDONED, that one is returned and
        nothing is written: it was paid, may have been paid, or a person closed it. To buy again takes a RELEASED
        first, which is a person's word. What the guard raises leaves nothing behind. Raises StoreError.
        """
        if attempt.state not in _BEGINS:
            raise ValueError(f"an attempt begins as INTENT, not {attempt.state}")
        with self._writing() as connection:
            standing = self._read(_STANDING, (attempt.origin, attempt.fingerprint, _HOLDING))
            if standing:
                return min(standing, key=decides)
            if guard is not None:
                self._ask(guard, attempt)
            connection.execute(_INSERT, to_row(attempt))
            _add_step(connection, attempt.id, attempt.created, (None, attempt.state), {})
        return attempt

    def record(self, attempt_id: str, state: State, at: str, **facts: object) -> Attempt:
        """Take one step and keep the facts that came with it, named like Attempt's fields.

        `submitted` and `ended` are filled with `at` where the step is one and no fact says otherwise. A step that
        the state machine does not know, an unknown fact or an unknown attempt is a bug of ours: ValueError.
        Raises StoreError.
        """
        if unknown := facts.keys() - FACTS:
            raise ValueError(f"a step brings no {', '.join(sorted(unknown))}")
        with self._writing() as connection:
            before = self._one(attempt_id)
            if state not in STEPS[before.state]:
                raise ValueError(f"attempt {before.short} cannot go from {before.state} to {state}")
            changes: dict[str, Any] = {"state": state, **_stamps(before, state, at), **facts}
            _update(connection, attempt_id, changes)
            _add_step(connection, attempt_id, at, (before.state, state), facts)
            return replace(before, **changes)

    def adopt(
        self,
        attempt_id: str,
        *,
        from_owner: str,
        to_owner: str,
        at: str,
        rescued: str | None = None,
        missing: str | None = None,
    ) -> Attempt:
        """Take over a row whose owner is done with it, in one transaction, since several may try at once.

        INTENT becomes SUBMITTED with the task id that its owner `rescued`, else UNKNOWN; DONE becomes PAID_MISSING
        where `missing` says why; the other live ones keep their state. A row that has another owner by now, or has
        ended, is returned as it is. Raises StoreError.
        """
        with self._writing() as connection:
            before = self._one(attempt_id)
            lost = before.state is State.DONE and missing is not None
            if before.owner != from_owner or not (lost or before.state in LIVE):
                return before
            state, facts = before.state, dict[str, Any]()
            if before.state is State.INTENT:
                state = State.SUBMITTED if rescued else State.UNKNOWN
                facts = {"task_id": rescued, "submitted": at} if rescued else {}
            elif lost:
                state, facts = State.PAID_MISSING, {"message": missing, "ended": None}
            changes = {"owner": to_owner, **facts}
            _update(connection, attempt_id, {"state": state, **changes})
            _add_step(connection, attempt_id, at, (before.state, state), changes)
            return replace(before, state=state, **changes)

    def _ask(self, guard: Guard, attempt: Attempt) -> None:
        """Steps are only ever added, so that a step's number says what has changed since. In a transaction."""
        newest = int(self._fetch("SELECT coalesce(max(seq), 0) FROM steps", ())[0][0])
        if guard.seen:
            changed = self._read(_CHANGED, (attempt.origin, guard.seen))
        else:
            changed = self._read(_OF_ORIGIN, (attempt.origin,))
        guard.seen = newest
        words = self.approvals(attempt.approval, origin=attempt.origin) if attempt.approval else ()
        guard.judge(
            attempt, changed, next((a for a in reversed(words) if a.project == attempt.project), None)
        )

    def approve(self, approval: Approval) -> None:
        """Keep a person's word for a saved plan. Raises StoreError."""
        names = ", ".join(APPROVAL)
        marks = ", ".join("?" * len(APPROVAL))
        with self._writing() as connection:
            connection.execute(f"INSERT INTO approvals ({names}) VALUES ({marks})", astuple(approval))  # noqa: S608 - our own names

    def revoke(self, digest: str, *, origin: str, project: str, at: str) -> bool:
        """Take it back; whether there was one. Raises StoreError."""
        where = "digest = ? AND origin = ? AND project = ? AND revoked IS NULL"
        with self._writing() as connection:
            changed = connection.execute(
                f"UPDATE approvals SET revoked = ? WHERE {where}",  # noqa: S608 - our own words
                (at, digest, origin, project),
            )
            return changed.rowcount > 0

    def identity(self, fresh: str) -> str:
        """The id by which other machines know this journal, made with it as `fresh`. Raises StoreError.

        A journal that was copied, or came back from a backup, is another one and gets another id: what the first has
        claimed is not the second's to release.
        """
        with self._writing() as connection:
            file = self._path.stat().st_ino if self._path else 0
            known = connection.execute("SELECT id FROM identity WHERE file = ?", (file,)).fetchone()
            if known is None:
                connection.execute("DELETE FROM identity")
                connection.execute("INSERT INTO identity (id, file) VALUES (?, ?)", (fresh, file))
            return fresh if known is None else str(known[0])

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is one durable transaction: all of it, or, when anything raises, nothing.

        Raises StoreError.
        """
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A write transaction, or the one that is under way; the journal is made when there is none. Reads inside it see
        what it wrote."""
        with self._mutex:
            if self._connection is not None and self._connection.in_transaction:
                yield self._connection
                return
            if self._connection is None and self._path is not None:
                create_journal(self._path, self._timeout)
            with self._opened() as connection:
                assert connection is not None
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.execute("COMMIT")
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")

    def _one(self, attempt_id: str) -> Attempt:
        attempt = self.get(attempt_id)
        if attempt is None:
            raise ValueError(f"no attempt {attempt_id}")
        return attempt


def _stamps(before: Attempt, state: State, at: str) -> dict[str, str | None]:
    """The times that a step sets by itself; a row that comes back to life has not ended."""
    if state in _ENDS:
        return {"ended": at}
    sent = {"submitted": before.submitted or at} if state is State.SUBMITTED else {}
    return {"ended": None, **sent}


def _update(connection: sqlite3.Connection, attempt_id: str, changes: Mapping[str, Any]) -> None:
    names = ", ".join(f"{name} = ?" for name in changes)  # of FACTS and our own: never a caller's text
    values = [encode_row(name, value) for name, value in changes.items()]
    connection.execute(f"UPDATE attempts SET {names} WHERE id = ?", (*values, attempt_id))  # noqa: S608


def _add_step(
    connection: sqlite3.Connection,
    attempt_id: str,
    at: str,
    way: tuple[State | None, State],
    facts: Mapping[str, Any],
) -> None:
    connection.execute(
        'INSERT INTO steps (attempt, at, "from", "to", facts) VALUES (?, ?, ?, ?, ?)',
        (attempt_id, at, *way, facts_text(facts)),
    )
