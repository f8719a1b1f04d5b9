"""Layers: the API's defaults < the manifest's `model` < `defaults` < the shot < the profile.

A stronger layer replaces a field whole: lists don't merge. `null` unsets a field for the layers below it. A media
field has two names, the API's (`first_frame_url`) and the short one (`first_frame`); inside a layer it may be set
under one of them only.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from seedance_make.core.storyboard.model import MEDIA_FIELDS
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.node import Node

ReportProblem = Callable[[Problem], None]

API_DEFAULTS: Mapping[str, str | int | bool] = {
    "aspect_ratio": "16:9",
    "duration": 5,  # seconds
    "generate_audio": False,
    "nsfw_checker": True,
    "resolution": "720p",
    "web_search": False,
}
"""API document, "Parameters"."""

PROFILE_FIELDS = frozenset({*API_DEFAULTS, "model", "take", "takes"})
"""What a profile may set on every shot; besides, it has an `output` of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What one layer says of one field."""

    node: Node
    path: str  # shots.opening.duration
    origin: str  # FILE:LINE, or "profile X"
    name: str  # the field as written: its API name or the short one


Layer = Mapping[str, Value]


def file_line(node: Node) -> str:
    """`FILE:LINE` of a value, as `show` names an origin."""
    return f"{node.place.file}:{node.place.line}"


def layer(fields: Mapping[str, Node], path: str, report: ReportProblem) -> Layer:
    """Fields by the API's names. A media field under both its names is reported, and the first one is used."""
    values: dict[str, Value] = {}
    for name, node in fields.items():
        field = MEDIA_FIELDS.get(name, name)
        if field in values:
            report(_twice(values[field], node, f"{path}.{name}", name))
            continue
        values[field] = Value(node=node, path=f"{path}.{name}", origin=file_line(node), name=name)
    return values


def _twice(first: Value, second: Node, path: str, name: str) -> Problem:
    return Problem(
        place=second.key or second.place,
        path=path,
        name="one-field-twice",
        message=f"`{name}` and `{first.name}` are one field",
        help="keep one of them",
        also=(first.node.key or first.node.place,),
    )


def profile_layer(fields: Mapping[str, Node], name: str) -> Layer:
    """What a profile puts over every shot. Naming `take` or `takes` replaces the pair."""
    values = {
        field: Value(node=node, path=f"profiles.{name}.{field}", origin=f"profile {name}", name=field)
        for field, node in fields.items()
        if field in PROFILE_FIELDS
    }
    for field in {"take", "takes"} & set(values):
        other = {"take": "takes", "takes": "take"}[field]
        unset = Node(value=None, place=values[field].node.place)
        values.setdefault(other, Value(node=unset, path="", origin="", name=other))
    return values


def merge(layers: Iterable[Layer]) -> dict[str, Value]:
    """The layers from weakest to strongest as one; what ends as `null` is not set."""
    merged: dict[str, Value] = {}
    for fields in layers:
        merged.update(fields)
    return {field: value for field, value in merged.items() if value.node.value is not None}
