"""Which processes live: each holds a lock of the operating system, which lets go of it when the process dies.

    owners/<uuid>.lock    locked while its process lives; stopped counts as living
    owners/<uuid>.ids     64 KiB of blanks, written and synced at the start: room for task ids that the journal
                          cannot take any more, so that a disk that filled up since cannot refuse them

An id is written over the blanks as one line of JSON, `["attempt","task id"]`, and synced. It has a file of its
own since opening a lock may truncate it.
"""

import json
import os
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from filelock import BaseFileLock, FileLock, Timeout

from seedance_make.store.disk import BINARY, disk_errors, make_folder, sync_folder, write_all

ROOM = 64 * 1024
_ID = re.compile(r"[0-9a-f]{32}\Z")
_PROBE = 0.05  # seconds to try a lock: two processes may ask after the same owner at the same moment
_START = 10.0  # seconds to get our own lock, which others may be probing


class DiskOwners:
    """The owners of a store home. Entering it makes this process one; asking after others needs no entering."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "owners"
        self._me = uuid.uuid4().hex
        self._lock: BaseFileLock | None = None
        self._used = 0  # bytes of the room that hold ids

    def __enter__(self) -> Self:
        with disk_errors("write", self._folder):
            make_folder(self._folder)
            self._lock = hold_lock(self._lock_path(self._me))
            try:
                self._set_room_aside()
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is None:
            return
        with suppress(OSError):  # without a file an owner is dead: right from here on
            self._lock_path(self._me).unlink(missing_ok=True)
        self._lock.release()
        self._lock = None
        if not self._used:
            with suppress(OSError):
                self._ids_path(self._me).unlink(missing_ok=True)

    @property
    def me(self) -> str:
        """The uuid of this process: 32 hex digits."""
        return self._me

    def alive(self, owner: str) -> bool:
        """Whether the owner's lock is held. Raises StoreError."""
        if owner == self._me:
            return self._lock is not None
        with self._dead(owner) as dead:
            return not dead

    def living(self) -> frozenset[str]:
        """All owners that live but this one: builds that hold the store now. Raises StoreError."""
        with disk_errors("read", self._folder):
            owners = {path.stem for path in self._folder.glob("*.lock") if _ID.match(path.stem)}
        return frozenset(owner for owner in owners - {self._me} if self.alive(owner))

    def rescue(self, attempt_id: str, task_id: str) -> bool:
        """Write an id into the room set aside at start, when the journal cannot take it. False if even that fails."""
        line = json.dumps([attempt_id, task_id]).encode() + b"\n"
        if self._lock is None or self._used + len(line) > ROOM:
            return False
        try:
            handle = os.open(self._ids_path(self._me), os.O_WRONLY | BINARY)
            try:
                os.lseek(handle, self._used, os.SEEK_SET)
                write_all(handle, line)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError:
            return False
        self._used += len(line)
        return True

    def rescued(self, owner: str) -> Mapping[str, str]:
        """What a dead owner left there: attempt id → task id. A line that was cut short is none. Raises StoreError."""
        path = self._ids_path(owner)
        with disk_errors("read", path):
            return dict(_pairs(path.read_bytes())) if _ID.match(owner) and path.exists() else {}

    def clean(self, named: Iterable[str]) -> None:
        """Remove the files of dead owners that no live row names. Raises StoreError."""
        with disk_errors("read", self._folder):
            owners = {path.stem for path in self._folder.glob("*.*") if _ID.match(path.stem)}
        for owner in owners - set(named) - {self._me}:
            with self._dead(owner) as dead, suppress(OSError):
                if dead:
                    self._ids_path(owner).unlink(missing_ok=True)
                    self._lock_path(owner).unlink(missing_ok=True)

    @contextmanager
    def _dead(self, owner: str) -> Iterator[bool]:
        """Whether an owner is dead; while the block runs, nobody else can find out otherwise. Raises StoreError."""
        path = self._lock_path(owner)
        with disk_errors("read", path):
            gone = not _ID.match(owner) or not path.exists()  # opening a lock would make it
        if gone:
            yield True
            return
        lock = FileLock(path)
        with disk_errors("read", path):
            free = _acquired(lock, _PROBE)
        try:
            yield free
        finally:
            lock.release()

    def _set_room_aside(self) -> None:
        """Raises OSError."""
        handle = os.open(self._ids_path(self._me), os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o600)
        try:
            write_all(handle, b" " * ROOM)
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(self._folder)

    def _lock_path(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"

    def _ids_path(self, owner: str) -> Path:
        return self._folder / f"{owner}.ids"


def _acquired(lock: BaseFileLock, seconds: float) -> bool:
    try:
        lock.acquire(timeout=seconds, poll_interval=seconds / 5)
    except Timeout:
        return False
    return True


def hold_lock(path: Path) -> BaseFileLock:
    """Our own lock. A cleaner may have removed the file between its making and its locking: then again.

    Raises OSError (filelock's Timeout is one).
    """
    while True:
        lock = FileLock(path, thread_local=False)
        lock.acquire(timeout=_START)
        if path.exists():
            return lock
        lock.release()


def _pairs(room: bytes) -> Iterator[tuple[str, str]]:
    for line in room.split(b"\n")[:-1]:
        with suppress(ValueError, RecursionError):
            match json.loads(line):
                case [str(attempt), str(task)]:
                    yield attempt, task
