"""Measures reference videos whose length is not known, so that a price is exact before it is paid."""

import asyncio
from collections.abc import Iterable

from seedance_make.core.attempt.outcome import Trouble
from seedance_make.core.plan.model import Plan
from seedance_make.core.ports.network import Downloads
from seedance_make.core.request.pricing import UNKNOWN_LENGTH
from seedance_make.core.request.request import ByUrl
from seedance_make.engine.facts.gather import length_index_key
from seedance_make.engine.world import World


def unmeasured(plan: Plan) -> tuple[str, ...]:
    """The addresses of reference videos that make a purchase's price a lower bound."""
    purchases = (a for a in plan.purchases if a.want and a.estimate and not a.estimate.exact)
    videos = (
        v for a in purchases for v in (a.want.request.media.get("reference_video_urls", ()) if a.want else ())
    )
    return tuple(dict.fromkeys(v.url for v in videos if isinstance(v, ByUrl)))


async def measure_references(world: World, downloads: Downloads, urls: Iterable[str]) -> tuple[str, ...]:
    """Ask for every length, and keep it in the index. What could not be had is said."""
    asked = tuple(urls)
    lengths = await asyncio.gather(*(downloads.seconds(url) for url in asked))
    said = []
    for url, length in zip(asked, lengths, strict=True):
        if isinstance(length, Trouble):
            said.append(
                f"the length of {url} cannot be had ({length.reason}): it counts as {UNKNOWN_LENGTH} s against caps"
            )
        else:
            world.index.set(length_index_key(url), str(length))
    return tuple(said)
