"""Pictures out of clips."""

from pathlib import Path
from typing import Protocol


class Frames(Protocol):
    """Cuts frames out of clips."""

    def cut(self, clip: Path, frame: str) -> bytes:
        """A frame, named as `core.storyboard.media.frame` does, as a PNG: the same bytes for the same clip. Raises RefusedError, StoreError."""
