"""Whether one more purchase fits under a build's cap: a cap holds, by the rate table, whatever else happens.

Counted are this build's own submissions and whatever of the manifest is in flight or unknown, at full price. When
the API has charged more than was estimated, what is left is corrected by that ratio first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seedance_make.core.attempt.states import LIVE, Attempt, State
from seedance_make.core.request.pricing import reprice

_FREE = frozenset({State.NOT_SENT, State.REJECTED, State.RELEASED, State.ABANDONED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """What one build may spend, and whose rows count against it. Money is credits."""

    limit: int | None  # None: no cap
    build: str
    project: str
    fingerprints: frozenset[str]  # of the manifest's requests: rows made under another path count as well


def counts(row: Attempt, cap: Cap) -> bool:
    """Whether a row counts against this cap."""
    if row.build == cap.build:
        return row.state not in _FREE
    return row.state in LIVE - {State.PAID_MISSING} and (
        row.project == cap.project or row.fingerprint in cap.fingerprints
    )


def weight(row: Attempt) -> int:
    """Credits that a row counts: never less than the table's price, more where more was charged; a refund frees it."""
    if row.state is State.FAILED:
        return row.cost
    return row.ceiling if row.charged is None else max(row.cost, row.credits)


def committed(rows: Iterable[Attempt], cap: Cap) -> int:
    """Credits already spoken for."""
    return sum(weight(r) for r in rows if counts(r, cap))


def corrected(price: int, rows: Iterable[Attempt], cap: Cap) -> int:
    """A price after what this build's tasks have really cost."""
    real = [r for r in rows if r.build == cap.build and r.charged is not None and r.state is not State.FAILED]
    return reprice(price, charged=sum(r.charged or 0 for r in real), estimated=sum(r.credits for r in real))


def fits(price: int, rows: Sequence[Attempt], cap: Cap) -> bool:
    """Whether a purchase of that ceiling may still be made."""
    return cap.limit is None or committed(rows, cap) + corrected(price, rows, cap) <= cap.limit


def what_fits(prices: Iterable[tuple[str, int]], budget: int) -> tuple[str, ...]:
    """The first purchases, in order, that a budget of credits pays for."""
    names = []
    for name, price in prices:
        if price > budget:
            break
        budget -= price
        names.append(name)
    return tuple(names)
