"""What a shot asks of its model, and what the model takes: its fields, their values, how many.

Whatever no model of the storyboard takes is told before, by the schema for its models (`load.schema.narrow`); this is about
one shot on one model, which a profile may have chosen for it.
"""

from collections.abc import Collection, Iterable, Mapping

from seedance_make.core.storyboard.draft import Draft
from seedance_make.core.storyboard.fields import SHOT_FIELDS, Field, Kind, Setting
from seedance_make.core.storyboard.layers import Value
from seedance_make.core.storyboard.video_model import DEFAULT_MODEL, ModelField, VideoModel
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.suggest import joined, short

Models = Mapping[str, VideoModel]
_MANY, _FEW = 3, 3
"""More models than `_MANY` are told by the others, where those are at most `_FEW`."""


def model_limits(draft: Draft, models: Models) -> Iterable[Problem]:
    """Every field of a shot that its model does not take, or not so. `models`: all that there are."""
    for name in {**draft.fields, **draft.media}:
        field, value = SHOT_FIELDS.get(name), draft.fields.get(name)
        if field is None or not field.sent or field.kind is Kind.TEXT:
            continue
        if field.is_medium:
            yield from _media(draft, field, len(draft.media.get(field.name, ())), models)
        elif value and isinstance(written := value.node.value, str | int) and field.reads(written):
            yield from _scalar(draft, field, value, written, models)


def _scalar(draft: Draft, field: Field, value: Value, written: Setting, models: Models) -> Iterable[Problem]:
    taken = draft.model.fields.get(field.name)
    if taken is None:
        if written != models[DEFAULT_MODEL].defaults.get(field.name):
            yield _not_taken(draft, field, value.name, models)
    elif not draft.model.takes(field.name, written):
        shown = short(str(written))
        has = joined(taken.values) or f"{_range(taken)} {field.unit}"
        yield _problem(
            draft,
            field,
            f"`{draft.model.id}` takes {has}, not {shown}",
            made_by(models, field, written) or "no model takes it: choose what this one does",
        )


def _range(taken: ModelField) -> str:
    return f"{taken.least} to {taken.most}" if taken.least != taken.most else f"{taken.most}"


def _media(draft: Draft, field: Field, count: int, models: Models) -> Iterable[Problem]:
    most = draft.model.most(field.name)
    if count and field.name not in draft.model.fields:
        yield _not_taken(draft, field, field.short, models)
    elif most is not None and len(draft.own.get(field.name, ())) > most:
        yield _problem(
            draft,
            field,
            f"`{draft.model.id}` takes at most {most} {field.kind}s, not {count}",
            made_by(models, field, count) or f"leave {count - most} out",
        )


def _not_taken(draft: Draft, field: Field, written: str, models: Models) -> Problem:
    takers = [model.id for model in models.values() if field.name in model.fields]
    who = "every other model" if len(takers) == len(models) - 1 > 3 else _those(takers, models)
    message = f"`{draft.model.id}` takes no `{written}`"
    return _problem(draft, field, message, f"leave it out; it is for {who}" if takers else "leave it out")


def _problem(draft: Draft, field: Field, message: str, way_out: str) -> Problem:
    """At the value; beside it, where the model comes from, and the shot that a profile has done it to."""
    origin, model = draft.origins.get(field.name), draft.origins["model"].place
    place = (origin and origin.place) or draft.place
    also = [model] if model and model != place else []
    paths = (draft.path_of(field.name), draft.path_of("model"))
    if not paths[0].startswith("shots.") and any(path.startswith("profiles.") for path in paths):
        also.append(draft.place)
    return Problem.at(
        draft,
        field.name if field.name in draft.fields else field.short,
        place=place,
        name="not-of-this-model",
        message=message,
        help=way_out,
        also=tuple(also),
    )


def made_by(models: Models, field: Field, setting: Setting) -> str:
    """Which models take what was asked of a field, as a sentence; "" where none does. Of a list, `asked` counts entries."""
    takers = [model.id for model in models.values() if model.takes(field.name, setting)]
    if not takers:
        return ""
    if field.many:
        return f"{setting:,} {field.kind}s are taken by {_those(takers, models)}"
    if field.kind is Kind.WHOLE:
        return f"{setting:,} {field.unit} are made by {_those(takers, models)}"
    return f"{setting} is made by {_those(takers, models)}"


def _those(takers: Collection[str], models: Models) -> str:
    """These models, or where they are all but a few, those that are not among them."""
    others = [name for name in models if name not in takers]
    if len(takers) > _MANY and len(others) <= _FEW:
        return f"every model but {_all_of(others)}"
    return _all_of(takers)


def _all_of(names: Iterable[str]) -> str:
    return joined([f"`{name}`" for name in names], "and")
