"""When to ask next about a task: few questions, no waiting. Pure: history and chance come in as arguments.

Polling is free but limited per user, so the budget is shared: with many tasks in flight each is asked less often.
A task is not asked before the quickest of its kind could be done; from then on every 2 to 3 seconds.
"""

from collections.abc import Sequence

STEP = 2.5
"""Seconds between two questions about one task: the middle of what the vendor advises."""

PER_SECOND = 4.0
"""Questions a second for all tasks together."""

LATEST = 300.0
"""Seconds after which a task is asked at the latest, whatever history says: a clock that jumped may have written it."""

CAUTION = 0.9
"""Of the quickest earlier task: the first question comes a little before it."""


def first_ask(history: Sequence[float]) -> float:
    """Seconds after the submission at which the first question makes sense, given how long (in seconds) earlier
    tasks of that model, resolution and duration took."""
    return min(LATEST, max(STEP, CAUTION * min(history))) if history else STEP


def next_ask(age: float, history: Sequence[float], in_flight: int, chance: float) -> float:
    """Seconds from now until the next question about a task submitted `age` seconds ago; `chance` is in [0, 1)."""
    wait = first_ask(history) - age
    return wait if wait > 0 else max(STEP, in_flight / PER_SECOND) * (0.8 + 0.4 * chance)
