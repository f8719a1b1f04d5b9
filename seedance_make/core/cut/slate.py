"""What a storyboard knows of a take and no request says: a simulated clip shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seedance_make.core.storyboard.media.frame import frame_words
from seedance_make.core.storyboard.model import FrameMedia, Media, ResolvedShot, Storyboard
from seedance_make.core.text.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Slate:
    """Of one take of one shot."""

    shot: str
    take: int
    style: str = ""  # how the prompt ends, when the shot has a style
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The API's media field → what each of its media is: a member of the cast, a frame of a shot; "" is unknown."""


def slate_of(board: Storyboard, name: str, take: int) -> Slate:
    """The slate of a shot that the storyboard has."""
    shot = next(shot for shot in board.shots if shot.name == name)
    labels = {
        api_field: tuple(_label(board.manifest.cast, shot, medium) for medium in media)
        for api_field, media in shot.media.items()
    }
    return Slate(shot=name, take=take, style=shot.style_text, labels=labels)


def _label(cast: Mapping[str, Node], shot: ResolvedShot, medium: Media) -> str:
    if isinstance(medium, FrameMedia):
        return f"{medium.shot}, {frame_words(medium.frame)}"
    return next((name for name in shot.cast if medium.place in _places(cast[name])), "")


def _places(member: Node) -> Iterator[object]:
    """Where a member's references stand."""
    return (item.place for references in member.mapping.values() for item in references.items)
