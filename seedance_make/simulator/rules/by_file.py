"""A model's rules as its file has them: the body that the file describes, read back, and nothing else accepted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from seedance_make.core.storyboard.fields import MEDIA, SHOT_FIELDS, Field, Kind, mode_of
from seedance_make.core.storyboard.video_model import ModelField, VideoModel
from seedance_make.simulator.faults import refusal
from seedance_make.simulator.rules.generation import Generation
from seedance_make.simulator.rules.values import (
    ValueCheck,
    address,
    addresses,
    exactly,
    flag,
    one_of,
    shown,
    text,
    whole,
)

_LAST_FRAME = "wants_last_frame"
"""Among the fields that a body sets: the picture beside the clip is asked for. No field of a storyboard."""
_SHAPES = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
"""What a model that names no aspect ratios is taken to have."""
Given = dict[str, Any]
"""What a body sets, by the fields' own names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parameter:
    """One key of the body: what its value must be, and which fields it sets to what."""

    check: ValueCheck
    sets: Callable[[Any], Given]


def read_by_file(body: Mapping[str, Any], model: VideoModel, *, paths: bool) -> Generation:
    """A body that names this model as a request. Raises ApiError (20002)."""
    parameters = _parameters(model)
    given: Given = {}
    for name, value in body.items():
        if name == "model":
            continue
        if name not in parameters:
            raise refusal("20002", f"unknown parameter: {shown(name)}")
        parameters[name].check(name, value, paths)
        given |= parameters[name].sets(value)
    _check_together(given, model)
    return _generation(given, model)


def _parameters(model: VideoModel) -> Mapping[str, _Parameter]:
    parameters = {
        name: _Parameter(check=exactly(value), sets=_nothing) for name, value in model.sends.items()
    }
    roles: dict[str, dict[str, str]] = {}
    for name, taken in model.fields.items():
        if taken.list:
            roles.setdefault(taken.list, {})[taken.role] = name
        elif taken.when_true is None:
            parameters[taken.wire or name] = _Parameter(
                check=_check_of(SHOT_FIELDS[name], taken), sets=_sets(name)
            )
        else:
            for key, value in taken.when_true.items():
                parameters[key] = _Parameter(check=exactly(value), sets=_sets(name, constant=True))
    for key, fields in roles.items():
        parameters[key] = _Parameter(check=_list_with(fields), sets=_set_by_roles(fields))
    if model.output.last_frame:
        parameters[model.output.last_frame] = _Parameter(check=flag, sets=_sets(_LAST_FRAME))
    return parameters


def _check_of(field: Field, taken: ModelField) -> ValueCheck:
    if field.kind is Kind.CHOICE:
        return one_of(taken.values)
    if field.kind is Kind.WHOLE:
        return whole(taken.least or 0, taken.most or 0)
    if field.is_medium:
        return addresses(taken.most or 1) if field.many else address
    return flag if field.kind is Kind.FLAG else text


def _nothing(_value: object) -> Given:
    return {}


def _sets(name: str, *, constant: object = None) -> Callable[[Any], Given]:
    return lambda value: {name: value if constant is None else constant}


def _list_with(roles: Mapping[str, str]) -> ValueCheck:
    """A list of media, each with a role of its own."""

    def check(name: str, value: object, paths: bool) -> None:
        if not isinstance(value, list) or not value:
            raise refusal("20002", f"{name} must be a list of {{url, role}}")
        for n, one in enumerate(value):
            if not isinstance(one, dict) or one.keys() != {"url", "role"}:
                raise refusal("20002", f"{name}[{n}] must have url and role")
            one_of(tuple(roles))(f"{name}[{n}].role", one["role"], paths)
            address(f"{name}[{n}].url", one["url"], paths)
            if one["role"] in [earlier["role"] for earlier in value[:n]]:
                raise refusal("20002", f"{name}[{n}].role is a second {one['role']}")

    return check


def _set_by_roles(roles: Mapping[str, str]) -> Callable[[Any], Given]:
    return lambda value: {roles[one["role"]]: one["url"] for one in value}


def _check_together(given: Given, model: VideoModel) -> None:
    usual = {name for name, value in given.items() if model.defaults.get(name) == value}
    for one, other in model.excludes:
        if {one, other} <= given.keys() - usual:
            raise refusal("20002", f"{_wire(one, model)} cannot be combined with {_wire(other, model)}")
    for field in MEDIA:
        if field.name in given and field.needs and field.needs.any_of.isdisjoint(given):
            others = [_wire(name, model) for name in model.fields if name in field.needs.any_of]
            raise refusal("20002", f"{_wire(field.name, model)} requires {' or '.join(others)}")
    pictured = any(field.name in given and field.spares_prompt for field in MEDIA)
    if not pictured and not str(given.get("prompt", "")).strip():
        raise refusal("20002", f"{_wire('prompt', model)} is required without an image")


def _wire(name: str, model: VideoModel) -> str:
    """What a sender calls a field."""
    taken = model.fields[name]
    if taken.list:
        return f"{taken.list} ({taken.role})"
    return next(iter(taken.when_true or ()), taken.wire or name)


def _generation(given: Given, model: VideoModel) -> Generation:
    whole_request: Given = {**model.defaults, **given}
    shapes = model.fields["aspect_ratio"].values if "aspect_ratio" in model.fields else ()
    return Generation(
        model=model.id,
        mode=mode_of(given).value,
        prompt=given.get("prompt", ""),
        first_frame=given.get("first_frame_url"),
        last_frame=given.get("last_frame_url"),
        images=tuple(given.get("reference_image_urls", ())),
        videos=tuple(given.get("reference_video_urls", ())),
        audios=tuple(given.get("reference_audio_urls", ())),
        generate_audio=bool(whole_request.get("generate_audio")),
        resolution=whole_request["resolution"],
        aspect_ratio=whole_request.get("aspect_ratio", "adaptive"),
        duration=whole_request["duration"],
        output=model.output,
        shapes=tuple(shape for shape in shapes if ":" in shape) or _SHAPES,
        wants_last_frame=bool(given.get(_LAST_FRAME)),
    )
