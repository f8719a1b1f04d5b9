"""The nouns: what a storyboard says (Manifest, Shot), what that means (ResolvedShot), what was bought (Artifact)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seedance_make.core.storyboard.fields import Mode, Setting
from seedance_make.core.storyboard.video_model import DEFAULT_MODEL, ModelPrices, VideoModel
from seedance_make.core.text.diagnostic import Located, Place, Problem
from seedance_make.core.text.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot(Located):
    """One declared clip, as written. `fields` holds every key that the shot sets, with its place."""

    fields: Mapping[str, Node]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A storyboard whose form the schema has accepted. Meaning is given to it by `resolve`."""

    file: str  # as people name it
    title: str | None
    model: str
    output: str
    max_credits: int | None  # of one build
    prices: Mapping[str, ModelPrices]  # by model, in place of its own
    defaults: Mapping[str, Node]
    profiles: Mapping[str, Mapping[str, Node]]
    shots: Mapping[str, Shot]
    models: Mapping[str, VideoModel] = field(
        repr=False
    )  # by id: those that are shipped and the project's own
    vars: Mapping[str, Node] = field(default_factory=dict)
    styles: Mapping[str, Node] = field(default_factory=dict)
    cast: Mapping[str, Node] = field(default_factory=dict)
    budget: int | None = None  # credits, of all builds
    groups: Mapping[str, Node] = field(default_factory=dict)  # by glob, later ones stronger
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
    """A frame of another shot's chosen take."""

    shot: str
    frame: str  # by `media.frame`: first, last, at-2.5
    place: Place  # of the shot's name
    moment: Place | None = None  # of `at`


Media = UrlMedia | FileMedia | FrameMedia


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value comes from."""

    name: str  # as `show` says it: "default" | "profile X" | "FILE:LINE"
    place: Place | None = None  # None: it is written nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedShot(Located):
    """A shot with nothing optional left: defaults, groups, profile, variables, style and cast have been applied."""

    enabled: bool
    takes: tuple[int, ...]  # sorted, at least one
    chosen: int  # the take that goes to the output
    choice: bool  # False when several takes exist and none was chosen by name
    tags: tuple[str, ...]
    note: str | None
    pin: str | None  # 12 or more hex digits of a sha256
    model: VideoModel
    mode: Mode
    prompt: str | None  # as written, variables put in, ends trimmed
    media: Mapping[
        str, tuple[Media, ...]
    ]  # by the API's field name; a frame field has one entry; absent when not set
    scalars: Mapping[str, Setting]  # every scalar field that the model takes, by name
    origins: Mapping[str, Origin]  # by field
    style_text: str = ""  # how the prompt ends: the texts of the styles
    styles: tuple[str, ...] = ()  # names, in the order in which their texts follow the prompt
    cast: tuple[str, ...] = ()  # names, in the order in which their references follow the shot's own
    remarks: tuple[str, ...] = ()  # what `show` adds: references of the cast that a first frame leaves out

    def place_of(self, field: str) -> Place:
        """Where a field's value stands; the shot's name where it is written nowhere."""
        origin = self.origins.get(field)
        return origin.place if origin and origin.place else self.place

    @property
    def duration(self) -> int:
        """Seconds of film."""
        return int(self.scalars["duration"])

    @property
    def resolution(self) -> str:
        """480p, 720p …"""
        return str(self.scalars["resolution"])

    @property
    def aspect_ratio(self) -> str:
        """Width to height, as 16:9, or `adaptive`."""
        return str(self.scalars.get("aspect_ratio", "adaptive"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """What `resolve` gives: every shot in storyboard order, and every problem found on the way."""

    manifest: Manifest
    profile: str | None
    output: str  # folder of the output tree, relative to the project; without the `-simulated` ending
    shots: tuple[ResolvedShot, ...]
    problems: tuple[Problem, ...]

    @property
    def model(self) -> VideoModel:
        """The model of shots that name none."""
        return self.manifest.models.get(self.manifest.model) or self.manifest.models[DEFAULT_MODEL]


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
    document: str | None = None  # what was fingerprinted, as canonical JSON; None in lines of older versions
