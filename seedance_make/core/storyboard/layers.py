"""Layers: the model's defaults < the manifest's `model` < `defaults` < `groups` in their order < the shot < the profile.

A stronger layer replaces a field whole: lists don't merge. `null` unsets a field for the layers below it. A media
field has two names, the API's (`first_frame_url`) and the short one (`first_frame`); inside a layer it may be set
under one of them only.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from seedance_make.core.storyboard.fields import API_NAMES, set_in
from seedance_make.core.storyboard.model import Origin
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.node import Node

ReportProblem = Callable[[Problem], None]

BY_DEFAULT = Origin(name="default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What one layer says of one field."""

    node: Node
    path: str  # shots.opening.duration
    origin: Origin
    name: str  # the field as written: its API name or the short one


Layer = Mapping[str, Value]


def origin_of(node: Node, name: str | None = None) -> Origin:
    """Where a value that is written comes from: by the name of its profile, else by FILE:LINE."""
    return Origin(name=name or f"{node.place.file}:{node.place.line}", place=node.place)


def layer(fields: Mapping[str, Node], path: str, report: ReportProblem) -> Layer:
    """Fields by the API's names. A media field under both its names is reported, and the first one is used."""
    values: dict[str, Value] = {}
    for name, node in fields.items():
        field = API_NAMES.get(name, name)
        if field in values:
            report(_twice(values[field], node, f"{path}.{name}", name))
            continue
        values[field] = Value(node=node, path=f"{path}.{name}", origin=origin_of(node), name=name)
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
        field: Value(
            node=node, path=f"profiles.{name}.{field}", origin=origin_of(node, f"profile {name}"), name=field
        )
        for field, node in fields.items()
        if field in set_in("profile")
    }
    for field in {"take", "takes"} & set(values):
        other = {"take": "takes", "takes": "take"}[field]
        unset = Node(value=None, place=values[field].node.place)
        values.setdefault(other, Value(node=unset, path="", origin=BY_DEFAULT, name=other))
    return values


def merge(layers: Iterable[Layer]) -> dict[str, Value]:
    """The layers from weakest to strongest as one; what ends as `null` is not set."""
    merged: dict[str, Value] = {}
    for fields in layers:
        merged.update(fields)
    return {field: value for field, value in merged.items() if value.node.value is not None}
