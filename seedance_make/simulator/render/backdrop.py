"""What moves behind the words: drifting light in the request's own colours, or the pictures that it sent."""

import colorsys
import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageOps

Colour = tuple[int, int, int]

_GRAIN = 2  # of 255, either way: enough to keep a dark gradient from banding
_DRIFT = 0.09  # of the shorter side
_ZOOM = 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Four corners, a light, and an accent that stands out from them."""

    corners: tuple[Colour, Colour, Colour, Colour]
    light: Colour
    accent: Colour


def palette(digest: str) -> Palette:
    """Colours of a request, told from its digest (hex): the same request always wears the same."""
    hue = int(digest[:4], 16) / 0x10000
    turn = 0.06 + int(digest[4:6], 16) / 255 * 0.10

    def colour(shift: float, light: float, strength: float) -> Colour:
        red, green, blue = colorsys.hls_to_rgb((hue + shift) % 1, light, strength)
        return round(red * 255), round(green * 255), round(blue * 255)

    corners = (
        colour(0, 0.17, 0.55),
        colour(turn, 0.10, 0.50),
        colour(-turn, 0.08, 0.45),
        colour(2 * turn, 0.20, 0.50),
    )
    return Palette(corners=corners, light=colour(turn, 0.42, 0.60), accent=colour(0.06, 0.74, 0.75))


Backdrop = Callable[[float], Image.Image]
"""The picture when that part (0 to 1) of the clip has passed; the caller may draw on it."""


class Light:
    """A soft gradient, wider than the frame, that drifts along an arc."""

    def __init__(self, size: tuple[int, int], colours: Palette, random: Random) -> None:
        self._size = size
        self._reach = round(min(size) * _DRIFT)
        self._start = random.random() * math.tau
        field = size[0] + 2 * self._reach, size[1] + 2 * self._reach
        corners = Image.new("RGB", (2, 2))
        corners.putdata(colours.corners)
        self._field = corners.resize(field, Image.Resampling.BICUBIC)
        self._shine(colours.light, random)
        self._field = _grained(self._field, random)

    def _shine(self, light: Colour, random: Random) -> None:
        width, height = self._field.size
        across = round(max(width, height) * 1.1)
        glow = ImageOps.invert(Image.radial_gradient("L")).resize((across, across), Image.Resampling.BICUBIC)
        glow = glow.point([round(150 * (max(0, n - 75) / 180) ** 1.6) for n in range(256)])
        centre = width * (0.58 + 0.3 * random.random()), height * (0.1 + 0.3 * random.random())
        self._field.paste(light, (round(centre[0] - across / 2), round(centre[1] - across / 2)), glow)

    def at(self, part: float) -> Image.Image:
        """A window on the field."""
        angle = self._start + part * math.pi * 1.2
        left = round(self._reach * (1 + math.cos(angle)))
        top = round(self._reach * (1 + math.sin(angle)))
        return self._field.crop((left, top, left + self._size[0], top + self._size[1]))


class BackdropPicture:
    """A picture that fills the frame, comes slowly nearer, and turns into a second one where there is one.

    The clip begins with the whole of the first and ends with the whole of the last, as the API does.
    """

    def __init__(self, size: tuple[int, int], first: Image.Image, last: Image.Image | None) -> None:
        self._size = size
        self._first = ImageOps.fit(first, size, Image.Resampling.LANCZOS)
        self._last = None if last is None else ImageOps.fit(last, size, Image.Resampling.LANCZOS)

    def at(self, part: float) -> Image.Image:
        """The first, nearer and nearer; with a last one, a slow turn into it, which then holds."""
        turn = 0.0 if self._last is None else min(1.0, max(0.0, part * 1.6 - 0.4))
        if self._last is None or turn == 0:
            return self._near(self._first, part)
        if turn == 1:
            return self._last.copy()
        return Image.blend(self._near(self._first, part), self._last, turn * turn * (3 - 2 * turn))

    def _near(self, picture: Image.Image, part: float) -> Image.Image:
        width, height = self._size
        cut = part * _ZOOM / 2
        box = width * cut, height * cut, width * (1 - cut), height * (1 - cut)
        return picture.resize(self._size, Image.Resampling.BILINEAR, box=box)


def _grained(picture: Image.Image, random: Random) -> Image.Image:
    """With a little noise, from our own dice: Pillow's cannot be told how to fall."""
    noise = Image.frombytes("L", picture.size, random.randbytes(picture.width * picture.height))
    grain = noise.point([128 + (n * (2 * _GRAIN + 1)) // 256 - _GRAIN for n in range(256)])
    return ImageChops.add(picture, Image.merge("RGB", (grain, grain, grain)), scale=1, offset=-128)
