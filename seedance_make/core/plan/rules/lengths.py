"""How long reference videos and sounds play: what the API is said to take, as warnings, where the lengths are known.

A length costs money besides: each second of a reference video is billed.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from seedance_make.core.plan.model import Want
from seedance_make.core.request.pricing import UNKNOWN_LENGTH, length_key
from seedance_make.core.request.request import ByFrame, Medium
from seedance_make.core.storyboard.fields import TIMED
from seedance_make.core.storyboard.model import Media
from seedance_make.core.storyboard.names import spoken
from seedance_make.core.text.diagnostic import Problem, Severity

_EACH = (Decimal(2), Decimal(15))  # seconds of a reference video
_ALL = Decimal(15)  # seconds of a shot's reference videos, and of its sounds
_SLACK = Decimal("0.1")  # a clip of 15 s has a frame more


def length_limits(wants: Iterable[Want], lengths: Mapping[str, Decimal]) -> Iterator[Problem]:
    """Warnings for what the API may refuse, once a place. `lengths`: seconds, by `core.request.pricing.length_key`."""
    seen = set()
    for want in wants:
        for field in TIMED:
            kind, entries = field.kind, want.shot.media.get(field.name, ())
            if not entries or (field.name, entries[0].place) in seen:
                continue
            seen.add((field.name, entries[0].place))
            path = f"shots.{spoken(want.shot.name)}.{field.short}"
            pairs = tuple(zip(entries, want.request.media.get(field.name, ()), strict=False))
            for entry, medium in pairs:
                if flaw := _each(medium, kind, lengths):
                    yield _warning(entry, path, kind, *flaw)
            known = [lengths[key] for _, m in pairs if (key := length_key(m)) in lengths]
            if len(known) > (kind == "video") and sum(known) > _ALL + _SLACK:
                said = f"the shot's {kind}s play {_told(sum(known, Decimal()))} in all; the API is said to take up to 15 s"
                yield _warning(entries[0], path, kind, said, "cut them shorter, or use fewer")


def _each(medium: Medium, kind: str, lengths: Mapping[str, Decimal]) -> tuple[str, str] | None:
    """What is wrong with one of them, and the way out."""
    if isinstance(medium, ByFrame):
        return None
    seconds = lengths.get(length_key(medium))
    name = f"`{getattr(medium, 'path', None) or medium.url}`"
    if seconds is None:
        if getattr(medium, "path", None) is None:
            return None  # an address: `plan --probe` asks it
        counted = f": it counts as {UNKNOWN_LENGTH} s against caps" if kind == "video" else ""
        return f"the length of {name} cannot be told{counted}", "is it whole? play it, or save it again"
    low, high = _EACH
    if kind == "video" and not low - _SLACK <= seconds <= high + _SLACK:
        return f"{name} plays {_told(seconds)}; the API is said to take videos of 2 to 15 s", "cut it"
    return None


def _told(seconds: Decimal) -> str:
    return f"{seconds.quantize(Decimal('0.1')).normalize():f} s"


def _warning(entry: Media, path: str, kind: str, message: str, help: str) -> Problem:  # noqa: A002
    return Problem(
        place=entry.place,
        path=path,
        name=f"{kind}-length",
        message=message,
        help=help,
        severity=Severity.WARNING,
    )
