"""A quick look at a tree by jsonschema-rs, where it is installed (the extra `fast`).

It refuses nothing: what it does not find valid, or might read otherwise than `check`, is looked at by `check`, which can
say where and why.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from seedance_make.core.text.node import Node
from seedance_make.load.schema.file import STORYBOARD_SCHEMA, compiled
from seedance_make.load.schema.narrow import Bounds, KnownModels, bounds_of


class _DoubtError(ValueError):
    """A number that the two may judge otherwise."""


def surely_valid(root: Node, definition: str | None, models: KnownModels) -> bool:
    """Whether `check` would find nothing. Only to be asked of a tree whose text had no problem: of characters that are
    refused there, the two judge differently which are blanks."""
    validator = _validator(definition, bounds_of(models.known, models.used))
    try:
        return validator is not None and bool(validator.is_valid(_plain(root)))
    except ValueError:  # half of a surrogate pair, too
        return False


@cache
def _validator(definition: str | None, bounds: Bounds) -> Any:
    try:
        from jsonschema_rs import Draft202012Validator  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return Draft202012Validator(compiled(definition, STORYBOARD_SCHEMA, bounds))


def _plain(node: Node) -> object:
    value = node.value
    if isinstance(value, Mapping):
        return {name: _plain(below) for name, below in value.items()}
    if isinstance(value, tuple):
        return [_plain(below) for below in value]
    if isinstance(value, Decimal) and not _is_fraction(value):
        raise _DoubtError
    return value


def _is_fraction(value: Decimal) -> bool:
    """`5.0` is an integer to jsonschema-rs, and a number of a million digits takes it long."""
    short = value.is_finite() and len(str(value)) <= 20 and abs(value.adjusted()) <= 20
    return short and value % 1 != 0
