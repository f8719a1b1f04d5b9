"""The reel: parts one after another in one MP4. Pictures are copied where all are coded alike, else coded anew."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedance_make.media.reel.burn_in import BurnIn
from seedance_make.media.reel.coder import PictureCoder
from seedance_make.media.reel.copied import add_copied, all_alike, copied_packets
from seedance_make.media.reel.part import Part, Size
from seedance_make.media.reel.pictures import pictures
from seedance_make.media.reel.sound import LAYOUT, SAMPLE_RATE, TempTrack, encodable, mixed, part_sound

_SOUND_BITS = 192_000  # a second

Progress = Callable[[int], None]
"""Called with the number of frames of the film that are done since it was called last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReelPlan:
    """What the reel is to be. `size` counts only where pictures are coded anew."""

    parts: tuple[Part, ...]  # at least one
    size: Size
    sound: bool  # whether any part has sound
    temp_track: Path | None = None
    burn_in: bool = False


def write_reel(plan: ReelPlan, target: Path, progress: Progress) -> bool:
    """Write the reel; whether its pictures were copied. Raises UnreadableMediaError for a clip or a temp track, OSError."""
    import av  # noqa: PLC0415 - a tenth of a second that `--help` must not pay

    copy = not plan.burn_in and all_alike(plan.parts)
    with ExitStack() as stack:
        under = stack.enter_context(TempTrack(plan.temp_track)) if plan.temp_track else None
        reel = stack.enter_context(
            av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"})
        )
        film = _Copied(reel, plan.parts) if copy else _Coded(reel, plan.size, burn_in=plan.burn_in)
        sound = _Sound(reel, under) if plan.sound or under else None
        start = 0
        for part in plan.parts:
            film.write(part, start, progress)
            if sound:
                sound.write(part, start)
            start += part.frames
        film.end()
        if sound:
            sound.end()
    return copy


class _Copied:
    """Coded pictures as they are."""

    def __init__(self, reel: Any, parts: Sequence[Part]) -> None:
        assert parts[0].clip is not None
        self._reel, self._stream = reel, add_copied(reel, parts[0].clip)

    def write(self, part: Part, start: int, progress: Progress) -> None:
        for packet in copied_packets(part, self._stream, start):
            self._reel.mux(packet)
        progress(part.frames)

    def end(self) -> None:
        pass


class _Coded:
    """Pictures of one size, coded anew."""

    def __init__(self, reel: Any, size: Size, *, burn_in: bool) -> None:
        self._size, self._burn_in = size, BurnIn(size) if burn_in else None
        self._coder = PictureCoder(reel, size)

    def write(self, part: Part, start: int, progress: Progress) -> None:
        frames = pictures(part, self._size)
        if self._burn_in:
            frames = self._burn_in.over(frames, part.label, start)
        for number, frame in enumerate(frames, start):
            self._coder.write(frame, number)
            progress(1)

    def end(self) -> None:
        self._coder.end()


class _Sound:
    """The parts' sound and the temp track under it."""

    def __init__(self, reel: Any, under: TempTrack | None) -> None:
        self._reel, self._under = reel, under
        self._stream = reel.add_stream("aac", rate=SAMPLE_RATE, layout=LAYOUT, bit_rate=_SOUND_BITS)

    def write(self, part: Part, start: int) -> None:
        sound = part_sound(part)
        if self._under:
            sound = mixed(sound, self._under.take(part.frames))
        self._reel.mux(self._stream.encode(encodable(sound, start)))

    def end(self) -> None:
        self._reel.mux(self._stream.encode(None))
