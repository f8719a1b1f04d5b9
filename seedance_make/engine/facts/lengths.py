"""How long reference videos and sounds play: as the index knows it, read off a local file, or measured over the network."""

import asyncio
import re
from collections.abc import Iterable
from decimal import Decimal

from seedance_make.core.attempt.outcome import NoAnswer
from seedance_make.core.plan.model import Plan, Want
from seedance_make.core.ports.network import Downloads
from seedance_make.core.request.pricing import UNKNOWN_LENGTH, length_key
from seedance_make.core.request.request import ByFile, ByUrl, Medium
from seedance_make.core.storyboard.fields import TIMED
from seedance_make.engine.world import World

_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12})?")


def known_lengths(world: World, takes: Iterable[Want]) -> dict[str, Decimal]:
    """Seconds of the timed media of these takes, by `length_key`. Blocking; no network."""
    media = {length_key(m): m for want in takes for f in TIMED for m in want.request.media.get(f.name, ())}
    lengths = {key: _length(world, key, medium) for key, medium in media.items()}
    return {key: seconds for key, seconds in lengths.items() if seconds is not None}


def _length(world: World, key: str, medium: Medium) -> Decimal | None:
    """As the index knows it; a local file's is read off the file, once for the same bytes."""
    known = world.index.get(_index_key(key))
    if isinstance(known, str) and _SECONDS.fullmatch(known):
        return Decimal(known)
    length = world.media_seconds(world.folder / medium.path) if isinstance(medium, ByFile) else None
    if length is not None:
        world.index.set(_index_key(key), f"{length:f}")
    return length


def unmeasured(plan: Plan) -> tuple[str, ...]:
    """The addresses of reference videos that make a purchase's price a lower bound."""
    purchases = (a for a in plan.purchases if a.want and a.estimate and not a.estimate.exact)
    videos = (
        v for a in purchases for v in (a.want.request.media.get("reference_video_urls", ()) if a.want else ())
    )
    return tuple(dict.fromkeys(v.url for v in videos if isinstance(v, ByUrl)))


async def measure_references(world: World, downloads: Downloads, urls: Iterable[str]) -> tuple[str, ...]:
    """Ask for the length of every address and keep it in the index. Returns a note for each that cannot be had."""
    urls = tuple(urls)
    lengths = await asyncio.gather(*(downloads.seconds(url) for url in urls))
    notes = []
    for url, length in zip(urls, lengths, strict=True):
        if isinstance(length, NoAnswer):
            notes.append(
                f"the length of {url} cannot be had ({length.reason}): it counts as {UNKNOWN_LENGTH} s against caps"
            )
        else:
            world.index.set(_index_key(url), str(length))
    return tuple(notes)


def _index_key(key: str) -> str:
    return f"length:{key}"
