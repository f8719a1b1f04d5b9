"""`--events FILE`: what happens, one JSON object a line, each line written out at once for whoever follows along."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from seedance_make.core.attempt.events import Event, Observer
from seedance_make.core.errors import StoreError


@contextmanager
def events_writer(path: str) -> Iterator[Observer]:
    """An observer that writes to a file (begun anew), or to stdout for `-`. Raises StoreError when the file cannot
    be opened, which is before money is spent; a disk that fills up later ends the events and not the build."""
    if path == "-":
        yield _writer(sys.stdout)
        return
    try:
        file = Path(path).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed below, after the build
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise StoreError(
            f"cannot write events to {path}: {why}", help="give another --events FILE"
        ) from error
    try:
        yield _writer(file)
    finally:
        _close(file)


def _writer(file: TextIO) -> Observer:
    broken = False

    def write(event: Event, at: str) -> None:
        nonlocal broken
        if broken:
            return
        try:
            file.write(json.dumps(event.as_json(at)) + "\n")
            file.flush()
        except (OSError, ValueError):
            broken = True

    return write


def _close(file: TextIO) -> None:
    try:
        file.close()
    except OSError:
        return
