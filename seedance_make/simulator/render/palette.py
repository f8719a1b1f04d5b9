"""The colours of a card: those that its style names, else ones of its own; so that shots of one look belong together."""

import colorsys
import re
from dataclasses import dataclass
from hashlib import sha256

Colour = tuple[int, int, int]

_HUES = {
    0.99: "red crimson scarlet blood ruby",
    0.07: "orange amber copper rust rusty warm sunset fire ember embers candle candlelight dawn golden autumn sepia",
    0.13: "gold yellow honey sun sunny sunlit desert sand",
    0.33: "green forest jungle moss mossy emerald leaves",
    0.48: "teal turquoise cyan sea ocean underwater",
    0.60: "blue cold cool ice icy winter moonlit moonlight night dusk rain",
    0.77: "purple violet lavender neon",
    0.91: "pink magenta rose",
}
_HUE_OF = {word: hue for hue, words in _HUES.items() for word in words.split()}
_GREY = re.compile(r"\b(black[ -]and[ -]white|monochrome|gr[ae]y|noir|silver|desaturated)\b", re.IGNORECASE)
_MUTED = re.compile(r"\b(muted|pale|faded|pastel|natural|soft|documentary)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Four corners, a light, and an accent that stands out from them."""

    corners: tuple[Colour, Colour, Colour, Colour]
    light: Colour
    accent: Colour


def palette(look: str) -> Palette:
    """By the first word of a look that names a colour or a mood; another look without one has another hue."""
    digest = sha256(look.encode("utf-8", "surrogatepass")).digest()
    named = (_HUE_OF[word] for word in re.findall(r"[a-z]+", look.lower()) if word in _HUE_OF)
    hue = next(named, digest[0] / 256)
    turn = 0.02 + digest[1] / 255 * 0.03
    strength = 0.2 if _GREY.search(look) else 0.5 if _MUTED.search(look) else 0.9

    def colour(shift: float, light: float, saturation: float) -> Colour:
        red, green, blue = colorsys.hls_to_rgb((hue + shift) % 1, light, saturation * strength)
        return round(red * 255), round(green * 255), round(blue * 255)

    corners = (
        colour(0, 0.17, 0.55),
        colour(turn, 0.11, 0.50),
        colour(-turn, 0.09, 0.45),
        colour(2 * turn, 0.20, 0.50),
    )
    return Palette(corners=corners, light=colour(turn, 0.40, 0.60), accent=colour(0.5, 0.76, 0.80))
