"""What a clip is: its exact length, pixels, frames and sound. Reads headers; decodes nothing."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from seedance_make.media.clip import UnreadableMediaError, opened

_NANO = Decimal("1E-9")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFacts:
    """A clip at a glance. `fps` is exact; `seconds` is the picture's length."""

    width: int  # pixels
    height: int
    fps: Fraction
    frames: int
    seconds: Decimal
    audio: bool


def video_seconds(source: Path | BinaryIO) -> Decimal:
    """Length of the picture in seconds, to the nanosecond, rounded down so that whole sums stay whole.

    The bill takes the ceiling of a sum of lengths: three clips of 2/3 s are 2 s, and must not become 3.
    Raises UnreadableMediaError.
    """
    with opened(source) as container:
        return _seconds(container, _picture(container))


def media_seconds(source: Path | BinaryIO) -> Decimal:
    """Length in seconds of a clip, or of a sound that has no picture. Raises UnreadableMediaError."""
    with opened(source) as container:
        streams = [*container.streams.video, *container.streams.audio]
        if not streams:
            raise UnreadableMediaError("has neither picture nor sound")
        return _seconds(container, streams[0])


def clip_facts(source: Path | BinaryIO) -> ClipFacts:
    """Everything that can be said without decoding. Raises UnreadableMediaError."""
    with opened(source) as container:
        stream = _picture(container)
        fps = Fraction(stream.average_rate or 0)
        seconds = _seconds(container, stream)
        return ClipFacts(
            width=stream.width,
            height=stream.height,
            fps=fps,
            frames=stream.frames or round(seconds * Decimal(fps.numerator) / Decimal(fps.denominator)),
            seconds=seconds,
            audio=bool(container.streams.audio),
        )


def _picture(container: Any) -> Any:
    """The first video stream."""
    if not container.streams.video:
        raise UnreadableMediaError("has no picture")
    return container.streams.video[0]


def _seconds(container: Any, stream: Any) -> Decimal:
    """The stream's own length where it states one, else the container's, in its microseconds."""
    if stream.duration and stream.time_base:
        length = Fraction(stream.duration) * stream.time_base
    elif container.duration:
        length = Fraction(container.duration, 1_000_000)
    else:
        raise UnreadableMediaError("states no length")
    if length <= 0:
        raise UnreadableMediaError("states no length")
    return (Decimal(length.numerator) / Decimal(length.denominator)).quantize(_NANO, rounding=ROUND_DOWN)
