"""What lies in a store home besides artifacts and the journal, for `gc`: what was set aside, the index, the runs."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from seedance_make.store.disk import disk_errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Garbage:
    """Files that are removed together, and their bytes on disk."""

    files: tuple[Path, ...]
    size: int


def damaged_artifacts(home: Path) -> Garbage:
    """Clips that no longer had the bytes of their name. Raises StoreError."""
    return _in_folders([home / "damaged"])


def index_files(home: Path) -> Garbage:
    """The index, older ones that were set aside, and the stamps of quick answers. Builds fill them anew.

    Raises StoreError.
    """
    with disk_errors("read", home):
        return _in_folders([home / "index", home / "stamps", *sorted(home.glob("index.damaged-*"))])


def run_files(home: Path) -> Garbage:
    """One file of events a build. Raises StoreError."""
    return _in_folders([home / "runs"])


def remove(garbage: Garbage) -> None:
    """Remove the files, and the folders that this leaves empty. Raises StoreError."""
    for path in garbage.files:
        with disk_errors("remove", path):
            path.unlink(missing_ok=True)
    for folder in sorted({path.parent for path in garbage.files}, reverse=True):
        with suppress(OSError):  # something else is in it
            folder.rmdir()


def _in_folders(folders: Iterable[Path]) -> Garbage:
    files: list[Path] = []
    for folder in folders:
        with disk_errors("read", folder):
            if folder.is_dir() and not folder.is_symlink():
                files += sorted(Path(at) / name for at, _, names in os.walk(folder) for name in names)
    return Garbage(files=tuple(files), size=sum(_size(path) for path in files))


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
