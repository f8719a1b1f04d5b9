"""What an unquoted YAML scalar means: the core schema of YAML 1.2, where `16:9`, `1:30`, `NO` and `off` are text."""

import re
from decimal import Decimal, InvalidOperation

from seedance_make.core.text.node import Scalar

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), Decimal("NaN")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), Decimal("Infinity")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), Decimal("-Infinity")),
}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_BASES = ((re.compile(r"0x[0-9a-fA-F]+\Z"), 16), (re.compile(r"0o[0-7]+\Z"), 8))
_NUMERIC = frozenset("+-.0123456789")
_LONGEST_INTEGER = 1000
"""Digits. Python refuses to print integers past 4,300 digits; a longer number is of no use here in any case."""


def read_scalar(text: str) -> Scalar:
    """The value of an unquoted scalar. Fractions are exact (`Decimal`), never floats; so are integers too long to use."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.match(text):
        return int(text) if len(text) <= _LONGEST_INTEGER else Decimal(text)
    for form, base in _BASES:
        if form.match(text):
            return int(text, base) if len(text) <= _LONGEST_INTEGER else Decimal("Infinity")
    return _decimal(text) if _FLOAT.match(text) else text


def is_plain_text(text: str) -> bool:
    """Whether a text that is written without quotes would be read as that text, judged by its meaning alone."""
    return isinstance(read_scalar(text), str)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent past what Decimal can hold
        return Decimal("-Infinity" if text.startswith("-") else "Infinity")
