"""The graph of a storyboard: which shot takes a frame of which, and as what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from seedance_make.core.storyboard.fields import MEDIA
from seedance_make.core.storyboard.model import FrameMedia, ResolvedShot


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One frame that goes from a shot to another."""

    shot: str  # whose frame it is
    frame: str  # "first" | "last"
    to: str  # the shot that takes it
    field: str  # as what, in the manifest's short word: first_frame, last_frame, reference_images


def links(shots: Iterable[ResolvedShot]) -> Iterator[Link]:
    """Every link, by the shots that take frames, in storyboard order."""
    for shot in shots:
        for field in MEDIA:
            for medium in shot.media.get(field.name, ()):
                if isinstance(medium, FrameMedia):
                    yield Link(shot=medium.shot, frame=medium.frame, to=shot.name, field=field.short)
