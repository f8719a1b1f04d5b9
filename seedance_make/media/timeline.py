"""The cut as a timeline for editing programs: OpenTimelineIO, CMX 3600 EDL, FCP 7 XML (for Premiere).

What the programs ask for and none of them says: a clip's name is its file's stem, else its media goes offline;
addresses are relative without `./`; Resolve shows nothing of an XML whose sequence has no `<format>`. Needs the extra
`timeline`; importing this module raises ImportError without it.
"""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import opentimelineio as otio
from opentimelineio.adapters import file_bundle_utils as bundle

from seedance_make.core.cut.cut import FPS

_NAMESPACE = "seedance-make"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineMedia:
    """One take's file. `path`: as the timeline addresses it, with `/`; `source`: where it stands."""

    take: int
    path: str
    source: Path
    frames: int  # its own, at its own rate
    fps: Fraction
    sound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineShot:
    """One place in the film. `media` None: nothing is there yet, and its place is kept."""

    shot: str
    frames: int  # of the film
    media: TimelineMedia | None
    others: tuple[TimelineMedia, ...]  # further takes
    note: str | None
    facts: Mapping[str, object]  # into the metadata: prompt, task id


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineFilm:
    """The film that is handed on. Sizes are pixels."""

    title: str
    width: int
    height: int
    shots: tuple[TimelineShot, ...]


def write_timeline(film: TimelineFilm, form: str, target: Path) -> None:
    """Write it in one of `FORMS`. Raises OSError."""
    _WRITERS[form](film, target)


def _write_otio(film: TimelineFilm, target: Path) -> None:
    target.write_text(otio.adapters.write_to_string(_timeline(film), "otio_json"), encoding="utf-8")


def _write_otioz(film: TimelineFilm, target: Path) -> None:
    """A zip with the media inside, under names without folders, each its own."""
    inside = _flat_names([m for s in film.shots for m in _media_of(s)])
    shots = tuple(
        replace(
            s,
            media=_moved(s.media, inside) if s.media else None,
            others=tuple(_moved(m, inside) for m in s.others),
        )
        for s in film.shots
    )
    text = otio.adapters.write_to_string(_timeline(replace(film, shots=shots)), "otio_json")
    with zipfile.ZipFile(target, "w", strict_timestamps=False) as archive:
        archive.writestr(bundle.BUNDLE_VERSION_FILE, bundle.BUNDLE_VERSION, zipfile.ZIP_DEFLATED)
        archive.writestr(bundle.BUNDLE_PLAYLIST_PATH, text, zipfile.ZIP_DEFLATED)
        for media in (m for s in film.shots for m in _media_of(s)):
            archive.write(media.source, f"{bundle.BUNDLE_DIR_NAME}/{inside[media.path]}", zipfile.ZIP_STORED)


def _media_of(shot: TimelineShot) -> tuple[TimelineMedia, ...]:
    return (shot.media, *shot.others) if shot.media else shot.others


def _moved(media: TimelineMedia, inside: Mapping[str, str]) -> TimelineMedia:
    return replace(media, path=f"{bundle.BUNDLE_DIR_NAME}/{inside[media.path]}")


def _flat_names(media: Sequence[TimelineMedia]) -> dict[str, str]:
    """Path → a name without folders that no other has."""
    names: dict[str, str] = {}
    for path in (PurePosixPath(m.path) for m in media):
        parts = [p for p in path.parts if p not in {"..", "_takes"}]
        name = flat = "_".join(parts)
        number = 2
        while name in names.values():
            name, number = f"{number}_{flat}", number + 1
        names[str(path)] = name
    return names


def _write_edl(film: TimelineFilm, target: Path) -> None:
    """The pictures alone: one track is all that an EDL has."""
    timeline = _timeline(film, sound=False)
    for number, clip in enumerate(
        timeline.find_clips(), 1
    ):  # a reel has eight characters, and each clip its own
        clip.metadata["cmx_3600"] = {"reel": f"{number:03}{re.sub('[^A-Za-z0-9]', '', clip.name)}"[:8]}
    target.write_text(otio.adapters.write_to_string(timeline, "cmx_3600", style="nucoda"), encoding="utf-8")


def _write_xml(film: TimelineFilm, target: Path) -> None:
    """With the other takes above, switched off, since XML knows no alternatives."""
    timeline = _timeline(film)
    rate = {"timebase": str(FPS), "ntsc": "FALSE"}
    size = {"width": str(film.width), "height": str(film.height), "pixelaspectratio": "square", "rate": rate}
    timeline.metadata["fcp_xml"] = {"media": {"video": {"format": {"samplecharacteristics": size}}}}
    for n in range(max((len(s.others) for s in film.shots), default=0)):
        track = otio.schema.Track(name=f"V{n + 2}", kind=otio.schema.TrackKind.Video)
        track.extend(_alternative(shot, n) for shot in film.shots)
        timeline.tracks.insert(n + 1, track)
    target.write_text(otio.adapters.write_to_string(timeline, "fcp_xml"), encoding="utf-8")


def _alternative(shot: TimelineShot, number: int) -> Any:
    if number >= len(shot.others):
        return _gap(shot)
    clip = _clip(replace(shot, media=shot.others[number], others=(), note=None))
    clip.metadata["fcp_xml"] = {"enabled": "FALSE"}
    return clip


_WRITERS: Mapping[str, Callable[[TimelineFilm, Path], None]] = {
    "otio": _write_otio, "otioz": _write_otioz, "edl": _write_edl, "xml": _write_xml,
}  # fmt: skip


def _timeline(film: TimelineFilm, *, sound: bool = True) -> Any:
    timeline = otio.schema.Timeline(film.title, global_start_time=otio.opentime.RationalTime(0, FPS))
    pictures = otio.schema.Track(name="V1", kind=otio.schema.TrackKind.Video)
    pictures.extend(_clip(shot) for shot in film.shots)
    timeline.tracks.append(pictures)
    if sound and any(s.media and s.media.sound for s in film.shots):
        track = otio.schema.Track(name="A1", kind=otio.schema.TrackKind.Audio)
        track.extend(
            _clip(replace(s, note=None)) if s.media and s.media.sound else _gap(s) for s in film.shots
        )
        timeline.tracks.append(track)
    return timeline


def _gap(shot: TimelineShot) -> Any:
    return otio.schema.Gap(source_range=_range(shot.frames, FPS))


def _clip(shot: TimelineShot) -> Any:
    """The shot with its takes: the chosen one is the one that plays."""
    name = PurePosixPath(shot.media.path).stem if shot.media else PurePosixPath(shot.shot).name
    clip = otio.schema.Clip(
        name=name,
        source_range=_range(shot.frames, FPS),
        metadata={_NAMESPACE: {"shot": shot.shot, **shot.facts}},
    )
    active = _reference(shot.media) if shot.media else _missing(shot)
    takes = {f"take {m.take}": _reference(m) for m in shot.others}
    clip.set_media_references({clip.DEFAULT_MEDIA_KEY: active, **takes}, clip.DEFAULT_MEDIA_KEY)
    if shot.note:
        clip.markers.append(
            otio.schema.Marker(
                name=shot.note, marked_range=_range(1, FPS), color=otio.schema.MarkerColor.GREEN
            )
        )
    return clip


def _reference(media: TimelineMedia) -> Any:
    return otio.schema.ExternalReference(
        target_url=quote(media.path),
        available_range=_range(media.frames, media.fps),
        metadata={_NAMESPACE: {"take": media.take}},
    )


def _missing(shot: TimelineShot) -> Any:
    return otio.schema.MissingReference(
        name=PurePosixPath(shot.shot).name, available_range=_range(shot.frames, FPS)
    )


def _range(frames: int, fps: Fraction | int) -> Any:
    rate = float(fps)
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(0, rate), otio.opentime.RationalTime(frames, rate)
    )
