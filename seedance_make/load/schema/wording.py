"""What a value's fault against the schema is called: name, message, help. Data first, one small speaker a keyword."""

import re
from collections.abc import Callable
from decimal import Decimal

from seedance_make.core.storyboard.fields import Kind, field_named
from seedance_make.core.text.diagnostic import Wording
from seedance_make.core.text.suggest import did_you_mean, joined, short
from seedance_make.load.schema.help import (
    CREDITS,
    Violation,
    bounds_help,
    choice_help,
    credits_meant,
    made_elsewhere,
    meant_by,
    type_help,
)

_WANTED = {
    "string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "array": "a list", "object": "a mapping",
}  # fmt: skip
_UNITS = {"max_credits": "credits", "budget": "credits", "at": "seconds"}
_NEVER_QUOTED = frozenset({"team", "publish", "store", "base_url"})
"""Addresses, which may carry a password: never quoted back."""


def say(fault: Violation) -> Wording:
    """The problem in words. Every keyword that the schema uses on a value has a speaker."""
    return _SPEAKERS[fault.keyword](fault)


def _type(fault: Violation) -> Wording:
    wanted = [fault.wanted] if isinstance(fault.wanted, str) else list(fault.wanted)
    value = fault.node.value
    if fault.field == "version":
        return "wrong-type", f"must be 1, not {_got(fault)}", "write `version: 1`"
    if wanted == ["null"]:
        message = f"must be null in a profile, not {_got(fault)}"
        return "wrong-type", message, f"`{fault.field}: null` unsets what the shots say"
    if "integer" in wanted and isinstance(value, str | bool | Decimal):
        return _not_whole(fault)
    got = "text" if isinstance(value, str) and "boolean" not in wanted else _got(fault)
    message = f"must be {_kinds(fault, wanted)}, not {got}"
    return "wrong-type", message, type_help(fault, wanted)


def _not_whole(fault: Violation) -> Wording:
    """Text or a fraction where a whole number is wanted."""
    value, low, high = fault.node.value, fault.schema["minimum"], fault.schema["maximum"]
    if isinstance(value, Decimal) and re.fullmatch(r"[-+]?[0-9]+", fault.node.text or ""):
        return _range(fault)
    unit = f" of {_unit(fault)}" if _unit(fault) else ""
    message = f"must be a whole number{unit}, {low:,} to {high:,}, not {fault.written}"
    if fault.field == "takes" and not fault.of_list:
        message = f"must be a whole number of takes, {low} to {high:,}, or a list of take numbers, not {fault.written}"
    if fault.field in CREDITS and (credit_count := credits_meant(fault.node.text or "")) is not None:
        return "wrong-type", message, f"1,000 credits are $1: write `{fault.field}: {credit_count}`"
    meant = meant_by(fault.node.text or "")
    if meant is not None and low <= meant <= high and not fault.of_list:
        return "wrong-type", message, f"write `{fault.field}: {meant}`"
    return "wrong-type", message, "write a whole number in digits"


def _range(fault: Violation) -> Wording:
    low, high = fault.schema["minimum"], fault.schema["maximum"]
    unit = f" {_unit(fault)}" if _unit(fault) else ""
    value = fault.node.value
    way_out = bounds_help(fault, above=isinstance(value, int | Decimal) and value > high)
    way_out = "; ".join(filter(None, (made_elsewhere(fault, value), way_out))) or None
    digits = len(fault.node.text or "")
    written = fault.written if digits <= 40 else f"a number of {digits:,} digits"
    return "out-of-range", f"must be {low:,} to {high:,}{unit}, not {written}", way_out


def _unit(fault: Violation) -> str:
    field = field_named(fault.field)
    return field.unit if field else _UNITS.get(fault.field, "")


def _enum(fault: Violation) -> Wording:
    choices = [choice for choice in fault.wanted if choice is not None]
    if fault.field == "model":
        return _no_model(fault, choices)
    return "not-a-choice", f"must be {joined(choices)}, not {_got(fault)}", choice_help(fault, choices)


def _no_model(fault: Violation, names: list[str]) -> Wording:
    written = fault.node.value
    if not isinstance(written, str):
        return "not-a-choice", f"must be the name of a model, not {_got(fault)}", f"write `model: {names[0]}`"
    return (
        "unknown-model",
        f"no model is named `{short(written)}`",
        did_you_mean(written[:60], names, none=""),
    )


def _const(fault: Violation) -> Wording:
    value = fault.node.value
    if isinstance(value, int) and value > 1:
        return (
            "newer-version", f"version {fault.written} needs a newer seedance-make: this one reads version 1",
            "upgrade seedance-make",
        )  # fmt: skip
    return "wrong-type", f"must be 1, not {_got(fault)}", "write `version: 1`"


def _blank(fault: Violation) -> Wording:
    way_out = "write the text, or leave the field out" if not fault.of_list else "remove the entry"
    return "blank", "must not be blank", way_out


def _pattern(fault: Violation) -> Wording:
    if not str(fault.node.value).strip():
        return _blank(fault)
    message = fault.schema.get("patternErrorMessage", "is not written as it must be")
    quoted = "" if fault.field in _NEVER_QUOTED else f", not {fault.written}"
    return "bad-text", f"{message}{quoted}", bounds_help(fault) or fault.shape


def _few(fault: Violation) -> Wording:
    return (
        "empty-list",
        "must not be an empty list",
        f"leave `{fault.field}` out; `null` unsets what `defaults` say",
    )


def _many(fault: Violation) -> Wording:
    count = len(fault.node.items)
    field = field_named(fault.field)
    noun = f"{field.kind}s" if field and field.is_medium else "entries"
    return (
        "too-many",
        f"must have at most {fault.wanted:,} {noun}, not {count:,}",
        "; ".join(filter(None, (f"leave {count - fault.wanted:,} out", made_elsewhere(fault, count)))),
    )


def _empty(fault: Violation) -> Wording:
    if fault.field == "prices":
        return (
            "empty",
            "has no model's prices",
            "write the model's name, then its resolutions with their rates",
        )
    return "empty", "must not be empty", "leave it out"


def _kinds(fault: Violation, wanted: list[str]) -> str:
    field = field_named(fault.field)
    as_frame = field is not None and field.kind is Kind.IMAGE and fault.field == field.short
    if field and as_frame and field.many is fault.of_list:
        return "a URL, a path or {shot: NAME}"
    if fault.field == "shots":
        return "a mapping of names to shots"
    words = [_WANTED[kind] for kind in wanted if kind != "null"]
    return joined(words)


def _got(fault: Violation) -> str:
    value = fault.node.value
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(fault.node.text)
    if isinstance(value, int | Decimal):
        return f"the number {fault.written}"
    if isinstance(value, str):
        return fault.written if fault.written and "…" not in fault.written else "text"
    return "a list" if isinstance(value, tuple) else "a mapping"


_SPEAKERS: dict[str, Callable[[Violation], Wording]] = {
    "type": _type, "minimum": _range, "maximum": _range, "enum": _enum, "const": _const, "minLength": _blank,
    "pattern": _pattern, "minItems": _few, "maxItems": _many, "minProperties": _empty,
}  # fmt: skip
