"""The schema is for editors as much as for us: whole, valid, and every field explained."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from seedance_make.load.manifest.read import read_manifest
from seedance_make.load.schema.file import schema_text
from seedance_make.load.schema.wording import _SPEAKERS

_SCHEMA = json.loads(schema_text())
_DEFS = _SCHEMA["$defs"]
_STRUCTURE = {
    "properties",
    "additionalProperties",
    "items",
    "required",
    "propertyNames",
    "maxLength",
    "format",
}
_NOTES = {
    "title", "description", "markdownDescription", "default", "examples", "defaultSnippets", "patternErrorMessage", "$ref",
}  # fmt: skip


def _walk(
    schema: dict[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every schema in the file, with where it stands."""
    yield path, schema
    for name, below in {**schema.get("properties", {}), **schema.get("$defs", {})}.items():
        yield from _walk(below, (*path, name))
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from _walk(schema[key], (*path, key))


_ALL = list(_walk(_SCHEMA))


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = _DEFS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def test_it_is_valid_2020_12() -> None:
    assert _SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(_SCHEMA)


def test_the_repository_and_the_loader_have_the_same() -> None:
    assert (Path(__file__).parents[3] / "schemas" / "storyboard.schema.json").read_text(
        "utf-8"
    ) == schema_text()


@pytest.mark.parametrize(("path", "schema"), [pytest.param(p, s, id="/".join(p)) for p, s in _ALL if p])
def test_every_field_is_explained(path: tuple[str, ...], schema: dict[str, Any]) -> None:
    whole = _resolved(schema)
    if path[-1] in {"included", "additionalProperties"} and "title" not in whole:
        return
    assert whole["title"]
    assert whole["description"].endswith((".", "…"))
    if whole.get("type") == "object" or "properties" in whole:
        assert whole.get("additionalProperties") is not None


def test_examples_are_accepted() -> None:
    for _, schema in _ALL:
        whole = {**_resolved(schema), "$defs": _DEFS}
        for example in whole.get("examples", ()):
            assert [flaw.message for flaw in Draft202012Validator(whole).iter_errors(example)] == []


def test_every_keyword_has_words() -> None:
    used = {key for _, schema in _ALL for key in schema} - _STRUCTURE - _NOTES - {"$schema", "$id", "$defs"}
    assert used <= set(_SPEAKERS)


def test_patterns_are_those_of_javascript_too() -> None:
    patterns = [s["pattern"] for _, s in _ALL if "pattern" in s]
    assert not [p for p in patterns if re.search(r"\\[AZz]|\(\?P|\(\?<|\(\?i", p)]


@pytest.mark.parametrize("field", sorted(_DEFS["shot"]["properties"]))
def test_null_unsets_every_field(tmp_path: Path, field: str) -> None:
    path = tmp_path / "storyboard.yaml"
    path.write_text(f"version: 1\nshots:\n  a: {{{field}: null}}\n")
    assert read_manifest(path, name="storyboard.yaml").problems == ()
