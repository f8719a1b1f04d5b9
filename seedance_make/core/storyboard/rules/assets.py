"""What the API is said to want of local files, and of the shape of first frames.

The limits are second-hand knowledge of the vendor's, so they are warnings; the API decides.
"""

from collections.abc import Iterable, Iterator, Mapping

from seedance_make.core.storyboard.fields import Kind
from seedance_make.core.storyboard.media.files import Asset, FileUse
from seedance_make.core.storyboard.model import FileMedia, FrameMedia, ResolvedShot
from seedance_make.core.text.diagnostic import Problem, Severity

MB = 1_000_000  # bytes
_SIZES = {Kind.IMAGE: 30 * MB, Kind.AUDIO: 15 * MB}
_SIDES = (300, 6000)  # pixels
_RATIOS = (0.4, 2.5)  # width to height
_NEAR = 0.05  # how far a ratio may be off: clips of 16:9 have 864×496 pixels, which is 2 % off


def asset_limits(asset: Asset, use: FileUse) -> Iterator[Problem]:
    """Warnings for a file that the API may refuse."""
    most = _SIZES.get(asset.kind)
    if most and asset.size >= most:
        message = f"`{use.media.path}` has {asset.size / MB:.1f} MB; the API is said to take {asset.kind}s below {most // MB} MB"
        yield use.problem(("file-size", message, "make it smaller"), Severity.WARNING)
    if asset.width is None or asset.height is None:
        return
    pixels = f"`{use.media.path}` has {asset.width}×{asset.height} pixels"
    low, high = _SIDES
    if not (low <= asset.width <= high and low <= asset.height <= high):
        message = f"{pixels}; the API is said to take sides of {low} to {high}"
        yield use.problem(("image-pixels", message, "scale it"), Severity.WARNING)
    if not _RATIOS[0] <= asset.width / asset.height <= _RATIOS[1]:
        message = f"{pixels}; the API is said to take pictures of at most 5 to 2 and at least 2 to 5"
        yield use.problem(("image-pixels", message, "crop it"), Severity.WARNING)


def frame_ratios(shots: Iterable[ResolvedShot], assets: Mapping[str, Asset]) -> Iterator[Problem]:
    """Warnings for first frames of another shape than their shot: the clip would be cropped or distorted.

    `assets` is path → what is known of the file; what is not known is passed over.
    """
    shots = tuple(shots)
    shapes = {shot.name: shot.aspect_ratio for shot in shots}
    ratios = {name: _ratio(shape) for name, shape in shapes.items()}
    for shot in shots:
        ratio = ratios[shot.name]
        for medium in shot.media.get("first_frame_url", ()):
            has, shown = None, ""
            if isinstance(medium, FrameMedia):
                has, shown = ratios.get(medium.shot), f"`{medium.shot}` is {shapes.get(medium.shot)}"
            elif isinstance(medium, FileMedia) and medium.path in assets:
                asset = assets[medium.path]
                if asset.width and asset.height:
                    has, shown = asset.width / asset.height, f"it has {asset.width}×{asset.height} pixels"
            if shot.enabled and ratio and has and abs(has / ratio - 1) > _NEAR:
                yield Problem.at(
                    shot,
                    "first_frame",
                    place=medium.place,
                    name="frame-ratio",
                    message=f"the first frame is not {shot.aspect_ratio}: {shown}",
                    help="the clip would be cropped or stretched: set `aspect_ratio` (`adaptive` takes the frame's), or crop the picture",
                    severity=Severity.WARNING,
                )


def _ratio(aspect_ratio: str) -> float | None:
    width, _, height = aspect_ratio.partition(":")
    return int(width) / int(height) if width.isdecimal() and height.isdecimal() and int(height) else None
