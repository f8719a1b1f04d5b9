"""Shots that the price table has no price for: nothing may be bought unpriced."""

from collections.abc import Iterable, Iterator

from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.text.diagnostic import Problem


def unpriced(shots: Iterable[ResolvedShot], table: PriceTable) -> Iterator[Problem]:
    """A problem for each shot whose model or resolution the table lacks, at the value that chose it."""
    for shot in {shot.name: shot for shot in shots if shot.enabled}.values():
        if table.rates(shot.model, shot.resolution):
            continue
        prices = table.of(shot.model)
        if prices.rates:
            message = f"no price for {shot.model.id} at {shot.resolution}"
            way_out = f"add it to prices: (the table is dated {prices.as_of}), or choose another"
            if shot.resolution in shot.model.prices.rates:
                way_out = f"prices: replaces the model's whole table: add {shot.resolution} to it, or choose another"
            yield Problem.at(
                shot, place=shot.place_of("resolution"), name="no-price", message=message, help=way_out
            )
        else:
            message = f"nobody has said what {shot.model.id} costs, and nothing is bought without a price"
            way_out = (
                f"write what its page says into the storyboard: `prices: {{as_of: …, {shot.model.id}: …}}`"
            )
            yield Problem.at(
                shot, place=shot.place_of("model"), name="no-price", message=message, help=way_out
            )
