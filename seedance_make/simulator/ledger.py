"""An account's credits: charges when a task is made, refunds before its failure can be seen. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil

from seedance_make.core.storyboard.video_model import Rates


class ShortError(Exception):
    """The account has too few credits."""


class Ledger:
    """One account. `entries` keeps every movement: (task id, credits), refunds positive."""

    def __init__(self, balance: int) -> None:
        self.balance = balance
        self.entries: list[tuple[str, int]] = []

    def charge(self, task_id: str, credit_count: int) -> None:
        """Take the credits of a task. Raises ShortError and takes nothing when there are too few."""
        if credit_count > self.balance:
            raise ShortError
        self._move(task_id, -credit_count)

    def refund(self, task_id: str) -> None:
        """Give back what a task still costs; once is enough."""
        cost = self.cost(task_id)
        if cost:
            self._move(task_id, cost)

    def cost(self, task_id: str) -> int:
        """What a task costs, net of its refund."""
        return -sum(moved for task, moved in self.entries if task == task_id)

    def _move(self, task_id: str, credit_count: int) -> None:
        self.balance += credit_count
        self.entries.append((task_id, credit_count))


def bill(  # the API document, "Pricing"
    rates: Rates | None, duration: int, videos: Sequence[Decimal]
) -> int | None:
    """Credits of a task of `duration` seconds with reference videos of these seconds; None when there is no price.

    `ceil(per_second_usd × billable_seconds × 1000)`; with reference videos, their sum rounded up is billed too. Some models
    have one price a task.
    """
    if rates is None:
        return None
    if rates.usd_per_task is not None:
        return ceil(rates.usd_per_task * 1000)
    rate = rates.with_reference_video if videos else rates.usd_per_second
    return None if rate is None else ceil(rate * (duration + ceil(sum(videos))) * 1000)
