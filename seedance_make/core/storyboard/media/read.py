"""One entry of a media field as written → a URL, a local file, or a frame of another shot."""

import posixpath
from dataclasses import dataclass, field
from decimal import Decimal

from seedance_make.core import urls
from seedance_make.core.storyboard.fields import MEDIA, Field, Kind
from seedance_make.core.storyboard.layers import Layer, ReportProblem, Value
from seedance_make.core.storyboard.media.frame import frame_at
from seedance_make.core.storyboard.model import FileMedia, FrameMedia, Media, UrlMedia
from seedance_make.core.storyboard.names import no_such_shot
from seedance_make.core.text.diagnostic import Place, Problem
from seedance_make.core.text.node import Node
from seedance_make.core.text.suggest import Guide, short

_LATEST = 3600
"""Seconds into a clip: past it no clip of any model goes. The schema has the same bound."""
_DECIMALS = 6  # of a moment: far finer than frames are, and short enough for the name of a file


@dataclass(slots=True, kw_only=True)
class MediaReader:
    """Reads the media of a manifest, each value once, however many shots inherit it."""

    report: ReportProblem
    main: str  # the main manifest's file: its folder is the project
    shots: Guide
    loopback: bool
    _read: dict[int, tuple[Media, ...]] = field(default_factory=dict)

    def all_of(self, fields: Layer) -> dict[str, tuple[Media, ...]]:
        """Every media field that is set. What cannot be used is reported, or is the schema's to report, and left out."""
        return {
            row.name: self.media(row, fields[row.name])
            for row in MEDIA
            if row.name in fields and fields[row.name].node.value is not None
        }

    def media(self, row: Field, value: Value) -> tuple[Media, ...]:
        """The entries of one field, in order."""
        media = self._read.get(id(value.node))
        if media is None:
            nodes: tuple[tuple[str, Node], ...] = ((value.path, value.node),)
            if row.many:
                nodes = tuple((f"{value.path}[{n}]", node) for n, node in enumerate(value.node.items))
            entries = [self._entry(node, path, row, value.name) for path, node in nodes]
            for problem in entries:
                if isinstance(problem, Problem):
                    self.report(problem)
            media = self._read[id(value.node)] = tuple(m for m in entries if m and not isinstance(m, Problem))
        return media

    def _entry(self, node: Node, path: str, row: Field, written: str) -> Media | Problem | None:
        if "shot" in node.mapping and written == row.short:
            return self._frame(node, path, row)
        if not isinstance(node.value, str) or not node.value.strip():
            return None  # the schema says what may stand here
        if urls.looks_like_url(node.value):
            return self._url(node.value, node.place, path)
        if written == row.name:
            way_out = f"a local file goes under `{row.short}`"
            return Problem.worded(("not-a-url", "must be an http or https URL", way_out), node.place, path)
        return self._file(node.value, node.place, path)

    def _url(self, url: str, place: Place, path: str) -> Media | Problem:
        flaw = urls.url_flaw(url, loopback=self.loopback)
        return Problem.worded(("bad-url", *flaw), place, path) if flaw else UrlMedia(url=url, place=place)

    def _file(self, written: str, place: Place, path: str) -> Media | Problem:
        if "\\" in written:
            way_out = f"write `{short(written.replace(chr(92), '/'))}`"
            return Problem.worded(("bad-path", "a path is written with `/`", way_out), place, path)
        base = posixpath.dirname(posixpath.relpath(f"/{place.file}", posixpath.dirname(f"/{self.main}")))
        whole = posixpath.normpath(posixpath.join(base, written))
        if written.startswith("/") or whole == ".." or whole.startswith("../"):
            way_out = "copy it beside the manifest and name it by its relative path"
            wording = ("outside-project", "a local file must be inside the project", way_out)
            return Problem.worded(wording, place, path)
        return FileMedia(path=whole, place=place)

    def _frame(self, node: Node, path: str, row: Field) -> Media | Problem | None:
        shot, frame, at = node.mapping["shot"], node.mapping.get("frame"), node.mapping.get("at")
        if row.kind is not Kind.IMAGE or not isinstance(shot.value, str) or not shot.value:
            return None  # the schema's to report
        if shot.value not in self.shots.known:
            wording = ("unknown-shot", no_such_shot(shot.value), self.shots.help(shot.value))
            return Problem.worded(wording, shot.place, f"{path}.shot")
        if at is not None:
            return self._moment(shot.value, shot.place, at, f"{path}.at", alone=frame is None)
        which = frame.value if frame else row.frame
        return FrameMedia(shot=shot.value, frame="first" if which == "first" else "last", place=shot.place)

    def _moment(self, shot: str, place: Place, at: Node, path: str, *, alone: bool) -> Media | Problem | None:
        if not alone:
            wording = ("frame-and-at", "`at` and `frame` both say which frame", "keep one of them")
            return Problem.worded(wording, at.key or at.place, path)
        seconds = Decimal(at.value) if isinstance(at.value, Decimal) or type(at.value) is int else None
        if seconds is None or not seconds.is_finite() or not 0 <= seconds <= _LATEST:
            return None  # the schema's to report
        if seconds != round(seconds, _DECIMALS):
            way_out = f"write `at: {round(seconds, 3).normalize():f}`"
            wording = ("too-many-decimals", f"a moment has at most {_DECIMALS} decimals", way_out)
            return Problem.worded(wording, at.place, path)
        return FrameMedia(shot=shot, frame=frame_at(seconds), place=place, moment=at.place)


def media_identity(medium: Media) -> tuple[str, ...]:
    """What makes an entry what it is, without its place."""
    match medium:
        case UrlMedia():
            return ("url", medium.url)
        case FileMedia():
            return ("file", medium.path)
        case FrameMedia():
            return ("frame", medium.shot, medium.frame)
