"""A model that makes clips, as data: how it takes each field of a shot, what it refuses together, what it costs.

Each is read from a file (`load.models`). Nothing here is fingerprinted but the model's id and the defaults, as values of
a shot: another name on the wire, another constant or another price buys nothing again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from seedance_make.core.storyboard.fields import SHOT_FIELDS, Setting
from seedance_make.core.text.suggest import short

DEFAULT_MODEL = "seedance-2.0-mini"
"""The model of a storyboard that names none. Its defaults are those of the language (API document, "Parameters")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelField:
    """How a model takes one field. A scalar has a default; a choice has values."""

    values: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None  # of a number; of a list's entries; of a text's characters, which is warned of
    default: Setting | None = None
    unsent: bool = False  # the default is neither sent nor fingerprinted
    wire: str = ""  # its name in the POST body, where it is not the field's
    list: str = ""  # of an image: the list of the body that it goes into, beside its role
    role: str = ""
    when_true: Mapping[str, object] | None = None  # of a flag: what the body has in its place where it is set


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """USD at one resolution: per billable second, or per task, as the model bills."""

    usd_per_second: Decimal | None = None
    with_reference_video: Decimal | None = None
    usd_per_task: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPrices:
    """A model's prices, as they were once. They move, so a storyboard may have its own."""

    as_of: str  # ISO date
    rates: Mapping[str, Rates]  # by resolution
    source: str = "shipped"  # else the file that they stand in


NO_PRICES = ModelPrices(as_of="", rates={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a model's clips are like: `fps × duration + extra_frames` frames of these (width, height)."""

    fps: int = 24
    extra_frames: int = 0
    pixels: Mapping[str, Mapping[str, tuple[int, int]]] = field(
        default_factory=dict
    )  # resolution → aspect ratio
    last_frame: str = ""  # the body's field that asks for the last frame beside the clip; never sent

    def frames(self, seconds: int) -> int:
        """Of a clip of that length."""
        return max(1, self.fps * seconds + self.extra_frames)

    def size(self, resolution: str, aspect_ratio: str) -> tuple[int, int]:
        """Width and height in pixels: as listed, else as the words say. Of `adaptive`, which the clip's own first frame
        decides, those of 16:9."""
        shape = _SHAPE.fullmatch(aspect_ratio)
        width, height = (int(shape[1]), int(shape[2])) if shape else (16, 9)
        sizes = self.pixels.get(resolution, {})
        listed = sizes.get(aspect_ratio) or sizes.get(f"{width}:{height}")
        side = _LINES.get(resolution) or int("0" + resolution.rstrip("p")) or 720
        short = min(width, height)
        return listed or (_even(side * width / short), _even(side * height / short))


_SHAPE = re.compile(r"([1-9][0-9]{0,3}):([1-9][0-9]{0,3})")
_LINES = {"2k": 1440, "4k": 2160, "8k": 4320}


def _even(side: float) -> int:
    """H.264 has even sides alone."""
    return round(side / 2) * 2


@dataclass(frozen=True, kw_only=True)
class VideoModel:
    """One model. A field that it does not take is not among its `fields`."""

    id: str  # as the API and a manifest name it
    fields: Mapping[str, ModelField] = field(repr=False)
    title: str = field(default="", repr=False)
    source: str = field(default="", repr=False)  # where what is said here was read
    confidence: str = field(default="seed", repr=False)  # seed: the API document; second-hand; yours
    excludes: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # fields that cannot stand together
    sends: Mapping[str, object] = field(default_factory=dict, repr=False)  # always, beside the fields
    most_media: int | None = field(default=None, repr=False)  # in all, which is warned of
    with_frames: Mapping[str, Setting] = field(default_factory=dict, repr=False)
    """What fields should be beside a first frame, which is warned of."""
    billing: str = field(default="seconds", repr=False)  # a rule of `core.request.pricing`
    prices: ModelPrices = field(default=NO_PRICES, repr=False)
    output: Output = field(default_factory=Output, repr=False)

    def most(self, name: str) -> int | None:
        """The most of a field that the model takes; None where it sets no bound."""
        return self.fields[name].most if name in self.fields else None

    def takes(self, name: str, value: Setting) -> bool:
        """Whether it takes a value of a field; of a list, how many entries."""
        taken = self.fields.get(name)
        if taken is None or (taken.values and value not in taken.values):
            return False
        least, most = taken.least, taken.most
        return type(value) is not int or not (
            (least and value < least) or (most is not None and value > most)
        )

    @property
    def doubt(self) -> str:
        """What people are told before they buy with it; "" where what is said here is known at first hand."""
        if self.confidence != "second-hand":
            return ""
        date = f", {self.prices.as_of}" if self.prices.as_of else ""
        source = short(self.source.replace('"', "'"))  # whoever wrote it: it must not pass for our own words
        return f'what is known of {self.id} is second-hand ("{source}"{date}): fields and prices may be otherwise'

    @cached_property
    def defaults(self) -> Mapping[str, Setting]:
        """The scalars that it takes, in the table's order, and what each is when nobody sets it."""
        taken = ((name, self.fields[name].default) for name in SHOT_FIELDS if name in self.fields)
        return {name: default for name, default in taken if default is not None}
