"""The same shots priced under several profiles, side by side, as if nothing had been bought."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.request.pricing import estimate
from seedance_make.core.request.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePrice:
    """What the shots cost under one profile. Money is credits."""

    profile: str
    model: str  # several are joined by a comma
    takes: int
    seconds: int  # of film
    exact: bool  # False: a lower bound, since a length is not known
    doubts: tuple[str, ...]  # what people are told of its models
    shots: Mapping[str, int]  # shot → credits of all its takes, in storyboard order

    @property
    def credits(self) -> int:
        """Of all shots."""
        return sum(self.shots.values())


def profile_price(
    profile: str, takes: Iterable[tuple[str, Request]], table: PriceTable, lengths: Mapping[str, Decimal]
) -> ProfilePrice:
    """The price of these takes, each with its shot's name. `lengths` as for `pricing.estimate`. Raises KeyError for a
    take that the table has no price for."""
    requests = list(takes)
    estimates = [estimate(request, table, lengths) for _, request in requests]
    shots: dict[str, int] = {}
    for (shot, _), price in zip(requests, estimates, strict=True):
        shots[shot] = shots.get(shot, 0) + price.credits
    models = {request.model.id: request.model for _, request in requests}
    return ProfilePrice(
        profile=profile,
        model=", ".join(models),
        takes=len(requests),
        seconds=sum(request.duration for _, request in requests),
        exact=all(price.exact for price in estimates),
        doubts=tuple(filter(None, (model.doubt for model in models.values()))),
        shots=shots,
    )


def compare_json(prices: Sequence[ProfilePrice]) -> dict[str, object]:
    """The document of `plan --compare --json`. A shot that a profile does not ask for has no price there."""
    return {
        "compare": [
            {
                "profile": p.profile,
                "model": p.model,
                "takes": p.takes,
                "seconds": p.seconds,
                "credits": p.credits,
                "exact": p.exact,
            }
            for p in prices
        ],
        "shots": [
            {"shot": shot, "credits": {p.profile: p.shots[shot] for p in prices if shot in p.shots}}
            for shot in shots_of(prices)
        ],
    }


def shots_of(prices: Iterable[ProfilePrice]) -> list[str]:
    """Every shot that one of them asks for, in order."""
    return list(dict.fromkeys(shot for price in prices for shot in price.shots))
