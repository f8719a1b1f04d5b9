"""The index: a cache of JSON text on diskcache that may be deleted at any time.

diskcache is a cache for friends: it unpickles whatever it finds, drops entries silently at 1 GiB, and raises for
every trouble. Here it keeps text and nothing else (pickle is refused on both ways, so a planted file runs no code),
never evicts, and no exception leaves it: trouble is a miss. What is damaged is set aside and begun anew.

Each value is stored with a checksum over its key and itself: SQLite would hand out a flipped bit, and a wrong
digest from here could make a purchase look new.
"""

import hashlib
import json
import os
import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any

import diskcache

_SETTINGS: dict[str, Any] = {
    "eviction_policy": "none",
    "cull_limit": 0,
    "size_limit": 2**63 - 1,
    "statistics": 0,
    "tag_index": 0,
    "disk_min_file_size": 2**40,  # no values in files beside the database
    "sqlite_journal_mode": "delete",
    "sqlite_synchronous": 0,  # an index that a power cut spoils is begun anew
    "sqlite_mmap_size": 0,  # a mapped file that somebody truncates kills the process
}
_TIMEOUT = 1.0  # seconds to wait for another process; then it is a miss
# A plan of ten thousand takes asks twice for as many keys.
_MANY = "SELECT key, value FROM Cache WHERE raw AND key IN (SELECT value FROM json_each(?))"
_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}
"""Trouble that is no damage: what is there stays."""


class NotTextError(Exception):
    """Something else than text was offered or found: the index is damaged, or not ours."""


class TextDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache has no types
    """Keys and values are text; pickle is never reached."""

    def put(self, key: object) -> tuple[str, bool]:
        """A key for the database."""
        return _text(key), True

    def get(self, key: object, _raw: object) -> str:
        """A key from the database."""
        return _text(key)

    def store(self, value: object, _read: object, **_: object) -> tuple[int, int, None, str]:
        """A value for the database: in place, in mode RAW."""
        return 0, diskcache.core.MODE_RAW, None, _text(value)

    def fetch(self, mode: int, filename: object, value: object, _read: object) -> str:
        """A value from the database. No other mode was ever written by us."""
        if mode != diskcache.core.MODE_RAW or filename is not None:
            raise NotTextError
        return _text(value)


class TextCache(diskcache.Cache):  # type: ignore[misc]  # diskcache has no types
    """Reads many values in one go: one by one each takes and lets go of SQLite's lock, twenty times as long."""

    def get_many(self, keys: Sequence[str]) -> list[tuple[str, str]]:
        """Key and stored text of those that are there."""
        rows: list[tuple[str, str]] = self._sql(_MANY, (json.dumps(keys),)).fetchall()
        return rows


class DiskIndex:
    """The index of a store home. Usable from any thread."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "index"
        self._cache: Any = None
        self._mutex = RLock()

    def get(self, key: str) -> object:
        """The JSON value, or None. Makes no files."""
        with self._mutex, suppress(OSError):
            if self._cache is not None or self._folder.is_dir():
                return _unwrap(key, self._call("get", key))
        return None

    def get_many(self, keys: Iterable[str]) -> dict[str, object]:
        """The JSON values of those that have one. Makes no files."""
        with self._mutex, suppress(OSError):
            if self._cache is not None or self._folder.is_dir():
                rows: Any = self._call("get_many", tuple(keys)) or ()
                values = ((key, _unwrap(key, stored)) for key, stored in rows)
                return {key: value for key, value in values if value is not None}
        return {}

    def set(self, key: str, value: object) -> None:
        """Keep a JSON value; trouble is swallowed, since the index is never the truth."""
        with suppress(ValueError, TypeError, RecursionError), self._mutex:
            self._call("set", key, _wrap(key, value))

    def close(self) -> None:
        """Let go of the files; the next use opens them again."""
        with self._mutex, suppress(Exception):
            cache, self._cache = self._cache, None
            if cache is not None:
                cache.close()

    def _call(self, method: str, *arguments: object) -> object:
        """Call diskcache; after damage once more, on a fresh index. None for trouble."""
        for _ in range(2):
            try:
                return getattr(self._opened(), method)(*arguments)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a miss
                if not _is_damage(error):
                    return None
                self._set_aside()
        return None

    def _opened(self) -> Any:
        if self._cache is None:
            path = str(self._folder.absolute())
            if os.path.expandvars(path) != path:  # diskcache would go elsewhere
                raise OSError(path)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._cache = TextCache(path, timeout=_TIMEOUT, disk=TextDisk, **_SETTINGS)
        return self._cache

    def _set_aside(self) -> None:
        self.close()
        with suppress(OSError):
            self._folder.rename(self._folder.with_name(f"index.damaged-{uuid.uuid4().hex[:8]}"))


def _is_damage(error: Exception) -> bool:
    """Whether the files are to blame for good, and not a moment's trouble."""
    if isinstance(error, OSError | diskcache.Timeout):
        return False
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & 0xFF not in _PASSING


def _text(value: object) -> str:
    if type(value) is not str:
        raise NotTextError
    return value


def _wrap(key: str, value: object) -> str:
    """The stored text. Raises ValueError, TypeError, RecursionError for what is no JSON."""
    text = json.dumps(value, allow_nan=False)
    return json.dumps({"sum": _sum(key, text), "value": text})


def _unwrap(key: str, stored: object) -> object:
    """The value of a stored text; None when there is none, or when it is not as it was written."""
    if stored is None:
        return None
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        wrapped = json.loads(str(stored))
        if wrapped["sum"] == _sum(key, wrapped["value"]):
            value: object = json.loads(wrapped["value"])
            return value
    return None


def _sum(key: str, text: str) -> str:
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()[:16]
