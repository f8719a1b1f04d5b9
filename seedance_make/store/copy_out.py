"""Puts a copy of an artifact into the output tree: whole or not at all, and never through a symlink.

The tree belongs to a person, and a storyboard may come from a stranger: a folder of it that is a symlink could
lead anywhere. So each folder below the root is opened by name within its parent, refusing links, and the file is
made, filled and renamed inside the folder that was opened, wherever its name points by then.

A temporary file carries a lock of its process while it lives; one that can be locked was left by a dead process
and is removed when its folder is next written to.
"""

import errno
import hashlib
import os
import secrets
import stat
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from seedance_make.core.errors import StoreError
from seedance_make.store.disk import BINARY, NOFOLLOW, disk_errors, write_all

try:
    import fcntl
except ImportError:  # Windows: no reflinks, and a file in use cannot be removed there anyway
    fcntl = None  # type: ignore[assignment]

_PREFIX, _SUFFIX = ".seedance-make-", ".part"
_CHUNK = 1 << 20
_FICLONE = 0x40049409  # Linux: share the blocks of another file (btrfs, xfs, bcachefs)
_BY_HANDLE = os.open in os.supports_dir_fd and os.rename in os.supports_dir_fd


class DamagedSourceError(Exception):
    """The source's bytes don't have the digest of its name; `seen` is the stat of the file that was read."""

    def __init__(self, seen: os.stat_result) -> None:
        super().__init__("damaged")
        self.seen = seen


class _Folder:
    """An open folder of the output tree. Without folder handles (Windows) its path stands in for one."""

    def __init__(self, path: Path, handle: int | None) -> None:
        self.path = path
        self.handle = handle

    @classmethod
    def root(cls, path: Path) -> Self:
        path.mkdir(parents=True, exist_ok=True)
        return cls(path, os.open(path, os.O_RDONLY | os.O_DIRECTORY) if _BY_HANDLE else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.handle is not None:
            os.close(self.handle)

    def name(self, name: str) -> str:
        """How the system calls must be given a name in this folder."""
        return name if self.handle is not None else str(self.path / name)

    def kind(self, name: str) -> int:
        """The file type bits of an entry; 0 when there is none. Raises OSError."""
        try:
            return stat.S_IFMT(os.stat(self.name(name), dir_fd=self.handle, follow_symlinks=False).st_mode)
        except FileNotFoundError:
            return 0

    def open(self, name: str, flags: int, mode: int = 0o666) -> int:
        """Open an entry without following a symlink. Raises OSError."""
        return os.open(self.name(name), flags | NOFOLLOW | BINARY, mode, dir_fd=self.handle)

    def enter(self, name: str) -> "_Folder":
        """The folder of that name, made when there is none. Raises OSError, StoreError for a symlink or a file."""
        path = self.path / name
        if not self.kind(name):
            with suppress(FileExistsError):
                os.mkdir(self.name(name), dir_fd=self.handle)
        kind = self.kind(name)
        _refuse_link(path, kind)
        if kind != stat.S_IFDIR:
            raise StoreError(f"cannot write below {path}: a file stands where a folder is needed")
        return _Folder(path, self.open(name, os.O_RDONLY | os.O_DIRECTORY) if _BY_HANDLE else None)


def copy_out(source: Path, digest: str, target: Path, *, root: Path, swept: set[tuple[int, int]]) -> None:
    """Copy `source`, whose bytes must have that digest, to `target` below `root`.

    Folders are made on the way; the file gets normal permissions. A folder that is not yet in `swept` is cleared of
    litter, once. Raises DamagedSourceError, StoreError.
    """
    parts = target.relative_to(root).parts
    if not parts or ".." in parts:
        raise ValueError(f"{target} is not below {root}")
    with disk_errors("write", target), ExitStack() as stack:
        folder = stack.enter_context(_Folder.root(root))
        for part in parts[:-1]:
            folder = stack.enter_context(folder.enter(part))
        kind = folder.kind(parts[-1])
        _refuse_link(target, kind)
        if kind == stat.S_IFDIR:
            raise StoreError(f"cannot write {target}: a folder stands there")
        _sweep(folder, swept)
        _fill_and_rename(source, digest, folder, parts[-1])


def _fill_and_rename(source: Path, digest: str, folder: _Folder, name: str) -> None:
    part, handle = _temporary(folder)
    try:
        try:
            _copy(source, digest, handle)
            os.fsync(handle)
            if fcntl is not None:  # renamed before it is let go of, so that no sweeper takes it in between
                _rename(folder, part, name)
        finally:
            os.close(handle)
        if fcntl is None:
            _rename(folder, part, name)
    except BaseException:
        with suppress(OSError):
            os.unlink(folder.name(part), dir_fd=folder.handle)
        raise


def _rename(folder: _Folder, part: str, name: str) -> None:
    os.replace(folder.name(part), folder.name(name), src_dir_fd=folder.handle, dst_dir_fd=folder.handle)


def _copy(source: Path, digest: str, target: int) -> None:
    """Reflink where the file system can, else copy; hash in both cases. Raises DamagedSourceError, OSError."""
    sha = hashlib.sha256()
    with os.fdopen(os.open(source, os.O_RDONLY | NOFOLLOW | BINARY), "rb") as stream:
        shared = _reflink(stream.fileno(), target)
        while chunk := stream.read(_CHUNK):
            sha.update(chunk)
            if not shared:
                write_all(target, chunk)
        if sha.hexdigest() != digest:
            raise DamagedSourceError(os.fstat(stream.fileno()))


def _reflink(source: int, target: int) -> bool:
    """Share the blocks of `source` with `target`; False where that cannot be done."""
    if fcntl is None or not hasattr(os, "O_TMPFILE"):  # O_TMPFILE: tells Linux from the others
        return False
    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO}:
            raise
        return False
    return True


def _temporary(folder: _Folder) -> tuple[str, int]:
    """A new file in that folder that nobody sweeps away while we hold it open."""
    while True:
        part = _PREFIX + secrets.token_hex(8) + _SUFFIX
        handle = folder.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        if fcntl is None:
            return part, handle
        with suppress(OSError):  # no locks on this file system: nobody can sweep either
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_nlink:
            return part, handle
        os.close(handle)


def _sweep(folder: _Folder, swept: set[tuple[int, int]]) -> None:
    """Remove the temporary files of dead processes. Trouble is no reason to fail: they are only litter."""
    if fcntl is None or folder.handle is None:
        return
    seen = os.fstat(folder.handle)
    if (seen.st_dev, seen.st_ino) in swept:
        return
    swept.add((seen.st_dev, seen.st_ino))
    with suppress(OSError), os.scandir(folder.handle) as entries:
        for name in [e.name for e in entries if e.name.startswith(_PREFIX) and e.name.endswith(_SUFFIX)]:
            with suppress(OSError):
                handle = folder.open(name, os.O_RDONLY)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    os.unlink(name, dir_fd=folder.handle)
                finally:
                    os.close(handle)


def _refuse_link(path: Path, kind: int) -> None:
    if kind == stat.S_IFLNK:
        raise StoreError(
            f"cannot write {path}: a symlink stands there, which is never followed",
            help="remove the symlink, or choose another output",
        )
