"""Posters: small, of the right moment, made once, and none of what is no picture."""

from pathlib import Path

from made_clips import write_clip
from PIL import Image

from seedance_make.media.posters import SIDE, Poster, make_posters


def poster_of(source: Path, target: Path) -> frozenset[Path]:
    return make_posters([Poster(source=source, target=target)])


def test_the_poster_of_a_clip_is_a_small_picture_of_it(tmp_path: Path) -> None:
    clip, target = write_clip(tmp_path / "c.mp4", size=(1280, 720), shift=120), tmp_path / "p.jpg"
    assert poster_of(clip, target) == {target}
    with Image.open(target) as picture:
        assert (picture.format, picture.size) == ("JPEG", (SIDE, 360))
        assert abs(picture.getpixel((9, 9))[1] - 180) < 12  # type: ignore[index]
    assert target.stat().st_size < 30_000


def test_a_picture_stands_upright_and_is_never_made_larger(tmp_path: Path) -> None:
    turned = Image.new("RGB", (60, 20), "red")
    exif = turned.getexif()
    exif[0x0112] = 6  # a quarter turn
    turned.save(tmp_path / "t.jpg", exif=exif)
    poster_of(tmp_path / "t.jpg", tmp_path / "p.jpg")
    with Image.open(tmp_path / "p.jpg") as picture:
        assert picture.size == (20, 60)


def test_a_poster_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    target = tmp_path / "p.jpg"
    target.write_bytes(b"made before")
    assert poster_of(tmp_path / "gone.mp4", target) == {target}
    assert target.read_bytes() == b"made before"


def test_what_is_no_picture_has_no_poster_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_bytes(b"#EXTM3U\n")
    (tmp_path / "x.png").write_bytes(b"<svg onload=alert(1)>")
    asked = [
        Poster(source=tmp_path / name, target=tmp_path / f"{name}.jpg") for name in ("x.mp4", "x.png", "none")
    ]
    assert make_posters(asked) == frozenset()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.mp4", "x.png"]


def test_many_are_made_side_by_side(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "c.mp4")
    asked = [Poster(source=clip, target=tmp_path / f"{n}.jpg") for n in range(20)]
    assert make_posters(asked) == {p.target for p in asked}
    assert len({p.target.read_bytes() for p in asked}) == 1
