"""The file that is seen for a take, and what is known of it: what the board, the reel and the timeline show."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Source(StrEnum):
    """Where a clip comes from (the words that people see)."""

    BOUGHT = "bought"  # of the request as it is now
    OLDER = "older"  # bought for an earlier request of this take
    EDITED = "edited"  # a person's own file in its place
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A file that can be shown for a take."""

    path: str  # relative to the project's folder, with `/`; absolute for what is only in the store
    digest: str  # sha256 of its bytes
    source: Source
    width: int  # pixels
    height: int
    fps: Fraction
    frames: int
    sound: bool


Clips = Mapping[tuple[str, int], Clip]
"""Shot and take → the file that is seen for it; a take without one is left out."""
