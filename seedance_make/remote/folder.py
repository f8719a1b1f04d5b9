"""A team store in a shared folder (`file:`), with create-if-absent by hard links, which every mounted file system
settles in one place. Where there are none a file is created exclusively, and written after.

The folder itself is never made: one that is not there is not mounted, and an empty one in its place would look as if
nobody had ever bought anything.
"""

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from seedance_make.core.errors import ReadOnlyError, StoreError
from seedance_make.core.ports.team import NotCreated
from seedance_make.remote.credentials import find_credentials

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_CHUNK = 1024 * 1024
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Nobody waits for the other end of a pipe; Windows has another idea of text."""


class FolderBucket:
    """`core.ports.team.Bucket` below a folder."""

    def __init__(self, url: str, *, link: Callable[[Path, Path], None] = os.link) -> None:
        """`link` gives a file a second name unless that is taken; a file system without such a thing raises OSError."""
        self.url = url
        self.credentials = find_credentials(url).source
        self._link = link
        self._root = Path(unquote(urlsplit(url).path))

    def read(self, key: str, most: int) -> bytes | None:
        """What stands there, up to `most` bytes, else something longer; None: nothing does."""
        return self.read_at(key, 0, most + 1)

    def read_at(self, key: str, start: int, count: int) -> bytes | None:
        """Bytes from `start`, fewer where it ends; None: nothing stands there."""
        with self._store_errors("read"):
            try:
                handle = os.open(self._path(key), os.O_RDONLY | _AT_ONCE)
            except FileNotFoundError:
                self._check_mounted()
                return None
            try:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    return b""  # a pipe or a folder: whoever put it there has put nothing into it
                os.lseek(handle, start, os.SEEK_SET)
                return b"".join(_chunks(handle, count))
            finally:
                os.close(handle)

    def size(self, key: str) -> int | None:
        """Bytes of what stands there; None: nothing does."""
        with self._store_errors("look into"):
            try:
                return self._path(key).stat().st_size
            except FileNotFoundError:
                self._check_mounted()
                return None

    def create(self, key: str, data: bytes) -> NotCreated | None:
        """Write where nothing stands; None is a plain success."""
        try:
            path = self._made(key)
            with _part(path) as part:
                _write(part, data)
                self._name(part, path, data)
                _sync(path.parent)
        except StoreError as error:
            return NotCreated(reason=error.message)
        except OSError as error:
            return NotCreated(reason=_reason(error), denied=error.errno in _DENIED)
        return None

    def upload(self, key: str, path: Path) -> None:
        """Write a file, whole or not at all, over what stands there. Raises ReadOnlyError where that is forbidden."""
        with self._store_errors("write to"):
            target = self._made(key)
            with _part(target) as part:
                with path.open("rb") as source, part.open("wb") as copy:
                    while chunk := source.read(_CHUNK):
                        copy.write(chunk)
                    copy.flush()
                    os.fsync(copy.fileno())
                part.replace(target)
                _sync(target.parent)

    def _path(self, key: str) -> Path:
        return self._root / key

    def _name(self, part: Path, path: Path, data: bytes) -> None:
        """Give the written file its name, if that is free. Raises OSError."""
        try:
            self._link(part, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _write(path, data, "xb")

    def _made(self, key: str) -> Path:
        """The key's path, with its folders as open to the team as the store's own. Raises StoreError, OSError."""
        self._check_mounted()
        path = self._path(key)
        missing = [p for p in path.parents if p.is_relative_to(self._root) and not p.is_dir()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            with suppress(OSError):  # somebody else has made it
                folder.chmod(self._root.stat().st_mode & 0o7777)
        return path

    def _check_mounted(self) -> None:
        if not self._root.is_dir():
            raise StoreError(
                f"{self.url} is not there", help="mount it, or make the folder if this is a new team store"
            )

    @contextmanager
    def _store_errors(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if what == "write to" and error.errno in _DENIED:
                raise ReadOnlyError(self.url, _reason(error)) from None
            raise StoreError(f"cannot {what} {self.url}: {_reason(error)}") from None


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """A temporary file beside the target; gone afterwards, whatever happened. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    part.chmod(0o644)  # others of the team read it
    try:
        yield part
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _chunks(handle: int, count: int) -> Iterator[bytes]:
    """So many bytes of an open file, fewer where it ends. Raises OSError."""
    while count > 0 and (chunk := os.read(handle, min(count, _CHUNK))):
        count -= len(chunk)
        yield chunk


def _write(path: Path, data: bytes, mode: str = "wb") -> None:
    with path.open(mode) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems have no such thing
            os.fsync(handle)
    finally:
        os.close(handle)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
