"""The API document's rules for its one model: 12 fields, nothing else. Written from the document, and not from our own tables
and files: whatever these say wrong is refused here.
"""

from collections.abc import Mapping
from typing import Any

from seedance_make.core.storyboard.video_model import Output
from seedance_make.simulator.faults import refusal
from seedance_make.simulator.rules.generation import Generation
from seedance_make.simulator.rules.values import (
    ValueCheck,
    address,
    addresses,
    flag,
    one_of,
    shown,
    text,
    whole,
)

RESOLUTIONS = ("480p", "720p")
RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "adaptive")
DURATIONS = range(4, 16)  # seconds
_LISTS = {"reference_image_urls": 9, "reference_video_urls": 3, "reference_audio_urls": 3}
_FRAMES = ("first_frame_url", "last_frame_url")
_DEFAULTS: Mapping[str, Any] = {
    "generate_audio": False,
    "resolution": "720p",
    "aspect_ratio": "16:9",
    "duration": 5,
    "web_search": False,
    "nsfw_checker": True,
}
FIELDS = ("prompt", *_FRAMES, *_LISTS, *_DEFAULTS)
PIXELS = {
    "480p": {
        "16:9": (864, 496), "9:16": (496, 864), "1:1": (640, 640),
        "4:3": (752, 560), "3:4": (560, 752), "21:9": (992, 432),
    },
    "720p": {
        "16:9": (1280, 720), "9:16": (720, 1280), "1:1": (960, 960),
        "4:3": (1112, 834), "3:4": (834, 1112), "21:9": (1470, 630),
    },
}  # fmt: skip
"""Width and height of what the API delivers, by resolution and aspect ratio."""
OUTPUT = Output(fps=24, extra_frames=1, pixels=PIXELS)
"""24·d + 1 frames."""


def read_by_document(body: Mapping[str, Any], *, paths: bool) -> Generation:
    """A body that names the document's model as a request. Raises ApiError (20002)."""
    for name in body:
        if name != "model" and name not in FIELDS:
            raise refusal("20002", f"unknown parameter: {shown(name)}")
    for name, value in body.items():
        if name != "model":
            _CHECKS[name](name, value, paths)
    return _read({**_DEFAULTS, **body})


def _read(body: Mapping[str, Any]) -> Generation:
    return Generation(
        model=body["model"],
        mode=_mode(body),
        prompt=body.get("prompt", ""),
        first_frame=body.get("first_frame_url"),
        last_frame=body.get("last_frame_url"),
        images=tuple(body.get("reference_image_urls", ())),
        videos=tuple(body.get("reference_video_urls", ())),
        audios=tuple(body.get("reference_audio_urls", ())),
        generate_audio=body["generate_audio"],
        resolution=body["resolution"],
        aspect_ratio=body["aspect_ratio"],
        duration=body["duration"],
        output=OUTPUT,
        shapes=RATIOS[:-1],
    )


def _mode(body: Mapping[str, Any]) -> str:
    """Chosen by the inputs. Raises ApiError for mixtures that no mode has."""
    references = [name for name in _LISTS if name in body]
    frames = [name for name in _FRAMES if name in body]
    prompted = bool(body.get("prompt", "").strip())
    if frames and references:
        raise refusal("20002", f"{frames[0]} cannot be combined with {references[0]}")
    if frames:
        if "first_frame_url" not in body:
            raise refusal("20002", "last_frame_url requires first_frame_url")
        return "i2v"
    if not references:
        if not prompted:
            raise refusal("20002", "prompt is required for text-to-video")
        return "t2v"
    if references == ["reference_audio_urls"]:
        raise refusal("20002", "reference_audio_urls requires a reference image or video")
    if "reference_image_urls" not in body and not prompted:
        raise refusal("20002", "prompt is required without reference_image_urls")
    return "r2v"


_CHECKS: Mapping[str, ValueCheck] = {
    "prompt": text,
    **dict.fromkeys(_FRAMES, address),
    **{name: addresses(most) for name, most in _LISTS.items()},
    "generate_audio": flag,
    "resolution": one_of(RESOLUTIONS),
    "aspect_ratio": one_of(RATIOS),
    "duration": whole(DURATIONS[0], DURATIONS[-1]),
    "web_search": flag,
    "nsfw_checker": flag,
}
