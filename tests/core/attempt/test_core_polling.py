"""When the next question is asked."""

import pytest

from seedance_make.core.attempt.polling import PER_SECOND, STEP, first_ask, next_ask


@pytest.mark.parametrize(
    ("history", "seconds"),
    [((), 2.5), ((100.0,), 90.0), ((200.0, 60.0, 90.0), 54.0), ((1.0,), 2.5), ((0.0, 300.0), 2.5)],
)
def test_the_first_question_comes_a_little_before_the_quickest_of_its_kind(
    history: tuple[float, ...], seconds: float
) -> None:
    assert first_ask(history) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("age", "history", "in_flight", "chance", "seconds"),
    [
        (0, (), 1, 0.5, 2.5),  # nothing known: the usual step
        (0, (100.0,), 1, 0.5, 90.0),
        (30, (100.0,), 1, 0.5, 60.0),
        (90, (100.0,), 1, 0.5, 2.5),
        (500, (100.0,), 1, 0.0, 2.0),
        (500, (100.0,), 10, 0.5, 2.5),
        (500, (), 60, 0.5, 15.0),
        (500, (), 60, 0.0, 12.0),
        (0, (100.0,), 60, 0.9, 90.0),
    ],
)
def test_the_next_question(
    age: int, history: tuple[float, ...], in_flight: int, chance: float, seconds: float
) -> None:
    assert next_ask(age, history, in_flight, chance) == pytest.approx(seconds)


@pytest.mark.parametrize("chance", [0.0, 0.25, 0.5, 0.75, 0.999999])
@pytest.mark.parametrize("in_flight", [1, 8, 10])
def test_few_tasks_are_asked_every_2_to_3_seconds(chance: float, in_flight: int) -> None:
    assert 2.0 <= next_ask(1000, (100.0,), in_flight, chance) <= 3.0


@pytest.mark.parametrize("in_flight", [10, 16, 60, 500])
def test_many_tasks_share_one_budget(in_flight: int) -> None:
    mean = sum(next_ask(1000, (), in_flight, n / 100) for n in range(100)) / 100
    assert in_flight / mean <= PER_SECOND * 1.01
    assert mean >= STEP * 0.99


def test_every_wait_is_positive() -> None:
    for age in range(200):
        assert next_ask(age, (100.0,), 1, 0.0) > 0
