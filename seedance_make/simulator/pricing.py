"""What the simulated API takes for a task."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil

from seedance_make.core.storyboard.video_model import Rates


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
