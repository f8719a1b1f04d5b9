"""How long reference videos and sounds play: what the API is said to take, as warnings, where the lengths are known.

A length costs money besides: each second of a reference video is billed.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from seedance_make.core.plan.model import Want
from seedance_make.core.request.pricing import UNKNOWN_LENGTH, length_key
from seedance_make.core.request.request import ByFrame, Medium
from seedance_make.core.storyboard.fields import TIMED, Field, Kind
from seedance_make.core.storyboard.model import Media
from seedance_make.core.text.diagnostic import Problem, Severity

_EACH = (Decimal(2), Decimal(15))  # seconds of a reference video
_ALL = Decimal(15)  # seconds of a shot's reference videos, and of its sounds
_SLACK = Decimal("0.1")  # a clip of 15 s has a frame more


def length_limits(wants: Iterable[Want], lengths: Mapping[str, Decimal]) -> Iterator[Problem]:
    """Warnings for what the API may refuse, once a place. `lengths`: seconds, by `core.request.pricing.length_key`."""
    seen = set()
    for want in wants:
        for field in TIMED:
            entries = want.shot.media.get(field.name, ())
            if not entries or (field.name, entries[0].place) in seen:
                continue
            seen.add((field.name, entries[0].place))
            pairs = tuple(zip(entries, want.request.media.get(field.name, ()), strict=False))
            for entry, medium in pairs:
                if flaw := _each(medium, field.kind, lengths):
                    yield _warning(want, field, entry, *flaw)
            known = [lengths[key] for _, m in pairs if (key := length_key(m)) in lengths]
            if len(known) > (field.kind is Kind.VIDEO) and sum(known) > _ALL + _SLACK:
                play = f"the shot's {field.kind}s play {_shown(sum(known, Decimal()))} in all"
                message = f"{play}; the API is said to take up to 15 s"
                yield _warning(want, field, entries[0], message, "cut them shorter, or use fewer")


def _each(medium: Medium, kind: Kind, lengths: Mapping[str, Decimal]) -> tuple[str, str] | None:
    """What is wrong with one of them, and the way out."""
    if isinstance(medium, ByFrame):
        return None
    seconds = lengths.get(length_key(medium))
    name = f"`{getattr(medium, 'path', None) or medium.url}`"
    if seconds is None:
        if getattr(medium, "path", None) is None:
            return None  # an address: `plan --probe` asks it
        counted = f": it counts as {UNKNOWN_LENGTH} s against caps" if kind is Kind.VIDEO else ""
        return f"the length of {name} cannot be told{counted}", "is it whole? play it, or save it again"
    low, high = _EACH
    if kind is Kind.VIDEO and not low - _SLACK <= seconds <= high + _SLACK:
        return f"{name} plays {_shown(seconds)}; the API is said to take videos of 2 to 15 s", "cut it"
    return None


def _shown(seconds: Decimal) -> str:
    return f"{seconds.quantize(Decimal('0.1')).normalize():f} s"


def _warning(want: Want, field: Field, entry: Media, message: str, way_out: str) -> Problem:
    return Problem.at(
        want.shot,
        field.short,
        place=entry.place,
        name=f"{field.kind}-length",
        message=message,
        help=way_out,
        severity=Severity.WARNING,
    )
