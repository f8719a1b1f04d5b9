"""What builds leave for whoever asks afterwards: one event file each; of one that an agent has started, a folder."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Self, TextIO

from filelock import FileLock, Timeout

from seedance_make.store.disk import disk_errors, make_folder, replace_file
from seedance_make.store.owners import hold_lock


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


def have_sent(home: Path) -> bool:
    """Whether any build of this store tells of a request that left."""
    mark = b'"name": "submitting"'
    with suppress(OSError):
        return any(mark in path.read_bytes() for path in (home / "runs").glob("*.ndjson"))
    return True


HANDLE = re.compile(r"[0-9a-f]{32}\Z")


class RunState(StrEnum):
    """Where a build in the background stands."""

    STARTING = "starting"  # its process has not said a word yet
    RUNNING = "running"
    ENDED = "ended"
    DIED = "died"  # without an exit status: it was killed, or the machine went down


class BackgroundRun:
    """A build that nobody waits for: `runs/<handle>/`, with what it was asked, its events, its document, what it said to
    people, and its exit status. Its process holds a lock as long as it lives, so that any other can tell."""

    def __init__(self, home: Path, handle: str) -> None:
        self.handle = handle
        self.folder = home / "runs" / handle
        self.events, self.out, self.err = (self.folder / name for name in ("events", "out.json", "err.txt"))

    @classmethod
    def known(cls, home: Path) -> "list[BackgroundRun]":
        """All of them, the newest first. Raises StoreError."""
        with disk_errors("read", home / "runs"):
            runs = [cls(home, path.name) for path in (home / "runs").glob("*") if HANDLE.match(path.name)]
        return sorted(runs, key=lambda run: str(run.facts.get("started")), reverse=True)

    def prepare(self, facts: Mapping[str, object]) -> None:
        """Make its folder, before its process starts. Raises StoreError."""
        with disk_errors("write", self.folder):
            make_folder(self.folder)
            replace_file(self.folder / "run.json", json.dumps(facts).encode(), 0o600)

    @property
    def facts(self) -> Mapping[str, object]:
        """What `prepare` was given; nothing where that is not to be read."""
        content = read_json(self.folder / "run.json")
        return content if isinstance(content, dict) else {}

    @contextmanager
    def alive(self) -> Iterator[None]:
        """For its own process: say that it lives, as long as it does. Raises OSError."""
        lock = hold_lock(self.folder / "lock")
        try:
            (self.folder / "begun").touch()
            yield
        finally:
            lock.release()

    def end(self, status: int) -> None:
        """Keep its exit status. Raises OSError."""
        replace_file(self.folder / "exit", str(status).encode())

    @property
    def exit(self) -> int | None:
        """The exit status, once there is one."""
        with suppress(OSError, ValueError):
            return int((self.folder / "exit").read_text("ascii"))
        return None

    def state(self, *, young: bool) -> RunState:
        """Where it stands. `young`: it was started a moment ago. Raises StoreError."""
        with disk_errors("read", self.folder):
            begun = (self.folder / "begun").exists()
            if begun and self._held():
                return RunState.RUNNING
        if self.exit is not None:
            return RunState.ENDED
        return RunState.STARTING if young and not begun else RunState.DIED

    def _held(self) -> bool:
        lock = FileLock(self.folder / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False


def read_json(path: Path) -> object:
    """A document of a file; None where there is none, or none yet."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
