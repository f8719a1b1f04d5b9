"""A temporary file that becomes an artifact, whole or not at all."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from seedance_make.core.storyboard.model import Artifact
from seedance_make.store.disk import BINARY, NOFOLLOW, disk_errors, store_error, sync_folder, write_all

CHUNK = 1 << 20
_KEEP_READABLE = os.O_RDWR if os.name == "nt" else os.O_RDONLY  # Windows flushes only what it may write


class DiskWriter:
    """Hashes while it writes. `publish` is handed in by the CAS: it moves the sealed file to its digest's name."""

    def __init__(self, part: Path, handle: int, publish: Callable[[Path, Artifact], None]) -> None:
        self._part = part
        self._handle = handle
        self._publish = publish
        self._hash = hashlib.sha256()
        self._size = 0
        self._sealed: Artifact | None = None

    @classmethod
    def fresh(cls, part: Path, publish: Callable[[Path, Artifact], None]) -> "DiskWriter":
        """An empty file of that name; what a dead process left under it goes first. Raises OSError."""
        part.unlink(missing_ok=True)
        return cls(part, os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | BINARY, 0o600), publish)

    @classmethod
    def leftover(cls, part: Path, publish: Callable[[Path, Artifact], None]) -> "DiskWriter":
        """A file that a dead process left, hashed anew and sealed. Raises OSError, StoreError."""
        writer = cls(part, os.open(part, _KEEP_READABLE | NOFOLLOW | BINARY), publish)
        while chunk := os.read(writer._handle, CHUNK):
            writer._hash.update(chunk)
            writer._size += len(chunk)
        writer.seal()
        return writer

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._size

    def write(self, chunk: bytes) -> None:
        """Append. Raises StoreError when the disk does not take it; what was written before then still stands."""
        try:
            write_all(self._handle, chunk)
        except OSError as error:
            with suppress(OSError):
                self._cut(self._size)
            raise store_error("write", self._part, error) from error
        self._hash.update(chunk)
        self._size += len(chunk)

    def restart(self) -> None:
        """Forget what was written. Raises StoreError."""
        with disk_errors("write", self._part):
            self._cut(0)
        self._hash = hashlib.sha256()
        self._size = 0

    def head(self, count: int) -> bytes:
        """The first `count` bytes written. Raises StoreError."""
        return self.read_at(0, count)

    def read_at(self, offset: int, count: int) -> bytes:
        """At most `count` bytes that are written already, from `offset`. Raises StoreError."""
        with disk_errors("read", self._part):
            os.lseek(self._handle, offset, os.SEEK_SET)
            try:
                return os.read(self._handle, count)
            finally:
                os.lseek(self._handle, self._size, os.SEEK_SET)

    def digest(self) -> str:
        """sha256 of what was written, lower-case hex."""
        return self._hash.hexdigest()

    def seal(self) -> Artifact:
        """Put the bytes, and the name they stand under, on the disk.

        An fsync that fails has failed for good: the system may drop the pages and report success the next time.
        So the file is removed, lest anybody finds it and believes in it. Raises StoreError.
        """
        try:
            os.fsync(self._handle)
            sync_folder(self._part.parent)
        except OSError as error:
            self.discard()
            raise store_error("write", self._part, error) from error
        self._sealed = Artifact(sha256=self.digest(), size=self._size)
        return self._sealed

    def publish(self) -> Artifact:
        """Move the sealed file into the CAS. Raises StoreError; the temporary file then stays."""
        if self._sealed is None:
            raise ValueError("publish needs seal first")
        self._close()
        with disk_errors("publish", self._part):
            self._publish(self._part, self._sealed)
        return self._sealed

    def discard(self) -> None:
        """Remove the temporary file. Never raises for a disk's trouble: what stays is only litter."""
        self._close()
        self._sealed = None
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _cut(self, size: int) -> None:
        os.ftruncate(self._handle, size)
        os.lseek(self._handle, size, os.SEEK_SET)

    def _close(self) -> None:
        if self._handle >= 0:
            with suppress(OSError):
                os.close(self._handle)
            self._handle = -1
