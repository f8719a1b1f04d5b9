"""Cards and pictures for the tests of what simulated clips show."""

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageStat

from seedance_make.simulator.render.card import Card
from seedance_make.simulator.render.fonts import FontFile

KANA = FontFile(str(Path(__file__).parent / "render" / "kana.ttf"))
"""A font made for these tests: か な カ ナ 港 「 」 。 and the blank, each a ladder of its own number of rungs."""


def card(**kw: Any) -> Card:
    facts: dict[str, Any] = {
        "size": (864, 496),
        "seconds": 1,
        "fps": 24,
        "heading": "act1/door",
        "take": 2,
        "facts": "T2V · 480p",
        "action": "A kitten yawns.",
        "style": "",
        "speech": (),
        "look": "noir",
        "title": "A kitten yawns.",
        "seed": 1,
    }
    facts |= kw
    return Card(**({"frames": facts["fps"] * facts["seconds"] + 1} | facts))


def plain(colour: tuple[int, int, int], size: tuple[int, int] = (320, 180)) -> Image.Image:
    return Image.new("RGB", size, colour)


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def far(a: Image.Image, b: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(a, b)).mean)
