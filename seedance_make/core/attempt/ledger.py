"""What was bought, summed up: by shot, day, profile or model. Money is credits, days are UTC."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from seedance_make.core.attempt.states import IN_FLIGHT, Attempt, State

PAID = IN_FLIGHT | {State.DONE, State.PAID_MISSING}
"""States of an attempt that took money, as far as is known."""

GROUPINGS: Mapping[str, Callable[[Attempt], str | None]] = MappingProxyType({
    "shot": lambda a: a.shot,
    "day": lambda a: (a.submitted or a.created)[:10],
    "profile": lambda a: a.profile,
    "model": lambda a: a.model,
})  # fmt: skip


def weight(row: Attempt) -> int:
    """Credits that a row counts: never less than the table's price, more where more was charged; nothing where nothing
    was taken, and a refund frees it."""
    if row.state is State.FAILED:
        return row.cost
    if row.charged is None:
        return row.ceiling if row.cost else 0
    return max(row.cost, row.credits)


def listed_weight(row: Attempt) -> int:
    """The same by the model's own prices, where the storyboard's are lower: a manifest does not lift a store's limits."""
    if row.charged is not None or row.listed <= row.credits:
        return weight(row)
    return weight(replace(row, credits=row.listed, ceiling=max(row.ceiling, row.listed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Paid attempts together."""

    takes: int
    spent: int  # the charge where the API reported one, else the estimate
    reported: int  # takes with a reported charge, and of those:
    estimated: int
    charged: int


def spending(attempts: Iterable[Attempt]) -> Spending:
    """Of those that were paid for."""
    paid = [a for a in attempts if a.state in PAID]
    reported = [a for a in paid if a.charged is not None]
    return Spending(
        takes=len(paid),
        spent=sum(a.cost for a in paid),
        reported=len(reported),
        estimated=sum(a.credits for a in reported),
        charged=sum(a.charged or 0 for a in reported),
    )


def grouped(attempts: Iterable[Attempt], by: str) -> dict[str | None, Spending]:
    """The same for each shot, day, profile (None: without one) or model that was paid for, the first purchase first."""
    groups: dict[str | None, list[Attempt]] = {}
    for attempt in attempts:
        if attempt.state in PAID:
            groups.setdefault(GROUPINGS[by](attempt), []).append(attempt)
    return {name: spending(group) for name, group in groups.items()}
