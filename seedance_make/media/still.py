"""A still of a clip, to stand for it where only a picture fits."""

from pathlib import Path
from typing import BinaryIO

from PIL import Image

from seedance_make.media.clip import UnreadableMediaError, opened
from seedance_make.media.colours import rgb


def still(source: Path | BinaryIO, *, part: float = 0.4) -> Image.Image:
    """The frame at which that part (0 to 1) of the clip has passed, in its own size. Raises UnreadableMediaError."""
    with opened(source) as container:
        if not container.streams.video:
            raise UnreadableMediaError("has no picture")
        stream = container.streams.video[0]
        target = (stream.start_time or 0) + int((stream.duration or 0) * part)
        if target:
            container.seek(target, stream=stream, backward=True)
        picture = None
        for frame in container.decode(video=0):
            picture = frame
            if frame.pts is None or frame.pts >= target:
                break
        if picture is None:
            raise UnreadableMediaError("has no frame that can be decoded")
        return Image.frombytes("RGB", (picture.width, picture.height), rgb(picture))
