"""The storyboard's schema for some of the models: their names, values and ranges in the place of those of all.

So a storyboard on one model is told what that model has, and an editor what the project's own models have.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedance_make.core.storyboard.fields import SENT, Field, Kind
from seedance_make.core.storyboard.video_model import DEFAULT_MODEL, ModelField, VideoModel
from seedance_make.core.text.node import Node

_SECTIONS = ("groups", "profiles", "shots")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModels:
    """The models that a storyboard may name, and those that it does name."""

    known: Mapping[str, VideoModel]
    used: tuple[VideoModel, ...]

    def named_in(self, node: Node) -> VideoModel | None:
        """The model that a mapping names beside its other fields."""
        return self.known.get(_named(node) or "")


def models_used(main: Node, trees: Iterable[Node], known: Mapping[str, VideoModel]) -> KnownModels:
    """Those that `main` and the files that it includes name anywhere; the default one where `main` names none at its
    top."""
    names = dict.fromkeys([_named(main) or DEFAULT_MODEL])
    for tree in trees:
        below = (node for section in _SECTIONS if section in tree.mapping for node in _values(tree, section))
        names |= dict.fromkeys(filter(None, map(_named, (tree.at(("defaults",)), *below))))
    used = tuple(known[name] for name in names if name in known)
    return KnownModels(known=known, used=used or (known[DEFAULT_MODEL],))


def _values(tree: Node, section: str) -> Iterable[Node]:
    return tree.mapping[section].mapping.values()


def _named(node: Node) -> str | None:
    model = node.mapping.get("model")
    return model.value.strip() if model and isinstance(model.value, str) else None


Bounds = tuple[tuple[str, str, object], ...]
"""(definition, keyword, what the keyword says): hashable, since a schema is compiled once for the same ones."""


def bounds_of(names: Iterable[str], models: Sequence[VideoModel]) -> Bounds:
    """What the schema says of fields for these models. `names`: of all models that may be named."""
    bounds: list[tuple[str, str, object]] = [("model", "enum", (*names, None))]
    for field in SENT:
        taken = [model.fields[field.name] for model in models if field.name in model.fields]
        if taken:
            bounds += _bounds(field, taken)
    return tuple(bounds)


def _bounds(field: Field, taken: Sequence[ModelField]) -> list[tuple[str, str, object]]:
    if field.kind is Kind.CHOICE:
        values = dict.fromkeys(value for one in taken for value in one.values)
        return [(field.name, "enum", (*values, None))]
    most = max(one.most or 0 for one in taken)
    if field.kind is Kind.WHOLE:
        return [(field.name, "minimum", min(one.least or 0 for one in taken)), (field.name, "maximum", most)]
    return [(name, "maxItems", most) for name in (field.name, field.short)] if field.many else []


def narrow(definitions: dict[str, Any], bounds: Bounds) -> None:
    """Put these into the schema's definitions."""
    for name, keyword, value in bounds:
        definitions[name][keyword] = list(value) if isinstance(value, tuple) else value


def with_models(definitions: dict[str, Any], models: Mapping[str, VideoModel]) -> None:
    """Put these models into the schema's definitions: their names, values and ranges, and in a paragraph of its own at the
    end of what an editor shows of a field, which of them take it, and what."""
    every = tuple(models.values())
    narrow(definitions, bounds_of(models, every))
    for field in SENT:
        for name in filter(None, (field.name, field.short)):
            about = definitions[name]["description"].partition("\n\n")[0]
            definitions[name]["description"] = f"{about}\n\n{taken_by(field, every)}".rstrip()


def taken_by(field: Field, models: Sequence[VideoModel]) -> str:
    """Which models take a field, and what: sentences for a person, nothing where every model takes it alike."""
    takers: dict[str, list[str]] = {}
    for model in models:
        for form in _forms(field, model.fields.get(field.name)):
            takers.setdefault(form, []).append(model.id)
    forms: dict[tuple[str, ...], list[str]] = {}
    for form, names in takers.items():
        forms.setdefault(tuple(names), []).append(form)
    most = None if field.kind is Kind.CHOICE else max(forms, key=len)
    return " ".join(
        f"{', '.join(alike)}: {_who(names, models, others=names == most)}."
        for names, alike in sorted(forms.items(), key=lambda entry: entry[0] == most)
        if alike != [""]
    )


def _who(names: Sequence[str], models: Sequence[VideoModel], *, others: bool) -> str:
    if len(names) == len(models):
        return "every model"
    return "every other model" if others else ", ".join(names)


def _forms(field: Field, taken: ModelField | None) -> tuple[str, ...]:
    if taken is None:
        return ("Not taken",)
    if field.kind is Kind.CHOICE:
        return taken.values
    if field.kind is Kind.WHOLE:
        return (f"{taken.least} to {taken.most}",)
    return (f"Up to {taken.most}",) if field.many else ("",)
