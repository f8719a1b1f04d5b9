"""A model's rules as its file has them: what the tool sends is taken, and everything else is refused."""

from typing import Any

import pytest
from resolving import model_library, resolved
from simulator_tools import URL

from seedance_make.core.request.request import bind, body
from seedance_make.core.storyboard.video_model import DEFAULT_MODEL
from seedance_make.load.models.library import shipped_models
from seedance_make.simulator.faults import ApiError
from seedance_make.simulator.rules.check_body import check_body
from seedance_make.simulator.rules.generation import Generation

SHIPPED = shipped_models()
LARGE, LARGEST, FLAT = "doubao-seedance-2.0", "doubao-seedance-2.5", "seedance-2.0-beta"
OTHERS = [name for name in SHIPPED if name != DEFAULT_MODEL]
MADE_UP = """\
model: made-up
confidence: yours
fields:
  prompt: {as: text}
  first_frame_url: {in: pictures, role: opening}
  reference_image_urls: {most: 2, as: looks}
  duration: {least: 8, most: 8, unsent: 8}
  resolution: {values: [768p], default: 768p, as: quality}
  generate_audio: {default: true, as: sound}
  web_search: {unsent: false, when_true: {search: {on: true}}}
excludes: [[first_frame_url, web_search]]
sends: {tier: basic}
billing: per-task
as_of: 2026-11-01
prices: {768p: {usd_per_task: 0.4}}
output: {fps: 30}
"""
MODELS = model_library(MADE_UP)


def read(value: dict[str, Any]) -> Generation:
    return check_body(value, MODELS)


def refused(model: str, **fields: Any) -> str:
    whole = {"model": model, "prompt": "A boat", **fields}
    with pytest.raises(ApiError) as caught:
        read({name: value for name, value in whole.items() if value is not ...})
    assert caught.value.fault.code == "20002"
    return caught.value.fault.message


FILM = """\
defaults: {model: MODEL, resolution: 480p, duration: 6}
shots:
  words: {prompt: A boat., generate_audio: true, WEB}
  frames: {first_frame: https://x.io/a.png, last_frame: https://x.io/b.png, aspect_ratio: adaptive}
  pictures: {prompt: Them., reference_images: [https://x.io/a.png, https://x.io/b.png], aspect_ratio: 9:16, nsfw_checker: false}
"""


@pytest.mark.parametrize("model", SHIPPED)
def test_what_the_tool_sends_is_read_back_as_it_was_meant(model: str) -> None:
    web = "web_search: true" if "web_search" in SHIPPED[model].fields else "note: none"
    shots = resolved(FILM.replace("MODEL", model).replace("WEB", web)).shots
    words, frames, pictures = (read(body(bind(shot, 1, files={}, clips={}))) for shot in shots)
    assert [(g.model, g.mode, g.resolution, g.duration) for g in (words, frames, pictures)] == [
        (model, mode, "480p", 6) for mode in ("t2v", "i2v", "r2v")
    ]
    assert (words.prompt, words.generate_audio, frames.generate_audio) == ("A boat.", True, False)
    assert (frames.first_frame, frames.last_frame) == ("https://x.io/a.png", "https://x.io/b.png")
    assert (frames.aspect_ratio, pictures.aspect_ratio) == ("adaptive", "9:16")
    assert pictures.images == ("https://x.io/a.png", "https://x.io/b.png")


@pytest.mark.parametrize("model", OTHERS)
def test_defaults_and_the_form_of_the_clip_are_the_file_s(model: str) -> None:
    plain = read({"model": model, "prompt": "x"})
    defaults = SHIPPED[model].defaults
    assert (plain.resolution, plain.duration, plain.aspect_ratio) == (
        defaults["resolution"],
        defaults["duration"],
        defaults["aspect_ratio"],
    )
    assert (plain.output, plain.wants_last_frame) == (SHIPPED[model].output, False)
    assert "adaptive" not in plain.shapes
    assert read({"model": model, "prompt": "x", "return_last_frame": True}).wants_last_frame


ROLE = {"url": URL, "role": "first_frame"}


@pytest.mark.parametrize(
    ("model", "fields", "message"),
    [
        (LARGE, {"seed": 1}, "unknown parameter: seed"),
        (LARGE, {"aspect_ratio": "16:9"}, "unknown parameter: aspect_ratio"),
        (LARGE, {"first_frame_url": URL}, "unknown parameter: first_frame_url"),
        (LARGE, {"web_search": True}, "unknown parameter: web_search"),
        (FLAT, {"size": "16:9"}, "unknown parameter: size"),
        (LARGEST, {"tools": [{"type": "web_search"}]}, "unknown parameter: tools"),
        (LARGEST, {"nsfw_checker": True}, "unknown parameter: nsfw_checker"),
        (LARGEST, {"video_urls": [URL]}, "unknown parameter: video_urls"),
        (LARGE, {"size": "2:1"}, "size must be one of: 16:9, 9:16, 1:1, 4:3, 3:4, 21:9, adaptive"),
        (LARGE, {"resolution": "8k"}, "resolution must be one of: 480p, 720p, 1080p, 4k"),
        (LARGEST, {"resolution": "4k"}, "resolution must be one of: 480p, 720p, 1080p"),
        (LARGE, {"duration": 16}, "duration must be an integer from 4 to 15"),
        (LARGEST, {"duration": -1}, "duration must be an integer from 4 to 30"),
        (LARGE, {"generate_audio": "yes"}, "generate_audio must be a boolean"),
        (LARGE, {"prompt": 5}, "prompt must be a string"),
        (LARGE, {"prompt": " "}, "prompt is required without an image"),
        (LARGE, {"tools": True}, 'tools must be [{"type": "web_search"}]'),
        (LARGE, {"fallback": {"enabled": True}}, 'fallback must be {"enabled": false}'),
        (LARGE, {"return_last_frame": "yes"}, "return_last_frame must be a boolean"),
        (LARGE, {"image_urls": [URL] * 10}, "image_urls must be a list of 1 to 9 URLs"),
        (LARGEST, {"image_urls": [URL] * 31}, "image_urls must be a list of 1 to 30 URLs"),
        (LARGE, {"image_urls": ["/etc/passwd"]}, "image_urls[0] must be a public http(s) URL: must be an http or https URL, not one without a scheme"),
        (LARGE, {"image_with_roles": []}, "image_with_roles must be a list of {url, role}"),
        (LARGE, {"image_with_roles": [URL]}, "image_with_roles[0] must have url and role"),
        (LARGE, {"image_with_roles": [{**ROLE, "role": "middle"}]}, "image_with_roles[0].role must be one of: first_frame, last_frame"),
        (LARGE, {"image_with_roles": [{**ROLE, "url": ""}]}, "image_with_roles[0].url must be a public http(s) URL"),
        (LARGE, {"image_with_roles": [ROLE, ROLE]}, "image_with_roles[1].role is a second first_frame"),
        (LARGE, {"image_with_roles": [{**ROLE, "role": "last_frame"}]}, "image_with_roles (last_frame) requires image_with_roles (first_frame)"),
        (LARGE, {"image_with_roles": [ROLE], "image_urls": [URL]}, "image_with_roles (first_frame) cannot be combined with image_urls"),
        (LARGE, {"image_with_roles": [ROLE], "video_urls": [URL]}, "image_with_roles (first_frame) cannot be combined with video_urls"),
        (LARGE, {"audio_urls": [URL]}, "audio_urls requires image_with_roles (first_frame) or image_with_roles (last_frame) or image_urls or video_urls"),
        (LARGE, {"video_urls": [URL], "prompt": ""}, "prompt is required without an image"),
        (FLAT, {"last_frame_url": URL}, "last_frame_url requires first_frame_url"),
        (FLAT, {"first_frame_url": URL, "reference_image_urls": [URL]}, "first_frame_url cannot be combined with reference_image_urls"),
        ("made-up", {}, "unknown parameter: prompt"),
        ("made-up", {"prompt": ..., "pictures": [{"url": URL, "role": "opening"}], "search": {"on": True}}, "pictures (opening) cannot be combined with search"),
        ("made-up", {"prompt": ..., "text": "x", "tier": "best"}, 'tier must be "basic"'),
    ],
)  # fmt: skip
def test_what_is_refused(model: str, fields: dict[str, Any], message: str) -> None:
    assert refused(model, **fields) == message


def test_a_model_that_somebody_made_up() -> None:
    plain = read({"model": "made-up", "text": "x", "tier": "basic"})
    assert (plain.duration, plain.resolution, plain.aspect_ratio, plain.generate_audio) == (
        8,
        "768p",
        "adaptive",
        True,
    )
    assert (plain.output.fps, plain.output.frames(8), plain.shapes[0]) == (30, 240, "16:9")
    opened = read({"model": "made-up", "pictures": [{"url": URL, "role": "opening"}], "sound": False})
    assert (opened.first_frame, opened.generate_audio, opened.mode) == (URL, False, "i2v")
    mixed = read({"model": "made-up", "pictures": [{"url": URL, "role": "opening"}], "looks": [URL]})
    assert (mixed.first_frame, mixed.images) == (URL, (URL,))


def test_a_model_that_nobody_knows() -> None:
    with pytest.raises(ApiError) as caught:
        check_body({"model": "kling-9"}, {LARGE: SHIPPED[LARGE], FLAT: SHIPPED[FLAT]})
    assert (caught.value.fault.code, caught.value.fault.message) == (
        "20004",
        "model kling-9 is not supported; use doubao-seedance-2.0 or seedance-2.0-beta",
    )
