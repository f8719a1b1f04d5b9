"""Paid bytes: on their way in, and kept by their digest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from seedance_make.core.storyboard.model import Artifact


class Sink(Protocol):
    """Where a download goes: hashed while it is written."""

    @property
    def size(self) -> int:
        """Bytes written so far."""

    def write(self, chunk: bytes) -> None:
        """Append. Raises StoreError when the disk does not take it."""

    def restart(self) -> None:
        """Forget what was written."""

    def head(self, count: int) -> bytes:
        """The first `count` bytes written."""

    def read_at(self, offset: int, count: int) -> bytes:
        """Bytes already written, for a walk over the container's boxes."""

    def digest(self) -> str:
        """sha256 of what was written, lower-case hex."""


class Writer(Sink, Protocol):
    """A sink of the CAS: a temporary file that becomes an artifact, whole or not at all."""

    def seal(self) -> Artifact:
        """Flush and fsync; an fsync that fails has failed for good. Raises StoreError."""

    def publish(self) -> Artifact:
        """Rename to the digest's name, read-only, and fsync the folder. Needs `seal` first. Raises StoreError."""

    def discard(self) -> None:
        """Remove the temporary file."""


class Cas(Protocol):
    """digest → bytes."""

    def writer(self, name: str) -> Writer:
        """A fresh temporary file under a name of the caller's (attempt id and video number)."""

    def leftover(self, name: str) -> Writer | None:
        """The temporary file that a dead process left under that name, hashed anew and sealed; None if there is none."""

    def check_writable(self) -> None:
        """Raises StoreError when an artifact could not be written, before money is spent."""

    def has(self, digest: str) -> bool:
        """Whether bytes stand under that name. Does not rehash."""

    def digests(self) -> Iterator[str]:
        """Every name, sorted."""

    def size(self, digest: str) -> int | None:
        """Bytes on disk; None when there are none."""

    def path(self, digest: str) -> Path:
        """Where they stand, or would."""

    def check(self, digest: str) -> bool:
        """Rehash. Damaged bytes are set aside (`damaged/`) and False is returned; False too when there are none."""

    def adopt(self, source: Path, digest: str) -> bool:
        """Copy a file in when its bytes have that digest; False when they don't."""

    def place(self, digest: str, target: Path, *, root: Path) -> None:
        """Copy (or reflink, never hard-link) to `target`, whole or not at all, making folders below `root`.
        Follows no symlink below `root`. The bytes are hashed on the way. Raises StoreError."""
