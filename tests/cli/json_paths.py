"""The paths of a JSON document (`actions[].shot`), and those that docs/json.md describes."""

import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs" / "json.md"
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)


def paths(value: Any, at: str = "") -> set[str]:
    """Of every value that is no list and no mapping with something in it."""
    if isinstance(value, dict) and value:
        return {p for key, below in value.items() for p in paths(below, f"{at}.{key}".removeprefix("."))}
    if isinstance(value, list) and value:
        return {p for below in value for p in paths(below, f"{at}[]")}
    return {at}


def documented() -> dict[str, dict[str, str]]:
    """Section → path → what it is."""
    _, *parts = _SECTION.split(DOCS.read_text(encoding="utf-8"))
    return {
        title: {found[1]: found[2] for found in _ROW.finditer(text)}
        for title, text in zip(parts[::2], parts[1::2], strict=True)
    }


def undescribed(found: set[str], described: set[str]) -> set[str]:
    """Paths that no row describes. `request{}` describes all that is below `request`; an empty list or mapping, and a
    null, stand for what could be there."""
    open_ends = tuple(p.removesuffix("{}") for p in described if p.endswith("{}"))
    return {
        p
        for p in found
        if p not in described
        and not any(p == end or p.startswith((f"{end}.", f"{end}[")) for end in open_ends)
        and not any(d.startswith((f"{p}.", f"{p}[")) for d in described)
    }


def unseen(found: set[str], described: set[str]) -> set[str]:
    """Rows of which no document has an example."""
    return {
        d
        for d in described
        if d not in found and not (d.endswith("{}") and any(p.startswith(d[:-2]) for p in found))
    }
