"""Decoded frames in RGB, the same on every machine: FFmpeg's bit-exact integer arithmetic, and the colours as tagged."""

from typing import Any

_HD_LINES, _HD_COLUMNS = 576, 1280
"""A clip that is larger and names no colours is taken for BT.709, as players do; a smaller one for BT.601."""


def rgb(frame: Any) -> bytes:
    """A decoded frame as rows of 8-bit RGB without gaps."""
    from av.video.reformatter import Interpolation  # noqa: PLC0415

    exact = (
        Interpolation.BICUBIC
        | Interpolation.ACCURATE_RND
        | Interpolation.FULL_CHR_H_INT
        | Interpolation.BITEXACT
    )
    shown = frame.reformat(format="rgb24", interpolation=exact, src_colorspace=_colours(frame))
    plane = shown.planes[0]
    packed, stride, data = shown.width * 3, plane.line_size, bytes(plane)
    if stride == packed:
        return data[: packed * shown.height]
    return b"".join(data[at : at + packed] for at in range(0, stride * shown.height, stride))


def _colours(frame: Any) -> Any:
    from av.video.reformatter import Colorspace  # noqa: PLC0415

    if int(frame.colorspace) in {int(one.value) for one in Colorspace}:
        return frame.colorspace
    large = frame.height > _HD_LINES or frame.width >= _HD_COLUMNS
    return Colorspace.ITU709 if large else Colorspace.ITU601
