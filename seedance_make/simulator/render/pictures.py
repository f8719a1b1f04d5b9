"""The pictures that a request carried, side by side in a box: whole, as large as fits, each with its name below."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from seedance_make.simulator.render.lettering import LEADING, fit, typeset

_FRAME = (255, 255, 255, 110)
_LABEL = (255, 255, 255, 215)
_EMPTY = (0, 0, 0, 90)
_SHAPE = 16 / 9  # of what could not be opened


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMedium:
    """One thing that a request carried: its kind (`first frame`, `image`), its label, and its picture where it was had."""

    kind: str
    label: str
    picture: Image.Image | None = None

    @property
    def shape(self) -> float:
        """Width by height."""
        return _SHAPE if self.picture is None else self.picture.width / self.picture.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Pixels of the card."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top


def draw_pictures(
    image: Image.Image, draw: ImageDraw.ImageDraw, box: Box, media: Sequence[CardMedium], *, small: int
) -> None:
    """In rows, as many columns as make them largest, the whole in the middle. `small`: the size of the labels in pixels."""
    label, gap = round(small * LEADING), max(4, small // 2)
    columns = max(range(1, len(media) + 1), key=lambda n: _area(box, media, n, label, gap))
    cell = _cell(box, len(media), columns, label, gap)
    if min(cell) < 8:
        return
    rows = [media[n : n + columns] for n in range(0, len(media), columns)]
    heights = [max(_shown(medium, cell)[1] for medium in row) + label + gap for row in rows]
    top = box.top + (box.height - sum(heights) + gap) // 2
    for row, height in zip(rows, heights, strict=True):
        left = box.left + (box.width - len(row) * (cell[0] + gap) + gap) // 2
        for medium in row:
            below = Box(left=left, top=top, right=left + cell[0], bottom=top + height - label - gap)
            _draw_medium(image, draw, below, medium, small)
            left += cell[0] + gap
        top += height


def _cell(box: Box, count: int, columns: int, label: int, gap: int) -> tuple[int, int]:
    """The most that one picture may have, in pixels."""
    rows = -(-count // columns)
    return (box.width - (columns - 1) * gap) // columns, (box.height - (rows - 1) * gap) // rows - label


def _shown(medium: CardMedium, cell: tuple[int, int]) -> tuple[int, int]:
    """A whole picture's size in pixels, as large as it fits."""
    wide, high = min(cell[0], cell[1] * medium.shape), min(cell[1], cell[0] / medium.shape)
    return max(1, round(wide)), max(1, round(high))


def _area(box: Box, media: Sequence[CardMedium], columns: int, label: int, gap: int) -> int:
    """Pixels of all pictures."""
    cell = _cell(box, len(media), columns, label, gap)
    sizes = [_shown(medium, cell) for medium in media] if min(cell) > 0 else []
    return sum(wide * high for wide, high in sizes)


def _draw_medium(
    image: Image.Image, draw: ImageDraw.ImageDraw, box: Box, medium: CardMedium, small: int
) -> None:
    """At the bottom of its box, with its label right below."""
    wide, high = _shown(medium, (box.width, box.height))
    left, top = box.left + (box.width - wide) // 2, box.bottom - high
    corners = (left, top, left + wide - 1, top + high - 1)
    if medium.picture is None:
        draw.rectangle(corners, _EMPTY)
    else:
        image.paste(medium.picture.resize((wide, high), Image.Resampling.LANCZOS), (left, top))
    draw.rectangle(corners, outline=_FRAME)
    label = fit(typeset(medium.label), (box.width, small * LEADING * 1.05), (max(8, small * 2 // 3), small))
    label.draw(draw, (box.left, box.bottom, box.right), _LABEL, centred=True)
