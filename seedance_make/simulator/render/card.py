"""The animatic card: what a simulated clip shows. Still parts are drawn once, then stamped on each frame.

┌──────────────────────────────────────┐
│ [T2V] text to video        SIMULATED │
│                                      │
│ A kitten yawns at the camera,        │
│ soft morning light                   │
│ ▣ first  ▣ image 1                   │
│ 00:00:02:14       480p · 16:9 · 4 s  │
│ ━━━━━━━━━━━━━━━━━●───────────────── │
└──────────────────────────────────────┘

The words come and go: the first and the last frame have none, since another shot may begin or end with them.
"""

import math
from dataclasses import dataclass
from itertools import groupby
from random import Random

from PIL import Image, ImageDraw, ImageOps

from seedance_make.simulator.render.backdrop import Backdrop, BackdropPicture, Light, Palette, palette
from seedance_make.simulator.render.lettering import LEADING, fit, font, legible

FPS = 24
_FADE = 9  # frames
_WAYS = {"t2v": "text to video", "i2v": "image to video", "r2v": "reference to video"}
_WHITE = (255, 255, 255, 240)
_SOFT = (255, 255, 255, 165)
_FAINT = (255, 255, 255, 70)
_INK = (12, 14, 18, 255)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMedium:
    """One thing that the request carried: its place (`first frame`, `image 2`), and its picture where it was had."""

    label: str
    picture: Image.Image | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything that the picture depends on. `digest` (hex) gives the colours, `seed` the movement."""

    size: tuple[int, int]  # pixels
    seconds: int
    mode: str
    prompt: str
    facts: str  # one line: resolution, ratio, length, model
    digest: str
    seed: int
    media: tuple[CardMedium, ...] = ()


class CardSpec:
    """A card made ready to be asked for its frames."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._total = FPS * card.seconds + 1
        self._unit = math.sqrt(card.size[0] * card.size[1] / (864 * 496))
        self._margin = self._px(34)
        self._colours = palette(card.digest)
        self._backdrop, self._pictured = _backdrop(card, self._colours)
        self._tiles = self._still()

    def frame(self, number: int) -> Image.Image:
        """Frame `number` from 0, of 24·seconds + 1."""
        clean = self._backdrop(number / (self._total - 1))
        seen = min(1.0, min(number, self._total - 1 - number) / _FADE)
        if seen == 0:
            return clean
        picture = clean if seen == 1 else clean.copy()
        for tile, corner in self._tiles:
            picture.paste(tile, corner, tile)
        self._stamp(ImageDraw.Draw(picture), number)
        return picture if seen == 1 else Image.blend(clean, picture, seen)

    def _px(self, units: float) -> int:
        return max(1, round(units * self._unit))

    def _still(self) -> list[tuple[Image.Image, tuple[int, int]]]:
        """All that does not move, cut into the bands that it covers: pasting little is fast."""
        sheet = Image.new("RGBA", self._card.size, (255, 255, 255, 0))
        draw = ImageDraw.Draw(sheet)
        top = self._heading(draw)
        strip = self._strip(sheet, draw)
        self._words(draw, top, strip)
        self._footing(draw)
        return _bands(Image.alpha_composite(_scrim(self._card.size), sheet) if self._pictured else sheet)

    def _heading(self, draw: ImageDraw.ImageDraw) -> int:
        """The mode at the left, the mark at the right; returns the line below which there is room."""
        margin, height = self._margin, self._px(26)
        face = font(self._px(14))
        badge = self._card.mode.upper()
        width = round(face.getlength(badge)) + self._px(20)
        middle = margin + height / 2
        draw.rounded_rectangle(
            (margin, margin, margin + width, margin + height), height / 2, (*self._colours.accent, 255)
        )
        draw.text((margin + width / 2, middle), badge, _INK, face, anchor="mm")
        way = _WAYS[self._card.mode]
        draw.text((margin + width + self._px(11), middle), way, _SOFT, face, anchor="lm")

        mark, small = "S I M U L A T E D", font(self._px(11))
        width = round(small.getlength(mark)) + self._px(22)
        right = self._card.size[0] - margin
        draw.rounded_rectangle(
            (right - width, margin, right, margin + height), height / 2, outline=_SOFT, width=self._px(1.2)
        )
        draw.text((right - width / 2, middle), mark, _WHITE, small, anchor="mm")
        return margin + height + self._px(18)

    def _strip(self, sheet: Image.Image, draw: ImageDraw.ImageDraw) -> int:
        """Thumbnails of what was sent, above the footing; returns the line above which there is room."""
        bottom = self._card.size[1] - self._margin - self._px(54)
        media, gap, label = self._card.media, self._px(10), self._px(17)
        room = self._card.size[0] - 2 * self._margin
        columns = max(1, min(len(media), (room + gap) // (self._px(78) + gap)))
        width = min(self._px(92), (room + gap) // columns - gap)
        height, face = round(width * 0.62), font(max(8, self._px(10)))
        top = bottom - math.ceil(len(media) / columns) * (height + label)
        for n, medium in enumerate(media):
            left = self._margin + n % columns * (width + gap)
            line = top + n // columns * (height + label)
            self._thumb(sheet, draw, medium, (left, line, left + width, line + height))
            draw.text((left, line + height + self._px(3)), medium.label, _SOFT, face)
        return top - self._px(14) if media else bottom

    def _thumb(
        self,
        sheet: Image.Image,
        draw: ImageDraw.ImageDraw,
        medium: CardMedium,
        box: tuple[int, int, int, int],
    ) -> None:
        radius, size = self._px(4), (box[2] - box[0], box[3] - box[1])
        if medium.picture is not None:
            picture = ImageOps.fit(medium.picture, size, Image.Resampling.LANCZOS)
            mask = Image.new("L", size)
            ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius, 255)
            sheet.paste(picture, box[:2], mask)
        else:
            draw.rounded_rectangle(box, radius, (*_INK[:3], 90))
            middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            draw.text(middle, medium.label.split()[0], _SOFT, font(max(8, size[0] // 6)), anchor="mm")
        draw.rounded_rectangle(box, radius, outline=_FAINT, width=self._px(1))

    def _words(self, draw: ImageDraw.ImageDraw, top: int, bottom: int) -> None:
        """The prompt, as large as it fits; low and small over a picture, which should be seen."""
        if not self._card.prompt:
            return
        text, name = legible(self._card.prompt)
        width = self._card.size[0] - 2 * self._margin
        height = bottom - top
        greatest = self._px(21 if self._pictured else 38)
        box = (round(width * 0.94), round(height * 0.4) if self._pictured else height)
        lines, size = fit(text, name, box, (max(9, self._px(12)), greatest))
        step = size * LEADING
        at = bottom - step * len(lines) if self._pictured else top + (height - step * len(lines)) / 2
        for n, line in enumerate(lines):
            draw.text((self._margin, at + n * step), line, _WHITE, font(size, name))

    def _footing(self, draw: ImageDraw.ImageDraw) -> None:
        """The facts and the empty progress bar with a tick a second."""
        right, line = self._card.size[0] - self._margin, self._line
        draw.text((right, line - self._px(17)), self._card.facts, _SOFT, font(self._px(12)), anchor="rs")
        draw.rounded_rectangle((self._margin, line - self._bar, right, line + self._bar), self._bar, _FAINT)
        for second in range(1, self._card.seconds):
            x = self._margin + (right - self._margin) * second / self._card.seconds
            draw.line((x, line + self._px(6), x, line + self._px(10)), _FAINT, self._px(1))

    @property
    def _line(self) -> int:
        """Where the progress bar runs."""
        return self._card.size[1] - self._margin - self._px(8)

    @property
    def _bar(self) -> int:
        """Half the progress bar's height."""
        return self._px(1.6)

    def _stamp(self, draw: ImageDraw.ImageDraw, number: int) -> None:
        """The time code, digit by digit in cells so that it does not jitter, and how far the clip has come."""
        face, cell, x = font(self._px(20)), self._px(12.4), float(self._margin)
        for digit in _time_code(number):
            wide = cell * (0.55 if digit == ":" else 1)
            draw.text((x + wide / 2, self._line - self._px(17)), digit, _WHITE[:3], face, anchor="ms")
            x += wide
        if number % FPS < FPS // 2:
            dot = self._px(3.4)
            middle = x + self._px(12), self._line - self._px(24)
            draw.circle(middle, dot, self._colours.accent)
        left, right, line = self._margin, self._card.size[0] - self._margin, self._line
        now = left + (right - left) * number / (self._total - 1)
        draw.rounded_rectangle(
            (left, line - self._bar, max(now, left + 2), line + self._bar), self._bar, self._colours.accent
        )
        draw.circle((now, line), self._px(5), (255, 255, 255))


def _time_code(number: int) -> str:
    seconds, frame = divmod(number, FPS)
    return f"00:{seconds // 60:02}:{seconds % 60:02}:{frame:02}"


def _backdrop(card: Card, colours: Palette) -> tuple[Backdrop, bool]:
    """The first frame where it was had, else light; and whether it is a picture."""
    by_label = {medium.label: medium.picture for medium in card.media}
    first, last = by_label.get("first frame"), by_label.get("last frame")
    if first is not None:
        return BackdropPicture(card.size, first, last).at, True
    return Light(card.size, colours, Random(card.seed)).at, False  # noqa: S311 - a picture, no secret


def _scrim(size: tuple[int, int]) -> Image.Image:
    """Shade above and below, so that words read on any picture."""
    height = size[1]
    ramp = [max(0.42 - y / height * 1.9, (y / height - 0.30) * 1.55, 0.0) for y in range(height)]
    shade = Image.new("L", (1, height))
    shade.putdata([min(205, round(255 * dark)) for dark in ramp])
    sheet = Image.new("RGBA", size, (8, 9, 12, 255))
    sheet.putalpha(shade.resize(size))
    return sheet


def _bands(sheet: Image.Image) -> list[tuple[Image.Image, tuple[int, int]]]:
    """The sheet's rows that hold anything, as tiles cut to what they hold."""
    tiles = []
    filled = sheet.getchannel("A").getprojection()[1]
    for held, rows in groupby(range(sheet.height), filled.__getitem__):
        if not held:
            continue
        numbers = list(rows)
        band = sheet.crop((0, numbers[0], sheet.width, numbers[-1] + 1))
        left, top, right, bottom = band.getchannel("A").getbbox() or (0, 0, *band.size)
        tiles.append((band.crop((left, top, right, bottom)), (left, numbers[0] + top)))
    return tiles
