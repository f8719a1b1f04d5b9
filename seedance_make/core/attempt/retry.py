"""How long to wait before asking again. Pure: chance and time come in as arguments."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 60.0
"""Seconds. Nobody waits longer on a server's word: an outage is told to the user, not slept through."""


def backoff(
    attempt: int, chance: Callable[[], float], *, base: float = 1.0, longest: float = LONGEST_WAIT
) -> float:
    """Seconds to wait after the `attempt`-th failure (counting from 0): doubled each time, capped, and spread
    over its upper half by `chance` (0 ≤ x < 1) so that many clients don't come back at once."""
    step = min(longest, base * 2.0 ** min(max(attempt, 0), 32))
    return step * (0.5 + 0.5 * chance())


def retry_after(value: str | None, date: str | None = None, *, longest: float = LONGEST_WAIT) -> float | None:
    """Seconds that a `Retry-After` header asks for, at most `longest`; None when it is absent, past or garbage.

    An HTTP date is measured from the same answer's `Date` header: our own clock may be a year off.
    """
    if value is None:
        return None
    seconds = _number(value.strip())
    if seconds is None:
        seconds = _between(date, value)
    if seconds is None or seconds < 0:
        return None
    return min(seconds, longest)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"(?a:\d+\.?\d*|\.\d+)(?:[eE]\d{1,3})?", text) else None


def _between(start: str | None, end: str) -> float | None:
    first, last = _date(start), _date(end)
    return None if first is None or last is None else (last - first).total_seconds()


def _date(text: str | None) -> datetime | None:
    if text is None or len(text) > 64:
        return None
    try:
        moment = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
