"""What a reel is made of. Its clock is the film's: 24 frames a second, each part so many of them."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One shot of the reel: a clip, or a still card where there is none."""

    frames: int  # of the film
    label: str  # what is burned in: number, name, take
    clip: Path | None = None
    card: Image.Image | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Pixels, both even."""

    width: int
    height: int
