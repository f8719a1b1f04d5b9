"""Facts and frames of clips, made here with FFmpeg frame by frame so that every pixel is known."""

import io
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import av
import pytest
from av.video.reformatter import Colorspace
from PIL import Image, ImageChops, ImageStat

from seedance_make.media.clip import UnreadableMediaError
from seedance_make.media.cut_frame import cut_frame
from seedance_make.media.png import encode_png
from seedance_make.media.probe import clip_facts, media_seconds, video_seconds
from seedance_make.media.still import still


def picture(n: int, size: tuple[int, int]) -> Image.Image:
    """A frame that tells its number by its colour, and has an edge."""
    image = Image.new("RGB", size, (n * 5 % 256, 255 - n * 5 % 256, 60))
    image.paste((255, 255, 255), (0, 0, size[0] // 3, size[1] // 2))
    return image


def clip(
    tmp_path: Path,
    *,
    frames: int = 30,
    fps: Fraction | int = 24,
    size: tuple[int, int] = (128, 96),
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    name: str = "c.mp4",
    audio: int = 0,
) -> Path:
    path = tmp_path / name
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=fps, options=options or {"crf": "1"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        sound = out.add_stream("aac", rate=8000, layout="mono") if audio else None
        for n in range(frames):
            # Untagged, in the colours that players take for granted at that size.
            colours = Colorspace.ITU709 if size[1] > 576 or size[0] >= 1280 else Colorspace.ITU601
            frame = av.VideoFrame.from_image(picture(n, size)).reformat(
                format="yuv420p", dst_colorspace=colours
            )
            frame.pts, frame.time_base = n, 1 / Fraction(fps)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        if sound:
            frame = av.AudioFrame(format="fltp", layout="mono", samples=8000 * audio)
            frame.planes[0].update(bytes(frame.planes[0].buffer_size))
            frame.sample_rate, frame.pts = 8000, 0
            out.mux(sound.encode(frame))
            out.mux(sound.encode(None))
    return path


def open_png(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    assert (image.format, image.mode, image.info) == ("PNG", "RGB", {})
    return image


def far(a: Image.Image, b: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(a, b)).mean)


def test_the_facts_of_a_clip(tmp_path: Path) -> None:
    facts = clip_facts(clip(tmp_path, frames=97))
    assert (facts.width, facts.height, facts.fps, facts.frames) == (128, 96, Fraction(24), 97)
    assert (facts.seconds, facts.audio) == (Decimal("4.041666666"), False)
    assert clip_facts(clip(tmp_path, audio=1, name="a.mp4")).audio


@pytest.mark.parametrize(
    ("frames", "fps", "seconds"),
    [(48, 24, "2"), (25, 24, "1.041666666"), (2, 3, "0.666666666"), (30, Fraction(30000, 1001), "1.001")],
)
def test_lengths_are_exact(tmp_path: Path, frames: int, fps: Fraction | int, seconds: str) -> None:
    path = clip(tmp_path, frames=frames, fps=fps, options={"crf": "20", "video_track_timescale": "90000"})
    assert video_seconds(path) == Decimal(seconds)
    with path.open("rb") as stream:
        assert video_seconds(stream) == Decimal(seconds)
        assert not stream.closed


def test_the_picture_counts_not_the_sound(tmp_path: Path) -> None:
    assert video_seconds(clip(tmp_path, frames=48, audio=5)) == 2


def test_the_length_of_a_sound(tmp_path: Path) -> None:
    path = tmp_path / "s.wav"
    data = bytes(2 * 8000 * 3)
    head = b"RIFF" + (36 + len(data)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    head += b"\1\0\1\0" + (8000).to_bytes(4, "little") + (16000).to_bytes(4, "little") + b"\2\0\x10\0"
    path.write_bytes(head + b"data" + len(data).to_bytes(4, "little") + data)
    assert media_seconds(path) == 3
    with pytest.raises(UnreadableMediaError, match="has no picture"):
        video_seconds(path)


@pytest.mark.parametrize(
    "options", [{"crf": "1", "bf": "3", "g": "12"}, {"crf": "1", "g": "1"}, {"crf": "1", "bf": "0"}]
)
def test_the_exact_first_and_last_frame(tmp_path: Path, options: dict[str, str]) -> None:
    path = clip(tmp_path, frames=41, options=options)
    first, last = open_png(cut_frame(path, "first")), open_png(cut_frame(path, "last"))
    assert first.size == last.size == (128, 96)
    assert far(first, picture(0, first.size)) < 2
    assert far(last, picture(40, last.size)) < 2
    assert far(last, picture(39, last.size)) > 2


@pytest.mark.parametrize(
    "options",
    [{"crf": "1", "bf": "3", "g": "12"}, {"crf": "1", "g": "1"}, {"crf": "1", "bf": "0", "g": "1000"}],
)
def test_the_frame_nearest_to_a_moment(tmp_path: Path, options: dict[str, str]) -> None:
    path = clip(tmp_path, frames=41, options=options)
    moments = {"0.02": 0, "0.021": 1, "0.5": 12, "0.52": 12, "0.5209": 13, "1": 24, "1.6666": 40, "9": 40}
    for seconds, number in moments.items():
        cut = open_png(cut_frame(path, f"at-{seconds}"))
        distances = {n: far(cut, picture(n, cut.size)) for n in range(41)}
        assert min(distances, key=lambda n: distances[n]) == number, seconds
        assert distances[number] < 2
    assert cut_frame(path, "at-9") == cut_frame(path, "last")


def test_a_clip_that_cannot_be_sought_in_is_read_from_its_beginning(tmp_path: Path) -> None:
    """As MPEG-4 Part 2 in an MP4 without a table of key frames: every frame counts as one."""
    path = clip(tmp_path, frames=41, options={"crf": "1", "g": "12"})
    data = path.read_bytes()
    assert data.count(b"stss") == 1
    path.write_bytes(data.replace(b"stss", b"free"))
    cut = open_png(cut_frame(path, "at-0.75"))
    assert far(cut, picture(18, cut.size)) < 2


def test_one_frame_is_first_and_last(tmp_path: Path) -> None:
    path = clip(tmp_path, frames=1)
    assert cut_frame(path, "first") == cut_frame(path, "last")


@pytest.mark.parametrize("size", [(130, 98), (1112, 834), (98, 130)])
def test_any_size_without_gaps_between_rows(tmp_path: Path, size: tuple[int, int]) -> None:
    path = clip(tmp_path, frames=3, size=size)
    assert far(open_png(cut_frame(path, "last")), picture(2, size)) < 2


def test_the_same_clip_gives_the_same_bytes(tmp_path: Path) -> None:
    path = clip(tmp_path)
    with path.open("rb") as stream:
        assert cut_frame(stream, "last") == cut_frame(path, "last") == cut_frame(path, "last")


def test_a_png_is_its_pixels_alone() -> None:
    image = Image.effect_noise((301, 97), 80).convert("RGB")
    data = encode_png(301, 97, image.tobytes())
    assert open_png(data).tobytes() == image.tobytes()
    assert sha256(encode_png(2, 1, b"\0\1\2\3\4\5")).hexdigest() == (
        "005dd8c1289a1be10123ce1800ab6d4255f82d779a242a97af9e30846a645d1a"
    )
    with pytest.raises(ValueError, match="2x1 pixels take 6 bytes, not 5"):
        encode_png(2, 1, b"12345")


def test_a_still_is_from_within_the_clip(tmp_path: Path) -> None:
    image = still(clip(tmp_path, size=(1280, 720)))
    assert image.size == (1280, 720)
    assert far(image, picture(12, (1280, 720))) < 8


HOSTILE = [
    (b"", "is neither MP4, MOV, WAV nor MP3"),
    (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "is neither MP4, MOV, WAV nor MP3"),
    (b"ffconcat version 1.0\nfile /etc/passwd\n", "is neither MP4, MOV, WAV nor MP3"),
    (b"<?xml version='1.0'?><MPD/>", "is neither MP4, MOV, WAV nor MP3"),
]


@pytest.mark.parametrize(("data", "message"), HOSTILE)
def test_what_is_no_clip_is_never_handed_to_ffmpeg(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(data)
    for read in (video_seconds, clip_facts, still, lambda p: cut_frame(p, "last")):
        with pytest.raises(UnreadableMediaError) as caught:
            read(path)
        assert str(caught.value) == message


def test_a_clip_cut_short(tmp_path: Path) -> None:
    data = clip(tmp_path).read_bytes()
    for size in (40, len(data) // 2):
        with pytest.raises(UnreadableMediaError):
            cut_frame(io.BytesIO(data[:size]), "last")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        video_seconds(tmp_path / "none.mp4")
