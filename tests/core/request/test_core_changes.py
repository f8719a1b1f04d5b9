"""What changed, field by field, in the words of whoever reads it."""

import json
from typing import Any

import pytest
from plan_samples import CLIP_A, CLIP_B, frame, local, shot, url

from seedance_make.core.request.changes import Change, changes
from seedance_make.core.request.fingerprint import Document, canonical, document, parse_document
from seedance_make.core.request.request import bind
from seedance_make.core.storyboard.model import ResolvedShot


def doc(one: ResolvedShot, take: int = 1) -> Document:
    found = document(bind(one, take, files={"a.png": CLIP_A}, clips={"door": CLIP_B}))
    assert found
    return found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (shot(), shot(), []),
        (shot(), shot(name="other", note="n"), []),
        (shot(prompt="A  door\nopens."), shot(), []),
        (shot(duration=4), shot(), [("duration", 4, 5)]),
        (shot(), shot(generate_audio=True), [("generate_audio", False, True)]),
        (shot(model="other"), shot(), [("model", "other", "seedance-2.0-mini")]),
        (
            shot(duration=4, resolution="480p", prompt="x"), shot(),
            [("duration", 4, 5), ("resolution", "480p", "720p"), ("prompt", "x", "A door opens.")],
        ),
        (
            shot(prompt=None, media={"first_frame_url": (url("https://x.io/a"),)}), shot(),
            [("prompt", None, "A door opens."), ("first_frame_url", "https://x.io/a", None)],
        ),
        (
            shot(), shot(media={"reference_image_urls": (local("a.png"), url("https://x.io/a"))}),
            [("reference_image_urls", None, [f"sha256:{CLIP_A}", "https://x.io/a"])],
        ),
        (
            shot(media={"first_frame_url": (frame("door"),)}), shot(media={"first_frame_url": (frame("door", "first"),)}),
            [("first_frame_url", f"sha256:{CLIP_B} (last frame)", f"sha256:{CLIP_B} (first frame)")],
        ),
        (
            shot(media={"first_frame_url": (frame("door"),)}), shot(media={"first_frame_url": (frame("door", "at-2.5"),)}),
            [("first_frame_url", f"sha256:{CLIP_B} (last frame)", f"sha256:{CLIP_B} (frame at 2.5 s)")],
        ),
    ],
)  # fmt: skip
def test_fields_that_differ(old: ResolvedShot, new: ResolvedShot, expected: list[tuple[Any, ...]]) -> None:
    assert changes(doc(old), doc(new)) == tuple(Change(field=f, old=o, new=n) for f, o, n in expected)


def test_the_take_is_no_change() -> None:
    assert changes(doc(shot(), 1), doc(shot(), 2)) == ()


def test_nothing_to_compare_with_is_no_change() -> None:
    assert changes(None, doc(shot())) == ()
    assert changes(doc(shot()), None) == ()


def test_a_document_comes_back_from_the_journal() -> None:
    request = bind(shot(), 1, files={}, clips={})
    text = canonical(request)
    assert text
    assert parse_document(text.decode()) == document(request)
    assert changes(parse_document(json.dumps(document(request))), document(request)) == ()


ODD = [
    {}, {"request": None}, {"v": 1, "model": 5, "take": 1, "request": {}}, {"v": 1, "model": "m", "take": 1, "request": [1]},
    {"v": 1, "model": "m", "take": True, "request": {}}, {"v": 1, "model": "m", "take": 1, "request": {}, "more": 1},
]  # fmt: skip


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "null", '"x"', "[" * 9999, *map(json.dumps, ODD)])
def test_garbage_is_no_document(text: str) -> None:
    assert parse_document(text) is None


def test_an_odd_value_is_compared_without_complaint() -> None:
    old = doc(shot())
    old["request"] = old["request"] | {"prompt": {"a": 1}, "duration": None}
    assert [c.field for c in changes(old, doc(shot()))] == ["duration", "prompt"]
