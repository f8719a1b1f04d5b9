"""Which task is asked about next, and when: rules one by one, then whole builds on paper."""

import math
from itertools import pairwise

import pytest
from polling_simulation import POST, Simulation, log_normal

from seedance_make.core.attempt.polling import (
    LATEST,
    PER_SECOND,
    PER_SECOND_HERE,
    STEP,
    Durations,
    PollSchedule,
)

HUNDRED = [97.0, 99.0, 100.0, 101.0, 103.0] * 6


def schedule(*tasks: str, age: float | None = None, interval: float | None = None) -> PollSchedule:
    """Tasks that were submitted at 0, of a kind that takes a hundred seconds."""
    made = PollSchedule(interval=interval)
    for task in tasks:
        made.watch(task, Durations(HUNDRED), 0.0, deadline=1800.0, age=age)
    return made


@pytest.mark.parametrize(
    ("known", "first"), [([], 4.4), (HUNDRED, 16.3), ([20.0] * 5, 6.4), ([2.0] * 5, 2.0), ([0.0] * 9, 2.0)]
)
def test_the_first_question_comes_when_a_task_may_have_ended(known: list[float], first: float) -> None:
    assert Durations(known).due(0.0) == pytest.approx(first, abs=0.1)


def test_questions_come_close_together_where_the_end_is_likely() -> None:
    durations, ages = Durations(HUNDRED), [0.0]
    while ages[-1] < 140:
        ages.append(durations.due(ages[-1]))
    far = [b - a for a, b in pairwise(ages) if b < 70]
    near = [b - a for a, b in pairwise(ages) if 95 < b < 110]
    assert min(far) > 7
    assert near == pytest.approx([STEP] * len(near), abs=1.0)


@pytest.mark.parametrize("asked", [0.0, 50.0, 100.0, 1000.0, 100_000.0, 1e12])
@pytest.mark.parametrize("known", [[], HUNDRED, [1.0] * 100])
def test_a_task_is_asked_again_whatever_is_believed(known: list[float], asked: float) -> None:
    due = Durations(known).due(asked)
    assert STEP <= due - asked <= LATEST


def test_what_is_known_outweighs_the_guess() -> None:
    durations = Durations()
    assert durations.running(20.0) > 0.9
    for _ in range(40):
        durations.learn(10.0)
    assert durations.running(20.0) < 0.1


def test_the_dearest_to_leave_goes_first() -> None:
    made = schedule("young")
    made.watch("ripe", Durations(HUNDRED), 0.0, deadline=1800.0, age=99.0)
    assert made.next(["young", "ripe"], 60.0) == ("ripe", 0.0)
    made.answered("ripe", 60.0)
    assert made.next(["young", "ripe"], 60.0) == ("young", 0.0)


def test_nobody_is_asked_before_somebody_is_due() -> None:
    made = schedule("a")
    asked, wait = made.next(["a"], 1.0)
    assert asked is None
    assert made.next(["a"], 1.0 + wait) == ("a", 0.0)


def test_what_may_have_ended_long_ago_is_asked_at_once() -> None:
    assert schedule("old", age=5000.0).next(["old"], 0.0) == ("old", 0.0)


def test_a_task_is_asked_at_its_deadline_before_all_others() -> None:
    made = schedule("a", "b", age=99.0)
    made.watch("late", Durations(HUNDRED), 0.0, deadline=3.0, age=None)
    assert made.next(["a", "b", "late"], 3.0) == ("late", 0.0)


def test_all_tasks_share_one_budget_of_questions() -> None:
    names = [str(n) for n in range(100)]
    made, now, asked = schedule(*names, age=50.0), 0.0, list[float]()
    while now < 20:
        task, wait = made.next(names, now)
        if task is None:
            now += wait
        else:
            asked.append(now)
            made.answered(task, now)
    assert len(asked) == pytest.approx(20 * PER_SECOND, abs=10)
    assert asked.count(0.0) == 8  # after a quiet time a few at once


def test_a_429_stops_all_questions_and_halves_the_budget() -> None:
    made = schedule("a", "b", age=99.0)
    made.refused(0.0, pause=30.0)
    assert made.next(["a", "b"], 0.0) == (None, 30.0)
    assert made.rate == PER_SECOND / 2
    for _ in range(9):
        made.refused(30.0, pause=0.0)
    assert made.rate == 0.25
    for _ in range(200):
        made.answered("a", 40.0)
    assert made.rate == PER_SECOND


def test_the_budget_is_what_the_rate_comes_back_to() -> None:
    made = PollSchedule(budget=100.0)
    made.watch("a", Durations(()), 0.0, deadline=1800.0, age=9.0)
    made.refused(0.0, pause=0.0)
    assert made.rate == 50.0
    for _ in range(200):
        made.answered("a", 1.0)
    assert made.rate == 100.0


def test_a_fixed_interval_knows_neither_chances_nor_a_budget() -> None:
    made = schedule("a", "b", interval=7.0)
    assert made.next(["a", "b"], 0.0) == (None, 7.0)
    for task in "ab":
        assert made.next(["a", "b"], 7.0)[0] == task
        made.answered(task, 7.0)
    assert made.next(["a", "b"], 7.0) == (None, 7.0)


def test_after_trouble_a_task_is_asked_when_it_is_told_to_be() -> None:
    made = schedule("a", age=99.0)
    made.answered("a", 0.0, after=12.0)
    assert made.next(["a"], 0.0) == (None, 12.0)
    made.answered("a", 1795.0, after=12.0)
    assert made.next(["a"], 1795.0) == (None, 5.0)  # its deadline


@pytest.mark.parametrize("spread", [0.3, 0.38])
def test_a_film_with_eight_jobs_ends_with_few_questions_and_hardly_any_waiting(spread: float) -> None:
    lengths = log_normal(500, spread=spread)
    best = Simulation(lengths=lengths, jobs=8, schedule=None).run()
    fixed = Simulation(lengths=lengths, jobs=8, schedule=PollSchedule(interval=2.5)).run()
    ours = Simulation(lengths=lengths, jobs=8, schedule=PollSchedule()).run()
    assert ours.makespan <= 1.02 * best.makespan
    assert ours.late <= 1.5
    assert len(ours.questions) <= 0.7 * len(fixed.questions)


@pytest.mark.parametrize("spread", [0.3, 0.38])
def test_sixty_four_jobs_get_the_most_out_of_the_budget(spread: float) -> None:
    lengths = log_normal(500, spread=spread)
    best = Simulation(lengths=lengths, jobs=64, schedule=None).run()
    ours = Simulation(lengths=lengths, jobs=64, schedule=PollSchedule()).run()
    assert len(ours.questions) <= PER_SECOND * ours.makespan + 8
    assert ours.makespan <= 1.03 * best.makespan
    assert ours.late <= 1.05 * least_lateness(lengths, spread, jobs=64)
    assert ours.late <= {0.3: 4.0, 0.38: 4.6}[spread]


@pytest.mark.parametrize(
    ("jobs", "second", "late"), [(8, 0.1, 1.5), (8, 0.01, 1.5), (64, 0.1, 4.0), (64, 0.05, 4.0)]
)
def test_a_rehearsal_is_the_real_thing_run_fast(jobs: int, second: float, late: float) -> None:
    """Nothing is known of an API on this machine: its tasks show what stands for a second there."""
    lengths = [length * second for length in log_normal(500, spread=0.4)]
    best = Simulation(lengths=lengths, jobs=jobs, schedule=None, post=POST * second).run()
    fixed = Simulation(
        lengths=lengths, jobs=jobs, schedule=PollSchedule(interval=2.5 * second), post=POST * second
    ).run()
    ours = Simulation(
        lengths=lengths,
        jobs=jobs,
        schedule=PollSchedule(budget=PER_SECOND_HERE),
        durations=Durations(here=True),
        post=POST * second,
    ).run()
    assert ours.makespan <= 1.02 * best.makespan
    assert ours.late <= late * second
    assert len(ours.questions) <= 0.7 * len(fixed.questions)


def test_a_few_ends_tell_how_fast_a_rehearsal_runs() -> None:
    durations = Durations(here=True)
    assert durations.due(0.0) == pytest.approx(0.03, abs=0.02)
    for _ in range(3):
        durations.learn(1.24)
    assert durations.second == pytest.approx(0.01, rel=0.1)
    assert durations.running(4.0) < 0.2


def test_an_earlier_rehearsal_is_believed_as_one_task_is() -> None:
    """The API of the next one may be quicker by far, or slower."""
    durations = Durations([1.24, 90.0, 90.0, 90.0], here=True)
    assert durations.second == pytest.approx(0.01, rel=0.2)


def test_the_real_service_is_never_asked_faster_than_it_advises() -> None:
    assert Durations([0.1] * 100).second == 1.0
    assert Durations([0.1] * 100).due(0.0) == STEP


def test_an_instant_rehearsal_asks_no_more_than_this_machine_can() -> None:
    made, now, asked = PollSchedule(budget=PER_SECOND_HERE), 0.0, 0
    names = [str(n) for n in range(64)]
    for name in names:
        made.watch(name, Durations([0.001], here=True), 0.0, deadline=1800.0, age=9.0)
    while now < 1.0:
        task, wait = made.next(names, now)
        now += wait
        if task is not None:
            asked += 1
            made.answered(task, now)
    assert asked == pytest.approx(200, abs=10)


def least_lateness(lengths: list[float], spread: float, *, jobs: int) -> float:
    """Seconds: with f the density of an end and S the chance to run still, no schedule of q questions a task is less
    late on average than (∫ sqrt(f S))² / 2q."""
    mean = sum(lengths) / len(lengths) + POST
    questions = PER_SECOND * mean / jobs

    def running(age: float) -> float:
        return math.erfc(math.log(age / 124.0) / (spread * math.sqrt(2))) / 2

    least, most, step = 48.0, 420.0, 0.25
    whole, root = running(least) - running(most), 0.0
    for n in range(int((most - least) / step)):
        age = least + n * step
        density = (running(age) - running(age + step)) / (step * whole)
        root += math.sqrt(density * (running(age) - running(most)) / whole) * step
    return (root * root) / (2 * questions)
