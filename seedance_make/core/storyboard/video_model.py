"""A model that makes clips, as data: how it takes each field of a shot, what it refuses together, what it costs.

Nothing here is fingerprinted but the model's id and the defaults, as values of a shot: another name on the wire,
another constant or another price buys nothing again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import product

from seedance_make.core.storyboard.fields import FRAMES, REFERENCES, SHOT_FIELDS, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelField:
    """How a model takes one field. A scalar has a default; a choice has values."""

    wire: str = ""  # its name in the POST body, where it is not the field's
    values: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None  # of a number; of a list's entries; of a text's characters, which is warned of
    default: Setting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """USD per billable second at one resolution."""

    usd_per_second: Decimal
    with_reference_video: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a model's clips are like: `fps × duration + extra_frames` frames of these (width, height)."""

    fps: int
    extra_frames: int
    pixels: Mapping[str, Mapping[str, tuple[int, int]]]  # resolution → aspect ratio


@dataclass(frozen=True, kw_only=True)
class VideoModel:
    """One model. A field that it does not take is not among its `fields`."""

    id: str  # as the API and a manifest name it
    fields: Mapping[str, ModelField] = field(repr=False)
    excludes: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # fields that cannot stand together
    sends: Mapping[str, object] = field(default_factory=dict, repr=False)  # always, beside the fields
    billing: str = field(default="seconds", repr=False)  # a rule of `core.request.pricing`
    as_of: str = field(default="", repr=False)  # ISO date of the prices
    prices: Mapping[str, Rates] = field(default_factory=dict, repr=False)  # by resolution
    output: Output | None = field(default=None, repr=False)

    def most(self, name: str) -> int | None:
        """The most of a field that the model takes; None where it sets no bound."""
        return self.fields[name].most if name in self.fields else None

    @cached_property
    def defaults(self) -> Mapping[str, Setting]:
        """The scalars that it takes, in the table's order, and what each is when nobody sets it."""
        taken = ((name, self.fields[name].default) for name in SHOT_FIELDS if name in self.fields)
        return {name: default for name, default in taken if default is not None}


MINI = VideoModel(  # API document, "Parameters", "Output" and "Pricing"
    id="seedance-2.0-mini",
    fields={
        "prompt": ModelField(most=4000),
        "first_frame_url": ModelField(),
        "last_frame_url": ModelField(),
        "reference_image_urls": ModelField(most=9),
        "reference_video_urls": ModelField(most=3),
        "reference_audio_urls": ModelField(most=3),
        "aspect_ratio": ModelField(
            values=("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "adaptive"), default="16:9"
        ),
        "duration": ModelField(least=4, most=15, default=5),
        "generate_audio": ModelField(default=False),
        "nsfw_checker": ModelField(default=True),
        "resolution": ModelField(values=("480p", "720p"), default="720p"),
        "web_search": ModelField(default=False),
    },
    excludes=tuple(product((f.name for f in FRAMES), (f.name for f in REFERENCES))),
    billing="seconds",
    as_of="2026-07-23",
    prices={
        "480p": Rates(usd_per_second=Decimal("0.045125"), with_reference_video=Decimal("0.0285")),
        "720p": Rates(usd_per_second=Decimal("0.097375"), with_reference_video=Decimal("0.059375")),
    },
    output=Output(
        fps=24,
        extra_frames=1,
        pixels={
            "480p": {
                "16:9": (864, 496), "9:16": (496, 864), "1:1": (640, 640), "4:3": (752, 560), "3:4": (560, 752),
                "21:9": (992, 432),
            },
            "720p": {
                "16:9": (1280, 720), "9:16": (720, 1280), "1:1": (960, 960), "4:3": (1112, 834), "3:4": (834, 1112),
                "21:9": (1470, 630),
            },
        },
    ),
)  # fmt: skip

SHIPPED_MODELS = {MINI.id: MINI}
