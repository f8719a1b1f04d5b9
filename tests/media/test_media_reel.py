"""The reel: to the frame and to the sample, copied where that can be, letterboxed where sizes differ."""

from array import array
from fractions import Fraction
from pathlib import Path

import av
import pytest
from made_clips import colour, write_clip
from PIL import Image

from seedance_make.media.clip import UnreadableMediaError
from seedance_make.media.probe import clip_facts
from seedance_make.media.reel.part import Part, Size
from seedance_make.media.reel.reel import ReelPlan, write_reel
from seedance_make.media.reel.takes import write_takes

SIZE = Size(width=160, height=96)


def part(clip: Path, frames: int = 25) -> Part:
    return Part(frames=frames, label=clip.stem, clip=clip)


def reel(
    tmp_path: Path, *parts: Part, size: Size = SIZE, sound: bool = False, **more: object
) -> tuple[Path, bool]:
    done: list[int] = []
    plan = ReelPlan(parts=parts, size=size, sound=sound, **more)  # type: ignore[arg-type]
    target = tmp_path / "reel.mp4"
    copied = write_reel(plan, target, done.append)
    assert sum(done) == sum(p.frames for p in parts)
    return target, copied


def frames(path: Path) -> list[Image.Image]:
    """Every frame in order; their times are checked on the way."""
    found = []
    with av.open(str(path)) as film:
        for number, frame in enumerate(film.decode(video=0)):
            assert frame.pts is not None
            assert frame.time_base is not None
            assert frame.pts * frame.time_base == Fraction(number, 24)
            found.append(frame.to_image())
    return found


def middle(picture: Image.Image) -> tuple[int, ...]:
    found = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(found, tuple)
    return found


def near(one: tuple[int, ...], other: tuple[int, ...], most: int = 14) -> bool:
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def loudness(path: Path) -> list[float]:
    """The loudest sample of each frame of the film."""
    samples = array("f")
    with av.open(str(path)) as film:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=48000)
        for frame in film.decode(audio=0):
            for piece in resampler.resample(frame):
                samples.frombytes(bytes(piece.planes[0])[: piece.samples * 4])
    return [max(map(abs, samples[n : n + 2000])) for n in range(0, len(samples) - 1999, 2000)]


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as film:
        return [bytes(p) for p in film.demux(video=0) if p.dts is not None]


def test_clips_alike_are_copied_as_they_are_coded(tmp_path: Path) -> None:
    one, other = (write_clip(tmp_path / f"{n}.mp4", shift=n, sound=True) for n in (0, 100))
    path, copied = reel(tmp_path, part(one), part(other), part(one), sound=True)
    assert copied
    assert packets(path) == packets(one) + packets(other) + packets(one)
    facts = clip_facts(path)
    assert (facts.frames, int(facts.fps), facts.width, facts.height, facts.audio) == (75, 24, 160, 96, True)
    seen = frames(path)
    assert near(middle(seen[24]), colour(24))
    assert near(middle(seen[25]), colour(0, 100))
    assert near(middle(seen[74]), colour(24))


def test_pictures_that_go_back_and_forth_in_time_are_copied_in_order(tmp_path: Path) -> None:
    clips = [
        write_clip(tmp_path / f"{n}.mp4", frames=40, shift=n, options={"bf": "3", "crf": "10"})
        for n in (0, 90)
    ]
    path, copied = reel(tmp_path, *(part(c, 40) for c in clips))
    assert copied
    seen = frames(path)
    assert [near(middle(seen[n]), colour(n % 40, 90 * (n // 40))) for n in range(80)] == [True] * 80


def test_another_size_is_letterboxed_and_never_stretched(tmp_path: Path) -> None:
    wide, tall = write_clip(tmp_path / "w.mp4"), write_clip(tmp_path / "t.mp4", size=(96, 160), shift=120)
    path, copied = reel(tmp_path, part(wide), part(tall))
    assert not copied
    seen = frames(path)
    assert len(seen) == 50
    assert near(middle(seen[10]), colour(10))
    picture = seen[35]
    assert near(middle(picture), colour(10, 120))
    across = [near(picture.getpixel((x, 48)), (0, 0, 0)) for x in range(160)]  # type: ignore[arg-type]
    assert abs(across.count(False) - 58) <= 2  # 96 × 96/160, in the middle of 160
    assert (across[:48], across[112:]) == ([True] * 48, [True] * 48)


@pytest.mark.parametrize(
    ("fps", "count", "film"), [(25, 50, 48), (Fraction(30000, 1001), 60, 48), (12, 12, 24)]
)
def test_a_clip_at_another_rate_keeps_its_time(
    tmp_path: Path, fps: int | Fraction, count: int, film: int
) -> None:
    clip = write_clip(tmp_path / "c.mp4", frames=count, fps=fps)
    path, copied = reel(tmp_path, part(clip, film))
    assert not copied
    seen = frames(path)
    assert len(seen) == film
    wanted = [min(count - 1, int(Fraction(2 * n + 1, 48) * fps)) for n in range(film)]
    assert [near(middle(p), colour(n)) for p, n in zip(seen, wanted, strict=True)] == [True] * film


def test_a_card_stands_as_long_as_the_shot_will_be(tmp_path: Path) -> None:
    card = Image.new("RGB", (160, 96), (200, 40, 40))
    path, _ = reel(tmp_path, part(write_clip(tmp_path / "c.mp4")), Part(frames=97, label="x", card=card))
    seen = frames(path)
    assert len(seen) == 122
    assert all(near(middle(p), (200, 40, 40)) for p in seen[25:])


def test_silence_where_others_have_sound_and_every_cut_at_its_sample(tmp_path: Path) -> None:
    loud = write_clip(tmp_path / "a.mp4", sound=True, frames=24)
    silent = write_clip(tmp_path / "b.mp4", frames=24)
    path, copied = reel(tmp_path, *(part(c, 24) for c in (silent, loud, silent, loud)), sound=True)
    assert copied  # the pictures: sound is coded anew all the same
    heard = [level > 0.2 for level in loudness(path)]
    assert heard[1:23] + heard[25:47] + heard[49:71] + heard[73:95] == 2 * ([False] * 22 + [True] * 22)


def test_without_sound_anywhere_there_is_none(tmp_path: Path) -> None:
    path, _ = reel(tmp_path, part(write_clip(tmp_path / "c.mp4")))
    assert clip_facts(path).audio is False


def test_a_temp_track_lies_under_it_and_ends_with_the_film(tmp_path: Path) -> None:
    music = write_clip(tmp_path / "music.mp4", frames=30, sound=True)
    clip = write_clip(tmp_path / "c.mp4", frames=24)
    path, copied = reel(tmp_path, part(clip, 24), part(clip, 24), temp_track=music)
    assert (copied, clip_facts(path).frames) == (True, 48)
    heard = [level > 0.2 for level in loudness(path)]
    assert (heard[1:29], heard[31:47]) == ([True] * 28, [False] * 16)


def test_both_are_heard(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "c.mp4", frames=24, sound=True)
    alone, _ = reel(tmp_path, part(clip, 24), sound=True)
    single = max(loudness(alone)[4:20])
    both, _ = reel(tmp_path, part(clip, 24), sound=True, temp_track=clip)
    assert max(loudness(both)[4:20]) > 1.6 * single


def test_names_and_time_code_are_burned_in(tmp_path: Path) -> None:
    clips = [write_clip(tmp_path / f"{n}.mp4", size=(320, 192), shift=n) for n in (0, 90)]
    plain, _ = reel(tmp_path, *map(part, clips), size=Size(width=320, height=192))
    before = frames(plain)
    path, copied = reel(tmp_path, *map(part, clips), size=Size(width=320, height=192), burn_in=True)
    assert not copied
    after = frames(path)
    foot = (0, 160, 320, 192)
    whites = [sum(1 for p in f.crop(foot).convert("L").tobytes() if p > 230) for f in (before[30], after[30])]
    assert whites[0] == 0
    assert whites[1] > 20
    right = (200, 160, 320, 192)
    assert after[30].crop(right).tobytes() != after[31].crop(right).tobytes()
    assert near(middle(after[30]), middle(before[30]))


def test_what_is_damaged_is_said(tmp_path: Path) -> None:
    whole = write_clip(tmp_path / "c.mp4")
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[:300])
    with pytest.raises(UnreadableMediaError, match="cannot be read as a mov file"):
        reel(tmp_path, part(whole), part(cut))
    with pytest.raises(UnreadableMediaError, match="has no sound"):
        reel(tmp_path, part(whole), temp_track=whole)


def test_all_takes_in_one_picture(tmp_path: Path) -> None:
    takes = [
        Part(frames=n, label=str(k), clip=write_clip(tmp_path / f"{k}.mp4", frames=n, shift=70 * k))
        for k, n in ((1, 20), (2, 30), (3, 25))
    ]
    write_takes(takes, SIZE, tmp_path / "all.mp4")
    seen = frames(tmp_path / "all.mp4")
    assert (len(seen), seen[0].size) == (30, (324, 196))
    corners = [(110, 60), (274, 60), (110, 160)]
    for k, (take, at) in enumerate(zip(takes, corners, strict=True), 1):
        for number in (5, 29):
            shown = seen[number].getpixel(at)
            assert near(shown, colour(min(number, take.frames - 1), 70 * k))  # type: ignore[arg-type]
    assert near(seen[5].getpixel((274, 160)), (0, 0, 0))  # type: ignore[arg-type]


def test_many_takes_fit_a_screen(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "c.mp4", frames=2, size=(1280, 720))
    write_takes([part(clip, 2)] * 9, Size(width=1280, height=720), tmp_path / "all.mp4")
    facts = clip_facts(tmp_path / "all.mp4")
    assert (facts.width, facts.height) == (1928, 1088)
