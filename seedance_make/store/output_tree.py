"""The output tree: what stands at its paths, and putting clips there.

Digests of outputs are remembered by the file's stat, as git does, so that a build with nothing to do reads no clip.
Which paths were placed here is remembered too; both live in the index and may be forgotten at any time.
"""

import os
import stat
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from threading import Lock

from seedance_make.core.errors import StoreError
from seedance_make.core.ports.artifacts import Cas
from seedance_make.core.ports.project import Index
from seedance_make.store.disk import disk_errors

_BUSY_NS = 20_000_000
"""A file changed this shortly before it was hashed may change again within one tick of the file system's clock."""


class DiskTree:
    """The tree at `folder/output`. Nothing above or below `folder` is reached through a symlink."""

    def __init__(self, folder: Path, output: str, index: Index) -> None:
        self._folder = folder
        self.root = folder / output
        self._index = index
        self._key = f"placed:{os.path.realpath(folder)}:{output}"
        self._lock = Lock()
        self._placed: dict[str, str] | None = None
        self._gone: set[str] = set()
        self._links: dict[Path, bool] = {}

    def look(self, path: str) -> str | None:
        """The digest of the file there; None when nothing is there; "" for what is in its place: a folder, a link, or a
        file where one of its folders is needed."""
        target = self.root / path
        with disk_errors("read", target):
            if self._linked(target):
                return ""
            try:
                seen = target.lstat()
            except FileNotFoundError:
                return None
            except (
                NotADirectoryError
            ):  # a file where one of the tree's folders is needed; the tree itself is checked later
                return "" if self.root.is_dir() else None
            if not stat.S_ISREG(seen.st_mode):
                return ""
            return self._digest(target, seen)

    def _linked(self, target: Path) -> bool:
        """Whether a folder on the way is a link. Looked up once a folder: writing checks again by itself."""
        folder = target.parent
        if folder not in self._links:
            inside = folder != self._folder and folder.is_relative_to(self._folder)
            self._links[folder] = inside and (folder.is_symlink() or self._linked(folder))
        return self._links[folder]

    def _digest(self, target: Path, seen: os.stat_result) -> str:
        key, facts = f"stat:{target}", _facts(seen)
        kept = self._index.get(key)
        if isinstance(kept, dict) and kept.get("facts") == facts:
            return str(kept.get("sha256"))
        with target.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
            after = os.fstat(file.fileno())
        if _facts(after) == facts and _calm(after):
            self._index.set(key, {"facts": facts, "sha256": digest})
        return digest

    def placed(self) -> Mapping[str, str]:
        """What was placed here before: path → digest, "" where that is not known. May be forgotten at any time."""
        with self._lock:
            return dict(self._remembered())

    def _remembered(self) -> dict[str, str]:
        """The caller holds the lock."""
        if self._placed is None:
            kept = self._index.get(self._key)
            self._placed = {str(k): str(v) for k, v in kept.items()} if isinstance(kept, dict) else {}
        return self._placed

    def expect(self, paths: Iterable[str]) -> None:
        """These are ours to write: remembered before anything is written, so that a crash leaves no stranger behind."""
        with self._lock:
            placed = self._remembered()
            for path in paths:
                placed.setdefault(path, "")
        self.close()

    def note(self, path: str, digest: str) -> None:
        """What stands there is ours."""
        with self._lock:
            self._remembered()[path] = digest
            self._gone.discard(path)

    def place(self, cas: Cas, digest: str, path: str) -> None:
        """Publish an artifact there, whole or not at all. Raises StoreError."""
        target = self.root / path
        cas.place(digest, target, root=self._folder)
        with suppress(OSError):
            self._index.set(f"stat:{target}", {"facts": _facts(target.lstat()), "sha256": digest})
        self.note(path, digest)

    def remove(self, path: str) -> None:
        """Remove an output and the folders that it leaves empty. Raises StoreError."""
        target = self.root / path
        if self._linked(target):
            raise StoreError(f"{target} is reached through a link: left alone")
        with disk_errors("remove", target):
            target.unlink(missing_ok=True)
        with self._lock:
            self._remembered().pop(path, None)
            self._gone.add(path)
        for folder in target.parents:
            if folder == self._folder or not folder.is_relative_to(self.root):
                break
            try:
                folder.rmdir()
            except OSError:
                break

    def check_writable(self) -> None:
        """Make a file where outputs go and remove it again. Raises StoreError before money is spent."""
        with disk_errors("write", self.root):
            if self.root.is_symlink() or self._linked(self.root / "x"):
                raise StoreError(f"{self.root} is a link: outputs are not written through links")
            self.root.mkdir(parents=True, exist_ok=True)
            probe = self.root / f".seedance-make-{os.getpid()}.part"
            try:
                probe.write_bytes(bytes(4096))
            finally:
                probe.unlink(missing_ok=True)

    def close(self) -> None:
        """Remember what was placed, beside what other builds have placed meanwhile."""
        with self._lock:
            if self._placed is None:
                return
            kept = self._index.get(self._key)
            theirs = {p: d for p, d in kept.items() if p not in self._gone} if isinstance(kept, dict) else {}
            if (placed := theirs | self._placed) != kept:
                self._index.set(self._key, placed)


def _facts(seen: os.stat_result) -> list[int]:
    return [seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino]


def _calm(seen: os.stat_result) -> bool:
    """Whether the file is old enough for its stat to tell a later change."""
    return time.time_ns() - max(seen.st_mtime_ns, seen.st_ctime_ns) > _BUSY_NS
