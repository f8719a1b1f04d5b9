"""Single values of the API's JSON, read liberally: never an exception, None for what cannot be meant."""

import json
from collections.abc import Mapping


def json_object(body: bytes) -> Mapping[str, object]:
    """The JSON object in a body; an empty one for anything else, however deep, long or broken."""
    try:
        doc = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return doc if isinstance(doc, dict) else {}


def text_id(value: object) -> str | None:
    """An id that can stand in a path and in a message: 1 to 256 visible ASCII characters, or a number."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not 0 < len(text) <= 256 or text in {".", ".."}:
        return None
    return text if all("!" <= char <= "~" for char in text) else None


def whole_number(value: object) -> int | None:
    """A whole number, also when it is written 226.0 or "226"; None for anything else."""
    if isinstance(value, str) and value.isascii() and len(value) <= 18 and value.removeprefix("-").isdigit():
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**18:
        return None
    return value


def charge(usage: object) -> int | None:
    """`usage.credits`: what the task really cost; None when it is missing, or cannot be true."""
    spent = whole_number(usage.get("credits")) if isinstance(usage, dict) else None
    return None if spent is None or spent < 0 else spent
