"""A project's own records: its index, its receipts, its outputs."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from seedance_make.core.ports.artifacts import Cas
from seedance_make.core.storyboard.model import Receipt


class Index(Protocol):
    """A cache of JSON text that may be deleted at any time; a miss and a failing disk look the same."""

    def get(self, key: str) -> object:
        """The JSON value, or None."""

    def get_many(self, keys: Iterable[str]) -> Mapping[str, object]:
        """The JSON values of those that have one."""

    def set(self, key: str, value: object) -> None:
        """Keep a JSON value; trouble is swallowed, since the index is never the truth."""


class LockFile(Protocol):
    """The committed receipts."""

    def read(self) -> tuple[Receipt, ...]:
        """Every receipt; raises InvalidInputError for a file that is none of ours or newer than us."""

    def add(self, receipts: Iterable[Receipt]) -> bool:
        """Add what is missing, under a lock between processes; True when the file changed."""

    def check_writable(self) -> None:
        """Raises StoreError when a receipt could not be written, before money is spent."""


class OutputTree(Protocol):
    """The output tree. Paths are relative to it, with `/`."""

    root: Path

    def look(self, path: str) -> str | None:
        """The digest of the file there; None when nothing is there; "" for a folder or a link in its place."""

    def placed(self) -> Mapping[str, str]:
        """What was placed here before: path → digest. May be forgotten at any time."""

    def expect(self, paths: Iterable[str]) -> None:
        """These are ours to write: remembered before anything is written, so that a crash leaves no stranger behind."""

    def note(self, path: str, digest: str) -> None:
        """What stands there is ours."""

    def place(self, cas: Cas, digest: str, path: str) -> None:
        """Publish an artifact there, whole or not at all. Raises StoreError."""

    def remove(self, path: str) -> None:
        """Remove an output and the folders that it leaves empty."""

    def check_writable(self) -> None:
        """Raises StoreError when an output could not be written, before money is spent."""
