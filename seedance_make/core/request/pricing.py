"""What a task costs, exactly: `ceil(usd_per_second × billable_seconds × 1000)` credits (API document, "Pricing").

1 credit = 0.001 USD. Billable seconds are the duration, plus the reference videos' summed length rounded up, at the
cheaper reference rate. Some models bill a fixed price a task. All in decimals: a float would be one credit off now and
then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Context, Decimal, localcontext
from functools import cache

from seedance_make.core.request.price_table import SHIPPED, PriceTable
from seedance_make.core.request.request import ByFile, ByFrame, ByUrl, Medium, Request
from seedance_make.core.storyboard.video_model import Rates

UNKNOWN_LENGTH = 15
"""Seconds that a reference video counts against caps while its length is not known: the longest that is accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The price of one task before it is bought."""

    credits: int
    exact: bool  # False: a lower bound, since a length is not known
    billable_seconds: int
    usd_per_second: Decimal | None  # None where a task has one price
    ceiling: int  # credits counted against caps
    usd_per_task: Decimal | None = None
    listed: int = 0  # credits by the model's own prices, at the worst, where the storyboard's are lower


def length_key(medium: Medium) -> str:
    """Under which name the length of a reference video is known: by its bytes where we have them, else its URL."""
    match medium:
        case ByUrl():
            return medium.url
        case ByFile():
            return f"sha256:{medium.sha256}"
        case ByFrame():
            return f"frame:{medium.shot}"


@cache
def credits_for(usd: Decimal, times: int) -> int:
    """The bill in credits, rounded up once, at the end."""
    with localcontext(Context(prec=60)):
        return int((usd * times * 1000).to_integral_value(ROUND_CEILING))


def _whole(seconds: Decimal) -> int:
    return int(seconds.to_integral_value(ROUND_CEILING))


def priced(request: Request, table: PriceTable) -> bool:
    """Whether the table knows this model at this resolution."""
    return table.rates(request.model, request.resolution) is not None


def estimate(request: Request, table: PriceTable, lengths: Mapping[str, Decimal]) -> Estimate:
    """The price of a task. `lengths` holds the seconds of reference videos by `length_key`; one that is missing
    counts as nothing and makes the estimate a lower bound. Raises KeyError for what `priced` refuses."""
    rates = table.rates(request.model, request.resolution)
    if rates is None:
        raise KeyError(request.model.id, request.resolution)
    bill = BILLING[request.model.billing]
    price = bill(request, rates, lengths)
    rates = SHIPPED.rates(request.model, request.resolution) if request.model.id in table.own else None
    listed = bill(request, rates, lengths).ceiling if rates else 0
    return replace(price, listed=listed) if listed > price.ceiling else price


def _by_seconds(request: Request, rates: Rates, lengths: Mapping[str, Decimal]) -> Estimate:
    videos = request.media.get("reference_video_urls", ())
    known = [lengths[key] for key in map(length_key, videos) if key in lengths]
    missing = len(videos) - len(known)
    rate = (rates.with_reference_video if videos else rates.usd_per_second) or Decimal()
    seconds = request.duration + _whole(sum(known, Decimal()))
    worst = request.duration + _whole(sum(known, Decimal(UNKNOWN_LENGTH * missing)))
    return Estimate(
        credits=credits_for(rate, seconds),
        exact=not missing,
        billable_seconds=seconds,
        usd_per_second=rate,
        ceiling=credits_for(rate, worst),
    )


def _by_task(request: Request, rates: Rates, _lengths: Mapping[str, Decimal]) -> Estimate:
    price = rates.usd_per_task or Decimal()
    cost = credits_for(price, 1)
    return Estimate(
        credits=cost,
        exact=True,
        billable_seconds=request.duration,
        usd_per_second=None,
        ceiling=cost,
        usd_per_task=price,
    )


BILLING: Mapping[str, Callable[[Request, Rates, Mapping[str, Decimal]], Estimate]] = {
    "seconds": _by_seconds,
    "per-task": _by_task,
}
"""The rules by which a model may bill, by the name that its file gives."""


def dollars(credit_count: int) -> str:
    """As people see it: to a tenth of a cent, which is one credit."""
    return f"${Decimal(credit_count) / 1000:,.3f}"


def reprice(credit_count: int, *, charged: int, estimated: int) -> int:
    """A price corrected by what the API has really charged so far; never below the estimate."""
    if estimated <= 0 or charged <= estimated:
        return credit_count
    return -(-credit_count * charged // estimated)
