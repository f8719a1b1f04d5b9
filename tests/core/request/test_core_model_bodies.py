"""The body as a model's file has it: its names, lists with roles, constants, what stands for a flag, what is not sent."""

from typing import Any

import pytest
from plan_samples import print_of
from resolving import resolved

from seedance_make.core.request.fingerprint import document
from seedance_make.core.request.price_table import SHIPPED
from seedance_make.core.request.pricing import estimate
from seedance_make.core.request.request import bind, body
from seedance_make.core.storyboard.model import ResolvedShot

FILM = """\
defaults: {model: MODEL, resolution: 480p, duration: 4}
shots:
  words: {prompt: A boat., generate_audio: true, WEB}
  frames: {first_frame: https://x.io/a.png, last_frame: https://x.io/b.png, aspect_ratio: adaptive}
  pictures: {prompt: Them., reference_images: [https://x.io/a.png, https://x.io/b.png], aspect_ratio: 9:16, nsfw_checker: false}
"""
SAME = {"resolution": "480p", "duration": 4, "generate_audio": False, "nsfw_checker": True}
FALLBACK = {"fallback": {"enabled": False}}


def shots_of(model: str, web: str = "web_search: true") -> list[ResolvedShot]:
    board = resolved(FILM.replace("MODEL", model).replace("WEB", web))
    assert [p.message for p in board.problems] == []
    return list(board.shots)


def bodies(*args: str) -> list[dict[str, Any]]:
    return [body(bind(shot, 1, files={}, clips={})) for shot in shots_of(*args)]


@pytest.mark.parametrize("model", ["seedance-2.0-mini", "seedance-2.0-beta", "seedance-2.0-fast-beta"])
def test_flat_as_the_api_document_has_it(model: str) -> None:
    words, frames, pictures = bodies(model)
    assert words == {
        "model": model, "prompt": "A boat.", "aspect_ratio": "16:9", "web_search": True, **SAME, "generate_audio": True,
    }  # fmt: skip
    assert frames == {
        "model": model, "first_frame_url": "https://x.io/a.png", "last_frame_url": "https://x.io/b.png",
        "aspect_ratio": "adaptive", "web_search": False, **SAME,
    }  # fmt: skip
    assert pictures == {
        "model": model, "prompt": "Them.", "reference_image_urls": ["https://x.io/a.png", "https://x.io/b.png"],
        "aspect_ratio": "9:16", "web_search": False, **SAME, "nsfw_checker": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    "model",
    ["doubao-seedance-2.0", "doubao-seedance-2.0-fast", "doubao-seedance-2.0-face", "doubao-seedance-2.0-fast-face"],
)  # fmt: skip
def test_with_roles_and_tools_and_no_other_model_in_its_place(model: str) -> None:
    words, frames, pictures = bodies(model)
    assert words == {
        "model": model, "prompt": "A boat.", "size": "16:9", "tools": [{"type": "web_search"}], **SAME,
        "generate_audio": True, **FALLBACK,
    }  # fmt: skip
    roles = [
        {"url": "https://x.io/a.png", "role": "first_frame"},
        {"url": "https://x.io/b.png", "role": "last_frame"},
    ]
    assert frames == {"model": model, "image_with_roles": roles, "size": "adaptive", **SAME, **FALLBACK}
    assert pictures == {
        "model": model, "prompt": "Them.", "image_urls": ["https://x.io/a.png", "https://x.io/b.png"],
        "size": "9:16", **SAME, "nsfw_checker": False, **FALLBACK,
    }  # fmt: skip


def test_the_larger_one() -> None:
    words, frames, pictures = bodies("doubao-seedance-2.5", "note: none")
    filtered = {"resolution": "480p", "duration": 4, "generate_audio": False, "content_filter": True}
    model = {"model": "doubao-seedance-2.5"}
    assert words == {**model, "prompt": "A boat.", "size": "adaptive", **filtered, "generate_audio": True}
    assert frames["image_with_roles"][1] == {"url": "https://x.io/b.png", "role": "last_frame"}
    assert pictures == {
        **model, "prompt": "Them.", "image_urls": ["https://x.io/a.png", "https://x.io/b.png"],
        "size": "9:16", **filtered, "content_filter": False,
    }  # fmt: skip


def test_the_fingerprint_has_the_storyboards_names_and_nothing_of_the_wire() -> None:
    _, _, pictures = shots_of("doubao-seedance-2.5", "note: none")
    assert document(bind(pictures, 1, files={}, clips={})) == {
        "v": 1, "model": "doubao-seedance-2.5", "take": 1,
        "request": {
            "prompt": "Them.", "aspect_ratio": "9:16", "duration": 4, "generate_audio": False, "nsfw_checker": False,
            "resolution": "480p", "reference_image_urls": [{"url": "https://x.io/a.png"}, {"url": "https://x.io/b.png"}],
        },
    }  # fmt: skip


MADE_UP = """\
model: made-up
confidence: yours
fields:
  prompt: {as: text}
  duration: {least: 8, most: 8, unsent: 8}
  resolution: {values: [768p], default: 768p, as: quality}
  generate_audio: {unsent: false, as: sound}
  web_search: {unsent: false, when_true: {search: {on: true, weight: 0.5}}}
billing: per-task
as_of: 2026-11-01
prices: {768p: {usd_per_task: 0.4}}
"""


def made_up(**fields: Any) -> ResolvedShot:
    text = MADE_UP
    written = ", ".join(f"{name}: {value}" for name, value in fields.items())
    (shot,) = resolved(f"model: made-up\nshots: {{a: {{prompt: x, {written}}}}}", models=[text]).shots
    return shot


def test_what_is_taken_for_granted_is_neither_sent_nor_fingerprinted_until_it_is_set() -> None:
    plain, loud = made_up(), made_up(generate_audio="true", web_search="true")
    assert body(bind(plain, 1, files={}, clips={})) == {"model": "made-up", "text": "x", "quality": "768p"}
    found = document(bind(plain, 1, files={}, clips={}))
    assert found
    assert found["request"] == {"prompt": "x", "resolution": "768p"}
    assert print_of(made_up(generate_audio="false", duration="8")) == print_of(plain) != print_of(loud)
    assert body(bind(loud, 1, files={}, clips={})) == {
        "model": "made-up", "text": "x", "quality": "768p", "sound": True, "search": {"on": True, "weight": 0.5},
    }  # fmt: skip
    assert (plain.duration, plain.aspect_ratio) == (8, "adaptive")


def test_a_task_has_one_price() -> None:
    price = estimate(bind(made_up(), 1, files={}, clips={}), SHIPPED, {})
    assert (price.credits, price.exact, price.ceiling, price.usd_per_second) == (400, True, 400, None)
    assert str(price.usd_per_task) == "0.4"
