"""`schema`: valid, and with `--project` it knows this project's names."""

import json
from typing import Any

import jsonschema
import pytest
from cli_tools import Cli
from load_tools import manifest_of

from seedance_make.load.manifest.read import load_manifest

FILM = """\
version: 1
title: The Harbour Light
vars: {coat: oilskin}
styles: {noir: Grainy., dusk: Blue.}
cast:
  mara: {text: "Mara"}
profiles: {draft: {duration: 4}}
shots:
  door: {prompt: "{{ cast.mara }}", style: noir, cast: [mara]}
  wave: {prompt: A wave., style: [noir, dusk], first_frame: {shot: door}}
"""


@pytest.fixture
def project(cli: Cli) -> Any:
    cli.write(FILM)
    ran = cli("schema", "--project")
    assert (ran.status, ran.err) == (0, "")
    schema = ran.json
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def shot(**fields: object) -> dict[str, object]:
    return {"version": 1, "shots": {"a": {"prompt": "x", **fields}}}


def flaws(schema: Any, document: object) -> list[str]:
    return [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(document)]


def test_schema_prints_a_json_schema(cli: Cli) -> None:
    ran = cli("schema")
    jsonschema.Draft202012Validator.check_schema(ran.json)
    assert ran.json["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert flaws(ran.json, shot(style="any", cast=["any"])) == []


def test_the_schema_of_a_model_file(cli: Cli) -> None:
    ran = cli("schema", "--model")
    jsonschema.Draft202012Validator.check_schema(ran.json)
    fields: dict[str, Any] = {"prompt": {}, "duration": {"least": 5, "most": 5, "default": 5}}
    fields["resolution"] = {"values": ["720p"], "default": "720p"}
    assert flaws(ran.json, {"model": "kling-3", "billing": "per-task", "fields": fields}) == []
    assert len(flaws(ran.json, {"model": "kling-3", "billing": "weekly", "fields": fields})) == 1
    both = cli("schema", "--model", "--project")
    assert (both.status, both.out) == (64, "")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ({"style": "noir"}, {"style": "nior"}),
        ({"style": ["noir", "dusk"]}, {"style": ["noir", "dsuk"]}),
        ({"cast": ["mara"]}, {"cast": ["mora"]}),
        ({"first_frame": {"shot": "wave"}}, {"first_frame": {"shot": "wove"}}),
        ({"first_frame": "a.png"}, {"last_frame": {"shot": "wove"}}),
        ({"reference_images": [{"shot": "door"}]}, {"reference_images": [{"shot": "dor"}]}),
        ({"style": None}, {"style": []}),
    ],
)
def test_names_of_the_project_are_those_that_there_are(
    project: Any, right: dict[str, object], wrong: dict[str, object]
) -> None:
    assert flaws(project, shot(**right)) == []
    assert len(flaws(project, shot(**wrong))) == 1


def test_profiles_and_texts_are_offered_and_new_ones_are_fine(project: Any) -> None:
    assert list(project["$defs"]["profiles"]["properties"]) == ["draft"]
    assert (
        flaws(
            project, {"version": 1, "profiles": {"final": {"duration": 5}}, "shots": {"a": {"prompt": "x"}}}
        )
        == []
    )
    said = "This project has {{ coat }}, {{ styles.noir }}, {{ styles.dusk }}, {{ cast.mara }}."
    assert project["$defs"]["prompt"]["description"].endswith(said)
    assert project["title"] == "Storyboard of The Harbour Light"


def test_groups_of_folders_are_offered(cli: Cli) -> None:
    cli.write(
        FILM.replace("shots:", "groups: {'*': {note: x}, act1/*: {note: y}}\nshots:")
        + "  act1/a/b: {prompt: x}\n"
    )
    groups = cli("schema", "--project").json["$defs"]["groups"]
    assert list(groups["properties"]) == ["*", "act1/*", "act1/a/*"]
    assert groups["properties"]["*"] == groups["additionalProperties"]


def test_the_project_itself_is_valid_by_it(project: Any, cli: Cli) -> None:
    root = manifest_of(load_manifest(cli.folder / "storyboard.yaml", name="storyboard.yaml")).root
    assert root
    assert flaws(project, root.plain()) == []


def test_a_project_without_names_gets_the_plain_schema(cli: Cli) -> None:
    cli.write("version: 1\nshots: {}\n")
    assert cli("schema", "--project").json == cli("schema").json


def test_a_storyboard_in_the_middle_of_an_edit_gives_its_names_all_the_same(cli: Cli) -> None:
    cli.write(FILM + "  third: {promt: x, style: nowhere, duration: 99}\n")
    found = json.loads(cli("schema", "--project").out)
    assert found["$defs"]["first_frame"]["properties"]["shot"]["enum"] == ["door", "wave", "third"]


def test_no_storyboard_is_wrong_usage(cli: Cli) -> None:
    ran = cli("schema", "--project")
    assert ran.status == 64
    assert ran.err == (
        "seedance-make: no manifest: storyboard.yaml is not there\n   help: `seedance-make init` makes one\n"
    )
