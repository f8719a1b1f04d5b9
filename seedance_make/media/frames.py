"""Cuts the exact first or last frame out of a clip: what another shot begins with.

The same clip gives the same bytes, on any machine: the last frame is the last in order of presentation, found by
decoding to the end; the colours are converted with FFmpeg's bit-exact integer arithmetic; the PNG is `png.encode`'s.
"""

from pathlib import Path
from typing import Any, BinaryIO

from seedance_make.media.clip import UnreadableMediaError, opened
from seedance_make.media.colours import rgb
from seedance_make.media.png import encode_png


def cut_frame(source: Path | BinaryIO, which: str) -> bytes:
    """The clip's first or last frame as a lossless PNG of the clip's own size. Raises UnreadableMediaError."""
    with opened(source) as container:
        frame = _first(container) if which == "first" else _last(container)
        if frame is None:
            raise UnreadableMediaError("has no frame that can be decoded")
        return encode_png(frame.width, frame.height, rgb(frame))


def _first(container: Any) -> Any:
    return next(iter(container.decode(video=0)), None)


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
