"""The balance is asked for again after passing trouble, alike by `balance`, `login`, `doctor` and `build`."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

from seedance_make.cli.account.balance import read_balance
from seedance_make.core.attempt.outcome import ApiFault, Balance, KeyRefused, NoAnswer, Submission


@dataclass
class ListedBalances:
    """An API that answers these in turn, the last one for good."""

    answers: list[Balance]

    async def balance(self) -> Balance:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    async def submit(self, body: bytes) -> Submission:
        raise AssertionError(body)

    async def task(self, task_id: str, *, model: str | None = None) -> NoAnswer:
        raise AssertionError(task_id, model)


@dataclass
class Sleeps:
    """A clock that only writes down how long it was asked to sleep."""

    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return datetime(2026, 7, 23, tzinfo=UTC)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def read(*answers: Balance) -> tuple[Balance, list[float]]:
    clock = Sleeps()
    return asyncio.run(read_balance(ListedBalances(list(answers)), clock)), clock.slept


def test_trouble_passes() -> None:
    assert read(NoAnswer(reason="HTTP 503"), 7) == (7, [0.5])
    assert read(NoAnswer(reason="no connection", reached=False), NoAnswer(reason="HTTP 503"), 7) == (
        7,
        [0.5, 2.0],
    )


def test_lasting_trouble_is_the_answer_and_the_server_s_word_keeps_nobody_waiting_for_long() -> None:
    trouble = NoAnswer(reason="the API answered HTTP 429", retry_after=60.0)
    assert read(trouble) == (trouble, [10.0, 10.0])


def test_a_refused_key_is_not_asked_about_twice() -> None:
    refused = KeyRefused(fault=ApiFault(code="AUTH", http=401, message="no"))
    assert read(refused, 7) == (refused, [])
