"""One event file a build, for the person who asks afterwards what happened."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self, TextIO

from seedance_make.store.disk import make_folder


class RunLog:
    """Appends events to `runs/<build>.ndjson`, made by the first one; close it, or use it as a context.

    NoAnswer ends the log and nothing else: the journal has the truth.
    """

    def __init__(self, home: Path, build: str) -> None:
        self.path = home / "runs" / f"{build}.ndjson"
        self._stream: TextIO | None = None
        self._working = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, event: Mapping[str, object]) -> None:
        """Append one event, a JSON object, as a line."""
        if not self._working:
            return
        self._working = False
        with suppress(OSError):
            if self._stream is None:
                make_folder(self.path.parent)
                self._stream = self.path.open("a", encoding="utf-8", buffering=1)
            self._stream.write(json.dumps(event) + "\n")
            self._working = True

    def close(self) -> None:
        """Let go of the file."""
        with suppress(OSError):
            if self._stream is not None:
                self._stream.close()
