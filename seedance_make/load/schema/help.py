"""What to do about a value that the schema refuses: the last line of its message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import log
from typing import Any

from seedance_make.core.storyboard.fields import Kind, field_named
from seedance_make.core.storyboard.rules.model_limits import made_by
from seedance_make.core.text.node import KeyPath, Node
from seedance_make.core.text.suggest import joined, nearest
from seedance_make.load.schema.narrow import KnownModels


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A value that the schema refuses, and the keyword that does."""

    keyword: str
    wanted: Any
    schema: Any
    node: Node
    path: KeyPath
    written: str  # the value as the source has it
    models: KnownModels | None = None  # of a storyboard

    @property
    def field(self) -> str:
        """The key that the value belongs to."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def shape(self) -> str:
        """Where what may stand there is shown."""
        command = "schema" if self.models else "schema --model"
        return f"`seedance-make {command}` shows what may stand here"

    @property
    def of_list(self) -> bool:
        """Whether the value is an entry of a list."""
        return bool(self.path) and isinstance(self.path[-1], int)


_TRUE, _FALSE = {"yes", "y", "on", "true", "1"}, {"no", "n", "off", "false", "0"}
_SHAPES = {"landscape": "16:9", "portrait": "9:16", "square": "1:1", "cinema": "21:9"}
_LINES = {"1080": "1080p", "fhd": "1080p", "hd": "720p", "2160p": "4k", "2160": "4k", "uhd": "4k"}
_ALMOST_WHOLE = re.compile(r"([0-9]{1,10})(?:\.0*)?(?:\s*[A-Za-z]+)?")
_DOLLARS = re.compile(
    r"\$\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)|([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(?:\$|usd|dollars?)", re.IGNORECASE
)
CREDITS = frozenset({"max_credits", "budget"})
"""Fields of the storyboard that are credits."""

_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
_RATIO = re.compile(r"([0-9]+)\s*[:x×/_-]\s*([0-9]+)", re.IGNORECASE)
_BELOW = {
    "shots": "write its fields below its name, such as `prompt: …`",
    "groups": "write the fields below the glob, such as `style: …`",
    "cast": "write `{text: …}`",
}
_WAYS_OUT = {
    "max_credits": "1 credit is a tenth of a cent: 4000 are $4.00",
    "budget": "1 credit is a tenth of a cent: 40000 are $40.00",
    "output": "name a folder beside the storyboard, such as `out`",
    "team": "write it like s3://bucket/folder",
    "publish": "write it like s3://bucket/folder",
    "store": "write it like s3://bucket/folder",
    "base_url": "write it like https://media.example.com/folder",
    "at": "write it in seconds, such as `at: 2.5`",
}


def bounds_help(fault: Violation, *, above: bool = False) -> str | None:
    """The way out for a number out of bounds (`above` its highest), or a text of another form."""
    field = field_named(fault.field)
    if field is None:
        return _WAYS_OUT.get(fault.field)
    return (field.way_out_above if above else "") or field.way_out or None


def type_help(fault: Violation, wanted: list[str]) -> str:
    """The way out for a value of another kind than `wanted`, by the schema's names of kinds."""
    value = fault.node.value
    if value is None:
        return "write a value, or leave it out"
    if set(wanted) <= {"boolean", "null"}:
        word = str(fault.node.text).strip().lower()
        meant = "true" if word in _TRUE else "false" if word in _FALSE else None
        return f"write `{fault.field}: {meant}`" if meant else "write `true` or `false`"
    if "string" in wanted and isinstance(value, int | Decimal):
        return f'quote it: "{fault.node.text}"' if len(fault.node.text or "") <= 40 else "quote it"
    if fault.field == "at":
        return _WAYS_OUT["at"]
    if "array" in wanted:
        entry = fault.written if isinstance(value, str) and "…" not in fault.written else ""
        return f"write `{fault.field}: [{entry or ' … '}]`, or each entry on a line of its own, after `- `"
    return _shape_help(fault, wanted)


def _shape_help(fault: Violation, wanted: list[str]) -> str:
    """A list or a mapping where a scalar stands, or the other way round."""
    if frame_help := _frame_help(fault):
        return frame_help
    if "integer" in wanted:
        return "write a whole number in digits"
    if fault.field == "shots":
        return "write each shot's name, and below it its fields, such as `opening: {prompt: …}`"
    if len(fault.path) == 2 and str(fault.path[0]) in _BELOW:
        return _BELOW[str(fault.path[0])]
    return (
        "write one text; one that spans lines begins with `>`"
        if set(wanted) <= {"string", "null"}
        else fault.shape
    )


def _frame_help(fault: Violation) -> str | None:
    """A frame of another shot where none can be named, or a list where one image is wanted."""
    field = field_named(fault.field)
    if field is None or not field.is_medium:
        return None
    if isinstance(fault.node.value, Mapping):
        if field.kind is Kind.IMAGE:
            return f"a frame of another shot goes under `{field.short}`"
        return "name it by its URL or path: only an image can be a frame of another shot"
    if not field.many and fault.field == field.short:
        return f"name one {field.kind}: `{field.short}: https://…`"
    return None


def meant_by(text: str) -> int | None:
    """The whole number that `5s`, `5.0`, `"5"` or `0:05` most likely stands for."""
    whole = _ALMOST_WHOLE.fullmatch(text.strip())
    if whole:
        return int(whole[1])
    clock = _CLOCK.fullmatch(text.strip())
    return int(clock[1]) * 60 + int(clock[2]) if clock else None


def credits_meant(text: str) -> int | None:
    """The credits that `$4.00` or `4 USD` stand for: 1 credit is a tenth of a cent."""
    amount = _DOLLARS.fullmatch(text.strip())
    if amount is None:
        return None
    return int((Decimal(amount[1] or amount[2]) * 1000).to_integral_value(ROUND_CEILING))


def choice_help(fault: Violation, choices: list[str]) -> str:
    """The way out for a value that is none of the choices."""
    word = (fault.node.text or "").strip()
    if fault.field == "resolution":
        meant = _LINES.get(word.lower(), word.lower())
        if meant not in choices and (elsewhere := made_elsewhere(fault, meant)):
            return elsewhere
        word = meant if meant in choices else f"{word}p"
    elif elsewhere := made_elsewhere(fault, word):
        return elsewhere
    if fault.field == "aspect_ratio":
        ratio = _RATIO.fullmatch(word)
        shape = _shape_near(int(ratio[1][:6]), int(ratio[2][:6]), choices) if ratio else None
        word = shape or _SHAPES.get(word.lower(), word)
    near = word if word in choices else nearest(word[:60], choices)
    if near:
        return f"did you mean `{near}`?"
    return f"write `{fault.field}: {choices[0]}`" if len(choices) == 1 else "choose one of them"


def made_elsewhere(fault: Violation, asked: object) -> str:
    """Which other models take a value that the storyboard's do not; "" where none does."""
    field = field_named(fault.field)
    if fault.models is None or field is None or not isinstance(asked, str | int):
        return ""
    takers = made_by(fault.models.known, field, asked)
    if not takers or "every model but" in takers:
        return takers
    return f"{takers}, not by {joined([f'`{model.id}`' for model in fault.models.used])}"


def _shape_near(width: int, height: int, choices: list[str]) -> str:
    """The ratio among the choices that is nearest in shape."""
    wanted = width / height if width and height else 1.0
    sides = {choice: choice.split(":") for choice in choices if ":" in choice}
    return min(sides, key=lambda choice: abs(log(wanted * int(sides[choice][1]) / int(sides[choice][0]))))
