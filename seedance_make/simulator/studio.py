"""Draws clips beside the server: requests become cards, cards become files, in threads that can be stopped."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

from seedance_make.simulator.library import Library, picture
from seedance_make.simulator.markers import without_markers
from seedance_make.simulator.render.card import Card, CardMedium
from seedance_make.simulator.render.clip import PIXELS, StoppedError, nearest_ratio, render_clip
from seedance_make.simulator.rules import Generation


class Studio:
    """A pool of threads that draw. Closing it stops what is being drawn."""

    def __init__(self, library: Library, workers: int) -> None:
        self._library = library
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="simulator")

    def draw(self, request: Generation, target: Path, seed: int) -> "Future[None]":
        """Begin a clip; it stands at `target` when the future is done, and never in part."""
        return self._pool.submit(self._draw, request, target, seed)

    def close(self) -> None:
        """Drop what has not begun, stop what has."""
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _draw(self, request: Generation, target: Path, seed: int) -> None:
        part = target.with_suffix(".part")
        try:
            render_clip(self.card(request, seed), part, audio=request.generate_audio, stop=self._stop)
            part.replace(target)
        except StoppedError:
            part.unlink(missing_ok=True)

    def card(self, request: Generation, seed: int) -> Card:
        """What the clip of a request shows."""
        media = tuple(self._media(request))
        ratio = request.aspect_ratio if request.aspect_ratio != "adaptive" else _adapted(media)
        facts = f"{request.resolution} · {ratio} · {request.duration} s · {request.model}"
        return Card(
            size=PIXELS[request.resolution][ratio],
            seconds=request.duration,
            mode=request.mode,
            prompt=without_markers(request.prompt),
            facts=facts + (" · sound" if request.generate_audio else ""),
            digest=sha256(repr(request).encode("utf-8", "surrogatepass")).hexdigest(),
            seed=seed,
            media=media,
        )

    def _media(self, request: Generation) -> list[CardMedium]:
        frames = (("first frame", request.first_frame), ("last frame", request.last_frame))
        named = [(label, url) for label, url in frames if url]
        named += [(f"image {n}", url) for n, url in enumerate(request.images, 1)]
        named += [(f"video {n}", url) for n, url in enumerate(request.videos, 1)]
        seen = [CardMedium(label=label, picture=picture(self._library.read(url))) for label, url in named]
        return seen + [CardMedium(label=f"audio {n}") for n in range(1, len(request.audios) + 1)]


def _adapted(media: tuple[CardMedium, ...]) -> str:
    """The ratio that `adaptive` stands for: that of the first frame where it was had, else 16:9."""
    for medium in media:
        if medium.label == "first frame" and medium.picture is not None:
            return nearest_ratio(*medium.picture.size)
    return "16:9"
