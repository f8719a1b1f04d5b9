"""A limit that no shot fits under: most likely dollars where credits are meant."""

from collections.abc import Iterable, Iterator

from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.request.pricing import dollars, estimate, priced
from seedance_make.core.request.request import bind
from seedance_make.core.storyboard.model import Manifest, ResolvedShot
from seedance_make.core.text.diagnostic import Problem, Severity


def small_limits(manifest: Manifest, shots: Iterable[ResolvedShot], table: PriceTable) -> Iterator[Problem]:
    """A warning for a `budget` or `max_credits` that is less than any shot costs. Nothing is none of these."""
    shots = tuple(shot for shot in shots if shot.enabled)
    for key, most in (("max_credits", manifest.max_credits), ("budget", manifest.budget)):
        node = manifest.root.mapping.get(key) if manifest.root else None
        if not most or node is None or not _all_dearer(shots, table, most):
            continue
        yield Problem(
            place=node.place,
            path=key,
            name="small-limit",
            message=f"`{key}: {most}` is {dollars(most)}, less than any shot of this storyboard costs",
            help=f"it counts credits, a tenth of a cent each: ${most} are {most * 1000}",
            severity=Severity.WARNING,
        )


def _all_dearer(shots: Iterable[ResolvedShot], table: PriceTable, most: int) -> bool:
    """Whether there are prices, and none is so low. The first shot that fits ends the search."""
    requests = (bind(shot, shot.chosen, files={}, clips={}) for shot in shots)
    prices = (estimate(r, table, {}).credits for r in requests if priced(r, table))
    first = next(prices, None)
    return first is not None and first > most and all(price > most for price in prices)
