"""The schema says of a shot's fields what the table says of them, and mini of their values."""

import json
from typing import Any

import pytest

from seedance_make.core.storyboard.fields import MEDIA, SENT, SHOT_FIELDS, Field, Kind, set_in
from seedance_make.load.models.library import shipped_models
from seedance_make.load.schema.file import schema_text
from seedance_make.load.schema.narrow import bounds_of, narrow, taken_by

MODELS = shipped_models()
MINI = MODELS["seedance-2.0-mini"]
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
def test_a_scalar_has_the_default_of_mini(field: Field) -> None:
    said, taken = definition(field.name), MINI.fields[field.name]
    assert said["default"] == taken.default
    if field.kind is not Kind.CHOICE:
        assert said["type"] == [TYPES[field.kind], "null"]


def test_its_values_are_those_of_every_model_and_for_one_model_its_own() -> None:
    for models in (list(MODELS.values()), [MINI], [MODELS["doubao-seedance-2.5"]]):
        narrowed = json.loads(schema_text())["$defs"]
        narrow(narrowed, bounds_of(MODELS, models))
        assert narrowed["model"]["enum"] == [*MODELS, None]
        assert narrowed["resolution"]["enum"] == [
            *dict.fromkeys(value for model in models for value in model.fields["resolution"].values), None,
        ]  # fmt: skip
        assert narrowed["duration"]["minimum"] == 4
        assert narrowed["duration"]["maximum"] == max(model.fields["duration"].most or 0 for model in models)
        assert narrowed["reference_images"]["maxItems"] == max(
            model.fields["reference_image_urls"].most or 0 for model in models
        )
        assert (len(models) > 1) is (narrowed == DEFINITIONS)


@pytest.mark.parametrize("field", [f for f in SENT if f.name != "prompt"], ids=lambda field: field.name)
def test_the_hover_of_a_field_says_which_models_take_it(field: Field) -> None:
    said = taken_by(field, list(MODELS.values()))
    for name in filter(None, (field.name, field.short)):
        assert definition(name)["description"].endswith(said)


def test_what_the_hover_says() -> None:
    models = list(MODELS.values())
    assert (
        taken_by(SHOT_FIELDS["duration"], models)
        == "4 to 30: doubao-seedance-2.5. 4 to 15: every other model."
    )
    assert taken_by(SHOT_FIELDS["web_search"], models) == "Not taken: doubao-seedance-2.5."
    assert taken_by(SHOT_FIELDS["resolution"], models[:3]) == (
        "480p, 720p: every model. 1080p, 4k: doubao-seedance-2.0, doubao-seedance-2.0-face."
    )
    assert taken_by(SHOT_FIELDS["generate_audio"], models) == ""


@pytest.mark.parametrize("field", MEDIA, ids=lambda field: field.name)
def test_a_medium_is_one_entry_or_a_list_and_only_images_may_be_frames(field: Field) -> None:
    url, own = definition(field.name), definition(field.short)
    if field.many:
        assert all((said["type"], said["minItems"]) == (["array", "null"], 1) for said in (url, own))
        url, own = url["items"], own["items"]
        own = DEFINITIONS[own["$ref"].rpartition("/")[2]] if "$ref" in own else own
    assert "object" not in url["type"]
    assert ("object" in own["type"]) is (field.kind is Kind.IMAGE)


def test_mini_takes_every_field_that_is_sent() -> None:
    assert set(MINI.fields) == {field.name for field in SHOT_FIELDS.values() if field.sent}
    assert set(MINI.defaults) == {field.name for field in SCALARS}
