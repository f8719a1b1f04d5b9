"""The lock file: a growing set of receipts, committed to git.

    [{"lock":1},
    {"fingerprint":"…","sha256":"…","bytes":…,"model":"…","origin":"…","task_id":"…","credits":…,"shot":"…","take":…,"document":{…}},
    null]

It is one JSON document and line-wise mergeable at once: every line but the last ends in a comma, so any set of
receipt lines between header and footer is a valid file, and git's `merge=union` just keeps both sides' lines. There
is no timestamp, counter or tool version for two branches to disagree about. Lines are sorted, keys have one order:
the same receipts are the same bytes.

`document` is what was fingerprinted, whole: a fresh clone, a moved folder, a CI runner and a reviewer can say what has
changed since, word by word, with no store. It must have the line's fingerprint. Lines of older versions lack it and
stay valid; a build that knows the document adds it.

A person may still meet it with conflict markers, doubled headers or Windows line ends: all of that is read, both
sides of a conflict included. What is no receipt is refused with its line, since to skip it could mean to pay again;
so is a file without its last line, which was cut short.
"""

import errno
import hashlib
import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from seedance_make.core.errors import StoreError
from seedance_make.core.storyboard.model import Receipt
from seedance_make.store.disk import disk_errors, make_folder, part_beside, replace_file
from seedance_make.store.lock_text import as_text, in_file_order, parse_lock


class DiskLockFile:
    """The lock file at a path. `home` is the store's: the lock between processes leaves no litter beside the file."""

    def __init__(self, path: Path, home: Path, *, shown: str | None = None) -> None:
        """`shown` is the name that messages use."""
        self._path = path
        self._locks = home / "locks"
        self._shown = shown or path.name
        self._known: tuple[bytes, tuple[Receipt, ...]] | None = None  # the bytes last seen, and what they say

    def read(self) -> tuple[Receipt, ...]:
        """Every receipt, sorted; none when there is no file. Raises InvalidInputError, StoreError."""
        with disk_errors("read", self._path):
            try:
                raw = self._path.read_bytes()
            except FileNotFoundError:
                return ()
        if self._known is None or raw != self._known[0]:
            self._known = raw, parse_lock(raw, self._shown)
        return self._known[1]

    def add(self, receipts: Iterable[Receipt]) -> bool:
        """Add what is missing; True when the file changed. Lines that are there are never dropped, and altered only to
        gain their document.

        A purchase that is there already is not added again, whatever its labels say now.
        Raises InvalidInputError, StoreError.
        """
        added = tuple(receipts)
        present = self.read()
        if _merged(present, added) == set(present):
            return False
        return self._locked(lambda real: self._add_locked(added, real))

    def remove(self, receipts: Iterable[Receipt]) -> bool:
        """Drop these lines, for `gc`, after a person said so; True when the file changed.

        Raises InvalidInputError, StoreError.
        """
        unwanted = frozenset(receipts)

        def drop(real: Path) -> bool:
            present = self.read()
            kept = [receipt for receipt in present if receipt not in unwanted]
            if len(kept) < len(present):
                self._write(real, kept)
            return len(kept) < len(present)

        return self._locked(drop)

    def check_writable(self) -> None:
        """Make the temporary file that a receipt needs and remove it again. Raises StoreError before money is spent."""

        def probe(real: Path) -> bool:
            with disk_errors("write", self._path):
                _permissions(real)
                part = part_beside(real)
                try:
                    part.write_bytes(bytes(4096))
                finally:
                    part.unlink(missing_ok=True)
            return False

        self._locked(probe)

    def _locked(self, change: Callable[[Path], bool]) -> bool:
        """Change the real file while no other process does. Raises StoreError."""
        real = Path(os.path.realpath(self._path))
        with disk_errors("lock", self._path):
            make_folder(self._locks)
            name = hashlib.sha256(os.fsencode(real)).hexdigest()[:32]
            try:
                with FileLock(self._locks / name, timeout=30):
                    return change(real)
            except Timeout as error:
                raise StoreError(f"cannot write {self._path}: another process is writing it") from error

    def _add_locked(self, added: tuple[Receipt, ...], real: Path) -> bool:
        present = self.read()  # again: others may have added meanwhile
        merged = _merged(present, added)
        if merged == set(present):
            return False
        self._write(real, merged)
        return True

    def _write(self, real: Path, receipts: Collection[Receipt]) -> None:
        """The caller holds the lock. What was written need not be parsed to be known."""
        raw = as_text(receipts).encode()
        with disk_errors("write", self._path):
            replace_file(real, raw, _permissions(real))
        self._known = raw, in_file_order(receipts)


def _merged(present: Iterable[Receipt], added: Iterable[Receipt]) -> set[Receipt]:
    """All of them: each purchase with the labels that it has, and its document once that is known."""
    lines: dict[tuple[object, ...], set[Receipt]] = {}
    for receipt in present:
        lines.setdefault(_purchase(receipt), set()).add(receipt)
    for receipt in added:
        known = lines.setdefault(_purchase(receipt), {receipt})
        if not any(r.document for r in known):
            lines[_purchase(receipt)] = {replace(r, document=receipt.document) for r in known}
    return set().union(*lines.values())


def _purchase(receipt: Receipt) -> tuple[object, ...]:
    """What makes two receipts one. Shot and take are labels; model and credits follow from the task."""
    return receipt.origin, receipt.fingerprint, receipt.sha256, receipt.task_id, receipt.video


def _permissions(path: Path) -> int | None:
    """Those of the file; None when there is none. Raises PermissionError where a person took ours away."""
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        return None
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "permission denied", str(path))
    return mode
