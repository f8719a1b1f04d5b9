"""One event file a build, for the person who asks afterwards what happened."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from seedance_make.store.disk import make_folder


class RunLog:
    """Appends events to `runs/<build>.ndjson`. Trouble ends the log and nothing else: the journal has the truth."""

    def __init__(self, home: Path, build: str) -> None:
        self.path = home / "runs" / f"{build}.ndjson"
        self._working = True

    def write(self, event: Mapping[str, object]) -> None:
        """Append one event, a JSON object, as a line."""
        if not self._working:
            return
        self._working = False
        with suppress(OSError):
            make_folder(self.path.parent)
            with self.path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(event) + "\n")
            self._working = True
