"""The last step: a draft with every default in place, and for each value where it comes from."""

from collections.abc import Mapping

from seedance_make.core.storyboard.cast import CastMember, left_out
from seedance_make.core.storyboard.draft import Draft
from seedance_make.core.storyboard.layers import API_DEFAULTS, ReportProblem, Value, file_line
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.storyboard.modes import mode_of
from seedance_make.core.storyboard.takes import takes_of
from seedance_make.core.text.node import Node, Place


def finished(
    draft: Draft,
    *,
    model: str,
    output: str,
    members: Mapping[str, CastMember],
    styles: Mapping[str, Node],
    report: ReportProblem,
) -> ResolvedShot:
    """Nothing optional left. `model` is the manifest's, `output` the origin of the output tree's folder.

    A value of a wrong type, which the schema reports, counts as not set.
    """
    fields = draft.fields
    takes = takes_of(fields, report)
    cast = [members[name] for name in draft.cast]
    scalar = {name: _of_type(fields.get(name), default) for name, default in API_DEFAULTS.items()}
    origins, places = _sources(draft, cast, styles)
    return ResolvedShot(
        name=draft.shot.name,
        place=draft.shot.place,
        enabled=bool(_of_type(fields.get("enabled"), True)),
        takes=takes.numbers,
        chosen=takes.chosen,
        choice=takes.choice,
        tags=_texts(fields.get("tags")),
        note=_text(fields.get("note")),
        pin=_pin(fields.get("pin")),
        model=_text(fields.get("model")) or model,
        mode=mode_of(draft.media),
        prompt=draft.prompt,
        media={field: media for field, media in draft.media.items() if media},
        generate_audio=bool(scalar["generate_audio"]),
        resolution=str(scalar["resolution"]),
        aspect_ratio=str(scalar["aspect_ratio"]),
        duration=int(scalar["duration"]),
        web_search=bool(scalar["web_search"]),
        nsfw_checker=bool(scalar["nsfw_checker"]),
        origins={**origins, "output": output},
        places=places,
        styles=_texts(fields.get("style")),
        cast=draft.cast,
        remarks=left_out(cast) if "first_frame_url" in draft.media else (),
    )


def _of_type(value: Value | None, default: str | int | bool) -> str | int | bool:
    said = value.node.value if value else None
    return said if isinstance(said, str | int) and type(said) is type(default) else default


def _text(value: Value | None) -> str | None:
    said = value.node.value if value else None
    return said.strip() if isinstance(said, str) else None


def _texts(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value.node.value, str):
        return (value.node.value,)
    return tuple(node.value for node in value.node.items if isinstance(node.value, str))


def _pin(value: Value | None) -> str | None:
    said = _text(value)
    return said.lower() if said else None


_ALWAYS = {**dict.fromkeys((*API_DEFAULTS, "model", "take", "takes", "enabled"), "default")}


def _sources(
    draft: Draft, cast: list[CastMember], styles: Mapping[str, Node]
) -> tuple[dict[str, str], dict[str, Place]]:
    """Field → its origin, and field → its place. What only style or cast gives has theirs."""
    origins = dict(_ALWAYS)
    places: dict[str, Place] = {}
    for field, value in draft.fields.items():
        origins[field] = value.origin
        places[field] = value.node.place
    if draft.prompt and "prompt" not in draft.fields:
        style = draft.fields["style"].node
        name = (style.items[0] if style.items else style).value
        origins["prompt"] = file_line(styles[str(name)])
        places["prompt"] = styles[str(name)].place
    for member in cast:
        for field, value in member.fields.items():
            if draft.media.get(field) and field not in origins:
                origins[field] = value.origin
                places[field] = value.node.place
    return origins, places
