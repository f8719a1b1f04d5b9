"""Codes pictures as H.264 at the film's rate, as every player and editing program takes them."""

from fractions import Fraction
from typing import Any

from PIL import Image

from seedance_make.core.cut.cut import FPS
from seedance_make.media.reel.part import Size

_CODING = {"preset": "veryfast", "crf": "18", "g": "48"}
BT709 = 1
"""The number of these colours in H.264, and in FFmpeg."""


class PictureCoder:
    """A stream of pictures of one size in an MP4."""

    def __init__(self, container: Any, size: Size) -> None:
        stream = container.add_stream("libx264", rate=FPS, options=_CODING)
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, "yuv420p"
        context = stream.codec_context
        context.color_range, context.colorspace = 1, BT709  # 1: 16 to 235
        context.color_primaries = context.color_trc = BT709
        self._container, self._stream = container, stream

    def write(self, frame: Any, number: int) -> None:
        """Frame `number` of the film, from 0."""
        frame.pts, frame.time_base, frame.pict_type = number, Fraction(1, FPS), 0
        self._container.mux(self._stream.encode(frame))

    def end(self) -> None:
        """What the coder still holds."""
        self._container.mux(self._stream.encode(None))


def encodable_picture(image: Image.Image) -> Any:
    """A picture as a frame for the coder."""
    from av import VideoFrame  # noqa: PLC0415 - PyAV is slow to import

    return VideoFrame.from_image(image).reformat(format="yuv420p", dst_colorspace=BT709)
