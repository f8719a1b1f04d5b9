"""Local files as media: what is known of one once it has been read, and what the API is said to want of it.

The limits are second-hand knowledge of the vendor's, so they are warnings; the API decides.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from seedance_make.core.storyboard.fields import MEDIA, Kind
from seedance_make.core.storyboard.model import FileMedia, FrameMedia, ResolvedShot
from seedance_make.core.storyboard.names import spoken
from seedance_make.core.text.diagnostic import Problem, Severity
from seedance_make.core.text.node import Place

MB = 1_000_000  # bytes
_SIZES = {"image": 30 * MB, "audio": 15 * MB}
_SIDES = (300, 6000)  # pixels
_RATIOS = (0.4, 2.5)  # width to height
_NEAR = 0.05  # how far a ratio may be off: clips of 16:9 have 864×496 pixels, which is 2 % off


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A local file's facts."""

    sha256: str  # lower-case hex
    size: int  # bytes
    kind: Kind
    type: str  # jpeg, png, mp4 …, by its bytes
    width: int | None = None  # pixels; of pictures that could be read
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUse:
    """A local file that a shot sends, and as what."""

    media: FileMedia
    kind: Kind
    path: str  # where a message says it stands: shots.opening.first_frame


def files_used(shots: Iterable[ResolvedShot]) -> tuple[FileUse, ...]:
    """Every local file of a storyboard, once for each place that names it. Of a list that is too long, which is said
    elsewhere, what is beyond its end is not looked at."""
    uses: dict[tuple[Place, Kind], FileUse] = {}
    for shot in shots:
        for field in MEDIA:
            for medium in shot.media.get(field.name, ())[: shot.model.most(field.name)]:
                if isinstance(medium, FileMedia):
                    path = f"shots.{spoken(shot.name)}.{field.short}"
                    uses.setdefault(
                        (medium.place, field.kind), FileUse(media=medium, kind=field.kind, path=path)
                    )
    return tuple(uses.values())


def asset_limits(asset: Asset, want: FileUse) -> Iterator[Problem]:
    """Warnings for a file that the API may refuse."""
    most = _SIZES.get(asset.kind)
    if most and asset.size >= most:
        said = f"`{want.media.path}` has {asset.size / MB:.1f} MB; the API is said to take {asset.kind}s below {most // MB} MB"
        yield _warning(want.media.place, want.path, "file-size", said, "make it smaller")
    if asset.width is None or asset.height is None:
        return
    pixels = f"`{want.media.path}` has {asset.width}×{asset.height} pixels"
    low, high = _SIDES
    if not (low <= asset.width <= high and low <= asset.height <= high):
        said = f"{pixels}; the API is said to take sides of {low} to {high}"
        yield _warning(want.media.place, want.path, "image-pixels", said, "scale it")
    if not _RATIOS[0] <= asset.width / asset.height <= _RATIOS[1]:
        said = f"{pixels}; the API is said to take pictures of at most 5 to 2 and at least 2 to 5"
        yield _warning(want.media.place, want.path, "image-pixels", said, "crop it")


def frame_ratios(shots: Iterable[ResolvedShot], assets: Mapping[str, Asset]) -> Iterator[Problem]:
    """Warnings for first frames of another shape than their shot: the clip would be cropped or distorted.

    `assets` is path → what is known of the file; what is not known is passed over.
    """
    shots = tuple(shots)
    shapes = {shot.name: shot.aspect_ratio for shot in shots}
    ratios = {name: _ratio(shape) for name, shape in shapes.items()}
    for shot in shots:
        asked = ratios[shot.name]
        for medium in shot.media.get("first_frame_url", ()):
            has, shown = None, ""
            if isinstance(medium, FrameMedia):
                has, shown = ratios.get(medium.shot), f"`{medium.shot}` is {shapes.get(medium.shot)}"
            elif isinstance(medium, FileMedia) and medium.path in assets:
                asset = assets[medium.path]
                if asset.width and asset.height:
                    has, shown = asset.width / asset.height, f"it has {asset.width}×{asset.height} pixels"
            if shot.enabled and asked and has and abs(has / asked - 1) > _NEAR:
                yield _warning(
                    medium.place,
                    f"shots.{spoken(shot.name)}.first_frame",
                    "frame-ratio",
                    f"the first frame is not {shot.aspect_ratio}: {shown}",
                    "the clip would be cropped or stretched: set `aspect_ratio` (`adaptive` takes the frame's), or crop the picture",
                )


def _ratio(aspect_ratio: str) -> float | None:
    width, _, height = aspect_ratio.partition(":")
    return int(width) / int(height) if width.isdecimal() and height.isdecimal() and int(height) else None


def _warning(place: Place, path: str, name: str, message: str, help: str) -> Problem:  # noqa: A002
    return Problem(place=place, path=path, name=name, message=message, help=help, severity=Severity.WARNING)
