"""A card becomes a real clip: MP4, H.264 in yuv420p, AAC only when sound was asked for."""

import threading
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from PIL import Image

from seedance_make.simulator.render.card import Card, DrawnCard, draw_card
from seedance_make.simulator.render.sound import RATE, samples

_VIDEO = {"preset": "superfast", "crf": "21", "threads": "1", "g": "48", "bf": "0"}
_MARK = "Simulated by seedance-make. No model made this."
_BT709 = 1  # the number of these colours in H.264
_CHUNK = 1024  # samples an AAC frame holds


class StoppedError(Exception):
    """The simulator was closed while it drew."""


def nearest_ratio(width: int, height: int, shapes: Iterable[str]) -> str:
    """Which of these aspect ratios `adaptive` stands for, given a first frame of that size in pixels."""

    def stretch(name: str) -> float:
        across, down = name.split(":")
        shape = Fraction(int(across) * height, int(down) * width)
        return float(max(shape, 1 / shape))

    return min(shapes, key=stretch)


def render_clip(card: Card, target: Path, *, audio: bool, stop: threading.Event | None = None) -> None:
    """Write the clip to `target`. Raises StoppedError when `stop` is set on the way, OSError from the disk."""
    import av  # noqa: PLC0415 - a tenth of a second that `--help` must not pay

    drawn = draw_card(card)
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        container.metadata["comment"] = _MARK
        container.metadata["title"] = card.title
        picture = container.add_stream("libx264", rate=card.fps, options=_VIDEO)
        picture.width, picture.height = card.size
        picture.pix_fmt = "yuv420p"
        context = picture.codec_context
        context.color_range, context.colorspace = 1, _BT709  # 1: 16 to 235
        context.color_primaries = context.color_trc = _BT709
        sound = container.add_stream("aac", rate=RATE, layout="mono") if audio else None
        _draw(container, picture, drawn, stop)
        if sound is not None:
            length = RATE * card.frames // card.fps
            _play(container, sound, memoryview(samples(length, card.look)).cast("B"))


def _draw(container: Any, stream: Any, drawn: DrawnCard, stop: threading.Event | None) -> None:
    """The card is converted once; for each frame only the rows of the footer are drawn and put in their place."""
    from av import VideoFrame  # noqa: PLC0415

    width, height = drawn.image.size
    planes = [bytes(plane) for plane in _yuv(drawn.image).planes]
    for number in range(drawn.footer.frames):
        if stop is not None and stop.is_set():
            raise StoppedError
        band = _yuv(drawn.footer.at(number))
        frame = VideoFrame(width, height, "yuv420p")
        for still, moving, plane, rows in zip(planes, band.planes, frame.planes, (1, 2, 2), strict=True):
            plane.update(still[: drawn.footer.top // rows * plane.line_size] + bytes(moving))
        frame.pts, frame.time_base = number, Fraction(1, drawn.footer.fps)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _yuv(image: Image.Image) -> Any:
    from av import VideoFrame  # noqa: PLC0415

    from_image: Callable[[Image.Image], Any] = VideoFrame.from_image
    return from_image(image).reformat(format="yuv420p", dst_colorspace=_BT709)


def _play(container: Any, stream: Any, sound: memoryview) -> None:
    for frame in _audio_frames(sound):
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _audio_frames(sound: memoryview) -> Iterable[Any]:
    from av import AudioFrame  # noqa: PLC0415

    wide = 4  # bytes a sample
    for at in range(0, len(sound), _CHUNK * wide):
        part = sound[at : at + _CHUNK * wide]
        frame = AudioFrame(format="fltp", layout="mono", samples=len(part) // wide)
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), at // wide
        plane = frame.planes[0]
        plane.update(bytes(part).ljust(plane.buffer_size, b"\0"))
        yield frame
