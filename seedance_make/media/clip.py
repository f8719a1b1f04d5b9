"""Opens a clip's bytes, and nothing else: FFmpeg is never handed an address, nor a format that could name one.

A playlist (HLS, DASH, concat) dressed up as a video would make FFmpeg open whatever addresses and files it lists.
So the container is recognised by its first bytes, from a short table, and FFmpeg must read it as just that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

_HEAD = 12  # bytes
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


class UnreadableMediaError(ValueError):
    """The bytes are no clip or sound that this tool reads; the message says why, for people."""


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[Any]:
    """A PyAV container over a local file or a seekable binary stream, which is left open.

    Raises UnreadableMediaError for bytes that are no media of ours, damaged, or cut short; OSError from the disk.
    """
    if isinstance(source, Path):
        with source.open("rb") as stream, _container(stream) as container:
            yield container
    else:
        with _container(source) as container:
            yield container


@contextmanager
def _container(stream: BinaryIO) -> Iterator[Any]:
    import av  # noqa: PLC0415 - a tenth of a second that `--help` must not pay

    stream.seek(0)
    form = _form(stream.read(_HEAD))
    stream.seek(0)
    try:
        with av.open(stream, "r", format=form, options={"protocol_whitelist": ""}) as container:
            yield container
    except (av.FFmpegError, EOFError) as error:
        raise UnreadableMediaError(f"cannot be read as a {form} file: {error}") from error


def _form(head: bytes) -> str:
    """FFmpeg's name of the container that these first bytes begin."""
    if head[4:8] in _BOXES:
        return "mov"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] >= b"\xe0"):
        return "mp3"
    raise UnreadableMediaError("is neither MP4, MOV, WAV nor MP3")
