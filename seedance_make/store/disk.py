"""The few things that every part of the store asks of a disk, and the plain words for its refusals."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from seedance_make.core.errors import StoreError

_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EIO: "the disk reports an input/output error",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EISDIR: "a folder stands where a file is needed",
    errno.EEXIST: "something else stands there",
    errno.ELOOP: "a symlink stands there, which is never followed",
    errno.ENAMETOOLONG: "the name is too long for this file system",
    errno.EMFILE: "too many files are open",
}
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}
BINARY = getattr(os, "O_BINARY", 0)
NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


def plain_words(error: OSError) -> str:
    """What a person understands of an operating system's error."""
    return _WORDS.get(error.errno or 0) or (error.strerror or str(error)).lower()


def store_error(doing: str, where: Path, error: OSError) -> StoreError:
    """Disk trouble as our error: what was tried, where, why not."""
    return StoreError(f"cannot {doing} {where}: {plain_words(error)}")


@contextmanager
def disk_errors(doing: str, where: Path) -> Iterator[None]:
    """Turns OSError into StoreError. `doing` continues "cannot …"."""
    try:
        yield
    except OSError as error:
        raise store_error(doing, where, error) from error


def sync_folder(folder: Path) -> None:
    """Make renames and new names in a folder survive a power cut. Raises OSError; does nothing on Windows."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:  # some file systems have no such thing
            raise
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder of the store and its parents, durably, for this user alone. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not folder.is_dir():
        raise FileExistsError(errno.EEXIST, "not a folder", str(folder))
    sync_folder(folder.parent)


def write_all(handle: int, chunk: bytes) -> None:
    """Write a chunk whole: the system may take less than it is given. Raises OSError."""
    view = memoryview(chunk)
    while view:
        view = view[os.write(handle, view) :]


def part_beside(path: Path) -> Path:
    """The file that becomes that one when it is whole."""
    return path.with_name(f".{path.name}.part")


def replace_file(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file whole or not at all, with those permissions, and durably. Raises OSError.

    Where several processes may write it the caller holds a lock: the temporary file has one name, and a crash leaves one
    at most.
    """
    part = part_beside(path)
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o666)
    try:
        try:
            write_all(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)
        if mode is not None:
            part.chmod(mode)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
