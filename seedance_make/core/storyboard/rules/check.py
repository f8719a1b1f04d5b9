"""The rules between fields: what the API refuses, or would take otherwise than meant. Problems, never exceptions.

They stand at the shot's name, since no single value is to blame.
"""

from collections.abc import Iterable

from seedance_make.core.storyboard.draft import Draft
from seedance_make.core.storyboard.fields import MEDIA, REFERENCES, SHOT_FIELDS, Mode, mode_of
from seedance_make.core.text.diagnostic import Problem


def check_shot(draft: Draft) -> Iterable[Problem]:
    """Every rule that the shot breaks."""
    for rule in (_excluded, _needed, _no_prompt, _too_many) if draft.media else (_excluded, _no_prompt):
        yield from rule(draft)


def _excluded(draft: Draft) -> Iterable[Problem]:
    """Fields that the model does not take together, as one problem."""
    pairs = [pair for pair in draft.model.excludes if all(_is_set(draft, field) for field in pair)]
    sides = [list(dict.fromkeys(side)) for side in zip(*pairs, strict=True)]
    if sides:
        inherited = [field for side in sides for field in side if field not in draft.written]
        unset = f"unset what it inherits: `{_written(draft, inherited[0])}: null`" if inherited else ""
        yield Problem.at(
            draft,
            name="frames-with-references",
            message=f"{_listed(draft, sides[0])} cannot stand together with {_listed(draft, sides[1])}",
            help=f"the API goes by one or the other: {unset or 'leave one out'}",
        )


def _is_set(draft: Draft, name: str) -> bool:
    """Whether a medium is there, or a scalar is something else than it is by itself."""
    default, value = draft.model.defaults.get(name), draft.fields.get(name)
    return name in draft.own or (default is not None and value is not None and value.node.value != default)


def _needed(draft: Draft) -> Iterable[Problem]:
    """Media that are of no use without another beside them."""
    for field in MEDIA:
        if field.needs and field.name in draft.media and field.needs.any_of.isdisjoint(draft.media):
            need = field.needs
            message = need.message.replace("{field}", _written(draft, field.name))
            yield Problem.at(draft, name=need.name, message=message, help=need.help)


def _no_prompt(draft: Draft) -> Iterable[Problem]:
    if draft.prompt or draft.troubled or any(SHOT_FIELDS[name].spares_prompt for name in draft.media):
        return
    if mode_of(draft.media) is Mode.R2V:
        message, way_out = "references without an image need a prompt", "add `prompt`, or `reference_images`"
    else:
        message, way_out = "has no prompt, and no frame or reference either", "add `prompt`, or `first_frame`"
    yield Problem.at(draft, name="no-prompt", message=message, help=way_out)


def _too_many(draft: Draft) -> Iterable[Problem]:
    """More references than the model takes, with those of the cast; the schema counts the shot's own."""
    for field in REFERENCES:
        most = draft.model.most(field.name)
        count, own = len(draft.media.get(field.name, ())), len(draft.own.get(field.name, ()))
        if most is not None and count > most >= own:
            yield Problem.at(
                draft,
                name="too-many-references",
                message=f"{count} reference {field.kind}s, at most {most}: {own} of its own and {count - own} of its cast",
                help="cast fewer, or give the cast fewer references",
            )


def _written(draft: Draft, name: str) -> str:
    return draft.fields[name].name if name in draft.fields else SHOT_FIELDS[name].short


def _listed(draft: Draft, names: list[str]) -> str:
    return " and ".join(f"`{_written(draft, name)}`" for name in names)
