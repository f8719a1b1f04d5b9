"""Timelines, read back with OpenTimelineIO: names, lengths to the frame, takes, notes, addresses."""

import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from seedance_make.media.timeline import TimelineFilm, TimelineMedia, TimelineShot, write_timeline


def media(path: str, take: int = 1, **more: Any) -> TimelineMedia:
    given = {"source": Path(path), "frames": 97, "fps": Fraction(24), "sound": False}
    return TimelineMedia(path=path, take=take, **{**given, **more})


def shot(name: str, found: TimelineMedia | None, *others: TimelineMedia, **more: Any) -> TimelineShot:
    given: dict[str, Any] = {"frames": 97, "note": None, "facts": {}}
    return TimelineShot(shot=name, media=found, others=others, **{**given, **more})


DOOR = shot(
    "act1/door",
    media("act1/door.mp4", 2, sound=True),
    media("_takes/act1/door/1.mp4", 1),
    media("_takes/act1/door/3.mp4", 3),
    note="Hold.",
    facts={"prompt": "A door <opens>.\nSlowly.", "task_id": "task_1"},
)
WAVE = shot("wave", None, frames=121)
TWIN = shot("act2/door", media("act2/door.mp4", frames=50, fps=Fraction(25)), frames=48)
FILM = TimelineFilm(title="The Film", width=864, height=496, shots=(DOOR, WAVE, TWIN))


def written(tmp_path: Path, form: str, film: TimelineFilm = FILM) -> Path:
    target = tmp_path / f"t.{form}"
    write_timeline(film, form, target)
    return target


def read(path: Path) -> Any:
    return otio.adapters.read_from_file(str(path), adapter_name={".xml": "fcp_xml"}.get(path.suffix))


def track(timeline: Any, name: str) -> Any:
    return next(t for t in timeline.tracks if t.name == name)


def test_otio_whole(tmp_path: Path) -> None:
    timeline = read(written(tmp_path, "otio"))
    assert (timeline.name, timeline.global_start_time) == ("The Film", otio.opentime.RationalTime(0, 24))
    pictures = track(timeline, "V1")
    assert [(c.name, c.source_range.duration.value, c.source_range.duration.rate) for c in pictures] == [
        ("door", 97, 24),
        ("wave", 121, 24),
        ("door", 48, 24),
    ]
    assert [c.range_in_parent().start_time.value for c in pictures] == [0, 97, 218]
    door, wave, twin = pictures
    assert {key: ref.target_url for key, ref in door.media_references().items()} == {
        "DEFAULT_MEDIA": "act1/door.mp4",
        "take 1": "_takes/act1/door/1.mp4",
        "take 3": "_takes/act1/door/3.mp4",
    }
    assert door.active_media_reference_key == "DEFAULT_MEDIA"
    assert dict(door.metadata["seedance-make"]) == {
        "shot": "act1/door", "prompt": "A door <opens>.\nSlowly.", "task_id": "task_1",
    }  # fmt: skip
    assert [(m.name, m.marked_range.start_time.value) for m in door.markers] == [("Hold.", 0)]
    assert wave.media_reference.is_missing_reference
    available = twin.media_reference.available_range
    assert (available.duration.value, available.duration.rate) == (50, 25)


def test_sound_has_a_track_where_clips_have_it(tmp_path: Path) -> None:
    sound = track(read(written(tmp_path, "otio")), "A1")
    assert (sound.kind, [type(item).__name__ for item in sound]) == ("Audio", ["Clip", "Gap", "Gap"])
    assert sound.duration().value == 266
    silent = read(written(tmp_path, "otio", replace(FILM, shots=(WAVE, TWIN))))
    assert [t.name for t in silent.tracks] == ["V1"]


def test_addresses_are_quoted_and_have_no_dots_before_them(tmp_path: Path) -> None:
    film = replace(FILM, shots=(shot("door", media("../out of it/#1/door.mp4")),))
    clip = track(read(written(tmp_path, "otio", film)), "V1")[0]
    assert clip.media_reference.target_url == "../out%20of%20it/%231/door.mp4"
    assert clip.name == "door"


def test_otioz_has_the_media_inside_each_under_its_own_name(tmp_path: Path) -> None:
    places = ["a.mp4", "b.mp4", "c.mp4", "d.mp4"]
    for name in places:
        (tmp_path / name).write_bytes(name.encode() * 100)
    one, other, another, twin = (tmp_path / name for name in places)
    film = replace(
        FILM,
        shots=(
            shot(
                "act1/door",
                media("act1/door.mp4", 2, source=one),
                media("_takes/act1/door/1.mp4", 1, source=other),
            ),
            shot("act1_door", media("act1_door.mp4", source=another)),
            shot("x", media("../out-simulated/x.mp4", source=twin)),
            WAVE,
        ),
    )
    path = written(tmp_path, "otioz", film)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {i.filename: i.compress_type for i in archive.infolist()} == {
            "version.txt": zipfile.ZIP_DEFLATED,
            "content.otio": zipfile.ZIP_DEFLATED,
            "media/act1_door.mp4": zipfile.ZIP_STORED,
            "media/act1_door_1.mp4": zipfile.ZIP_STORED,
            "media/2_act1_door.mp4": zipfile.ZIP_STORED,
            "media/out-simulated_x.mp4": zipfile.ZIP_STORED,
        }
        assert archive.read("media/2_act1_door.mp4") == another.read_bytes()
    clips = list(track(read(path), "V1"))
    assert [c.name for c in clips] == ["act1_door", "2_act1_door", "out-simulated_x", "wave"]
    urls = [r.target_url for c in clips[:3] for r in c.media_references().values()]
    assert urls == [
        "media/act1_door.mp4", "media/act1_door_1.mp4", "media/2_act1_door.mp4", "media/out-simulated_x.mp4",
    ]  # fmt: skip


EDL = """\
TITLE: The Film

001  001door  V     C        00:00:00:00 00:00:04:01 00:00:00:00 00:00:04:01
* FROM CLIP NAME:  door
* FROM FILE: act1/door.mp4
* LOC: 00:00:00:00 GREEN   HOLD.
002  002wave  V     C        00:00:00:00 00:00:05:01 00:00:04:01 00:00:09:02
* FROM CLIP NAME:  wave
003  003door  V     C        00:00:00:00 00:00:02:00 00:00:09:02 00:00:11:02
* FROM CLIP NAME:  door
* FROM FILE: act2/door.mp4
"""


def test_edl_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "edl")
    assert path.read_text(encoding="utf-8") == EDL
    timeline = otio.adapters.read_from_file(str(path), rate=24)
    assert [(c.name, c.duration().value) for c in timeline.tracks[0]] == [
        ("door", 97),
        ("wave", 121),
        ("door", 48),
    ]


def test_a_long_film_is_numbered_on(tmp_path: Path) -> None:
    path = written(tmp_path, "edl", replace(FILM, shots=(WAVE,) * 1200))
    assert "\n1200  1200wave" in path.read_text(encoding="utf-8")


def test_xml_has_the_format_without_which_resolve_shows_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "xml")
    root = ET.parse(path).getroot()
    size = root.find(".//sequence/media/video/format/samplecharacteristics")
    assert size is not None
    assert {e.tag: e.text for e in size if not len(e)} == {
        "width": "864",
        "height": "496",
        "pixelaspectratio": "square",
    }
    assert size.findtext("rate/timebase") == "24"
    tracks = root.findall(".//video/track")
    names = [[c.findtext("name") for c in t.findall("clipitem")] for t in tracks]
    assert names == [["door", "wave", "door"], ["1"], ["3"]]
    places = [
        (c.findtext("start"), c.findtext("end"), c.findtext("in"), c.findtext("out")) for c in tracks[0]
    ]
    assert places[:3] == [("0", "97", "0", "97"), ("97", "218", "0", "121"), ("218", "266", "0", "48")]
    assert [t.findtext("clipitem/enabled") for t in tracks] == [None, "FALSE", "FALSE"]
    assert [e.text for e in root.iter("pathurl")] == [
        "act1/door.mp4", "act2/door.mp4", "_takes/act1/door/1.mp4", "_takes/act1/door/3.mp4",
    ]  # fmt: skip
    assert [(m.findtext("name"), m.findtext("in")) for m in root.iter("marker")] == [("Hold.", "0")]
    timeline = read(path)
    assert timeline.duration().value == 266
    assert [t.kind for t in timeline.tracks] == ["Video", "Video", "Video", "Audio"]


@pytest.mark.parametrize("form", ["otio", "edl", "xml"])
def test_words_of_a_stranger_stay_words(tmp_path: Path, form: str) -> None:
    film = replace(
        FILM, title="</name><x/>", shots=(replace(DOOR, note="</name> & <y/> ]]>", facts={"prompt": "<z/>"}),)
    )
    path = written(tmp_path, form, film)
    timeline = read(path)
    assert timeline.name == "</name><x/>"
    assert timeline.duration().value == 97
