"""Shots that the price table has no price for: nothing may be bought unpriced."""

from collections.abc import Iterable, Iterator

from seedance_make.core.storyboard.model import PriceTable, ResolvedShot
from seedance_make.core.text.diagnostic import Problem


def unpriced(shots: Iterable[ResolvedShot], table: PriceTable) -> Iterator[Problem]:
    """A problem for each shot whose model or resolution the table lacks, at the value that chose it."""
    for shot in {shot.name: shot for shot in shots if shot.enabled}.values():
        if shot.resolution in table.rates.get(shot.model.id, {}):
            continue
        yield Problem.at(
            shot,
            place=shot.place_of("resolution"),
            name="no-price",
            message=f"no price for {shot.model.id} at {shot.resolution}",
            help=f"add it to prices: (the table is dated {table.as_of}), or choose another",
        )
