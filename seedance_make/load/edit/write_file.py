"""Edited files are written whole or not at all."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from seedance_make.core.errors import InvalidInputError, StoreError
from seedance_make.load.edit.takes import Edit


def write_edits(edits: Iterable[Edit], *, root: Path) -> None:
    """Write every edit, none of them unless all can be prepared. `root` is the project's real folder.

    Raises InvalidInputError when a file stands outside of it or was changed meanwhile, StoreError on disk trouble.
    """
    ready: list[tuple[Path, Edit]] = []
    try:
        for edit in edits:
            _refuse(edit, root)
            ready.append((_prepared(edit), edit))
        for temporary, edit in ready:
            os.replace(temporary, edit.path)  # noqa: PTH105 - as os.fsync below
            _sync_folder(edit.path.parent)
    except OSError as error:
        raise StoreError(f"cannot write the manifest: {error.strerror}") from error
    finally:
        for temporary, _ in ready:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _refuse(edit: Edit, root: Path) -> None:
    if not edit.path.resolve().is_relative_to(root):
        raise InvalidInputError(f"{edit.name} leads out of the project", help="edit the file itself")
    if edit.path.read_bytes() != edit.before:
        raise InvalidInputError(
            f"{edit.name} was changed meanwhile; nothing was written", help="run it again"
        )


def _prepared(edit: Edit) -> Path:
    """A temporary file beside the target, with its mode, on disk for sure."""
    handle, name = mkstemp(dir=edit.path.parent, prefix=f".{edit.path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(edit.after)
            file.flush()
            Path(name).chmod(edit.path.stat().st_mode & 0o7777)
            os.fsync(file.fileno())
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # a folder cannot be opened there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
