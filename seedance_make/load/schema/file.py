"""The manifest's JSON Schema: a file for editors, and what the loader checks by."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_NAME = "storyboard.schema.json"
_FOR_EDITORS = frozenset({"title", "markdownDescription", "examples", "default", "defaultSnippets"})


@cache
def schema_text() -> str:
    """The schema as it is shipped; in a source checkout it stands beside the package."""
    shipped = files("seedance_make") / "schemas" / _NAME
    if shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "schemas" / _NAME).read_text(encoding="utf-8")


@cache
def compiled(definition: str | None) -> dict[str, Any]:
    """The schema, or one definition of it, with its references put in place: it is walked twice as fast.

    Only the definition that holds itself stays a reference.
    """
    whole: dict[str, Any] = json.loads(schema_text())
    definitions = whole.pop("$defs")
    start = whole if definition is None else definitions[definition]
    inlined = _inlined(start, definitions, (definition,) if definition else ())
    return {**inlined, "$defs": definitions}


def _inlined(schema: Any, definitions: dict[str, Any], inside: tuple[str, ...]) -> Any:
    if isinstance(schema, list):
        return [_inlined(entry, definitions, inside) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        return schema if name in inside else _inlined(definitions[name], definitions, (*inside, name))
    return {
        key: entry if key == "enum" else _inlined(entry, definitions, inside)
        for key, entry in schema.items()
        if not (key in _FOR_EDITORS and not _is_schema(schema, key))
    }


def _is_schema(schema: dict[str, Any], key: str) -> bool:
    """Whether `schema` is a table of properties, where `title` and the like are fields."""
    return isinstance(schema[key], dict) and "type" not in schema and "$ref" in schema[key]
