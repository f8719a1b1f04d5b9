"""Draws clips beside the server: requests become cards, cards become files, in threads that can be stopped."""

import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from seedance_make.core.cut.slate import Slate
from seedance_make.core.text.speech import speeches, words_of
from seedance_make.media.cut_frame import cut_frame
from seedance_make.simulator.library import Library, picture
from seedance_make.simulator.markers import without_markers
from seedance_make.simulator.render.card import Card
from seedance_make.simulator.render.clip import StoppedError, nearest_ratio, render_clip
from seedance_make.simulator.render.pictures import CardMedium
from seedance_make.simulator.rules.generation import Generation

LAST_FRAME = ".last.png"
"""How the file of a clip's last frame is named, in the place of `.mp4`."""
_WAYS = {"t2v": "text to video", "i2v": "image to video", "r2v": "reference to video"}


class Studio:
    """A pool of threads that draw. Closing it stops what is being drawn."""

    def __init__(self, library: Library, workers: int) -> None:
        self._library = library
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="simulator")

    def draw(self, request: Generation, slate: Slate | None, target: Path, seed: int) -> "Future[None]":
        """Begin a clip; it stands at `target` when the future is done, and never in part; beside it its last frame, where that
        is asked for."""
        return self._pool.submit(self._draw, request, slate, target, seed)

    def close(self) -> None:
        """Drop what has not begun, stop what has."""
        self._stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _draw(self, request: Generation, slate: Slate | None, target: Path, seed: int) -> None:
        part = target.with_suffix(".part")
        try:
            card = self.card(request, slate, seed)
            render_clip(card, part, audio=request.generate_audio, stop=self._stop)
            if request.wants_last_frame:
                target.with_suffix(LAST_FRAME).write_bytes(cut_frame(part, "last"))
            part.replace(target)
        except StoppedError:
            part.unlink(missing_ok=True)

    def card(self, request: Generation, slate: Slate | None, seed: int) -> Card:
        """What the clip of a request shows: with a slate the shot's name, its take and its style apart."""
        media = tuple(self._media(request, slate))
        ratio = (
            request.aspect_ratio if request.aspect_ratio != "adaptive" else _adapted(media, request.shapes)
        )
        prompt = without_markers(request.prompt)
        style = without_markers(slate.style) if slate else ""
        action = prompt.removesuffix(style).rstrip()
        facts = (request.mode.upper(), request.resolution, ratio, f"{request.duration} s", request.model)
        return Card(
            size=request.output.size(request.resolution, ratio),
            seconds=request.duration,
            fps=request.output.fps,
            frames=request.output.frames(request.duration),
            heading=slate.shot if slate else _WAYS[request.mode],
            take=slate.take if slate else None,
            facts=" · ".join((*facts, "sound") if request.generate_audio else facts),
            action=_unspoken(action),
            style=style,
            speech=tuple(map(words_of, speeches(action))),
            look=style or _look(prompt, slate),
            title=f"{slate.shot}, take {slate.take}: {prompt}" if slate else prompt,
            seed=seed,
            media=media,
        )

    def _media(self, request: Generation, slate: Slate | None) -> Iterator[CardMedium]:
        """Everything that was sent, by the name that it has on the storyboard, else by its place in the request."""
        fields = (
            ("first_frame_url", "first frame", (request.first_frame,)),
            ("last_frame_url", "last frame", (request.last_frame,)),
            ("reference_image_urls", "image", request.images),
            ("reference_video_urls", "video", request.videos),
            ("reference_audio_urls", "audio", request.audios),
        )
        for field, kind, urls in fields:
            names = slate.labels.get(field, ()) if slate else ()
            for n, url in enumerate(urls):
                if url is None:
                    continue
                place = kind if kind.endswith("frame") else f"{kind} {n + 1}"
                name = names[n] if n < len(names) else ""
                yield CardMedium(
                    kind=kind,
                    label=_label(name, place, field),
                    picture=None if kind == "audio" else picture(self._library.read(url)),
                )


def _label(name: str, place: str, field: str) -> str:
    if not name:
        return place
    return f"{name} ({place})" if field.startswith("reference") else f"{place}: {name}"


def _unspoken(action: str) -> str:
    """The action with an ellipsis in place of what is said."""
    for speech in reversed(list(speeches(action))):
        action = f"{action[: speech.start()]}“…”{action[speech.end() :]}"
    return action


def _look(prompt: str, slate: Slate | None) -> str:
    """What stands for a style where none is known: the shot's folder, else how the prompt ends, as a style would."""
    if slate is not None:
        return slate.shot.rpartition("/")[0]
    return re.split(r"(?<=[.!?])\s+", prompt)[-1]


def _adapted(media: tuple[CardMedium, ...], shapes: Sequence[str]) -> str:
    """The ratio that `adaptive` stands for: the nearest to the first frame's where it was had, else 16:9."""
    for medium in media:
        if medium.kind == "first frame" and medium.picture is not None:
            return nearest_ratio(*medium.picture.size, shapes)
    return "16:9"
