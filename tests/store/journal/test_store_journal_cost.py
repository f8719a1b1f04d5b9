"""What a purchase costs SQLite, in the steps of its virtual machine: the same in a long journal as in a short one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from store_samples import T1, FakeGuard, attempt

from seedance_make.core.attempt.states import State
from seedance_make.store.journal.journal import SqliteJournal


class Metered(SqliteJournal):
    """Counts by the hundred what SQLite does."""

    hundreds = 0

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        with super()._opened() as connection:
            if connection is not None:
                connection.set_progress_handler(self._step, 100)
            yield connection

    def _step(self) -> None:
        self.hundreds += 1


def buy(journal: SqliteJournal, guard: FakeGuard, number: int) -> None:
    row = journal.intend(attempt(fingerprint=f"{number:064x}"), guard)
    journal.record(row.id, State.SUBMITTED, T1, task_id=f"task_{number}")
    journal.record(row.id, State.COMPLETED, T1, urls=("https://cdn.example/a.mp4",))
    journal.record(row.id, State.VERIFIED, T1)
    journal.record(row.id, State.DONE, T1)


def test_a_purchase_costs_the_same_however_many_there_were(tmp_path: Path) -> None:
    with Metered.in_memory() as journal:
        guard = FakeGuard()
        cost = []
        for number in range(600):
            before = journal.hundreds
            buy(journal, guard, number)
            cost.append(journal.hundreds - before)
            guard.shown.clear()
        assert sum(cost[500:]) <= 1.2 * sum(cost[100:200])
