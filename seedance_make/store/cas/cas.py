"""The CAS: digest → bytes. What was paid for lives here until a person removes it.

    cas/ab/abcdef…        an artifact, read-only, named by the sha256 of its bytes
    cas/NAME.part         a temporary file: on the same file system, so that publishing is one rename
    damaged/abcdef…       bytes that no longer have the digest they stood under

An artifact appears under its name by a rename of a synced file, so that a name that exists has been whole; bytes
can rot all the same, so nothing trusts a name before it has rehashed what stands under it.
"""

import hashlib
import os
import re
import stat
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from seedance_make.core.errors import StoreError
from seedance_make.core.storyboard.model import Artifact
from seedance_make.store.cas.writer import CHUNK, DiskWriter
from seedance_make.store.copy_out import DamagedSourceError, copy_out
from seedance_make.store.disk import BINARY, NOFOLLOW, disk_errors, make_folder, store_error, sync_folder

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_PART = ".part"


class DiskCas:
    """The CAS of a store home. Makes its folders when it first writes; reading makes nothing."""

    def __init__(self, home: Path) -> None:
        self._root = home / "cas"
        self._damaged = home / "damaged"
        self._swept: set[tuple[int, int]] = set()  # output folders that were cleared of litter

    def writer(self, name: str) -> DiskWriter:
        """A fresh temporary file under a name of the caller's. Raises StoreError."""
        part = self._part(name)
        with disk_errors("write", part):
            make_folder(self._root)
            return DiskWriter.fresh(part, self._publish)

    def check_writable(self) -> None:
        """Write a temporary file and remove it again. Raises StoreError before money is spent."""
        writer = self.writer(f"probe-{uuid.uuid4().hex}")
        try:
            writer.write(bytes(4096))
        finally:
            writer.discard()

    def leftover(self, name: str) -> DiskWriter | None:
        """What a dead process left under that name, hashed anew and sealed; None if nothing. Raises StoreError."""
        part = self._part(name)
        with disk_errors("read", part):
            return DiskWriter.leftover(part, self._publish) if _is_file(part) else None

    def leftovers(self) -> tuple[str, ...]:
        """The names of all temporary files, of living and dead processes alike. Raises StoreError."""
        with disk_errors("read", self._root):
            return tuple(
                sorted(p.name.removesuffix(_PART) for p in self._root.glob("*" + _PART) if _is_file(p))
            )

    def leftover_size(self, name: str) -> int:
        """Bytes of a temporary file; 0 when it is gone. Raises StoreError."""
        part = self._part(name)
        with disk_errors("read", part):
            return part.stat().st_size if _is_file(part) else 0

    def drop_leftover(self, name: str) -> None:
        """Remove a temporary file. Raises StoreError."""
        part = self._part(name)
        with disk_errors("remove", part):
            part.unlink(missing_ok=True)

    def has(self, digest: str) -> bool:
        """Whether bytes stand under that name. Does not rehash. Raises StoreError."""
        path = self.path(digest)
        with disk_errors("read", path):
            return _is_file(path)

    def path(self, digest: str) -> Path:
        """Where they stand, or would."""
        if not _DIGEST.match(digest):
            raise ValueError(f"no sha256: {digest!r}")
        return self._root / digest[:2] / digest

    def size(self, digest: str) -> int | None:
        """Bytes on disk; None when there are none. Raises StoreError."""
        path = self.path(digest)
        with disk_errors("read", path):
            return path.stat().st_size if _is_file(path) else None

    def digests(self) -> Iterator[str]:
        """Every name, sorted. Raises StoreError."""
        with disk_errors("read", self._root):
            names = sorted(path.name for path in self._root.glob("??/*") if _is_file(path))
        return (name for name in names if _DIGEST.match(name))

    def check(self, digest: str) -> bool:
        """Rehash. Damaged bytes, and blocks that cannot be read, are set aside in `damaged/`; False then, and when
        there are none. Raises StoreError.
        """
        path = self.path(digest)
        if not self.has(digest):
            return False
        with disk_errors("read", path):
            seen = path.stat(follow_symlinks=False)
        try:
            whole = _hash_of(path) == digest
        except FileNotFoundError:
            return False
        except PermissionError as error:
            raise store_error("read", path, error) from error
        except OSError:  # a block that cannot be read is damage as well
            whole = False
        if not whole:
            self._set_aside(path, seen)
        return whole

    def adopt(self, source: Path, digest: str) -> bool:
        """Copy a file in when its bytes have that digest; False when they don't. Raises StoreError."""
        self.path(digest)
        try:
            if not _is_file(source) or _hash_of(source) != digest:
                return False
            handle = os.open(source, os.O_RDONLY | NOFOLLOW | BINARY)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise store_error("read", source, error) from error
        with os.fdopen(handle, "rb") as stream:
            return _take_over(self.writer(f"adopt-{uuid.uuid4().hex}"), stream, digest, source)

    def place(self, digest: str, target: Path, *, root: Path) -> None:
        """Copy (or reflink, never hard-link) to `target`, whole or not at all, making folders below `root`.

        Follows no symlink below `root`. The bytes are hashed on the way: damaged ones are set aside and reach
        no output. Raises StoreError.
        """
        path = self.path(digest)
        try:
            copy_out(path, digest, target, root=root, swept=self._swept)
        except DamagedSourceError as damage:
            self._set_aside(path, damage.seen)
            raise StoreError(
                f"the bytes of {digest[:12]} in the store are damaged; they were set aside in {self._damaged}",
                help="run `build` again: it fetches the clip from where it still is, and never buys it by itself",
            ) from damage

    def remove(self, digest: str) -> None:
        """Remove an artifact: for `gc`, after a person said so. Raises StoreError."""
        path = self.path(digest)
        with disk_errors("remove", path):
            if os.name == "nt" and path.exists():
                path.chmod(0o600)
            path.unlink(missing_ok=True)

    def _part(self, name: str) -> Path:
        if not _NAME.match(name):
            raise ValueError(f"no name for a temporary file: {name!r}")
        return self._root / (name + _PART)

    def _publish(self, part: Path, artifact: Artifact) -> None:
        """Rename, unless the same bytes are there in good order already: then those stay. Raises OSError."""
        target = self.path(artifact.sha256)
        if self.check(artifact.sha256):
            part.unlink(missing_ok=True)
            return
        make_folder(target.parent)
        part.chmod(0o444)
        part.replace(target)
        sync_folder(target.parent)
        sync_folder(self._root)

    def _set_aside(self, path: Path, seen: os.stat_result) -> None:
        """Move damaged bytes away, unless somebody has put whole ones there meanwhile."""
        with disk_errors("set aside", path):
            make_folder(self._damaged)
            with suppress(FileNotFoundError):
                if os.path.samestat(path.stat(follow_symlinks=False), seen):
                    path.rename(self._damaged / f"{path.name}.{uuid.uuid4().hex[:8]}")
                    sync_folder(path.parent)


def _take_over(writer: DiskWriter, stream: BinaryIO, digest: str, source: Path) -> bool:
    """Copy a stream into a writer; publish it if the digest is the one that was promised."""
    try:
        with disk_errors("read", source):
            while chunk := stream.read(CHUNK):
                writer.write(chunk)
        if writer.digest() != digest:  # it changed while we read it
            writer.discard()
            return False
        writer.seal()
        writer.publish()
    except StoreError:
        writer.discard()
        raise
    return True


def _is_file(path: Path) -> bool:
    """Whether a regular file stands there. Raises OSError where nobody can tell: that is not the same as no."""
    try:
        return stat.S_ISREG(path.stat(follow_symlinks=False).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _hash_of(path: Path) -> str:
    """The sha256 of a file's bytes. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | NOFOLLOW | BINARY)
    with os.fdopen(handle, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
