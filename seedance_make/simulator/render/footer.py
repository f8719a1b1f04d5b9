"""The only part of a card that moves: the time code and the progress bar, in a band at the bottom."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from seedance_make.simulator.render.fonts import OWN, face
from seedance_make.simulator.render.palette import Colour

_WHITE = (255, 255, 255)
_FAINT = (255, 255, 255, 70)
_SOFT = (255, 255, 255, 190)


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """The band's rows of pixels begin at `top`, an even number; `still` is what it shows without what moves."""

    top: int
    still: Image.Image
    seconds: int
    fps: int
    frames: int  # of the whole clip
    margin: int  # pixels at the left and the right
    unit: float  # pixels that stand for one at 480p
    accent: Colour

    def at(self, number: int) -> Image.Image:
        """The band at frame `number` from 0."""
        band = self.still.copy()
        draw = ImageDraw.Draw(band, "RGBA")
        self._time_code(draw, number)
        left, right, line = self.margin, band.width - self.margin, self._line
        now, half = left + (right - left) * number / max(1, self.frames - 1), self._px(1.6)
        draw.rounded_rectangle((left, line - half, max(now, left + 2), line + half), half, self.accent)
        draw.circle((now, line), self._px(5), _WHITE)
        return band

    def prepare(self) -> None:
        """Draw onto `still` what stands: the mark, the empty bar, a tick a second."""
        draw = ImageDraw.Draw(self.still, "RGBA")
        left, right, line = self.margin, self.still.width - self.margin, self._line
        mark, font = "SIMULATED", face(OWN, self._px(15))
        wide, baseline, pad = font.getlength(mark), line - self._px(16), self._px(8)
        draw.rounded_rectangle(
            (right - wide - 2 * pad, baseline - self._px(17), right, baseline + self._px(6)),
            self._px(5), outline=_SOFT, width=self._px(1.2),
        )  # fmt: skip
        draw.text((right - pad, baseline), mark, _SOFT, font, anchor="rs")
        half = self._px(1.6)
        draw.rounded_rectangle((left, line - half, right, line + half), half, _FAINT)
        for second in range(1, self.seconds):
            x = left + (right - left) * second / self.seconds
            draw.line((x, line + self._px(6), x, line + self._px(10)), _FAINT, self._px(1))

    def _time_code(self, draw: ImageDraw.ImageDraw, number: int) -> None:
        """Digit by digit in cells, so that it does not jitter."""
        font, cell, x = face(OWN, self._px(21)), self._px(13), float(self.margin)
        seconds, frame = divmod(number, self.fps)
        for digit in f"00:{seconds // 60:02}:{seconds % 60:02}:{frame:02}":
            wide = cell * (0.55 if digit == ":" else 1)
            draw.text((x + wide / 2, self._line - self._px(16)), digit, _WHITE, font, anchor="ms")
            x += wide

    @property
    def _line(self) -> int:
        """Where the progress bar runs."""
        return self.still.height - self._px(24)

    def _px(self, units: float) -> int:
        return max(1, round(units * self.unit))
