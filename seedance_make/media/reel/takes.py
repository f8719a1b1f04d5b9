"""All takes of a shot in one picture, side by side and numbered, playing together."""

import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from seedance_make.media.reel.burn_in import BurnIn
from seedance_make.media.reel.coder import PictureCoder, encodable_picture
from seedance_make.media.reel.part import Part, Size
from seedance_make.media.reel.pictures import pictures

_WIDEST = 1920  # pixels of the whole picture
_GAP = 4  # pixels


def write_takes(takes: Sequence[Part], size: Size, target: Path) -> None:
    """A film without sound in which all takes play at once; a shorter one stands still at its end. `size`: of a take.
    Raises UnreadableMediaError, OSError."""
    import av  # noqa: PLC0415 - a tenth of a second that `--help` must not pay

    columns = math.ceil(math.sqrt(len(takes)))
    rows = math.ceil(len(takes) / columns)
    cell = _cell(size, columns)
    whole = Size(width=columns * (cell.width + _GAP) - _GAP, height=rows * (cell.height + _GAP) - _GAP)
    length = max(t.frames for t in takes)
    playing = [pictures(Part(frames=length, label=t.label, clip=t.clip), cell) for t in takes]
    words = BurnIn(cell)
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        coder = PictureCoder(film, whole)
        for number, frames in enumerate(zip(*playing, strict=True)):
            sheet = Image.new("RGB", (whole.width, whole.height))
            for n, (take, frame) in enumerate(zip(takes, frames, strict=True)):
                corner = n % columns * (cell.width + _GAP), n // columns * (cell.height + _GAP)
                picture = frame.to_image()
                words.write(picture, take.label, (words.margin, words.margin), "la")
                sheet.paste(picture, corner)
            coder.write(encodable_picture(sheet), number)
        coder.end()


def _cell(size: Size, columns: int) -> Size:
    """A take's size in the whole: its own where that fits. Even, as H.264 asks for."""
    scale = min(1.0, _WIDEST / (size.width * columns))
    return Size(width=round(size.width * scale / 2) * 2, height=round(size.height * scale / 2) * 2)
