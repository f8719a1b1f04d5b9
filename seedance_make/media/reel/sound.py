"""The sound of a reel, to the sample: a frame of the film is 2,000 of them at 48 kHz, so no cut drifts.

Sound is decoded and encoded anew even where pictures are copied. AAC packets have their own length and each clip
begins with priming samples: copied one after another they click, drift, and need their time stamps mended.
"""

from array import array
from collections.abc import Iterator
from contextlib import ExitStack
from operator import add
from pathlib import Path
from typing import Any, Self

from seedance_make.core.cut.cut import FPS
from seedance_make.media.clip import UnreadableMediaError, opened
from seedance_make.media.reel.part import Part

SAMPLE_RATE = 48_000
LAYOUT = "stereo"
_FRAME = (
    SAMPLE_RATE // FPS * 2 * 4
)  # bytes of a frame of the film: two channels of 32-bit floats, interleaved


def part_sound(part: Part) -> bytes:
    """The part's own sound, as long as the part; silence where it has none. Raises UnreadableMediaError, OSError."""
    wanted = part.frames * _FRAME
    if part.clip is None:
        return bytes(wanted)
    sound = bytearray()
    with opened(part.clip) as container:
        for piece in _decoded(container):
            sound += piece
            if len(sound) >= wanted:
                break
    return bytes(sound[:wanted].ljust(wanted, b"\0"))


def mixed(one: bytes, other: bytes) -> bytes:
    """Two sounds of one length, heard together."""
    return array("f", map(add, memoryview(one).cast("f"), memoryview(other).cast("f"))).tobytes()


def encodable(sound: bytes, start: int) -> Any:
    """The sound as a frame for the encoder. `start`: frames of the film before it."""
    from av import AudioFrame  # noqa: PLC0415 - PyAV is slow to import

    frame = AudioFrame(format="flt", layout=LAYOUT, samples=len(sound) // 8)
    plane = frame.planes[0]
    plane.update(sound.ljust(plane.buffer_size, b"\0"))
    frame.sample_rate, frame.pts = SAMPLE_RATE, start * (SAMPLE_RATE // FPS)
    return frame


class TempTrack:
    """A sound that lies under the whole reel, taken piece by piece; silence after its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()
        self._kept = bytearray()

    def __enter__(self) -> Self:
        """Raises UnreadableMediaError, OSError."""
        container = self._stack.enter_context(opened(self._path))
        if not container.streams.audio:
            self._stack.close()
            raise UnreadableMediaError("has no sound")
        self._pieces = _decoded(container)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def take(self, frames: int) -> bytes:
        """The next so many frames of the film of it."""
        wanted = frames * _FRAME
        while len(self._kept) < wanted and (piece := next(self._pieces, None)) is not None:
            self._kept += piece
        sound = bytes(self._kept[:wanted].ljust(wanted, b"\0"))
        del self._kept[:wanted]
        return sound


def _decoded(container: Any) -> Iterator[bytes]:
    """The first sound of a file as interleaved floats at our rate; nothing where it has none."""
    from av import AudioResampler  # noqa: PLC0415

    if not container.streams.audio:
        return
    resampler = AudioResampler(format="flt", layout=LAYOUT, rate=SAMPLE_RATE)
    for frame in container.decode(audio=0):
        yield from map(_bytes, resampler.resample(frame))
    yield from map(_bytes, resampler.resample(None))


def _bytes(frame: Any) -> bytes:
    return bytes(frame.planes[0])[: frame.samples * 8]
