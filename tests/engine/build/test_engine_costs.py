"""What a task costs, in counts: transactions, statements, rows decoded. The same in a small film and in a large one."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from engine_fakes import Studio, studio
from plan_samples import board, shot
from store_samples import attempt

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit, StoreError
from seedance_make.core.plan.report import exit_of
from seedance_make.core.ports.journal import Guard
from seedance_make.store.journal.journal import SqliteJournal


class CountingJournal(SqliteJournal):
    """The real one, and what was asked of SQLite. What shares a transaction is written down together."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.statements: Counter[str] = Counter()  # by their first word
        self.decoded = 0
        self.shared: list[list[State]] = []
        self.alone: list[State] = []
        self.breaks = False  # the next shared commit
        self._inside = False

    @contextmanager
    def together(self) -> Iterator[None]:
        self.shared.append([])
        with super().together():
            self._inside = True
            try:
                yield
            finally:
                self._inside = False
            if self.breaks:
                raise StoreError("the disk is full")

    def intend(self, attempt: Attempt, guard: Guard | None) -> Attempt:
        (self.shared[-1] if self._inside else self.alone).append(State.INTENT)
        return super().intend(attempt, guard)

    def record(self, attempt_id: str, state: State, at: str, **facts: object) -> Attempt:
        (self.shared[-1] if self._inside else self.alone).append(state)
        return super().record(attempt_id, state, at, **facts)

    def _read(self, where: str, values: Sequence[Any]) -> tuple[Attempt, ...]:
        rows = super()._read(where, values)
        self.decoded += len(rows)
        return rows

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        with super()._opened() as connection:
            if connection is not None:
                connection.set_trace_callback(lambda text: self.statements.update([text.split()[0]]))
            yield connection


def film(shots: int) -> Any:
    return board(*(shot(f"s{n}", f"shot {n}") for n in range(shots)))


def built(folder: Path, shots: int, jobs: int) -> CountingJournal:
    journal = CountingJournal(folder / "store" / "journal.db")
    with studio(folder, journal=journal) as made:
        made.api.seconds = 100.0
        assert exit_of(made.build(film(shots), jobs=jobs).report) is Exit.OK
    return journal


def test_a_task_costs_the_same_in_any_film(tmp_path: Path) -> None:
    small, large = built(tmp_path / "small", 20, 1), built(tmp_path / "large", 160, 1)
    assert large.decoded / 160 <= 1.02 * small.decoded / 20
    assert large.statements.total() / 160 <= 1.02 * small.statements.total() / 20


def test_a_task_costs_little_with_many_in_flight(tmp_path: Path) -> None:
    journal = built(tmp_path, 160, 64)
    assert journal.decoded / 160 <= 12
    assert journal.statements.total() / 160 <= 30
    assert journal.statements["COMMIT"] <= 5 * 160


def test_what_is_paid_for_is_never_in_the_transaction_of_anything_else(tmp_path: Path) -> None:
    journal = built(tmp_path, 40, 20)
    assert Counter(journal.alone) == {State.INTENT: 40, State.SUBMITTED: 40}
    assert Counter(state for batch in journal.shared for state in batch) == {
        State.COMPLETED: 40, State.VERIFIED: 40, State.DONE: 40,
    }  # fmt: skip


def submitted(made: Studio, number: int) -> Attempt:
    journal = made.world.journal
    row = journal.intend(attempt(id=f"{number:032x}", fingerprint=f"{number:064x}"), None)
    return journal.record(row.id, State.SUBMITTED, made.world.now(), task_id=f"task_{number}")


def recorded(made: Studio, rows: Sequence[Attempt], states: Sequence[State]) -> list[Attempt | BaseException]:
    """Steps that wait for the journal's thread together."""

    async def story() -> list[Attempt | BaseException]:
        busy = threading.Event()
        holding = asyncio.create_task(made.world.transact(busy.wait, 20))
        await asyncio.sleep(0)
        steps = [
            asyncio.create_task(made.world.record(row, state))
            for row, state in zip(rows, states, strict=True)
        ]
        await asyncio.sleep(0)
        busy.set()
        await holding
        return await asyncio.gather(*steps, return_exceptions=True)

    return asyncio.run(story())


@pytest.fixture
def journal(tmp_path: Path) -> CountingJournal:
    return CountingJournal(tmp_path / "store" / "journal.db")


def test_steps_that_wait_together_share_one_commit(tmp_path: Path, journal: CountingJournal) -> None:
    with studio(tmp_path, journal=journal) as made:
        rows = [submitted(made, number) for number in range(5)]
        before = journal.statements["COMMIT"]
        recorded(made, rows, [State.COMPLETED] * 5)
        assert journal.statements["COMMIT"] == before + 1
        assert made.states == {"COMPLETED": 5}


def test_a_step_that_cannot_be_taken_spoils_no_other(tmp_path: Path, journal: CountingJournal) -> None:
    with studio(tmp_path, journal=journal) as made:
        rows = [submitted(made, number) for number in range(3)]
        outcomes = recorded(made, rows, [State.COMPLETED, State.DONE, State.COMPLETED])
        assert [type(outcome) for outcome in outcomes] == [Attempt, ValueError, Attempt]
        assert made.states == {"COMPLETED": 2, "SUBMITTED": 1}


def test_a_commit_that_fails_has_failed_for_all_and_is_not_tried_again(
    tmp_path: Path, journal: CountingJournal
) -> None:
    with studio(tmp_path, journal=journal) as made:
        rows = [submitted(made, number) for number in range(3)]
        journal.breaks = True
        outcomes = recorded(made, rows, [State.COMPLETED] * 3)
        assert [str(outcome) for outcome in outcomes] == ["the disk is full"] * 3
        assert made.states == {"SUBMITTED": 3}
        assert journal.shared == [[State.COMPLETED] * 3]


def test_a_call_that_nobody_waits_for_any_more_is_no_trouble(
    tmp_path: Path, journal: CountingJournal
) -> None:
    with studio(tmp_path, journal=journal) as made:
        row = submitted(made, 1)

        async def leave() -> None:
            busy = threading.Event()
            holding = asyncio.create_task(made.world.transact(busy.wait, 20))
            await asyncio.sleep(0)
            step = asyncio.create_task(made.world.record(row, State.COMPLETED))
            await asyncio.sleep(0)
            step.cancel()
            busy.set()
            await holding
            await made.world.transact(made.world.journal.get, row.id)

        asyncio.run(leave())
        assert made.states == {"COMPLETED": 1}
