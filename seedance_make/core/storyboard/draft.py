"""A shot on its way to being resolved: all that the rules between fields are asked about."""

from collections.abc import Mapping
from dataclasses import dataclass

from seedance_make.core.storyboard.layers import Value
from seedance_make.core.storyboard.model import Media, Shot


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One shot with its layers merged and its cast joined."""

    shot: Shot
    fields: Mapping[str, Value]  # what is set, by the API's names
    own: Mapping[str, tuple[Media, ...]]  # the shot's media, without its cast's
    media: Mapping[str, tuple[Media, ...]]  # what is sent
    prompt: str | None
    cast: tuple[str, ...]  # members that come along
    troubled: bool  # whether its prompt could not be worked out: told already, so its absence is no news
