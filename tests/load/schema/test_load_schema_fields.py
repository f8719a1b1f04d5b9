"""The schema says of a shot's fields what the table says of them, and mini of their values."""

import json
from typing import Any

import pytest

from seedance_make.core.storyboard.fields import MEDIA, SHOT_FIELDS, Field, Kind, set_in
from seedance_make.load.models.shipped import shipped_models
from seedance_make.load.schema.file import schema_text

MINI = shipped_models()["seedance-2.0-mini"]
DEFINITIONS: dict[str, Any] = json.loads(schema_text())["$defs"]
BESIDES = {"shot": set(), "defaults": set(), "group": set(), "profile": {"output"}, "member": {"text"}}
SCALARS = [
    field
    for field in SHOT_FIELDS.values()
    if field.sent and field.kind in {Kind.CHOICE, Kind.WHOLE, Kind.FLAG}
]
TYPES = {Kind.WHOLE: "integer", Kind.FLAG: "boolean"}


def definition(name: str) -> Any:
    """What the schema says of a field of a shot."""
    return DEFINITIONS[DEFINITIONS["shot"]["properties"][name]["$ref"].rpartition("/")[2]]


@pytest.mark.parametrize(("layer", "besides"), BESIDES.items())
def test_a_layer_has_the_fields_that_the_table_lets_it_set(layer: str, besides: set[str]) -> None:
    names = {name for field in set_in(layer) for name in (field, SHOT_FIELDS[field].short) if name}
    assert set(DEFINITIONS[layer]["properties"]) == names | besides


@pytest.mark.parametrize("field", SCALARS, ids=lambda field: field.name)
def test_a_scalar_has_the_values_and_the_default_of_mini(field: Field) -> None:
    said, taken = definition(field.name), MINI.fields[field.name]
    assert said["default"] == taken.default
    if field.kind is Kind.CHOICE:
        assert said["enum"] == [*taken.values, None]
    else:
        assert said["type"] == [TYPES[field.kind], "null"]
        assert (said.get("minimum"), said.get("maximum")) == (taken.least, taken.most)


@pytest.mark.parametrize("field", MEDIA, ids=lambda field: field.name)
def test_a_medium_is_one_entry_or_a_list_and_only_images_may_be_frames(field: Field) -> None:
    url, own = definition(field.name), definition(field.short)
    if field.many:
        assert all(
            (said["type"], said["minItems"], said["maxItems"])
            == (["array", "null"], 1, MINI.fields[field.name].most)
            for said in (url, own)
        )
        url, own = url["items"], own["items"]
        own = DEFINITIONS[own["$ref"].rpartition("/")[2]] if "$ref" in own else own
    assert "object" not in url["type"]
    assert ("object" in own["type"]) is (field.kind is Kind.IMAGE)


def test_the_models_are_those_that_are_shipped() -> None:
    assert definition("model")["enum"] == [*shipped_models(), None]


def test_mini_takes_every_field_that_is_sent() -> None:
    assert set(MINI.fields) == {field.name for field in SHOT_FIELDS.values() if field.sent}
    assert set(MINI.defaults) == {field.name for field in SCALARS}
