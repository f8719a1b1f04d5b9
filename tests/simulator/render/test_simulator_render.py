"""Real clips, read back with FFmpeg: pixels, rate, frames, sound."""

import io
import threading
from fractions import Fraction
from pathlib import Path
from random import Random

import av
import pytest
from PIL import Image
from render_tools import card, far, plain, png
from simulator_tools import ONLY, URL, body

from seedance_make.core.mp4 import inspect
from seedance_make.media.cut_frame import cut_frame
from seedance_make.media.probe import clip_facts
from seedance_make.simulator.library import Library, picture
from seedance_make.simulator.render.card import draw_card
from seedance_make.simulator.render.clip import StoppedError, nearest_ratio, render_clip
from seedance_make.simulator.render.pictures import CardMedium
from seedance_make.simulator.render.sound import RATE, samples
from seedance_make.simulator.rules.check_body import check_body
from seedance_make.simulator.rules.document import PIXELS, RATIOS, RESOLUTIONS
from seedance_make.simulator.studio import Studio

SIZES = [(res, ratio, size) for res, row in PIXELS.items() for ratio, size in row.items()]


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
    render_clip(card(size=size, media=(CardMedium(kind="image", label="image 1"),)), target, audio=False)
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
    for size in ((864, 496), (1470, 630)):
        target, drawn = tmp_path / "clip.mp4", card(size=size)
        render_clip(drawn, target, audio=False)
        with Image.open(io.BytesIO(cut_frame(target, "first"))) as first:
            assert far(first, draw_card(drawn).image) < 2.5
        with av.open(str(target)) as clip:
            assert clip.streams.video[0].codec_context.colorspace == 1


def test_a_clip_with_sound(tmp_path: Path) -> None:
    target = tmp_path / "clip.mp4"
    render_clip(card(seconds=4), target, audio=True)
    data = target.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert inspect(lambda at, n: data[at : at + n], len(data)).flaw is None
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
    sound = samples(RATE * 4 + 10, "noir")
    assert len(sound) == RATE * 4 + 10
    assert 0.05 < max(map(abs, sound)) < 0.3
    assert abs(sound[0]) < 0.01 > abs(sound[-1])
    assert len({tuple(samples(100, f"look {n}")) for n in range(20)}) == 4  # keys


def test_only_the_footer_moves(tmp_path: Path) -> None:
    """So a clip costs one card and a few rows of pixels a frame."""
    target = tmp_path / "clip.mp4"
    render_clip(card(seconds=4), target, audio=False)
    with av.open(str(target)) as clip:
        frames = [frame.to_image() for frame in clip.decode(video=0)]
    top = draw_card(card()).footer.top
    body, footer = (0, 0, 864, top), (0, top, 864, 496)
    for number in (1, 48, 96):
        assert far(frames[0].crop(body), frames[number].crop(body)) < 1.5
        assert far(frames[0].crop(footer), frames[number].crop(footer)) > 0.2


def test_the_text_is_the_file_s_title(tmp_path: Path) -> None:
    target = tmp_path / "clip.mp4"
    render_clip(card(title="harbour, take 2: 昼下がりの港"), target, audio=False)
    with av.open(str(target)) as clip:
        assert clip.metadata["title"] == "harbour, take 2: 昼下がりの港"


@pytest.mark.parametrize(
    ("size", "ratio"),
    [((1920, 1080), "16:9"), ((1080, 1920), "9:16"), ((500, 500), "1:1"), ((1000, 760), "4:3"), ((600, 800), "3:4"),
     ((2560, 1080), "21:9"), ((3000, 300), "21:9"), ((300, 3000), "9:16")],
)  # fmt: skip
def test_adaptive_takes_the_nearest(size: tuple[int, int], ratio: str) -> None:
    assert nearest_ratio(*size, PIXELS["720p"]) == ratio


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
    request = check_body(body(duration=15), ONLY)
    for n in range(3):
        studio.draw(request, None, tmp_path / f"{n}.mp4", Random(1).getrandbits(32))
    studio.close()
    assert list(tmp_path.iterdir()) == []
