"""The pictures of a part, one a frame of the film, all of one size: letterboxed, never stretched."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from seedance_make.core.cut.cut import FPS
from seedance_make.media.clip import UnreadableMediaError, opened
from seedance_make.media.reel.coder import encodable_picture
from seedance_make.media.reel.part import Part, Size


def pictures(part: Part, size: Size) -> Iterator[Any]:
    """As many frames as the part is long (yuv420p, BT.709), ready to be coded. Raises UnreadableMediaError, OSError."""
    return _of_clip(part.clip, part.frames, size) if part.clip else _of_card(part, size)


def _of_card(part: Part, size: Size) -> Iterator[Any]:
    card = part.card or Image.new("RGB", (16, 9))
    whole = ImageOps.pad(card.convert("RGB"), (size.width, size.height), Image.Resampling.LANCZOS)
    return (encodable_picture(whole) for _ in range(part.frames))


def _of_clip(clip: Path, count: int, size: Size) -> Iterator[Any]:
    """The clip at the film's rate: each moment shows the frame that is seen then. What is too short stands still."""
    with opened(clip) as container:
        if not container.streams.video:
            raise UnreadableMediaError("has no picture")
        stream = container.streams.video[0]
        frames = (f for f in container.decode(stream) if f.pts is not None)
        now = next(frames, None)
        if now is None:
            raise UnreadableMediaError("has no frame that can be decoded")
        fit = _Letterbox(now, stream.sample_aspect_ratio or 1, size)
        start, shown, after = _time(now), fit(now), next(frames, None)
        for number in range(count):
            moment = start + Fraction(2 * number + 1, 2 * FPS)  # the middle of the frame: no rounding decides
            while after is not None and _time(after) <= moment:
                shown, after = fit(after), next(frames, None)
            yield shown


def _time(frame: Any) -> Fraction:
    """When a frame is shown, in seconds, exactly."""
    return Fraction(frame.pts * frame.time_base)


class _Letterbox:
    """Brings a clip's frames to a size and to BT.709: scaled as a whole, black beside it."""

    def __init__(self, like: Any, pixel: Fraction | int, size: Size) -> None:
        """`like`: the first frame; `pixel`: how much wider than high each of its pixels is."""
        from av.filter import Graph  # noqa: PLC0415

        wide = Fraction(like.width) * pixel
        scale = min(Fraction(size.width) / wide, Fraction(size.height, like.height))
        width, height = (max(2, round(side * scale / 2) * 2) for side in (wide, like.height))
        graph = Graph()
        chain = [
            graph.add_buffer(
                width=like.width, height=like.height, format=like.format, time_base=like.time_base
            ),
            graph.add(
                "scale", f"{width}:{height}:flags=bicubic+accurate_rnd:out_color_matrix=bt709:out_range=tv"
            ),
            graph.add("format", "yuv420p"),
            graph.add(
                "pad", f"{size.width}:{size.height}:{(size.width - width) // 2}:{(size.height - height) // 2}"
            ),
            graph.add("setsar", "1"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*chain).configure()
        self._graph = graph

    def __call__(self, frame: Any) -> Any:
        self._graph.push(frame)
        return self._graph.pull()
