"""The model files that ship: by their schema, whole, and only what the table of fields knows."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from seedance_make.core.request.price_table import rates_needed
from seedance_make.core.request.pricing import BILLING
from seedance_make.core.storyboard.fields import SENT, SHOT_FIELDS, Kind
from seedance_make.core.storyboard.video_model import DEFAULT_MODEL, VideoModel
from seedance_make.load.models.library import shipped_models
from seedance_make.load.models.rules import model_flaws
from seedance_make.load.schema.check import check
from seedance_make.load.schema.file import MODEL_SCHEMA, schema_text
from seedance_make.load.yaml.file_text import FileText
from seedance_make.load.yaml.tree import parse_yaml

SCHEMA: dict[str, Any] = json.loads(schema_text(MODEL_SCHEMA))
MODELS = shipped_models()


@pytest.mark.parametrize("name", MODELS)
def test_a_shipped_file_is_by_the_schema_and_named_after_its_model(name: str) -> None:
    path = files("seedance_make") / "models" / f"{name}.yaml"
    text = FileText.of(path.name, path.read_text("utf-8"))
    tree = parse_yaml(text)
    assert tree.root
    assert (tree.problems, check(tree.root, text, schema=MODEL_SCHEMA)) == ((), ())
    assert MODELS[name].id == name
    assert list(model_flaws(tree.root, MODELS[name])) == []


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda m: m.id)
def test_it_says_who_it_is_and_everything_that_is_needed(model: VideoModel) -> None:
    assert model.title
    assert model.source
    assert model.confidence in {"seed", "second-hand"}
    assert {"prompt", "duration", "resolution"} <= set(model.fields)
    for name, taken in model.fields.items():
        kind = SHOT_FIELDS[name].kind
        assert (taken.default is not None) is (kind in {Kind.CHOICE, Kind.WHOLE, Kind.FLAG}), name
        assert not (kind is Kind.CHOICE and taken.default not in taken.values), name
        assert bool(taken.list) is bool(taken.role), name
    assert {field for pair in model.excludes for field in pair} <= set(model.fields)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda m: m.id)
def test_its_prices_are_dated_and_for_resolutions_that_it_has(model: VideoModel) -> None:
    assert set(model.prices.rates) in (set(), set(model.fields["resolution"].values))
    assert bool(model.prices.as_of) is bool(model.prices.rates)
    needed = rates_needed(model.billing, model.fields)
    for rates in model.prices.rates.values():
        assert all(getattr(rates, name) > 0 for name in needed)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda m: m.id)
def test_its_clips_have_even_sides_and_a_size_for_each_shape(model: VideoModel) -> None:
    assert set(model.output.pixels) == set(model.fields["resolution"].values)
    shapes = set(model.fields["aspect_ratio"].values) - {"adaptive"}
    for sizes in model.output.pixels.values():
        assert set(sizes) == shapes
        for shape, (width, height) in sizes.items():
            across, down = map(int, shape.split(":"))
            assert width % 2 == height % 2 == 0
            assert abs(width / height / (across / down) - 1) < 0.03


def test_the_schema_is_valid_and_knows_the_fields_that_are_sent() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    fields = SCHEMA["properties"]["fields"]["properties"]
    assert set(fields) == {field.name for field in SENT}
    forms = {"text": {Kind.TEXT}, "choice": {Kind.CHOICE}, "whole": {Kind.WHOLE}, "flag": {Kind.FLAG}}
    media = {"image": False, "media": True}
    for field in SENT:
        form = fields[field.name]["$ref"].rpartition("/")[2]
        assert field.many is media[form] if field.is_medium else field.kind in forms[form]


def test_the_schema_knows_the_rules_of_billing() -> None:
    assert SCHEMA["properties"]["billing"]["enum"] == list(BILLING)
    for name in BILLING:
        assert rates_needed(name, ())


def walk(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    yield path, schema
    for name, below in {**schema.get("properties", {}), **schema.get("$defs", {})}.items():
        yield from walk(below, f"{path}/{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from walk(schema[key], f"{path}/{key}")


@pytest.mark.parametrize(("path", "schema"), list(walk(SCHEMA)))
def test_everything_is_explained_and_its_examples_are_accepted(path: str, schema: dict[str, Any]) -> None:
    if "$ref" in schema:
        return
    assert schema["title"]
    assert schema["description"].endswith(".")
    for example in schema.get("examples", ()):
        validator = Draft202012Validator({**schema, "$defs": SCHEMA["$defs"]})
        assert [flaw.message for flaw in validator.iter_errors(example)] == [], path


def test_a_film_on_one_model_reads_one_file() -> None:
    code = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "from seedance_make.load.models.library import shipped_models\n"
        "shipped_models()['seedance-2.0-mini']\n"
        "print([o.rpartition('/')[2] for o in opened if o.endswith('.yaml')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['seedance-2.0-mini.yaml']\n"


def test_no_line_of_python_knows_a_model_but_the_default_one_s_name() -> None:
    root = Path(__file__).parents[3] / "seedance_make"
    found = [
        (path.relative_to(root).as_posix(), name)
        for path in root.rglob("*.py")
        for name in re.findall(r"(?:doubao-)?seedance-[0-9][\w.-]*", path.read_text("utf-8"))
    ]
    assert found == [("core/storyboard/video_model.py", DEFAULT_MODEL)]
