"""Which frame of a clip: `first`, `last`, or `at-2.5`, the one nearest to a moment. A picture's file is named by it."""

import re
from collections.abc import Mapping
from decimal import Decimal

FRAME_FILE = re.compile(r"(?P<shot>.+)\.(?:first|last|at-[0-9.]+)\.png")
"""The name of a frame's picture, after its shot's."""

_AT = "at-"


def frame_at(seconds: Decimal) -> str:
    """The frame at a moment, in seconds from the clip's beginning, where the first one is."""
    return f"{_AT}{seconds.normalize():f}" if seconds else "first"


def moment_of(frame: str) -> Decimal | None:
    """Its moment in seconds; None for the first and the last."""
    return Decimal(frame.removeprefix(_AT)) if frame.startswith(_AT) else None


def frame_identity(frame: str) -> dict[str, str]:
    """How a fingerprint names it, and a plan for machines. The moment is its shortest decimal text."""
    return {"at": frame.removeprefix(_AT)} if frame.startswith(_AT) else {"frame": frame}


def frame_identified(identity: Mapping[str, object]) -> str:
    """The frame that a fingerprint's document names so; "" where it names none."""
    return f"{_AT}{identity['at']}" if "at" in identity else str(identity.get("frame", ""))


def frame_words(frame: str) -> str:
    """As people say it: `last frame`, `frame at 2.5 s`."""
    return f"frame at {frame.removeprefix(_AT)} s" if frame.startswith(_AT) else f"{frame} frame"
