"""Pictures that are copied as they are coded, without a loss and in no time: where one description fits every clip."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from seedance_make.core.cut.cut import FPS
from seedance_make.media.clip import opened
from seedance_make.media.reel.part import Part


def all_alike(parts: Sequence[Part]) -> bool:
    """Whether the coded pictures of all parts can stand in one stream. Raises UnreadableMediaError, OSError."""
    if any(p.clip is None for p in parts):
        return False
    first = _coding(parts[0])
    return first is not None and all(_coding(p) == first for p in parts[1:])


def _coding(part: Part) -> tuple[object, ...] | None:
    """All that one stream says once for every picture; None for a clip whose pictures don't fill its part exactly."""
    assert part.clip is not None
    with opened(part.clip) as container:
        stream = next(iter(container.streams.video), None)
        if stream is None or stream.average_rate != FPS or stream.frames != part.frames:
            return None
        context = stream.codec_context
        return (
            context.name, context.profile, context.width, context.height, context.pix_fmt, context.extradata,
            stream.time_base, stream.sample_aspect_ratio, context.colorspace, context.color_range,
        )  # fmt: skip


def add_copied(container: Any, clip: Path) -> Any:
    """A stream of the reel that takes coded pictures like this clip's."""
    with opened(clip) as source:
        return container.add_stream_from_template(source.streams.video[0])


def copied_packets(part: Part, stream: Any, start: int) -> Iterator[Any]:
    """The part's coded pictures, moved to their place. `start`: frames of the film before it."""
    assert part.clip is not None
    with opened(part.clip) as source:
        pictures = source.streams.video[0]
        begin = pictures.start_time or 0
        for packet in source.demux(pictures):
            if packet.dts is None:  # the end
                continue
            shift = round(start / FPS / packet.time_base) - begin
            packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
            packet.stream = stream
            yield packet
