"""Real clips, read back with FFmpeg: pixels, rate, frames, sound."""

import io
import threading
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import av
import pytest
from PIL import Image, ImageChops, ImageStat
from simulator_tools import MODEL, URL, body

from seedance_make.core.mp4 import inspect
from seedance_make.media.frames import cut_frame
from seedance_make.media.probe import clip_facts
from seedance_make.simulator.library import Library, picture
from seedance_make.simulator.render.backdrop import palette
from seedance_make.simulator.render.card import Card, CardMedium, CardSpec
from seedance_make.simulator.render.clip import PIXELS, StoppedError, nearest_ratio, render_clip
from seedance_make.simulator.render.lettering import fit, font, legible, wrap_pixels
from seedance_make.simulator.render.sound import RATE, samples
from seedance_make.simulator.rules import RATIOS, RESOLUTIONS, read_request
from seedance_make.simulator.studio import Studio

SIZES = [(res, ratio, size) for res, row in PIXELS.items() for ratio, size in row.items()]


def card(**kw: Any) -> Card:
    facts: dict[str, Any] = {
        "size": (864, 496),
        "seconds": 1,
        "mode": "t2v",
        "prompt": "A kitten yawns.",
        "facts": "480p",
        "digest": "ab" * 32,
        "seed": 1,
    }
    return Card(**(facts | kw))


def plain(colour: tuple[int, int, int], size: tuple[int, int] = (320, 180)) -> Image.Image:
    return Image.new("RGB", size, colour)


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def far(a: Image.Image, b: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(a, b)).mean)


def test_the_table_has_every_resolution_and_ratio() -> None:
    assert set(PIXELS) == set(RESOLUTIONS)
    assert all({*row, "adaptive"} == set(RATIOS) for row in PIXELS.values())
    assert PIXELS["480p"]["21:9"] == (992, 432)
    assert PIXELS["720p"]["4:3"] == (1112, 834)


@pytest.mark.parametrize(("resolution", "ratio", "size"), SIZES)
def test_each_size_is_drawn_to_the_pixel(
    tmp_path: Path, resolution: str, ratio: str, size: tuple[int, int]
) -> None:
    target = tmp_path / "clip.mp4"
    render_clip(card(size=size, media=(CardMedium(label="image 1"),)), target, audio=False)
    facts = clip_facts(target)
    assert (facts.width, facts.height, facts.fps, facts.frames, facts.audio) == (
        *size,
        Fraction(24),
        25,
        False,
    )
    assert facts.seconds * 24 // 1 == 24  # 25/24 s, rounded down


def test_the_colours_survive(tmp_path: Path) -> None:
    """What is drawn is what a frame cut out of the clip shows."""
    for size in ((864, 496), (1280, 720)):
        target, drawn = tmp_path / "clip.mp4", card(size=size)
        render_clip(drawn, target, audio=False)
        with Image.open(io.BytesIO(cut_frame(target, "last"))) as last:
            assert far(last, CardSpec(drawn).frame(24)) < 2.5
        with av.open(str(target)) as clip:
            assert clip.streams.video[0].codec_context.colorspace == 1


def test_a_clip_with_sound(tmp_path: Path) -> None:
    target = tmp_path / "clip.mp4"
    render_clip(card(seconds=4), target, audio=True)
    data = target.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert inspect(lambda at, n: data[at : at + n], len(data)).whole
    with av.open(io.BytesIO(data)) as clip:
        assert isinstance(clip, av.container.InputContainer)
        video, sound = clip.streams.video[0], clip.streams.audio[0]
        assert (video.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert video.codec_context.pix_fmt == "yuv420p"
        assert clip.metadata["comment"] == "Simulated by seedance-make. No model made this."
        assert sound.duration is not None
        assert sound.time_base is not None
        assert abs(float(sound.duration * sound.time_base) - 97 / 24) < 0.05
        assert len(list(clip.decode(video=0))) == 97


def test_the_sound_is_quiet_and_long_enough() -> None:
    sound = samples(RATE * 4 + 10, "00" * 32)
    assert len(sound) == RATE * 4 + 10
    assert 0.05 < max(map(abs, sound)) < 0.3
    assert abs(sound[0]) < 0.01 > abs(sound[-1])
    assert samples(100, "00" * 32) != samples(100, "00" * 3 + "01" * 29)


def test_it_moves() -> None:
    scene = CardSpec(card(seconds=4))
    assert far(scene.frame(0), scene.frame(48)) > 0.5


def test_the_same_request_wears_the_same_colours() -> None:
    assert palette("ab" * 32) == palette("ab" * 32)
    assert palette("ab" * 32) != palette("cd" * 32)


def test_it_begins_with_the_first_frame_and_ends_with_the_last() -> None:
    """Clean, to the pixel: another shot may take up either."""
    first, last = (Image.effect_noise((864, 496), 90).convert("RGB") for _ in range(2))
    media = (CardMedium(label="first frame", picture=first), CardMedium(label="last frame", picture=last))
    scene = CardSpec(card(mode="i2v", media=media))
    assert scene.frame(0).tobytes() == first.tobytes()
    assert scene.frame(24).tobytes() == last.tobytes()
    assert far(scene.frame(12), last) > 5 < far(scene.frame(12), first)
    alone = CardSpec(card(mode="i2v", media=media[:1]))
    assert alone.frame(0).tobytes() == first.tobytes()


def test_its_words_come_and_go() -> None:
    worded, bare = CardSpec(card(prompt="WORDS " * 9)), CardSpec(card(prompt=""))
    assert [far(worded.frame(n), bare.frame(n)) > 0 for n in (0, 1, 12, 23, 24)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_full_card_of_every_mode_and_script() -> None:
    media = tuple(CardMedium(label=f"image {n}", picture=plain((n * 20, 90, 90))) for n in range(9))
    media += tuple(CardMedium(label=f"audio {n}") for n in range(3))
    for size in ((496, 864), (992, 432)):
        for prompt in (
            "",
            "word " * 4000,
            "x" * 5000,
            "昼下がりの港 مرحبا Привет 🙂\n\n\tÀ bientôt",
            "\x1b[2J\u202e",
        ):
            drawn = CardSpec(card(size=size, mode="r2v", prompt=prompt, media=media)).frame(12)
            assert (drawn.size, far(drawn, Image.new("RGB", size)) > 1) == (size, True)


def test_words_wrap_and_shrink() -> None:
    face = font(20)
    lines = wrap_pixels("one two three\nfour " + "x" * 100, face, 140)
    assert lines[:3] == ["one two three", "four", "x" * len(lines[2])]
    assert all(face.getlength(line) <= 140 for line in lines)
    assert "".join(lines[2:]) == "x" * 100
    assert fit("short", "", (400, 200), (10, 40)) == (["short"], 40)
    long, size = fit("word " * 500, "", (400, 200), (10, 40))
    assert size == 10
    assert long[-1].endswith(" …")


def test_letters_that_no_font_has_are_named() -> None:
    assert legible("plain") == ("plain", "")
    text, _font = legible("\U00012000\U00012001 and 🙂 more")
    assert text == "[cuneiform] and  more"


@pytest.mark.parametrize(
    ("size", "ratio"),
    [((1920, 1080), "16:9"), ((1080, 1920), "9:16"), ((500, 500), "1:1"), ((1000, 760), "4:3"), ((600, 800), "3:4"),
     ((2560, 1080), "21:9"), ((3000, 300), "21:9"), ((300, 3000), "9:16")],
)  # fmt: skip
def test_adaptive_takes_the_nearest(size: tuple[int, int], ratio: str) -> None:
    assert nearest_ratio(*size) == ratio


def studio_card(tmp_path: Path, opened: dict[str, bytes], **fields: Any) -> Card:
    studio = Studio(Library(tmp_path, opened.get), 1)
    try:
        request = read_request(body(**fields), (MODEL,))
        assert request
        return studio.card(request, 1)
    finally:
        studio.close()


def test_a_request_becomes_a_card(tmp_path: Path) -> None:
    opened = {URL: png(plain((9, 9, 9), (400, 800)))}
    drawn = studio_card(
        tmp_path, opened, prompt="A kitten [[slow 3]] yawns", first_frame_url=URL, aspect_ratio="adaptive"
    )
    assert drawn.size == (496, 864)
    assert drawn.prompt == "A kitten yawns"
    assert drawn.facts == "480p · 9:16 · 4 s · seedance-2.0-mini"
    assert [(m.label, m.picture and m.picture.size) for m in drawn.media] == [("first frame", (400, 800))]


def test_pictures_out_of_reach_are_only_named(tmp_path: Path) -> None:
    fields = {"reference_image_urls": [URL], "reference_video_urls": [URL], "reference_audio_urls": [URL]}
    drawn = studio_card(tmp_path, {}, aspect_ratio="adaptive", generate_audio=True, **fields)
    assert drawn.facts == "480p · 16:9 · 4 s · seedance-2.0-mini · sound"
    assert [(m.label, m.picture) for m in drawn.media] == [
        ("image 1", None),
        ("video 1", None),
        ("audio 1", None),
    ]


def _size(data: bytes) -> tuple[int, int]:
    found = picture(data)
    assert found
    return found.size


def test_pictures_are_read_with_care(tmp_path: Path) -> None:
    clip = tmp_path / "c.mp4"
    render_clip(card(), clip, audio=False)
    assert _size(clip.read_bytes()) == (864, 496)
    assert _size(png(plain((1, 2, 3), (4000, 10)))) == (1600, 4)
    for data in (
        None,
        b"",
        b"#EXTM3U\nhttp://127.0.0.1/",
        clip.read_bytes()[:300],
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
    ):
        assert picture(data) is None


def test_what_cannot_be_opened_is_not_there(tmp_path: Path) -> None:
    def broken(url: str) -> None:
        raise PermissionError(url)

    assert Library(tmp_path, broken).read(URL) is None
    assert Library(tmp_path, None).read("http://127.0.0.1:9/nobody") is None
    assert Library(tmp_path, None).read("http://127.0.0.1:9/media/tasks/../../etc/passwd") is None


def test_drawing_can_be_stopped(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(StoppedError):
        render_clip(card(), tmp_path / "clip.mp4", audio=False, stop=stop)


def test_closing_the_studio_leaves_no_part(tmp_path: Path) -> None:
    studio = Studio(Library(tmp_path, None), 1)
    request = read_request(body(duration=15), (MODEL,))
    for n in range(3):
        studio.draw(request, tmp_path / f"{n}.mp4", Random(1).getrandbits(32))
    studio.close()
    assert list(tmp_path.iterdir()) == []
