"""A tree against the schema → problems, in our own words.

The schema says what may stand where; `wording` says it to people. jsonschema is imported only when a manifest is
checked, since `--help` must not wait for it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import cache, partial
from itertools import islice
from typing import Any

from seedance_make.core.storyboard.video_model import Rates
from seedance_make.core.text.diagnostic import Problem, Wording
from seedance_make.core.text.node import KeyPath, Node, dotted
from seedance_make.load.schema.file import MODEL_SCHEMA, STORYBOARD_SCHEMA, compiled
from seedance_make.load.schema.help import Violation
from seedance_make.load.schema.model_keys import unknown_model_key
from seedance_make.load.schema.narrow import Bounds, KnownModels, bounds_of
from seedance_make.load.schema.unknown_keys import unknown_key
from seedance_make.load.schema.wording import say
from seedance_make.load.yaml.file_text import FileText

MOST_VIOLATIONS = 1000
"""Of one file. Nobody reads more, and a file of garbage must not fill the memory with complaints."""

_RATES = frozenset(field.name for field in fields(Rates))
_ABOUT_VALUES = frozenset({"type", "enum", "const", "minimum", "maximum", "minLength", "pattern"})


def check(
    root: Node,
    text: FileText,
    *,
    definition: str | None = None,
    schema: str = STORYBOARD_SCHEMA,
    models: KnownModels | None = None,
) -> tuple[Problem, ...]:
    """Every problem that one value, key or list has on its own. `definition` names a part of the schema to check by;
    `models`: those that a storyboard's values are for."""
    bounds = bounds_of(models.known, models.used) if models else ()
    problems: list[Problem] = []
    blamed: set[KeyPath] = set()
    for error in islice(_validator(definition, schema, bounds).iter_errors(root.plain()), MOST_VIOLATIONS):
        path: KeyPath = tuple(error.absolute_path)
        if _is_checked_elsewhere(path, error):
            continue
        if error.validator == "additionalProperties":
            word = (
                unknown_model_key
                if schema == MODEL_SCHEMA
                else partial(unknown_key, included=definition is not None)
            )
            unknown = _unknown_keys(root, path, error, word)
            problems.extend(islice(unknown, MOST_VIOLATIONS))
        elif error.validator == "required":
            problems.append(_missing_key(root, path, error))
        elif "propertyNames" in error.schema_path:
            problems.append(_bad_key(root, path, error))
        elif path not in blamed:
            blamed.add(path)
            problems.append(_bad_value(root, path, error, text, models))
    return tuple(_without_misspelt(problems)[:MOST_VIOLATIONS])


def _without_misspelt(problems: Sequence[Problem]) -> list[Problem]:
    """A key that is there under a misspelt name, which is told, is not missing too."""
    meant = {(p.path.rpartition(".")[0], p.help) for p in problems if p.name == "unknown-key"}
    return [
        p
        for p in problems
        if p.name != "missing-key"
        or (p.path, f"did you mean {p.message.removesuffix(' is missing')}?") not in meant
    ]


def _is_checked_elsewhere(path: KeyPath, error: Any) -> bool:
    """Rules that the schema has for editors' sake, and that are judged where they can be judged fully."""
    about_money = path[:1] == ("prices",) and path[-1] in _RATES
    if error.validator in _ABOUT_VALUES and (about_money or path[-1:] == ("as_of",)):
        return True  # by `load.prices`: money is read as text
    if path == ("prices",) and error.validator == "minProperties" and "as_of" not in error.instance:
        return True  # the date is missing, which is said
    if path == ("shots",) and "propertyNames" in error.schema_path:
        return True  # by the rules for names of shots
    if error.validator != "pattern" or not error.instance.strip():
        return False
    field = next((step for step in reversed(path) if isinstance(step, str)), "")
    return field.endswith(("_url", "_urls")) and path[0] != "publish"  # by the rules for public addresses


def _bad_value(root: Node, path: KeyPath, error: Any, text: FileText, models: KnownModels | None) -> Problem:
    """Of a value beside a model's name, what that model has."""
    node, beside = root.at(path), root.at(path[:-1])
    wanted, schema = error.validator_value, error.schema
    if models and (model := models.named_in(beside)):
        models = replace(models, used=(model,))
        own = {
            keyword: value
            for name, keyword, value in bounds_of(models.known, models.used)
            if name == path[-1]
        }
        wanted, schema = own.get(error.validator, wanted), {**schema, **own}
    fault = Violation(
        keyword=error.validator, wanted=wanted, schema=schema, node=node, path=path,
        written=value_as_written(node, text), models=models,
    )  # fmt: skip
    return Problem.worded(say(fault), node.place, dotted(path))


def _unknown_keys(
    root: Node, path: KeyPath, error: Any, word: Callable[[str, KeyPath, tuple[str, ...]], Wording]
) -> Iterable[Problem]:
    known = tuple(error.schema["properties"])
    for key, node in root.at(path).mapping.items():
        if key in known:
            continue
        wording = word(key, path, known)
        yield Problem.worded(wording, node.key or node.place, dotted((*path, key)))


def _missing_key(root: Node, path: KeyPath, error: Any) -> Problem:
    key = next(k for k in error.validator_value if k not in error.instance and f"'{k}'" in error.message)
    node = root.at(path)
    help_for = {
        "version": "write `version: 1` at the top",
        "as_of": "write the day they were read: `as_of: 2026-07-23`",
        "shot": "name the shot: `{shot: NAME, frame: last}`",
        "store": "write `{store: s3://bucket/folder, base_url: https://media.example.com}`",
        "base_url": "write `{store: s3://bucket/folder, base_url: https://media.example.com}`",
    }
    message = "prices must be dated: `as_of` is missing" if key == "as_of" else f"`{key}` is missing"
    wording = ("missing-key", message, help_for.get(key, "write it"))
    return Problem.worded(wording, node.key or node.place, dotted(path))


def _bad_key(root: Node, path: KeyPath, error: Any) -> Problem:
    key = error.instance
    node = root.at(path).mapping[key]
    by_pattern = error.validator == "pattern"
    message = error.schema.get("patternErrorMessage", "") if by_pattern else "this name is too long"
    wording = ("bad-name", message, "give it another name")
    return Problem.worded(wording, node.key or node.place, dotted((*path, key)))


def value_as_written(node: Node, text: FileText) -> str:
    """A scalar as the source has it, quotes and all; of text over several lines, its beginning."""
    if not isinstance(node.value, str | int | Decimal) or node.text is None:
        return ""
    shown = text.lines[node.place.line - 1][node.place.column - 1 : node.place.end - 1]
    shown = " ".join(node.text.split()) if shown[:1] in "|>" else shown
    return shown if len(shown) <= 40 else shown[:39] + "…"


@cache
def _validator(definition: str | None, schema: str, bounds: Bounds) -> Any:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - costs more than --help may
    from jsonschema.validators import extend  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415

    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer).redefine("number", _is_number)
    extended: Any = extend
    kind = extended(Draft202012Validator, validators={"pattern": _pattern}, type_checker=types)
    return kind(compiled(definition, schema, bounds), registry=Registry())


def _is_integer(_: Any, value: object) -> bool:
    """`5.0` is no integer in YAML 1.2, and `true` none anywhere."""
    return type(value) is int


def _is_number(_: Any, value: object) -> bool:
    return type(value) is int or (isinstance(value, Decimal) and value.is_finite())


def _pattern(validator: Any, pattern: str, instance: object, _: Any) -> Iterable[Any]:
    from jsonschema import ValidationError  # noqa: PLC0415

    if validator.is_type(instance, "string") and not _expression(pattern).search(str(instance)):
        yield ValidationError("does not match")


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern of the schema as editors mean it: `$` is the end, not the last line break before it."""
    return re.compile(pattern.replace("$", r"\Z"))
