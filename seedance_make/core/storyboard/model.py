"""The nouns: what a storyboard says (Manifest, Shot), what that means (ResolvedShot), what was bought (Artifact)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.node import Node, Place

LAYER_FIELDS = (
    "prompt", "first_frame_url", "last_frame_url", "reference_image_urls", "reference_video_urls",
    "reference_audio_urls", "generate_audio", "resolution", "aspect_ratio", "duration", "web_search", "nsfw_checker",
)  # fmt: skip
"""The API's 12 input fields, by their own names (API document, "Parameters")."""

MEDIA_FIELDS = {
    "first_frame": "first_frame_url",
    "last_frame": "last_frame_url",
    "reference_images": "reference_image_urls",
    "reference_videos": "reference_video_urls",
    "reference_audios": "reference_audio_urls",
}
"""The manifest's short names of the media fields → the API's."""

SCALAR_FIELDS = ("aspect_ratio", "duration", "generate_audio", "nsfw_checker", "resolution", "web_search")
"""Explicit in every request and fingerprint."""


class Mode(StrEnum):
    """Chosen by the inputs, never by a flag (API document, "Modes")."""

    T2V = "t2v"
    I2V = "i2v"
    R2V = "r2v"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """USD per billable second at one resolution."""

    usd_per_second: Decimal
    with_reference_video: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTable:
    """A dated table: model → resolution → rates. Prices move, so a manifest may replace it whole."""

    as_of: str  # ISO date
    rates: Mapping[str, Mapping[str, Rates]]
    source: str  # "shipped" or the manifest's file


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One declared clip, as written. `fields` holds every key that the shot sets, with its place."""

    name: str
    place: Place  # of the name
    fields: Mapping[str, Node]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A storyboard whose form the schema has accepted. Meaning is given to it by `resolve`."""

    file: str  # as people name it
    title: str | None
    model: str
    output: str
    max_credits: int | None
    prices: PriceTable | None
    defaults: Mapping[str, Node]
    profiles: Mapping[str, Mapping[str, Node]]
    shots: Mapping[str, Shot]
    vars: Mapping[str, Node] = field(default_factory=dict)
    styles: Mapping[str, Node] = field(default_factory=dict)
    cast: Mapping[str, Node] = field(default_factory=dict)
    team: Node | None = None
    publish: Node | None = None
    lint_ignore: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)  # file → its text, for messages
    root: Node | None = None  # the whole document of the main file, for editing commands


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlMedia:
    """A public http(s) address, as written."""

    url: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMedia:
    """A local file: `path` is relative to the project folder, with `/` between its segments."""

    path: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameMedia:
    """The first or last frame of another shot's chosen take."""

    shot: str
    frame: str  # "first" | "last"
    place: Place


Media = UrlMedia | FileMedia | FrameMedia


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedShot:
    """A shot with nothing optional left: defaults, profile, variables, style and cast have been applied."""

    name: str
    place: Place
    enabled: bool
    takes: tuple[int, ...]  # sorted, at least one
    chosen: int  # the take that goes to the output
    choice: bool  # False when several takes exist and none was chosen by name
    tags: tuple[str, ...]
    note: str | None
    pin: str | None  # 12 or more hex digits of a sha256
    model: str
    mode: Mode
    prompt: str | None  # as written, variables put in, ends trimmed
    media: Mapping[
        str, tuple[Media, ...]
    ]  # by the API's field name; a frame field has one entry; absent when not set
    generate_audio: bool
    resolution: str
    aspect_ratio: str
    duration: int  # seconds
    web_search: bool
    nsfw_checker: bool
    origins: Mapping[str, str]  # field → "default" | "profile X" | "FILE:LINE"
    places: Mapping[str, Place]  # field → where its value stands
    styles: tuple[str, ...] = ()  # names, in the order in which their texts follow the prompt
    cast: tuple[str, ...] = ()  # names, in the order in which their references follow the shot's own
    remarks: tuple[str, ...] = ()  # what `show` adds: references of the cast that a first frame leaves out


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """What `resolve` gives: every shot in storyboard order, and every problem found on the way."""

    manifest: Manifest
    profile: str | None
    output: str  # folder of the output tree, relative to the project; without the `-simulated` ending
    shots: tuple[ResolvedShot, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """Bytes in the CAS, named by their sha256 (lower-case hex)."""

    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One line of the lock file: proof of a purchase, and the name of its bytes. `shot` and `take` are labels."""

    fingerprint: str
    sha256: str
    bytes: int
    model: str
    origin: str
    task_id: str
    credits: int
    shot: str
    take: int
    video: int = 1  # 2 and up for a task's further videos
