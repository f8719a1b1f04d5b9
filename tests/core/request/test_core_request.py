"""The body and the fingerprint: known answers, made by hand, and what must and must not change them."""

import json
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_samples import CLIP_A, CLIP_B, frame, local, print_of, shot, url

from seedance_make.core.request.fingerprint import (
    Document,
    by_name,
    by_take,
    canonical,
    canonical_json,
    document,
    fingerprint,
)
from seedance_make.core.request.request import ByFrame, bind, body, body_bytes
from seedance_make.core.storyboard.fields import Mode
from seedance_make.core.storyboard.model import ResolvedShot

T2V = (
    '{"model":"seedance-2.0-mini","request":{"aspect_ratio":"16:9","duration":5,"generate_audio":false,'
    '"nsfw_checker":true,"prompt":"A door opens.","resolution":"720p","web_search":false},"take":1,"v":1}'
)
I2V = (
    '{"model":"seedance-2.0-mini","request":{"aspect_ratio":"9:16","duration":8,"first_frame_url":'
    f'{{"frame":"last","sha256":"{CLIP_A}"}},"generate_audio":true,"last_frame_url":{{"url":"https://x.io/b.png"}},'
    '"nsfw_checker":false,"resolution":"480p","web_search":true},"take":3,"v":1}'
)
R2V = (
    '{"model":"seedance-2.0-mini","request":{"aspect_ratio":"16:9","duration":5,"generate_audio":false,'
    '"nsfw_checker":true,"prompt":"Ja, \\"grün\\" \u20ac","reference_audio_urls":[{"url":"https://x.io/c.mp3"}],'
    f'"reference_image_urls":[{{"sha256":"{CLIP_B}"}},{{"frame":"first","sha256":"{CLIP_A}"}}],'
    '"reference_video_urls":[{"url":"https://x.io/v.mp4"}],"resolution":"720p","web_search":false},"take":1,"v":1}'
)
WAVE = shot(
    "wave", None, duration=8, resolution="480p", aspect_ratio="9:16", generate_audio=True, web_search=True, nsfw_checker=False,
    media={"first_frame_url": (frame("door"),), "last_frame_url": (url("https://x.io/b.png"),)},
)  # fmt: skip
CAR = shot(
    "car", 'Ja, "grün" €',
    media={
        "reference_image_urls": (local("a.png"), frame("door", "first")),
        "reference_video_urls": (url("https://x.io/v.mp4"),),
        "reference_audio_urls": (url("https://x.io/c.mp3"),),
    },
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "take", "written"),
    [(shot(), 1, T2V), (WAVE, 3, I2V), (CAR, 1, R2V)],
    ids=["t2v", "i2v", "r2v"],
)
def test_the_fingerprint_is_the_sha256_of_the_document_as_written_by_hand(
    one: ResolvedShot, take: int, written: str
) -> None:
    request = bind(one, take, files={"a.png": CLIP_B}, clips={"door": CLIP_A})
    assert canonical(request) == written.encode()
    assert fingerprint(request) == sha256(written.encode()).hexdigest()


def test_a_fingerprint_that_will_never_change() -> None:
    assert print_of(shot()) == "d29e0f18fbfb88983e2ea3f0b933d019fca6d703e804d89c0610ba7732900fac"


@pytest.mark.parametrize(
    "prompt",
    [
        "A  door\n opens.",
        "  A door opens.  ",
        "A\tdoor\r\nopens.",
        "A\u00a0door\u2003opens.",
        "A\x0bdoor\x85opens.",
    ],
)
def test_white_space_never_buys_again(prompt: str) -> None:
    assert print_of(shot(prompt=prompt)) == print_of(shot())


def test_the_body_keeps_the_prompt_as_written() -> None:
    assert body(bind(shot(prompt="A  door\nopens."), 1, files={}, clips={}))["prompt"] == "A  door\nopens."


@pytest.mark.parametrize(
    "values",
    [
        {"prompt": "A door opens"}, {"prompt": "a door opens."}, {"prompt": "A do or opens."}, {"model": "other"},
        {"duration": 6}, {"resolution": "480p"}, {"aspect_ratio": "adaptive"}, {"generate_audio": True},
        {"web_search": True}, {"nsfw_checker": False}, {"media": {"first_frame_url": (url("https://x.io/a.png"),)}},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_is_sent_makes_another_fingerprint(values: dict[str, Any]) -> None:
    assert print_of(shot(**values)) != print_of(shot())


def test_the_take_makes_another_fingerprint_and_is_not_sent() -> None:
    assert print_of(shot(), take=2) != print_of(shot(), take=1)
    one, two = (bind(shot(takes=(1, 2)), n, files={}, clips={}) for n in (1, 2))
    assert body_bytes(one) == body_bytes(two)


@pytest.mark.parametrize(
    "values",
    [
        {"name": "other"},
        {"tags": ("x",)},
        {"note": "n"},
        {"takes": (1, 2)},
        {"pin": "a" * 12},
        {"enabled": False},
    ],
    ids=str,
)
def test_what_is_not_sent_is_not_in_the_fingerprint(values: dict[str, Any]) -> None:
    assert print_of(shot(**values)) == print_of(shot())


def test_a_local_file_counts_by_its_bytes_and_not_by_its_name() -> None:
    one = shot(media={"reference_image_urls": (local("a.png"),)})
    other = shot(media={"reference_image_urls": (local("b/c.png"),)})
    assert print_of(one, files={"a.png": CLIP_A}) == print_of(other, files={"b/c.png": CLIP_A})
    assert print_of(one, files={"a.png": CLIP_A}) != print_of(one, files={"a.png": CLIP_B})


def test_a_url_counts_as_written_even_when_it_names_the_same_thing() -> None:
    one, other = ({"first_frame_url": (url(u),)} for u in ("https://x.io/a.png", "https://X.io/a.png"))
    assert print_of(shot(media=one)) != print_of(shot(media=other))


def test_a_frame_counts_by_its_clip_and_which_frame_it_is_not_by_the_shot() -> None:
    one = shot(media={"first_frame_url": (frame("door"),)})
    other = shot(media={"first_frame_url": (frame("gate"),)})
    first = shot(media={"first_frame_url": (frame("door", "first"),)})
    same = print_of(one, clips={"door": CLIP_A})
    assert print_of(other, clips={"gate": CLIP_A}) == same
    assert print_of(one, clips={"door": CLIP_B}) != same
    assert print_of(first, clips={"door": CLIP_A}) != same


def test_a_frame_at_a_moment_counts_by_its_seconds() -> None:
    request = bind(
        shot(media={"first_frame_url": (frame("door", "at-2.5"),)}), 1, files={}, clips={"door": CLIP_A}
    )
    told = document(request)
    assert told
    assert told["request"]["first_frame_url"] == {"sha256": CLIP_A, "at": "2.5"}
    assert body(request)["first_frame_url"] == {"shot": "door", "at": "2.5", "sha256": CLIP_A}
    by_upstream = document(request, by_take({"door": 3}))
    assert by_upstream
    assert by_upstream["request"]["first_frame_url"] == {"shot": "door", "take": 3, "at": "2.5"}
    assert by_name(ByFrame(shot="door", frame="at-2.5")) == "the frame at 2.5 s of door"


def test_references_count_in_their_order() -> None:
    two = (url("https://x.io/a.png"), url("https://x.io/b.png"))
    assert print_of(shot(media={"reference_image_urls": two})) != print_of(
        shot(media={"reference_image_urls": two[::-1]})
    )


def test_there_is_no_fingerprint_before_the_upstream_clip() -> None:
    request = bind(shot(media={"first_frame_url": (frame("door"),)}), 1, files={}, clips={"door": None})
    assert (document(request), canonical(request), fingerprint(request)) == (None, None, None)
    assert request.waits_for == ("door",)


def test_each_upstream_shot_is_waited_for_once() -> None:
    media = {"reference_image_urls": (frame("b"), frame("a"), frame("b", "first"), frame("c"))}
    request = bind(shot(media=media), 1, files={}, clips={"c": CLIP_A})
    assert request.waits_for == ("b", "a")


def test_the_body_is_flat_and_nothing_else() -> None:
    assert body(bind(shot(), 1, files={}, clips={})) == {
        "model": "seedance-2.0-mini", "prompt": "A door opens.", "aspect_ratio": "16:9", "duration": 5,
        "generate_audio": False, "nsfw_checker": True, "resolution": "720p", "web_search": False,
    }  # fmt: skip


def test_frames_are_sent_as_texts_and_references_as_lists() -> None:
    media = {"first_frame_url": (url("https://x.io/a.png"),), "last_frame_url": (url("https://x.io/b.png"),)}
    sent = body(bind(shot(prompt=None, media=media), 1, files={}, clips={}))
    assert sent["first_frame_url"] == "https://x.io/a.png"
    assert sent["last_frame_url"] == "https://x.io/b.png"
    assert "prompt" not in sent
    sent = body(
        bind(shot(media={"reference_image_urls": (url("https://x.io/a.png"),)}), 1, files={}, clips={})
    )
    assert sent["reference_image_urls"] == ["https://x.io/a.png"]


def test_placeholders_stand_for_what_is_not_yet_made_or_published() -> None:
    media = {"reference_image_urls": (local("a.png"), frame("door"), frame("gate", "first"))}
    sent = body(bind(shot(media=media), 1, files={"a.png": CLIP_A}, clips={"gate": CLIP_B}))
    assert sent["reference_image_urls"] == [
        {"file": "a.png", "sha256": CLIP_A},
        {"shot": "door", "frame": "last", "sha256": None},
        {"shot": "gate", "frame": "first", "sha256": CLIP_B},
    ]


def test_the_body_goes_over_the_wire_as_utf8_json() -> None:
    sent = body_bytes(bind(CAR, 1, files={"a.png": CLIP_B}, clips={"door": CLIP_A}))
    assert 'grün\\" €'.encode() in sent
    assert json.loads(sent) == body(bind(CAR, 1, files={"a.png": CLIP_B}, clips={"door": CLIP_A}))


def test_the_request_knows_its_mode_and_length() -> None:
    request = bind(WAVE, 2, files={}, clips={})
    assert (request.mode, request.duration, request.resolution, request.take) == (Mode.I2V, 8, "480p", 2)


def test_before_its_clip_exists_a_frame_is_told_by_shot_and_take_or_by_name() -> None:
    request = bind(WAVE, 3, files={}, clips={})
    assert fingerprint(request) is None
    told = document(request, by_take({"door": 2}))
    assert told is not None
    assert told["request"]["first_frame_url"] == {"shot": "door", "take": 2, "frame": "last"}
    named = document(request, by_name)
    assert named is not None
    assert named["request"]["first_frame_url"] == "the last frame of door"
    assert told["request"]["last_frame_url"] == {"url": "https://x.io/b.png"}
    made = document(bind(WAVE, 3, files={}, clips={"door": CLIP_A}))
    assert made is not None
    assert {**made, "request": None} == {**told, "request": None}


def test_without_frames_every_way_of_telling_them_gives_the_fingerprint() -> None:
    request = bind(shot(), 1, files={}, clips={})
    assert fingerprint(request, by_name) == fingerprint(request, by_take({})) == fingerprint(request)


JSON = st.recursive(
    st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcxyz_09", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.text("abcxyz_09", min_size=1), JSON, max_size=5))
def test_the_canonical_form_is_that_of_rfc_8785(request: dict[str, object]) -> None:
    content = Document(v=1, model="m", take=1, request=request)
    assert canonical_json(content) == rfc8785.dumps(content)  # type: ignore[arg-type]
