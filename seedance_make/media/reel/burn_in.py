"""Name, take and time code, written into the picture: PyAV's FFmpeg has no drawtext, so Pillow draws them."""

from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from seedance_make.core.cut.cut import time_code
from seedance_make.media.reel.coder import encodable_picture
from seedance_make.media.reel.part import Size


class BurnIn:
    """Words over pictures of a size. Names of shots are ASCII, which Pillow's own font has."""

    def __init__(self, size: Size) -> None:
        short = min(size.width, size.height)
        self._font = ImageFont.load_default(max(11, round(short / 24)))
        self.margin = max(6, round(short / 30))
        self._outline = max(1, round(short / 300))

    def over(self, frames: Iterator[Any], label: str, start: int) -> Iterator[Any]:
        """The frames with the label at the left and the film's time code at the right. `start`: frames before them."""
        for number, frame in enumerate(frames, start):
            picture = frame.to_image()
            line = picture.height - self.margin
            self.write(picture, label, (self.margin, line), "ls")
            self.write(picture, time_code(number), (picture.width - self.margin, line), "rs")
            yield encodable_picture(picture)

    def write(self, picture: Image.Image, text: str, at: tuple[int, int], anchor: str) -> None:
        """Words that can be read on any picture."""
        ImageDraw.Draw(picture).text(
            at, text, "white", self._font, anchor=anchor, stroke_width=self._outline, stroke_fill="black"
        )
