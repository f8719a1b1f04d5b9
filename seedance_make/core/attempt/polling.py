"""Which task to ask about next, and when: few questions, no waiting. Pure: time comes in as an argument, in seconds.

Polling is free but limited per user, so all tasks of a build share a budget of questions, and a question goes where an
end is likely. From how long tasks of that kind took comes the chance that a task has ended since it was asked last;
that chance times the seconds since then is what waiting on is expected to cost. A task is due once that is WORTH a
question; where more are due than the budget allows, the dearest to leave goes first. (To spread a budget so is the
best that anybody can do who knows no more: a task is asked the more often, with the square root of its hazard.)

An API on this machine is a rehearsal, whose tasks may take milliseconds or minutes. Nothing is believed of it at first,
and all times here are taken in proportion to how long its own tasks take: a rehearsal is the real thing run fast.
"""

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

STEP = 2.0
"""Seconds between two questions about one task, at the least: the vendor advises 2 to 3."""

LATEST = 300.0
"""Seconds between two questions at the most, whatever is believed: a clock that jumped may have written it."""

WORTH = 0.08
"""Seconds of a task's time that are worth a question."""

PER_SECOND = 4.0
"""Questions a second for all tasks together."""

PER_SECOND_HERE = 8.0
"""The same for an API on this machine: nobody limits it, and a rehearsal should not wait. In its own seconds, at most …"""

_MOST_HERE = 200.0  # … so many in ours: a question costs this machine some milliseconds

_AT_ONCE = 0.001  # seconds that are no wait
_SLOWEST = 0.25  # questions a second, however often the API says 429
_BURST = 8.0  # questions that may follow each other at once, after a quiet time

_USUAL = 124.0  # seconds that a task takes, in the middle: as measured; most take 48 to 420
_SPREAD = 0.45  # of the logarithm
_GUESSED = 4.0  # tasks that this guess weighs as much as
_USUAL_HERE, _SPREAD_HERE, _GUESSED_HERE = 2.0, 2.0, 0.5  # the same of a rehearsal: from 0.04 to 100 seconds
_QUICKEST = 0.002  # of the real service's times, the least that a rehearsal's are taken for
_STRANGE = 0.08  # the chance that a kind that nobody knows takes altogether another time
_REMEMBERED = 100  # tasks of a kind, the latest
_ANY_TIME = 15.0  # seconds by which half of those have ended; the rest may take for ever


class Durations:
    """How long tasks of one kind take: a guess at first, then more and more what is known.

    Their logarithms are taken for normal. A share of tasks, the smaller the more is known, may take any time at all.
    """

    def __init__(self, known: Iterable[float] = (), *, here: bool = False) -> None:
        """`known`: seconds, the newest first; `here`: of an API on this machine, where the next one may be another."""
        self._here = here
        self._guess = math.log(_USUAL_HERE if here else _USUAL)
        self._guessed = _GUESSED_HERE if here else _GUESSED
        self._doubt = self._guessed * (_SPREAD_HERE if here else _SPREAD) ** 2
        self._logs: deque[float] = deque(maxlen=_REMEMBERED)
        self._estimate()
        for seconds in islice(known, 1 if here else None):
            self.learn(seconds)

    def learn(self, seconds: float) -> None:
        """One more of its kind took that long."""
        self._logs.append(math.log(max(seconds, 0.001)))
        self._estimate()

    def _estimate(self) -> None:
        weight = self._guessed + len(self._logs)
        self._middle = (self._guessed * self._guess + sum(self._logs)) / weight
        squares = sum((log - self._middle) ** 2 for log in self._logs)
        self._spread = math.sqrt((self._doubt + squares) / weight)
        self._strange = _STRANGE * self._guessed / weight

    @property
    def second(self) -> float:
        """What stands for one of the real service's seconds."""
        return min(1.0, max(_QUICKEST, math.exp(self._middle) / _USUAL)) if self._here else 1.0

    def running(self, age: float) -> float:
        """The chance that a task still runs at that age."""
        if age <= 0:
            return 1.0
        usual = math.erfc((math.log(age) - self._middle) / (self._spread * math.sqrt(2))) / 2
        return (1 - self._strange) * usual + self._strange / (1 + age / _ANY_TIME)

    def cost(self, asked: float, age: float) -> float:
        """The expected seconds that a task has waited for its next question, if it still ran at the age `asked`."""
        return (1 - self.running(age) / self.running(asked)) * (age - asked)

    def due(self, asked: float) -> float:
        """The age at which the next question is worth it."""
        worth, exact = WORTH * self.second, 0.05 * self.second
        early, late = asked + STEP * self.second, asked + LATEST
        if self.cost(asked, early) >= worth or self.cost(asked, late) < worth:
            return early if self.cost(asked, early) >= worth else late
        while late - early > exact:
            middle = (early + late) / 2
            early, late = (early, middle) if self.cost(asked, middle) >= worth else (middle, late)
        return late


@dataclass(slots=True, kw_only=True)
class Watched:
    """A task that is asked about until it has ended. Times are of the caller's clock."""

    durations: Durations
    began: float  # when it was of age 0
    asked: float  # when it was known to run
    due: float
    deadline: float  # it is asked then at the latest


@dataclass(slots=True, kw_only=True)
class PollSchedule:
    """The tasks of a build. With an `interval` each is asked every so many seconds, and nothing is shared."""

    interval: float | None = None
    budget: float = PER_SECOND  # questions a second, at the most
    rate: float = field(init=False)  # as of now: lowered by the API's 429
    _tasks: dict[str, Watched] = field(default_factory=dict)
    _stock: float = _BURST  # questions that may be asked at once
    _counted: float = -math.inf  # when the stock was counted last
    _closed_until: float = -math.inf

    def __post_init__(self) -> None:
        self.rate = self.budget

    def watch(
        self, task: str, durations: Durations, now: float, *, deadline: float, age: float | None
    ) -> None:
        """Begin with a task that was submitted just now; or, with an `age`, before: it may have ended, and is asked."""
        began = now - min(LATEST, max(0.0, age or 0.0))
        watched = Watched(durations=durations, began=began, asked=began, due=now, deadline=deadline)
        self._tasks[task] = watched
        if age is None:
            self._plan(watched, now)

    def forget(self, task: str) -> None:
        """It is asked about no more."""
        self._tasks.pop(task, None)

    def answered(self, task: str, now: float, *, after: float | None = None) -> None:
        """It still runs; or nobody could tell, and it is asked again `after` so many seconds."""
        watched = self._tasks[task]
        if after is None:
            self.rate = min(self.budget, self.rate * 1.05)
            self._plan(watched, now)
        else:
            watched.due = min(now + after, watched.deadline)

    def refused(self, now: float, pause: float) -> None:
        """The API says 429: nobody asks for `pause` seconds, and then half as often."""
        self.rate = max(_SLOWEST, self.rate / 2)
        self._stock = 0.0
        self._closed_until = max(self._closed_until, now + pause)

    def next(self, waiting: Iterable[str], now: float) -> tuple[str | None, float]:
        """Of these tasks the one to ask about now, and 0; else None, and the seconds until somebody may be asked."""
        tasks = {name: self._tasks[name] for name in waiting}
        wait = min((t.due for t in tasks.values()), default=now + LATEST) - now
        if self.interval is None:
            second = sum(t.durations.second for t in tasks.values()) / max(1, len(tasks))
            wait = max(wait, self._closed_until - now, self._until_stocked(now, second))
        if wait > _AT_ONCE:
            return None, wait
        due = [name for name, t in tasks.items() if t.due <= now + _AT_ONCE]
        if self.interval is None:
            self._stock -= 1
        return max(due, key=lambda name: _urgency(tasks[name], now)), 0.0

    def _plan(self, watched: Watched, now: float) -> None:
        watched.asked = now
        age = now - watched.began
        wait = watched.durations.due(age) - age if self.interval is None else self.interval
        watched.due = min(now + wait, watched.deadline)

    def _until_stocked(self, now: float, second: float) -> float:
        """Seconds until the budget has a question to spend; `second`: what stands for one of the real service's."""
        passed = now - self._counted if self._counted > -math.inf else 0.0
        rate = min(_MOST_HERE, self.rate / second)
        self._stock, self._counted = min(_BURST, self._stock + passed * rate), now
        return (1 - self._stock) / rate


def _urgency(watched: Watched, now: float) -> tuple[bool, float]:
    cost = watched.durations.cost(watched.asked - watched.began, now - watched.began)
    return watched.deadline <= now + _AT_ONCE, cost
