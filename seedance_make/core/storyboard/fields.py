"""Each field of a shot, once: what else is said of fields anywhere is read off this table.

What a field means is the same for every model. Which values it may have, its default and its name in the POST body
are the model's (`video_model`). The rows stand in the order of the body. A new field is a new row here, its entry in
the models that take it, and its place in the schema, which a test compares with both.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

Setting = str | int | bool


class Kind(StrEnum):
    """What the value of a field is."""

    TEXT = "text"
    NAME = "name"
    CHOICE = "choice"
    WHOLE = "whole number"
    FLAG = "flag"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


class Mode(StrEnum):
    """Chosen by the inputs, never by a flag (API document, "Modes")."""

    T2V = "t2v"
    I2V = "i2v"
    R2V = "r2v"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a medium needs beside it: any of these fields; without them, the problem that a person reads."""

    any_of: frozenset[str]
    name: str  # of the problem
    message: str  # `{field}` is the field as written
    help: str


_OWN = frozenset({"shot", "defaults"})
_STORY = _OWN | {"group"}
_PROFILE = _STORY | {"profile"}
_CAST = _STORY | {"member"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a shot."""

    name: str  # the API's name where the API has it
    kind: Kind
    sent: bool = True  # in the body and in the fingerprint; the others are ours
    many: bool = False  # a list
    layers: frozenset[str] = _STORY  # which may set it, by their names in the schema
    short: str = (
        ""  # of a medium: the name under which it may be a local file, and an image a frame of a shot
    )
    frame: str = "last"  # of an image: which frame of another shot it is when none is named
    always: bool = False  # of ours: whether it has a value when nobody sets it, as every scalar has
    selects: Mode | None = None  # the mode that its presence asks for; the first row that is present decides
    spares_prompt: bool = False  # whether a request that has it needs no prompt
    needs: Need | None = None
    unit: str = ""  # of a number
    way_out: str = ""  # what to do about a number out of bounds, or a text of another form
    way_out_above: str = ""  # of a number that is too high, where that is something else
    synonyms: tuple[str, ...] = ()  # what people write for it

    @property
    def is_medium(self) -> bool:
        """Whether its entries are pictures, clips or sounds."""
        return self.kind in {Kind.IMAGE, Kind.VIDEO, Kind.AUDIO}

    def label(self, number: int) -> str:
        """What people call its `number`th entry: `first frame`, `image 2`."""
        return f"{self.kind} {number}" if self.many else self.short.replace("_", " ")

    def reads(self, value: object) -> bool:
        """Whether a value of a manifest has the type that a scalar needs: `true` is no number, and 5.0 no integer."""
        return type(value) is _TYPES[self.kind]


_TYPES: dict[Kind, type[Setting]] = {Kind.CHOICE: str, Kind.WHOLE: int, Kind.FLAG: bool}

_NUMBERED = "takes are numbered from 1"
_COUNTED = f"{_NUMBERED}; more can be asked for later: seedance-make retake SHOT"

_ROWS = (
    Field(name="prompt", kind=Kind.TEXT, synonyms=("text",)),
    Field(
        name="first_frame_url", short="first_frame", kind=Kind.IMAGE, selects=Mode.I2V, spares_prompt=True,
        synonyms=("start_frame", "first_image", "start_image"),
    ),
    Field(
        name="last_frame_url", short="last_frame", kind=Kind.IMAGE, frame="first", spares_prompt=True,
        synonyms=("end_frame", "last_image", "end_image"),
        needs=Need(
            any_of=frozenset({"first_frame_url"}), name="last-frame-alone", message="`{field}` needs a first frame",
            help="add `first_frame`: the API ends a clip on a picture only when it begins with one",
        ),
    ),
    Field(
        name="reference_image_urls", short="reference_images", kind=Kind.IMAGE, many=True, layers=_CAST,
        selects=Mode.R2V, spares_prompt=True, synonyms=("image", "images", "picture", "pictures", "reference", "references"),
    ),
    Field(
        name="reference_video_urls", short="reference_videos", kind=Kind.VIDEO, many=True, layers=_CAST,
        selects=Mode.R2V, synonyms=("video",),
    ),
    Field(
        name="reference_audio_urls", short="reference_audios", kind=Kind.AUDIO, many=True, layers=_CAST,
        selects=Mode.R2V,
        needs=Need(  # with frames it is refused for another reason
            any_of=frozenset({"first_frame_url", "last_frame_url", "reference_image_urls", "reference_video_urls"}),
            name="audio-alone", message="reference audio needs an image or a video beside it",
            help="add `reference_images` or `reference_videos`",
        ),
    ),
    Field(name="aspect_ratio", kind=Kind.CHOICE, layers=_PROFILE, synonyms=("ratio",)),
    Field(
        name="duration", kind=Kind.WHOLE, layers=_PROFILE, unit="seconds", synonyms=("seconds", "length"),
        way_out="the API makes no shorter clip", way_out_above="what is longer takes several shots",
    ),
    Field(name="generate_audio", kind=Kind.FLAG, layers=_PROFILE, synonyms=("audio",)),
    Field(name="nsfw_checker", kind=Kind.FLAG, layers=_PROFILE),
    Field(name="resolution", kind=Kind.CHOICE, layers=_PROFILE, synonyms=("quality", "size")),
    Field(name="web_search", kind=Kind.FLAG, layers=_PROFILE),
    Field(name="model", kind=Kind.NAME, layers=_PROFILE, sent=False, always=True),  # sent by its own rule
    Field(
        name="take", kind=Kind.WHOLE, layers=_OWN | {"profile"}, sent=False, always=True,
        way_out=_NUMBERED,
    ),
    Field(
        name="takes", kind=Kind.WHOLE, many=True, layers=_OWN | {"profile"}, sent=False, always=True,
        way_out=_COUNTED,
    ),
    Field(name="enabled", kind=Kind.FLAG, sent=False, always=True),
    Field(name="style", kind=Kind.NAME, many=True, sent=False),
    Field(name="cast", kind=Kind.NAME, many=True, sent=False),
    Field(name="tags", kind=Kind.NAME, many=True, sent=False),
    Field(name="note", kind=Kind.TEXT, sent=False),
    Field(
        name="pin", kind=Kind.NAME, layers=_OWN | {"profile"}, sent=False, way_out="`seedance-make pin SHOT` writes it"
    ),
)  # fmt: skip

SHOT_FIELDS = {field.name: field for field in _ROWS}
ALWAYS_SET = tuple(field.name for field in _ROWS if field.always)
SENT = tuple(field for field in _ROWS if field.sent)
MEDIA = tuple(field for field in _ROWS if field.is_medium)
FRAMES = tuple(field for field in MEDIA if not field.many)
REFERENCES = tuple(field for field in MEDIA if field.many)
TIMED = tuple(field for field in MEDIA if field.kind is not Kind.IMAGE)
API_NAMES = {field.short: field.name for field in MEDIA}
"""The short names of the media fields → the API's. A field under either name is one field."""


def set_in(layer: str) -> tuple[str, ...]:
    """The fields that a layer ("shot", "defaults", "group", "profile", "member") may set, by the API's names."""
    return tuple(field.name for field in _ROWS if layer in field.layers)


def field_named(written: str) -> Field | None:
    """The field that a manifest names, by either of its names."""
    return SHOT_FIELDS.get(API_NAMES.get(written, written))


def mode_of(present: Collection[str]) -> Mode:
    """The mode of a request that sets these fields, by the API's names."""
    modes = (field.selects for field in MEDIA if field.selects and field.name in present)
    return next(modes, Mode.T2V) if present else Mode.T2V
