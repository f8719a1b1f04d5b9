"""A field of a shot is one row: put into a copy of the tool, with its place in the model and in the schema, every layer
sets it, the body and the fingerprint have it, `show` says where it comes from, and its problems are said.
"""

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785

PROJECT = Path(__file__).parents[2]
ROWS = """\
    Field(name="camera_fixed", kind=Kind.FLAG, layers=_PROFILE),
    Field(name="palette_url", short="palette", kind=Kind.IMAGE),
"""
TAKEN = """\
  camera_fixed: {default: false}
  palette_url: {}
"""
FILM = """\
version: 1
defaults: {camera_fixed: true}
profiles: {loose: {camera_fixed: false}}
shots:
  door: {prompt: A door., palette: https://example.com/p.png}
  wave: {prompt: A wave., camera_fixed: null}
"""
REQUEST = {
    "aspect_ratio": "16:9", "duration": 5, "generate_audio": False, "nsfw_checker": True, "prompt": "A door.",
    "resolution": "720p", "web_search": False,
}  # fmt: skip


def insert(path: Path, before: str, lines: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, lines + before))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tool with two more fields of a shot."""
    tree = tmp_path_factory.mktemp("copy")
    for folder in ("seedance_make", "schemas"):
        shutil.copytree(PROJECT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    storyboard = tree / "seedance_make" / "core" / "storyboard"
    insert(storyboard / "fields.py", '    Field(name="model"', ROWS)
    insert(tree / "seedance_make" / "models" / "seedance-2.0-mini.yaml", "  web_search: {", TAKEN)
    path = tree / "schemas" / "storyboard.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    for name, like in (
        ("camera_fixed", "web_search"),
        ("palette", "first_frame"),
        ("palette_url", "first_frame_url"),
    ):
        schema["$defs"][name] = schema["$defs"][like]
        for layer in ("shot", "defaults", *(["profile"] if name == "camera_fixed" else [])):
            schema["$defs"][layer]["properties"][name] = {"$ref": f"#/$defs/{name}"}
    path.write_text(json.dumps(schema))
    return tree


def run(copy: Path, folder: Path, *words: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "seedance_make", "-C", str(folder), "--json", *words],
        env={**os.environ, "PYTHONPATH": str(copy)}, cwd=copy, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_a_new_row_is_a_field_everywhere(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "storyboard.yaml").write_text(FILM)
    door = run(copy, tmp_path, "show", "door")
    assert door["request"] == {
        "model": "seedance-2.0-mini", **REQUEST, "camera_fixed": True, "palette_url": "https://example.com/p.png",
    }  # fmt: skip
    fingerprinted = {**REQUEST, "camera_fixed": True, "palette_url": {"url": "https://example.com/p.png"}}
    document: Any = {"v": 1, "model": "seedance-2.0-mini", "take": 1, "request": fingerprinted}
    assert door["fingerprint"] == sha256(rfc8785.dumps(document)).hexdigest()
    assert (door["from"]["camera_fixed"], door["from"]["palette_url"]) == (
        "storyboard.yaml:2",
        "storyboard.yaml:5",
    )
    wave = run(copy, tmp_path, "show", "wave")
    assert (wave["request"]["camera_fixed"], wave["from"]["camera_fixed"]) == (False, "default")
    assert "palette_url" not in wave["request"]
    loose = run(copy, tmp_path, "--profile", "loose", "show", "door")
    assert (loose["request"]["camera_fixed"], loose["from"]["camera_fixed"]) == (False, "profile loose")


def test_its_problems_are_said_as_those_of_any_field(copy: Path, tmp_path: Path) -> None:
    wrong = FILM.replace("camera_fixed: true", "camera_fixed: yes").replace(
        "palette:", "palette: [x], camera_fix:"
    )
    (tmp_path / "storyboard.yaml").write_text(wrong)
    assert [(p["path"], p["message"], p["help"]) for p in run(copy, tmp_path, "validate")["problems"]] == [
        ("defaults.camera_fixed", "must be true or false, not yes", "write `camera_fixed: true`"),
        ("shots.door.palette", "must be a URL, a path or {shot: NAME}, not a list", "name one image: `palette: https://…`"),
        ("shots.door.camera_fix", "is not a field of a shot", "did you mean `camera_fixed`?"),
    ]  # fmt: skip
