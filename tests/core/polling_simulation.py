"""A build on paper: tasks of known lengths, POSTs through four lanes, questions by a schedule. No time passes."""

import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from seedance_make.core.attempt.polling import Durations, PollSchedule

LANES, POST = 4, 0.6  # POSTs at a time, and the real service's seconds that each takes


def log_normal(count: int, *, median: float = 124.0, spread: float = 0.38, seed: int = 1) -> list[float]:
    """Seconds between 48 and 420 for a median of 124, as measured, and in proportion for others."""
    dice, lengths = random.Random(seed), list[float]()
    while len(lengths) < count:
        factor = math.exp(dice.gauss(0.0, spread))
        if 48 / 124 <= factor <= 420 / 124:
            lengths.append(median * factor)
    return lengths


@dataclass(kw_only=True)
class Simulation:
    """Runs once. Afterwards: when the last end was noticed, how late each was, how often was asked."""

    lengths: Sequence[float]
    jobs: int
    schedule: PollSchedule | None  # None: every end is noticed at once (list scheduling)
    durations: Durations = field(default_factory=Durations)
    post: float = POST
    makespan: float = 0.0
    lateness: list[float] = field(default_factory=list)
    questions: list[float] = field(default_factory=list)
    _events: list[tuple[float, str, int]] = field(default_factory=list)
    _sent: int = 0
    _slots: int = 0
    _lanes: int = LANES
    _ends: dict[int, float] = field(default_factory=dict)
    _now: float = 0.0

    @property
    def late(self) -> float:
        """Seconds, on average."""
        return sum(self.lateness) / len(self.lateness)

    def run(self) -> "Simulation":
        self._slots = self.jobs
        self._send(0.0)
        while self._events or self._ends:
            asked, wait = None, math.inf
            if self.schedule is not None and self._ends:
                asked, wait = self.schedule.next(map(str, self._ends), self._now)
            if asked is not None:
                self._ask(int(asked), self._now)
            elif self._events and self._events[0][0] <= self._now + wait:
                self._happen(*heapq.heappop(self._events))
            else:
                self._now += wait
        return self

    def _send(self, now: float) -> None:
        while self._sent < len(self.lengths) and self._slots and self._lanes:
            self._slots, self._lanes = self._slots - 1, self._lanes - 1
            heapq.heappush(self._events, (now + self.post, "accepted", self._sent))
            self._sent += 1

    def _happen(self, now: float, what: str, task: int) -> None:
        self._now = now
        if what == "ended":
            self._notice(task, now, now)
            return
        self._lanes += 1
        end = now + self.lengths[task]
        if self.schedule is None:
            heapq.heappush(self._events, (end, "ended", task))
        else:
            self._ends[task] = end
            self.schedule.watch(str(task), self.durations, now, deadline=now + 1800, age=None)
        self._send(now)

    def _ask(self, task: int, now: float) -> None:
        assert self.schedule is not None
        self.questions.append(now)
        if now < self._ends[task]:
            self.schedule.answered(str(task), now)
            return
        self.schedule.forget(str(task))
        end = self._ends.pop(task)
        self.durations.learn(now - end + self.lengths[task])
        self._notice(task, end, now)

    def _notice(self, task: int, end: float, now: float) -> None:
        self.lateness.append(now - end)
        self.makespan = now
        self._slots += 1
        self._send(now)
