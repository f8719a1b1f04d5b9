"""The API document's rules for a generation request: 12 fields and the model, nothing else."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from seedance_make.core.urls import url_flaw as url_fault
from seedance_make.simulator.faults import refusal

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A request that keeps the rules, with the defaults put in."""

    model: str
    mode: str  # t2v, i2v, r2v
    prompt: str  # empty when not sent
    first_frame: str | None
    last_frame: str | None
    images: tuple[str, ...]
    videos: tuple[str, ...]
    audios: tuple[str, ...]
    generate_audio: bool
    resolution: str
    aspect_ratio: str
    duration: int  # seconds


def read_request(body: object, models: Sequence[str], *, paths: bool = False) -> Generation:
    """A JSON value as a request. `paths`: absolute paths pass for URLs. Raises ApiError (20001, 20002, 20004)."""
    if not isinstance(body, dict):
        raise refusal("20001")
    _check_model(body, models)
    for name in body:
        if name != "model" and name not in FIELDS:
            raise refusal("20002", f"unknown parameter: {_shown(name)}")
    for name, value in body.items():
        if name != "model":
            _CHECKS[name](name, value, paths)
    return _read({**_DEFAULTS, **body})


def _check_model(body: Mapping[str, Any], models: Sequence[str]) -> None:
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise refusal("20002", "model is required")
    if model not in models:
        raise refusal("20004", f"model {_shown(model)} is not supported; use {' or '.join(models)}")


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


def _text(name: str, value: object, _paths: bool) -> None:
    if not isinstance(value, str):
        raise refusal("20002", f"{name} must be a string")


def _flag(name: str, value: object, _paths: bool) -> None:
    if not isinstance(value, bool):
        raise refusal("20002", f"{name} must be a boolean")


def _one_of(choices: Sequence[str]) -> "_Check":
    def check(name: str, value: object, _paths: bool) -> None:
        if not isinstance(value, str) or value not in choices:
            raise refusal("20002", f"{name} must be one of: {', '.join(choices)}")

    return check


def _seconds(name: str, value: object, _paths: bool) -> None:
    if type(value) is not int or value not in DURATIONS:
        raise refusal("20002", f"{name} must be an integer from {DURATIONS[0]} to {DURATIONS[-1]}")


def _address(name: str, value: object, paths: bool) -> None:
    if not isinstance(value, str) or not value:
        raise refusal("20002", f"{name} must be a public http(s) URL")
    if paths and _is_path(value):
        return
    wrong = url_fault(value, loopback=True)
    if wrong:
        raise refusal("20002", f"{name} must be a public http(s) URL: {wrong[0]}")


def _addresses(name: str, value: object, paths: bool) -> None:
    most = _LISTS[name]
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise refusal("20002", f"{name} must be a list of 1 to {most} URLs")
    for n, one in enumerate(value):
        _address(f"{name}[{n}]", one, paths)


def _is_path(text: str) -> bool:
    return PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute()


def _shown(name: str) -> str:
    """A name of the sender's in a message: short, and without anything unprintable."""
    return re.sub(r"[^ -~]", "?", name)[:60]


_Check = Callable[[str, object, bool], None]
_CHECKS: Mapping[str, _Check] = {
    "prompt": _text,
    **dict.fromkeys(_FRAMES, _address),
    **dict.fromkeys(_LISTS, _addresses),
    "generate_audio": _flag,
    "resolution": _one_of(RESOLUTIONS),
    "aspect_ratio": _one_of(RATIOS),
    "duration": _seconds,
    "web_search": _flag,
    "nsfw_checker": _flag,
}
