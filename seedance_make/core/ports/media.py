"""Pictures out of clips."""

from pathlib import Path
from typing import Protocol


class Frames(Protocol):
    """Cuts frames out of clips."""

    def cut(self, clip: Path, frame: str) -> bytes:
        """The first or last frame as a PNG: the same bytes for the same clip. Raises RefusedError, StoreError."""
