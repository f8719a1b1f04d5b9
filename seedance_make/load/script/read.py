"""A file → its outline, by what its name says that it is."""

from collections.abc import Callable, Mapping
from pathlib import Path

from seedance_make.core.errors import InvalidInputError, UsageError
from seedance_make.load.script.fountain import fountain_outline
from seedance_make.load.script.outline import Outline
from seedance_make.load.script.table import csv_outline
from seedance_make.load.yaml.file_text import MAX_BYTES, read_bytes


def _markdown(text: str) -> Outline:
    from seedance_make.load.script.markdown import markdown_outline  # noqa: PLC0415 - only for its own files

    return markdown_outline(text)


READERS: Mapping[str, Callable[[str], Outline]] = {
    ".fountain": fountain_outline,
    ".spmd": fountain_outline,
    ".txt": fountain_outline,
    ".csv": csv_outline,
    ".tsv": csv_outline,
    ".md": _markdown,
    ".markdown": _markdown,
}
"""Ending → what reads such a file."""


def read_outline(path: Path) -> Outline:
    """The outline of a screenplay or a shot list. Raises UsageError for a file that is not there or of another kind,
    InvalidInputError for one that holds no shot, StoreError on disk trouble."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(
            f"--from {path}: a {path.suffix or 'file without an ending'} is not read",
            help="a screenplay is .fountain or .txt, a shot list .csv, .tsv or .md",
        )
    if not path.is_file():
        raise UsageError(f"--from {path}: there is no such file")
    data = read_bytes(path, str(path))
    if len(data) > MAX_BYTES:
        raise InvalidInputError(f"{path} is larger than {MAX_BYTES // 1024**2} MB")
    try:
        outline = reader(decoded(data))
    except InvalidInputError as error:
        raise InvalidInputError(f"{path} {error.message}", help=error.help) from None
    if not outline.shots:
        raise InvalidInputError(f"{path} has no scene and no action: nothing was written")
    return outline


def decoded(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark; else what old programs of the West write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
