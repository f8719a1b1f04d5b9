"""Local media on a real disk: digest, type by bytes, and what cannot be sent."""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from load_tools import manifest_of
from PIL import Image

from seedance_make.core.storyboard.fields import MEDIA, Kind
from seedance_make.core.storyboard.media.files import Asset, FileUse, files_used
from seedance_make.core.storyboard.model import FileMedia
from seedance_make.core.storyboard.resolve import resolve_storyboard
from seedance_make.core.storyboard.rules.assets import frame_ratios
from seedance_make.core.text.diagnostic import Located, Place
from seedance_make.load.assets import measure_assets, type_of
from seedance_make.load.manifest.read import load_manifest

PLACE = Place(file="storyboard.yaml", line=3, column=20, end=28)
MP4 = b"\0\0\0\x20ftypisom" + b"\0" * 100
WAV = b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 100


def want(path: str, kind: Kind = Kind.IMAGE) -> FileUse:
    field = next(field for field in MEDIA if field.kind is kind)
    media = FileMedia(path=path, place=PLACE)
    return FileUse(shot=Located(name="a", place=PLACE), field=field, media=media)


def picture(path: Path, size: tuple[int, int] = (640, 360), form: str = "PNG") -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "navy").save(path, form)
    return path.read_bytes()


def problems_of(root: Path, *wants: FileUse) -> list[tuple[str, str, str | None]]:
    assets, problems = measure_assets(root, wants)
    assert not assets or problems == ()
    return [(p.name, p.message, p.help) for p in problems]


@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "bmp", "tiff", "gif"])
def test_a_picture_is_known_by_its_bytes_whatever_its_name(tmp_path: Path, form: str) -> None:
    data = picture(tmp_path / "cast" / "mara.txt", form=form.upper())
    assets, problems = measure_assets(tmp_path, [want("cast/mara.txt")])
    assert problems == ()
    assert assets == {
        "cast/mara.txt": Asset(
            sha256=sha256(data).hexdigest(),
            size=len(data),
            kind=Kind.IMAGE,
            type=form,
            width=640,
            height=360,
        )
    }


@pytest.mark.parametrize(
    ("data", "kind", "form"),
    [
        (MP4, Kind.VIDEO, "mp4"),
        (b"\0\0\0\x14ftypqt  " + b"\0" * 50, Kind.VIDEO, "mov"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", Kind.VIDEO, "mov"),
        (WAV, Kind.AUDIO, "wav"),
        (b"ID3\x04\0\0\0\0\0\0", Kind.AUDIO, "mp3"),
        (b"\xff\xfb\x90\x64" + b"\0" * 50, Kind.AUDIO, "mp3"),
        (b"\xff\xf3\x90\x64" + b"\0" * 50, Kind.AUDIO, "mp3"),
    ],
)
def test_clips_and_sounds(tmp_path: Path, data: bytes, kind: Kind, form: str) -> None:
    (tmp_path / "x").write_bytes(data)
    assets, problems = measure_assets(tmp_path, [want("x", kind)])
    assert problems == ()
    assert assets == {"x": Asset(sha256=sha256(data).hexdigest(), size=len(data), kind=kind, type=form)}


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (b"\0\0\0\x20ftypavif", "avif"),
        (b"\0\0\0\x20ftypheic", "heic"),
        (b"\0\0\0\x20ftypM4A ", "m4a"),
        (b"RIFF\0\0\0\0AVI ", "avi"),
        (b"RIFF", None),
        (b"\xff\xf1\x50\x80", None),  # AAC
        (b"\xff", None),
        (b"\x89PNG\n\x1a\n", None),  # spoilt by a change of line ends
        (b"<svg ", None),
        (b"", None),
    ],
)
def test_other_bytes(head: bytes, form: str | None) -> None:
    assert type_of(head) == form


def test_each_thing_that_is_no_media_is_told(tmp_path: Path) -> None:
    picture(tmp_path / "pics" / "Mara.png")
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "page.png").write_bytes(b"<!doctype html>")
    (tmp_path / "clip.png").write_bytes(MP4)
    (tmp_path / "photo.mp4").write_bytes(b"\0\0\0\x20ftypheic" + b"\0" * 50)
    os.mkfifo(tmp_path / "pipe")
    image = "use jpeg, png, webp, bmp, tiff or gif"
    missing = "paths are relative to the file that names them; an address begins with https://"
    cases = [
        (
            "pics/mara.png",
            Kind.IMAGE,
            "no-such-file",
            "there is no file `pics/mara.png`",
            "did you mean `pics/Mara.png`?",
        ),
        ("pix/mara.png", Kind.IMAGE, "no-such-file", "there is no file `pix/mara.png`", missing),
        ("empty.png/x", Kind.IMAGE, "no-such-file", "there is no file `empty.png/x`", missing),
        ("a\0b", Kind.IMAGE, "no-such-file", "there is no file `a\0b`", missing),
        ("pics", Kind.IMAGE, "not-a-file", "`pics` is a folder", "name the image in it"),
        (".", Kind.VIDEO, "not-a-file", "`.` is a folder", "name the video in it"),
        ("pipe", Kind.IMAGE, "not-a-file", "`pipe` is no ordinary file", "name the image itself"),
        (
            "empty.png",
            Kind.IMAGE,
            "empty-file",
            "`empty.png` is empty",
            "was it saved, or fetched whole?",
        ),
        ("page.png", Kind.IMAGE, "wrong-file-type", "`page.png` is not an image by its bytes", image),
        (
            "clip.png",
            Kind.IMAGE,
            "wrong-file-type",
            "`clip.png` is not an image: its bytes are MP4",
            image,
        ),
        (
            "photo.mp4",
            Kind.VIDEO,
            "wrong-file-type",
            "`photo.mp4` is not a video: its bytes are HEIC",
            "use mp4 or mov",
        ),
        (
            "clip.png",
            Kind.AUDIO,
            "wrong-file-type",
            "`clip.png` is not an audio: its bytes are MP4",
            "use wav or mp3",
        ),
        (
            "x" * 300,
            Kind.IMAGE,
            "unreadable-file",
            f"`{'x' * 300}` cannot be read: File name too long",
            "see to its permissions, or name another",
        ),
    ]
    for path, kind, name, message, way in cases:
        assert problems_of(tmp_path, want(path, kind)) == [(name, message, way)]


def test_a_symlink_may_lead_about_the_project_and_not_out_of_it(tmp_path: Path) -> None:
    project = tmp_path / "project"
    picture(project / "real.png")
    picture(tmp_path / "secret.png")
    (tmp_path / "project-2").mkdir()
    picture(tmp_path / "project-2" / "x.png")
    (project / "inside.png").symlink_to("real.png")
    (project / "outside.png").symlink_to("../secret.png")
    (project / "folder").symlink_to(tmp_path / "project-2")
    (project / "ring.png").symlink_to("ring.png")
    assert problems_of(project, want("inside.png")) == []
    out = "put the file itself into the project"
    assert problems_of(project, want("outside.png"), want("folder/x.png")) == [
        ("outside-project", "`outside.png` leads out of the project through a symlink", out),
        ("outside-project", "`folder/x.png` leads out of the project through a symlink", out),
    ]
    (name, message, _) = problems_of(project, want("ring.png"))[0]
    assert (name, message) == ("unreadable-file", "`ring.png` cannot be read: a ring of symlinks")


def test_a_project_that_is_itself_behind_a_symlink_is_fine(tmp_path: Path) -> None:
    picture(tmp_path / "real" / "a.png")
    (tmp_path / "link").symlink_to("real")
    assert problems_of(tmp_path / "link", want("a.png")) == []


def test_a_file_is_read_once_and_told_wherever_it_is_named(tmp_path: Path) -> None:
    assert len(measure_assets(tmp_path, [want("x.png"), want("x.png"), want("x.png", Kind.VIDEO)])[1]) == 3


@pytest.mark.parametrize(
    ("size", "message", "way"),
    [
        ((299, 400), "`a.png` has 299×400 pixels; the API is said to take sides of 300 to 6000", "scale it"),
        ((400, 6001), None, None),
        ((300, 300), None, None),
        (
            (2600, 1000),
            "`a.png` has 2600×1000 pixels; the API is said to take pictures of at most 5 to 2 and at least 2 to 5",
            "crop it",
        ),
    ],
)
def test_what_the_api_may_not_like_is_a_warning(
    tmp_path: Path, size: tuple[int, int], message: str | None, way: str | None
) -> None:
    picture(tmp_path / "a.png", size)
    assets, problems = measure_assets(tmp_path, [want("a.png")])
    assert assets["a.png"].width == size[0]
    assert all(p.severity == "warning" and p.name == "image-pixels" for p in problems)
    if message:
        assert [(p.message, p.help) for p in problems] == [(message, way)]
    else:
        assert len(problems) == (2 if size == (400, 6001) else 0)


def test_a_file_that_is_too_large_is_a_warning(tmp_path: Path) -> None:
    with (tmp_path / "long.wav").open("wb") as file:
        file.write(WAV)
        file.truncate(15_000_000)
    _, problems = measure_assets(tmp_path, [want("long.wav", Kind.AUDIO)])
    assert [(p.name, p.message, p.help, p.severity) for p in problems] == [
        (
            "file-size",
            "`long.wav` has 15.0 MB; the API is said to take audios below 15 MB",
            "make it smaller",
            "warning",
        )
    ]


def test_a_damaged_picture_still_has_a_digest(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    assets, problems = measure_assets(tmp_path, [want("a.png")])
    assert (assets["a.png"].width, problems) == (None, ())


def test_from_a_storyboard_to_its_files_and_their_shapes(tmp_path: Path) -> None:
    (tmp_path / "storyboard.yaml").write_text(
        "version: 1\n"
        "cast: {mara: {text: Mara, reference_images: [wide.png], reference_audios: [a.wav]}}\n"
        "defaults: {aspect_ratio: 9:16}\n"
        "shots:\n"
        "  a: {first_frame: wide.png}\n"
        "  b: {first_frame: wide.png, aspect_ratio: 16:9, last_frame: tall.png}\n"
        "  c: {first_frame: tall.png, aspect_ratio: adaptive}\n"
        "  d: {prompt: '{{ cast.mara }}'}\n"
        "  e: {first_frame: {shot: b}}\n"
    )
    board = resolve_storyboard(
        manifest_of(load_manifest(tmp_path / "storyboard.yaml", name="storyboard.yaml"))
    )
    wants = files_used(board.shots)
    assert [(w.shot.path_of(w.field.short), w.media.path, w.field.kind.value) for w in wants] == [
        ("shots.a.first_frame", "wide.png", "image"),
        ("shots.b.first_frame", "wide.png", "image"),
        ("shots.b.last_frame", "tall.png", "image"),
        ("shots.c.first_frame", "tall.png", "image"),
        ("shots.d.reference_images", "wide.png", "image"),
        ("shots.d.reference_audios", "a.wav", "audio"),
    ]
    picture(tmp_path / "wide.png", (864, 496))
    picture(tmp_path / "tall.png", (360, 640))
    (tmp_path / "a.wav").write_bytes(WAV)
    assets, problems = measure_assets(tmp_path, wants)
    assert (sorted(assets), problems) == (["a.wav", "tall.png", "wide.png"], ())
    way = "the clip would be cropped or stretched: set `aspect_ratio` (`adaptive` takes the frame's), or crop the picture"
    assert [(p.place.line, p.path, p.name, p.message, p.help) for p in frame_ratios(board.shots, assets)] == [
        (5, "shots.a.first_frame", "frame-ratio", "the first frame is not 9:16: it has 864×496 pixels", way),
        (9, "shots.e.first_frame", "frame-ratio", "the first frame is not 9:16: `b` is 16:9", way),
    ]
