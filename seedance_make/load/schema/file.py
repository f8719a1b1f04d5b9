"""The JSON Schemas of a storyboard and of a model file: for editors, and what the loader checks by."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from seedance_make.load.schema.narrow import Bounds, narrow

STORYBOARD_SCHEMA = "storyboard"
MODEL_SCHEMA = "model"
_FOR_EDITORS = frozenset({"title", "markdownDescription", "examples", "default", "defaultSnippets"})


@cache
def schema_text(name: str = STORYBOARD_SCHEMA) -> str:
    """A schema as it is shipped; in a source checkout it stands beside the package."""
    file = f"{name}.schema.json"
    shipped = files("seedance_make") / "schemas" / file
    if shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "schemas" / file).read_text(encoding="utf-8")


@cache
def compiled(definition: str | None, name: str = STORYBOARD_SCHEMA, bounds: Bounds = ()) -> dict[str, Any]:
    """A schema, or one definition of it, with its references put in place: it is walked twice as fast.

    Only the definition that holds itself stays a reference.
    """
    whole: dict[str, Any] = json.loads(schema_text(name))
    definitions = whole.pop("$defs")
    narrow(definitions, bounds)
    start = whole if definition is None else definitions[definition]
    inlined = _inlined(start, definitions, (definition,) if definition else ())
    return {**inlined, "$defs": definitions}


def _inlined(
    schema: Any, definitions: dict[str, Any], inside: tuple[str, ...], *, names: bool = False
) -> Any:
    """`names`: it is a table of properties, whose keys are names of fields, such as `title`."""
    if isinstance(schema, list):
        return [_inlined(entry, definitions, inside) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        return schema if name in inside else _inlined(definitions[name], definitions, (*inside, name))
    return {
        key: entry
        if key == "enum"
        else _inlined(entry, definitions, inside, names=key == "properties" and not names)
        for key, entry in schema.items()
        if names or key not in _FOR_EDITORS
    }
