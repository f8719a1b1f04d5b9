"""How long reference media play, against what the API is said to take."""

from decimal import Decimal
from typing import Any

import pytest
from plan_samples import local, plan, shot, url

IMAGES = (url("https://x.example/a.png"),)


def said(lengths: dict[str, str], **media: Any) -> list[tuple[str, str]]:
    videos = {f"reference_{kind}_urls": many for kind, many in media.items()}
    files = {"a.mp4": "a" * 64, "b.mp4": "b" * 64, "a.mp3": "c" * 64, "b.mp3": "d" * 64}
    one = shot(media={"reference_image_urls": IMAGES, **videos})
    found = plan(one, files=files, lengths={k: Decimal(v) for k, v in lengths.items()}).problems
    return [(p.name, p.message) for p in found]


A, B = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
SOUND, NOISE = f"sha256:{'c' * 64}", f"sha256:{'d' * 64}"


@pytest.mark.parametrize("seconds", ["2", "1.92", "15", "15.041"])
def test_a_video_of_2_to_15_seconds_is_fine(seconds: str) -> None:
    assert said({A: seconds}, video=(local("a.mp4"),)) == []


@pytest.mark.parametrize(("seconds", "told"), [("1.5", "1.5 s"), ("20", "20 s"), ("15.3", "15.3 s")])
def test_a_shorter_or_longer_one_is_said(seconds: str, told: str) -> None:
    found = said({A: seconds}, video=(local("a.mp4"),))
    assert found[0] == ("video-length", f"`a.mp4` plays {told}; the API is said to take videos of 2 to 15 s")
    assert len(found) == 1


def test_several_are_summed() -> None:
    found = said({A: "8", B: "8"}, video=(local("a.mp4"), local("b.mp4")))
    assert found == [
        ("video-length", "the shot's videos play 16 s in all; the API is said to take up to 15 s")
    ]


def test_sounds_are_summed_too() -> None:
    assert said({SOUND: "15"}, audio=(local("a.mp3"),)) == []
    assert said({SOUND: "15.5"}, audio=(local("a.mp3"),)) == [
        ("audio-length", "the shot's audios play 15.5 s in all; the API is said to take up to 15 s")
    ]
    assert len(said({SOUND: "8", NOISE: "8"}, audio=(local("a.mp3"), local("b.mp3")))) == 1


def test_a_file_whose_length_cannot_be_told_is_said_and_an_address_is_not() -> None:
    assert said({}, video=(local("a.mp4"), url("https://x.example/v.mp4")), audio=(local("a.mp3"),)) == [
        ("video-length", "the length of `a.mp4` cannot be told: it counts as 15 s against caps"),
        ("audio-length", "the length of `a.mp3` cannot be told"),
    ]


def test_an_address_whose_length_is_known_counts() -> None:
    found = said({"https://x.example/v.mp4": "30"}, video=(url("https://x.example/v.mp4"),))
    assert found == [
        ("video-length", "`https://x.example/v.mp4` plays 30 s; the API is said to take videos of 2 to 15 s")
    ]
