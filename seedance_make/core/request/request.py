"""What one take asks of the API, and the body that is sent: addresses, and the prompt as written.

What identifies it (`fingerprint`) says less on purpose.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from seedance_make.core.storyboard.fields import SENT, Kind, Mode, Setting
from seedance_make.core.storyboard.media.frame import frame_identity
from seedance_make.core.storyboard.model import FileMedia, FrameMedia, Media, ResolvedShot, UrlMedia
from seedance_make.core.storyboard.video_model import VideoModel


@dataclass(frozen=True, slots=True, kw_only=True)
class ByUrl:
    """A medium that has a public address of its own."""

    url: str

    def sent(self) -> object:
        """What the body says of it."""
        return self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class ByFile:
    """A local file; `url` is there once it has been published."""

    path: str
    sha256: str
    url: str | None = None

    def sent(self) -> object:
        """Its address, or what stands in a plan for it."""
        return self.url or {"file": self.path, "sha256": self.sha256}


@dataclass(frozen=True, slots=True, kw_only=True)
class ByFrame:
    """A frame of another shot's chosen take; `sha256` is the clip's and is not known before the clip is made."""

    shot: str
    frame: str  # by `media.frame`
    sha256: str | None = None
    url: str | None = None

    def sent(self) -> object:
        """Its address, or what stands in a plan for it."""
        return self.url or {"shot": self.shot, **frame_identity(self.frame), "sha256": self.sha256}


Medium = ByUrl | ByFile | ByFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One take of a resolved shot, with every medium settled as far as it can be."""

    model: VideoModel
    take: int
    mode: Mode
    prompt: str | None
    media: Mapping[str, tuple[Medium, ...]]
    scalars: Mapping[str, Setting]

    @property
    def sent_scalars(self) -> dict[str, Setting]:
        """Those that are sent, and that make it another request: not those that a model takes for granted."""
        taken = self.model.fields
        return {n: v for n, v in self.scalars.items() if not (taken[n].unsent and taken[n].default == v)}

    @property
    def resolution(self) -> str:
        """480p, 720p …"""
        return str(self.scalars["resolution"])

    @property
    def duration(self) -> int:
        """Seconds of film."""
        return int(self.scalars["duration"])

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Shots whose clip must exist before this can be fingerprinted."""
        frames = (m for many in self.media.values() for m in many if isinstance(m, ByFrame))
        return tuple(dict.fromkeys(m.shot for m in frames if m.sha256 is None))


def bind(
    shot: ResolvedShot, take: int, *, files: Mapping[str, str], clips: Mapping[str, str | None]
) -> Request:
    """Settle a shot's media: `files` is path → sha256 of its bytes, `clips` is shot → sha256 of its chosen take."""

    def settle(medium: Media) -> Medium:
        match medium:
            case UrlMedia():
                return ByUrl(url=medium.url)
            case FileMedia():
                return ByFile(path=medium.path, sha256=files.get(medium.path, ""))
            case FrameMedia():
                return ByFrame(shot=medium.shot, frame=medium.frame)

    request = Request(
        model=shot.model,
        take=take,
        mode=shot.mode,
        prompt=shot.prompt,
        media={field: tuple(settle(m) for m in many) for field, many in shot.media.items() if many},
        scalars=shot.scalars,
    )
    return with_clips(request, clips)


def with_clips(request: Request, clips: Mapping[str, str | None]) -> Request:
    """The same request once more clips exist: `clips` is shot → sha256 of the clip whose frames it needs."""

    def settle(medium: Medium) -> Medium:
        if isinstance(medium, ByFrame) and medium.sha256 is None:
            return replace(medium, sha256=clips.get(medium.shot))
        return medium

    if not request.waits_for:
        return request
    media = {field: tuple(settle(m) for m in many) for field, many in request.media.items()}
    return replace(request, media=media)


def body(request: Request) -> dict[str, object]:
    """The POST body, as the model's file has it: mini's is flat, with the fields' own names. Placeholders stand for media
    not yet made or published."""
    sent: dict[str, object] = {"model": request.model.id}
    roles: dict[str, list[object]] = {}
    scalars = request.sent_scalars
    for field in SENT:
        value: object = (request.prompt or None) if field.kind is Kind.TEXT else scalars.get(field.name)
        if many := request.media.get(field.name):
            value = [m.sent() for m in many] if field.many else many[0].sent()
        if value is None:
            continue
        taken = request.model.fields[field.name]
        if taken.when_true is not None:
            sent |= taken.when_true if value else {}
        elif taken.list:
            roles.setdefault(taken.list, []).append({"url": value, "role": taken.role})
        else:
            sent[taken.wire or field.name] = value
    return sent | roles | dict(request.model.sends)


def body_bytes(request: Request) -> bytes:
    """The body as it goes over the wire and into the journal."""
    return json.dumps(body(request), ensure_ascii=False, separators=(",", ":")).encode()
