"""A good storyboard → the manifest, with every value's place."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from load_tools import manifest_of

from seedance_make.core.storyboard.video_model import ModelPrices, Rates
from seedance_make.core.text.diagnostic import Place, Problem
from seedance_make.load.manifest.read import Loaded, join_problems, load_manifest, read_manifest
from seedance_make.load.yaml.scalars import read_scalar

_WHOLE = """\
version: 1
title: The Harbour Light
output: out
max_credits: 4000
team: s3://harbour/team
publish: git
prices:
  as_of: 2026-07-23
  seedance-2.0-mini:
    480p: {usd_per_second: "0.045125", with_reference_video: 0.02850}
vars: {coat: yellow oilskin, crew: {boat: the Gannet, men: 3, odds: 0.5, wet: true}}
styles: {noir: "Grainy 16 mm, cold blue dusk."}
cast:
  mara: {text: "Mara, sixty, {{ coat }}", reference_images: [cast/mara.jpg]}
defaults: {style: noir, resolution: 720p}
profiles:
  draft: {resolution: 480p, duration: 4, takes: 1, output: drafts}
lint: {ignore: [web-search-with-media]}
shots:
  act1/door: {prompt: "{{ cast.mara }} opens a salt-eaten door.", duration: 6}
  act1/wave: {first_frame: {shot: act1/door}, prompt: A wave lifts the boat., aspect_ratio: 9:16}
  007: {prompt: null, first_frame: a.jpg}
"""


def _load(folder: Path, text: str) -> Loaded:
    path = folder / "storyboard.yaml"
    path.write_text(text)
    return load_manifest(path, name="storyboard.yaml")


def test_the_whole_language(tmp_path: Path) -> None:
    loaded = _load(tmp_path, _WHOLE)
    manifest = manifest_of(loaded)
    assert loaded.problems == ()
    assert (manifest.title, manifest.model, manifest.output) == (
        "The Harbour Light",
        "seedance-2.0-mini",
        "out",
    )
    assert manifest.max_credits == 4000
    rates = Rates(usd_per_second=Decimal("0.045125"), with_reference_video=Decimal("0.02850"))
    assert manifest.prices == {
        "seedance-2.0-mini": ModelPrices(as_of="2026-07-23", rates={"480p": rates}, source="storyboard.yaml")
    }
    assert list(manifest.shots) == ["act1/door", "act1/wave", "007"]
    assert manifest.vars["crew"].plain() == {
        "boat": "the Gannet",
        "men": 3,
        "odds": Decimal("0.5"),
        "wet": True,
    }
    assert manifest.profiles["draft"]["duration"].value == 4
    assert manifest.defaults["style"].value == "noir"
    assert manifest.lint_ignore == frozenset({"web-search-with-media"})
    assert manifest.team
    assert manifest.publish
    assert (manifest.team.value, manifest.publish.value) == ("s3://harbour/team", "git")
    wave = manifest.shots["act1/wave"]
    assert wave.fields["aspect_ratio"].value == "9:16"
    assert wave.place == Place(file="storyboard.yaml", line=21, column=3, end=12)
    assert wave.fields["prompt"].place == Place(file="storyboard.yaml", line=21, column=55, end=77)
    assert wave.fields["prompt"].key == Place(file="storyboard.yaml", line=21, column=47, end=53)


def test_defaults_of_a_short_storyboard(tmp_path: Path) -> None:
    manifest = manifest_of(_load(tmp_path, "version: 1\nshots: {a: {prompt: A door.}}\n"))
    assert (manifest.title, manifest.model, manifest.output) == (None, "seedance-2.0-mini", "out")
    assert (manifest.max_credits, manifest.team, manifest.publish) == (None, None, None)
    assert manifest.prices == {}


def test_scalars_of_yaml_1_2() -> None:
    table = {
        "16:9": "16:9", "1:30": "1:30", "NO": "NO", "off": "off", "yes": "yes", "y": "y", "1_000": "1_000",
        "2026-07-23": "2026-07-23", "0b1": "0b1", "+": "+", "-": "-", ".": ".", "1.2.3": "1.2.3", "0x": "0x", "12e": "12e",
        "10": 10, "-3": -3, "+3": 3, "0777": 777, "0x0A": 10, "0o12": 10,
        "5.0": Decimal("5.0"), "1e1": Decimal("1e1"), ".5": Decimal("0.5"), "5.": Decimal(5), "-.inf": Decimal("-Infinity"),
        "": None, "~": None, "null": None, "Null": None, "nULL": "nULL", "true": True, "FALSE": False, "tRUE": "tRUE",
    }  # fmt: skip
    assert {text: read_scalar(text) for text in table} == table
    assert [type(read_scalar(text)) for text in table] == [type(value) for value in table.values()]
    assert str(read_scalar(".nan")) == "NaN"
    assert read_scalar("9" * 5000) == Decimal("9" * 5000)
    assert read_scalar("1e" + "9" * 50) == Decimal("Infinity")


def test_columns_are_characters(tmp_path: Path) -> None:
    manifest = manifest_of(_load(tmp_path, "version: 1\nshots:\n  a: {note: 字👩e\u0301, prompt: é}\n"))
    assert manifest.shots["a"].fields["prompt"].place.column == 27
    assert manifest.shots["a"].fields["prompt"].place.end == 28


def test_a_thousand_shots(tmp_path: Path) -> None:
    body = "".join(f"  act{n // 50}/s{n}:\n    prompt: Wave {n}.\n    duration: 6\n" for n in range(1000))
    assert len(manifest_of(_load(tmp_path, f"version: 1\nshots:\n{body}")).shots) == 1000


def test_what_is_said_of_a_value_already_is_not_said_twice(tmp_path: Path) -> None:
    path = tmp_path / "storyboard.yaml"
    path.write_text("version: 1\nshots:\n  a:\n    prompt: x\n    cast: [7]\n    duration: 16\n")
    loaded = read_manifest(path, name="storyboard.yaml")
    cast = manifest_of(loaded).shots["a"].fields["cast"].items[0].place
    shot = manifest_of(loaded).shots["a"].place
    more = tuple(Problem(place=place, path="x", name="other", message="m") for place in (cast, shot))
    joined = join_problems(loaded, more)
    assert [(p.place.line, p.name) for p in joined] == [(3, "other"), (5, "wrong-type"), (6, "out-of-range")]


def test_a_shot_that_is_no_mapping_is_not_said_to_lack_a_prompt(tmp_path: Path) -> None:
    path = tmp_path / "storyboard.yaml"
    path.write_text("version: 1\nshots:\n  a: text\n")
    loaded = read_manifest(path, name="storyboard.yaml")
    more = Problem(place=manifest_of(loaded).shots["a"].place, path="shots.a", name="no-prompt", message="m")
    assert [p.name for p in join_problems(loaded, (more,))] == ["wrong-type"]


def test_jsonschema_is_imported_only_when_a_manifest_is_checked() -> None:
    code = "import sys, seedance_make.load; sys.exit('jsonschema' in sys.modules or 'referencing' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[3]).returncode
        == 0
    )
