"""Bytes of a file → its text, or the problem that keeps it from being text."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from seedance_make.core.errors import StoreError, UsageError
from seedance_make.core.text.diagnostic import Place, Problem

MAX_BYTES = 16 * 1024 * 1024

_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_BREAK = re.compile(r"\r\n|\r|\n")

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""What no text of a manifest may hold: control characters, lone surrogates, and what turns the direction of
writing. In a terminal or a review it shows something else than what is sent."""

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""The part of it that a YAML reader stops at, or takes for the end of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """A file as text: without a byte order mark, line breaks as they are."""

    file: str  # as people name it
    text: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]  # the index at which each line begins
    bom: bool = False

    @classmethod
    def of(cls, file: str, text: str, *, bom: bool = False) -> "FileText":
        """Cut into lines as YAML 1.2 does."""
        starts = (0, *(line_break.end() for line_break in _BREAK.finditer(text)))
        return cls(file=file, text=text, lines=tuple(_BREAK.split(text)), starts=starts, bom=bom)

    def place(self, line: int, column: int, end: int | None = None) -> Place:
        """A place from line and columns that count from 0; without an end it is one character wide."""
        stop = column + 1 if end is None else max(end, column + 1)
        return Place(file=self.file, line=line + 1, column=column + 1, end=stop + 1)

    def place_at(self, index: int) -> Place:
        """The place of the character at an index of the text."""
        line = bisect_right(self.starts, index) - 1
        return self.place(line, index - self.starts[line])


def read_bytes(path: Path, name: str) -> bytes:
    """A regular file's bytes, one more than `MAX_BYTES` at most. Raises UsageError when there is none, StoreError on disk trouble."""
    try:
        if not S_ISREG(path.stat().st_mode):
            raise UsageError(f"{name} is not a file", help="name the manifest with -f FILE")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            f"no manifest: {name} is not there", help="`seedance-make init` makes one"
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise StoreError(f"cannot read {name}: {reason}") from error


def decode(data: bytes, file: str) -> FileText | Problem:
    """Strict UTF-8, a byte order mark allowed."""
    start = Place(file=file, line=1, column=1, end=2)
    if len(data) > MAX_BYTES:
        way_out = "a storyboard is text; name media by path or URL"
        return Problem.worded(("too-large", "is over 16 MB", way_out), start)
    half_zero = len(data) > 1 and data[:2].count(0) == 1 and data[:4].count(0) >= len(data[:4]) // 2
    if data.startswith(_UTF16) or half_zero:
        return Problem.worded(("not-utf8", "is UTF-16, not UTF-8", "save the file as UTF-8"), start)
    bom = data.startswith(b"\xef\xbb\xbf")
    body = data[3:] if bom else data
    try:
        return FileText.of(file, body.decode("utf-8"), bom=bom)
    except UnicodeDecodeError as error:
        before = FileText.of(file, body[: error.start].decode("utf-8"))
        message = f"is not UTF-8: the byte 0x{body[error.start]:02X} has no meaning here"
        place = before.place(len(before.lines) - 1, len(before.lines[-1]))
        return Problem.worded(("not-utf8", message, "save the file as UTF-8"), place)


def character_name(character: str) -> str:
    """A character that cannot be shown, in words: `U+001B (escape)`."""
    code = ord(character)
    known = {
        0: "NUL",
        0x1B: "escape",
        0x7F: "delete",
    }
    if code in known:
        kind = known[code]
    elif 0xD800 <= code <= 0xDFFF:
        kind = "half of a surrogate pair"
    elif code in (0xFEFF, 0xFFFE, 0xFFFF):
        kind = "byte order mark" if code == 0xFEFF else "no character"
    else:
        kind = "control character" if code < 0xA0 else "turns the direction of writing"
    return f"U+{code:04X} ({kind})"
