"""Whether bytes are a whole MP4, and how long it plays: a walk over its boxes, without decoding.

An MP4 (ISO/IEC 14496-12) is a chain of boxes: four bytes of size, four of type, then the content. Size 1 means
that 64 bits of size follow the type; size 0, that the box runs to the end of the file. Since each box says where
the next one starts, a file is whole exactly when the chain ends at its last byte. This is what catches a download
that was cut short by a server which never said how long it would be.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

ReadAt = Callable[[int, int], bytes]
"""`read_at(offset, count)`: up to `count` bytes; fewer at the end."""

MAX_BOXES = 10_000
"""At one level. A fragmented film of an hour has fewer; a hostile chain of eight-byte boxes has more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """What the boxes say. `flaw` is None for a whole file: the chain of boxes ends at the last byte, film and index are
    both there.

    `open_ended`: its last box has no size of its own, so that only the file's true length proves it whole.
    """

    flaw: str | None = None
    open_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    kind: bytes
    start: int  # of the content
    end: int  # may lie beyond the file
    open_ended: bool = False


class _FlawError(Exception):
    """Internal: the chain is broken; the text says how."""


def looks_like_mp4(head: bytes) -> bool:
    """Whether a file may be an MP4, by its first 12 bytes, whatever its label says."""
    return len(head) >= 12 and head[4:8] == b"ftyp" and head[:4] != b"\0\0\0\0"


def inspect(read_at: ReadAt, size: int) -> Container:
    """Walk the boxes of a file of `size` bytes. Never raises on garbage; what `read_at` raises passes through."""
    open_ended = False
    seen: set[bytes] = set()
    try:
        for box in _boxes(read_at, 0, size):
            _note(box, seen)
            open_ended = box.open_ended
            _inside(box, size)
    except _FlawError as err:
        return Container(flaw=str(err))
    return Container(flaw=_missing(seen), open_ended=open_ended)


def duration(read_at: ReadAt, size: int) -> Fraction | None:
    """How many seconds the film plays, reading no further than its index; None when the boxes don't tell."""
    with suppress(_FlawError):  # `inspect` says what is wrong with a file
        for box in _boxes(read_at, 0, size):
            if box.kind == b"moov":
                return _duration(read_at, box.start, min(box.end, size))
    return None


def _note(box: _Box, seen: set[bytes]) -> None:
    """Remember a kind of box; a film box with nothing in it counts for nothing."""
    if not seen and box.kind != b"ftyp":
        raise _FlawError("it does not begin like an MP4")
    if box.kind != b"mdat" or box.end > box.start:
        seen.add(box.kind)


def _inside(box: _Box, size: int) -> None:
    if box.end > size:
        raise _FlawError(f"it is cut short: {box.end - size} bytes are missing")


def _missing(seen: set[bytes]) -> str | None:
    if not seen:
        return "it is empty"
    if b"moov" not in seen:
        return "it has no index (moov box)"
    return None if b"mdat" in seen else "it has no film in it (mdat box)"


def _boxes(read_at: ReadAt, start: int, end: int) -> Iterator[_Box]:
    """The chain between two offsets. A box that reaches beyond `end` is the last one given."""
    for _ in range(MAX_BOXES):
        if start >= end:
            return
        box = _box(read_at, start, end)
        yield box
        start = box.end
    if start < end:
        raise _FlawError(f"it has more than {MAX_BOXES} boxes")


def _box(read_at: ReadAt, start: int, end: int) -> _Box:
    head = read_at(start, 16)
    if len(head) < 8 or end - start < 8:
        raise _FlawError(f"it is cut short, or has {end - start} stray bytes at its end")
    size, kind, content = int.from_bytes(head[:4], "big"), head[4:8], start + 8
    if size == 0:
        return _Box(kind=kind, start=content, end=end, open_ended=True)
    if size == 1:
        if len(head) < 16:
            raise _FlawError("it is cut short inside the head of a box")
        size, content = int.from_bytes(head[8:16], "big"), start + 16
    if start + size < content:
        raise _FlawError(f"a box at byte {start} has an impossible size")
    return _Box(kind=kind, start=content, end=start + size)


def _duration(read_at: ReadAt, start: int, end: int) -> Fraction | None:
    """From the movie header, or for a fragmented film from its extends header. None when neither tells."""
    scale, ticks = 0, 0
    with suppress(_FlawError):  # the outer walk says what is wrong; a header that was read still counts
        for box in _boxes(read_at, start, end):
            if box.kind == b"mvhd":
                scale, ticks = _header(read_at, box)
            elif box.kind == b"mvex" and not ticks:
                ticks = _extends(read_at, box.start, min(box.end, end))
    return Fraction(ticks, scale) if scale and ticks else None


def _header(read_at: ReadAt, box: _Box) -> tuple[int, int]:
    """Ticks a second and ticks in all; 0 ticks when the header says that it does not know."""
    body = read_at(box.start, min(32, box.end - box.start))
    wide = body[:1] == b"\x01"
    first, width = (20, 8) if wide else (12, 4)
    if len(body) < first + 4 + width:
        return 0, 0
    scale, ticks = body[first : first + 4], body[first + 4 : first + 4 + width]
    return int.from_bytes(scale, "big"), 0 if ticks == b"\xff" * width else int.from_bytes(ticks, "big")


def _extends(read_at: ReadAt, start: int, end: int) -> int:
    for box in _boxes(read_at, start, end):
        if box.kind == b"mehd":
            body = read_at(box.start, min(12, box.end - box.start))
            return int.from_bytes(body[4:12] if body[:1] == b"\x01" else body[4:8], "big")
    return 0
