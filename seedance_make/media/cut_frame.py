"""Cuts an exact frame out of a clip: what another shot begins with.

The same clip gives the same bytes, on any machine: the last frame is the last in order of presentation, found by
decoding to the end; the one at a moment is that whose own time is nearest, of two as near the earlier one; the colours are converted with FFmpeg's bit-exact integer arithmetic; the PNG is `png.encode`'s.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from seedance_make.core.storyboard.media.frame import moment_of
from seedance_make.media.clip import UnreadableMediaError, opened
from seedance_make.media.colours import rgb
from seedance_make.media.png import encode_png


def cut_frame(source: Path | BinaryIO, which: str) -> bytes:
    """A frame of the clip (`first`, `last`, `at-2.5`: 2.5 seconds from its first one) as a lossless PNG of the clip's
    own size. Raises UnreadableMediaError."""
    moment = moment_of(which)
    with opened(source) as container:
        if moment is not None:
            frame = _nearest(container, Fraction(moment))
        else:
            frame = _first(container) if which == "first" else _last(container)
        if frame is None:
            raise UnreadableMediaError("has no frame that can be decoded")
        return encode_png(frame.width, frame.height, rgb(frame))


def _first(container: Any) -> Any:
    return next(iter(container.decode(video=0)), None)


def _nearest(container: Any, seconds: Fraction) -> Any:
    """From the key frame before that moment on where that works, else from the start."""
    stream = container.streams.video[0] if container.streams.video else None
    if stream is None:
        return None
    start = stream.start_time or 0
    target = start + seconds / stream.time_base
    container.seek(int(target), stream=stream, backward=True)
    nearest = _nearest_of(container, target)
    if nearest is None or nearest.pts > target:
        container.seek(start, stream=stream, backward=True)
        nearest = _nearest_of(container, target)
    return nearest


def _nearest_of(container: Any, target: Fraction) -> Any:
    """The frame of what is left that is shown nearest to `target`, in the stream's time base."""
    nearest = None
    for frame in container.decode(video=0):
        if frame.pts is None:
            continue
        if nearest is None or abs(frame.pts - target) < abs(nearest.pts - target):
            nearest = frame
        if frame.pts >= target:
            break
    return nearest


def _last(container: Any) -> Any:
    """From the last key frame on where that works, else from the start."""
    stream = container.streams.video[0] if container.streams.video else None
    if stream is None:
        return None
    if stream.duration:
        start = stream.start_time or 0
        container.seek(start + stream.duration, stream=stream, backward=True)
        frame = _latest(container)
        if frame is not None:
            return frame
        container.seek(start, stream=stream, backward=True)
    return _latest(container)


def _latest(container: Any) -> Any:
    """The last frame in order of presentation of what is left."""
    latest = None
    for frame in container.decode(video=0):
        if latest is None or latest.pts is None or (frame.pts or 0) >= latest.pts:
            latest = frame
    return latest
