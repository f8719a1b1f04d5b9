"""Files that were read before: after an edit only the file that was edited is parsed and checked again.

The index keeps one entry a file, by its path: the sha256 of its bytes, its tree with every place, and the rules that the
schema has found it to obey. Only a file of which nothing was said is kept, so that no message ever comes from here.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import yaml

from seedance_make import __version__
from seedance_make.core.ports.project import Index
from seedance_make.core.text.node import Node
from seedance_make.load.schema.file import schema_text
from seedance_make.load.schema.narrow import Bounds, KnownModels, bounds_of
from seedance_make.load.yaml.packed import pack, unpack

_FORMAT = 1
"""Of an entry, and of what the reader makes of a text: to be raised with either."""
_SMALLEST = 4096
"""Bytes. What is smaller is read sooner than it is looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """A file as it was read before."""

    root: Node
    obeys: str  # by `rules_of`


class FileCache:
    """What the index knows of files; without an index, nothing."""

    def __init__(self, index: Index | None = None) -> None:
        self._index = index

    def get(self, path: Path, name: str, data: bytes) -> KnownFile | None:
        """A file by its real path, what people call it, and its bytes; None where these bytes are new."""
        if self._index is None or len(data) < _SMALLEST:
            return None
        entry = self._index.get(_key(path))
        if not isinstance(entry, dict) or entry.get("of") != _identity(data):
            return None
        try:
            return KnownFile(root=unpack(entry["tree"], name), obeys=str(entry["obeys"]))
        except (KeyError, TypeError, ValueError):
            return None

    def set(self, path: Path, data: bytes, file: KnownFile) -> None:
        """Keep it in place of what its path had."""
        if self._index is not None and len(data) >= _SMALLEST:
            entry = {"of": _identity(data), "obeys": file.obeys, "tree": pack(file.root)}
            self._index.set(_key(path), entry)


def rules_of(definition: str | None, models: KnownModels) -> str:
    """A name for all that `check` goes by."""
    return _rules(definition, bounds_of(models.known, models.used))


@cache
def _rules(definition: str | None, bounds: Bounds) -> str:
    return sha256(repr((definition, bounds, schema_text())).encode()).hexdigest()


def _key(path: Path) -> str:
    return f"parsed:{path}"


def _identity(data: bytes) -> str:
    """Of the bytes, and of who has read them."""
    reader = f"{_FORMAT} {__version__} {yaml.__version__}\n"
    return sha256(reader.encode() + data).hexdigest()
