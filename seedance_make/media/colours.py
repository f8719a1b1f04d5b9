"""Decoded frames in RGB, the same on every machine: FFmpeg's bit-exact integer arithmetic, and the colours as tagged."""

from typing import Any

_HD_LINES, _HD_COLUMNS = 576, 1280
"""A clip that is larger and names no colours is taken for BT.709, as players do; a smaller one for BT.601."""


_EXACT = 0x4 | 0x40000 | 0x2000 | 0x80000
"""FFmpeg's SWS_BICUBIC, SWS_ACCURATE_RND, SWS_FULL_CHR_H_INT and SWS_BITEXACT; PyAV 17 has no names for the last three."""

_BT709, _BT601 = 1, 5
_KNOWN = frozenset({_BT709, 4, _BT601, 7, 9})  # as H.264 numbers them; 2 is "not said"


def rgb(frame: Any) -> bytes:
    """A decoded frame as rows of 8-bit RGB without gaps."""
    shown = frame.reformat(format="rgb24", interpolation=_EXACT, src_colorspace=_colours(frame))
    plane = shown.planes[0]
    packed, stride, data = shown.width * 3, plane.line_size, bytes(plane)
    if stride == packed:
        return data[: packed * shown.height]
    return b"".join(data[at : at + packed] for at in range(0, stride * shown.height, stride))


def _colours(frame: Any) -> int:
    if int(frame.colorspace) in _KNOWN:
        return int(frame.colorspace)
    large = frame.height > _HD_LINES or frame.width >= _HD_COLUMNS
    return _BT709 if large else _BT601
