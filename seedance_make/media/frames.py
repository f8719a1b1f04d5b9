"""Cuts the exact first or last frame out of a clip: what another shot begins with.

The same clip gives the same bytes, on any machine: the last frame is the last in order of presentation, found by
decoding to the end; the colours are converted with FFmpeg's bit-exact integer arithmetic; the PNG is `png.encode`'s.
"""

from pathlib import Path
from typing import Any, BinaryIO

from seedance_make.media.clip import UnreadableMediaError, opened
from seedance_make.media.png import encode

_HD = 576  # lines: above, a clip that does not name its colours is taken for BT.709, as players do


def cut_frame(source: Path | BinaryIO, which: str) -> bytes:
    """The clip's first or last frame as a lossless PNG of the clip's own size. Raises UnreadableMediaError."""
    with opened(source) as container:
        frame = _first(container) if which == "first" else _last(container)
        if frame is None:
            raise UnreadableMediaError("has no frame that can be decoded")
        return encode(frame.width, frame.height, rgb(frame))


def rgb(frame: Any) -> bytes:
    """A decoded frame as rows of 8-bit RGB without gaps, bit-exact."""
    from av.video.reformatter import Colorspace, Interpolation  # noqa: PLC0415

    exact = (
        Interpolation.BICUBIC
        | Interpolation.ACCURATE_RND
        | Interpolation.FULL_CHR_H_INT
        | Interpolation.BITEXACT
    )
    named = frame.colorspace not in (Colorspace.DEFAULT, 2)
    guess = Colorspace.ITU709 if frame.height > _HD or frame.width >= 1280 else Colorspace.ITU601
    shown = frame.reformat(
        format="rgb24", interpolation=exact, src_colorspace=frame.colorspace if named else guess
    )
    plane = shown.planes[0]
    packed, stride, data = shown.width * 3, plane.line_size, bytes(plane)
    if stride == packed:
        return data[: packed * shown.height]
    return b"".join(data[at : at + packed] for at in range(0, stride * shown.height, stride))


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
