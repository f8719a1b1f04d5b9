"""What lies behind the words: soft light in the colours of the look."""

from random import Random

from PIL import Image, ImageChops, ImageOps

from seedance_make.simulator.render.palette import Palette

_GRAIN = 1  # of 255, either way: enough to keep a dark gradient from banding


def light(size: tuple[int, int], colours: Palette, random: Random) -> Image.Image:
    """A gradient between the four corners and a glow, which falls elsewhere for each clip."""
    corners = Image.new("RGB", (2, 2))
    corners.putdata(colours.corners)
    picture = corners.resize(size, Image.Resampling.BICUBIC)
    across = round(max(size) * 1.1)
    glow = ImageOps.invert(Image.radial_gradient("L")).resize((across, across), Image.Resampling.BICUBIC)
    glow = glow.point([round(150 * (max(0, n - 75) / 180) ** 1.6) for n in range(256)])
    centre = size[0] * (0.15 + 0.7 * random.random()), size[1] * (0.1 + 0.3 * random.random())
    picture.paste(colours.light, (round(centre[0] - across / 2), round(centre[1] - across / 2)), glow)
    return _grained(picture, random)


def _grained(picture: Image.Image, random: Random) -> Image.Image:
    """With a little noise, from our own dice: Pillow's cannot be given a seed."""
    noise = Image.frombytes("L", picture.size, random.randbytes(picture.width * picture.height))
    grain = noise.point([128 + (n * (2 * _GRAIN + 1)) // 256 - _GRAIN for n in range(256)])
    return ImageChops.add(picture, Image.merge("RGB", (grain, grain, grain)), scale=1, offset=-128)
