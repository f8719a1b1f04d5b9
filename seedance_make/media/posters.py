"""Posters: small pictures that stand for clips and for reference pictures where many are seen at once.

A poster is named by the bytes that it shows, so one that is there is never made again.
"""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from seedance_make.media.clip import UnreadableMediaError
from seedance_make.media.still import still

SIDE = 640
"""Pixels of a poster's longer side."""

_QUALITY = 80
_MOST = 50_000_000  # pixels of a picture that is worth opening
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
_CLIPS = frozenset({".mp4", ".mov"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """A poster to make: of a clip or a picture, to a JPEG."""

    source: Path
    target: Path


def make_posters(posters: Iterable[Poster]) -> frozenset[Path]:
    """Make those that are not there yet, side by side. The targets that are there afterwards: what cannot be read has
    none. Raises OSError where a poster cannot be written."""
    wanted = {p.target: p for p in posters}
    missing = [p for p in wanted.values() if not p.target.is_file()]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="poster") as pool:
        made = dict(zip((p.target for p in missing), pool.map(_make, missing), strict=True))
    return frozenset(target for target in wanted if made.get(target, True))


def _make(poster: Poster) -> bool:
    picture = _picture(poster.source)
    if picture is None:
        return False
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    part = poster.target.with_suffix(".part")
    picture.save(part, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    part.replace(poster.target)
    return True


def _picture(source: Path) -> Image.Image | None:
    """A moment of a clip, or a picture the right way up; None for anything else."""
    with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError, UnreadableMediaError):
        if source.suffix.lower() in _CLIPS:
            return still(source)
        with Image.open(source, formats=_FORMATS) as image:
            if image.width * image.height > _MOST:
                return None
            image.draft("RGB", (2 * SIDE, 2 * SIDE))
            return ImageOps.exif_transpose(image).convert("RGB")
    return None
