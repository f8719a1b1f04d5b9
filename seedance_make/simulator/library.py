"""The bytes behind the media of a request: the simulator's own clips, what it was handed, and this machine's servers.

Nothing else is asked: a rehearsal works without a network, and sends nobody's address anywhere.
"""

from contextlib import suppress
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image, ImageOps

from seedance_make.core.urls import is_loopback
from seedance_make.media.clip import UnreadableMediaError
from seedance_make.media.still import still
from seedance_make.simulator.settings import OpenMedia

_MOST = 64 * 1024 * 1024  # bytes of one medium
_TIMEOUT = 5.0  # seconds
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
_PIXELS = 50_000_000
_SIDE = 1600  # pixels: more is never shown

CLIPS = "/media/tasks/"
"""Where the simulator's own videos stand."""


class Library:
    """Reads media. Called in threads."""

    def __init__(self, clips: Path, open_media: OpenMedia | None) -> None:
        self._clips = clips
        self._open = open_media

    def read(self, url: str) -> bytes | None:
        """The bytes; None when they are not to be had, for whatever reason."""
        with suppress(OSError, ValueError):
            own = self._own(url)
            if own is not None:
                return own.read_bytes()
            data = self._open(url) if self._open else None
            return _from_this_machine(url) if data is None else data
        return None

    def clip(self, task_id: str, name: str) -> Path:
        """Where a video of a task stands, or would."""
        return self._clips / f"{task_id}-{name}"

    def _own(self, url: str) -> Path | None:
        task_id, _, name = urlsplit(url).path.removeprefix(CLIPS).partition("/")
        path = self.clip(task_id, name)
        return path if path.parent == self._clips and path.is_file() else None


def picture(data: bytes | None) -> Image.Image | None:
    """An image, or a moment of a clip, as RGB and no larger than a card needs; None for anything else."""
    if not data:
        return None
    with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError, UnreadableMediaError):
        if data[4:8] == b"ftyp":
            return still(BytesIO(data))
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > _PIXELS:
                return None
            image.draft("RGB", (_SIDE, _SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((_SIDE, _SIDE))
        return upright
    return None


def _from_this_machine(url: str) -> bytes | None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not is_loopback(parts.hostname or ""):
        return None
    import httpx  # noqa: PLC0415 - only a rehearsal with a server of one's own needs it

    data = bytearray()
    try:
        with httpx.stream("GET", url, timeout=_TIMEOUT, trust_env=False) as answer:
            if answer.status_code != 200:
                return None
            for piece in answer.iter_raw():
                data += piece
                if len(data) > _MOST:
                    return None
    except httpx.HTTPError:
        return None
    return bytes(data)
