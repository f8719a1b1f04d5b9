"""After an edit only the file that was edited is read again, and what the index knows never changes what is read."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from load_cases import CASES
from load_tools import manifest_of

from seedance_make.core.storyboard.resolve import resolve_storyboard
from seedance_make.load.manifest.cache import FileCache, KnownFile
from seedance_make.load.manifest.read import Loaded, join_problems, read_manifest
from seedance_make.load.yaml.file_text import FileText
from seedance_make.load.yaml.packed import pack, unpack
from seedance_make.load.yaml.tree import parse_yaml
from seedance_make.store.index import DiskIndex
from seedance_make.ui.diagnostics import render_problems


class Recorded:
    """An index in memory that tells what was kept."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.kept: list[str] = []

    def get(self, key: str) -> object:
        return json.loads(self.entries[key]) if key in self.entries else None

    def get_many(self, keys: Iterable[str]) -> dict[str, object]:
        return {key: self.get(key) for key in keys if key in self.entries}

    def set(self, key: str, value: object) -> None:
        self.entries[key] = json.dumps(value)
        self.kept.append(Path(key).name)


def _film(folder: Path) -> Path:
    """Three files, each of a hundred shots; a style in one is meant by another."""
    acts = ["one.yaml", "two.yaml", "three.yaml"]
    (folder / "storyboard.yaml").write_text(
        f"version: 1\ninclude: [{', '.join(acts)}]\nstyles: {{noir: Dark.}}\n"
    )
    for act in acts:
        shots = "".join(
            f"  {act[:-5]}/s{n}: {{prompt: Boat {n} at sea., style: noir, duration: {5 + n % 3}}}\n"
            for n in range(100)
        )
        (folder / act).write_text(f"shots:\n{shots}")
    return folder / "storyboard.yaml"


def _read(path: Path, index: Recorded | DiskIndex | None) -> Loaded:
    return read_manifest(path, name=path.name, index=index)


def _said(loaded: Loaded) -> str:
    """Every problem with its lines, those of meaning too."""
    board = resolve_storyboard(manifest_of(loaded))
    return render_problems(join_problems(loaded, board.problems), loaded.sources)


def _edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new, 1))


def test_only_the_file_that_was_edited_is_read_again(tmp_path: Path) -> None:
    path, index = _film(tmp_path), Recorded()
    assert _read(path, index) == _read(path, None)
    assert index.kept == ["one.yaml", "two.yaml", "three.yaml"]
    _edit(tmp_path / "two.yaml", "Boat 7", "A boat")
    index.kept.clear()
    again = _read(path, index)
    assert index.kept == ["two.yaml"]
    assert again == _read(path, None)
    assert resolve_storyboard(manifest_of(again)) == resolve_storyboard(manifest_of(_read(path, None)))


def test_a_file_that_is_known_is_not_parsed(tmp_path: Path) -> None:
    path, index = _film(tmp_path), Recorded()
    _read(path, index)
    key = next(key for key in index.entries if key.endswith("two.yaml"))
    index.entries[key] = index.entries[key].replace("Boat 7", "Ship 7")
    prompt = manifest_of(_read(path, index)).shots["two/s7"].fields["prompt"]
    assert prompt.value == "Ship 7 at sea."


def test_an_entry_takes_the_place_of_the_last(tmp_path: Path) -> None:
    path, index = _film(tmp_path), Recorded()
    for n in range(4):
        _edit(tmp_path / "one.yaml", "Boat", f"Ship {n}")
        _read(path, index)
    assert len(index.entries) == 3


def test_problems_of_a_known_file_still_point_at_the_character(tmp_path: Path) -> None:
    path, index = _film(tmp_path), Recorded()
    _edit(tmp_path / "two.yaml", "Boat 3 at sea.", '"Boat {{ nmae }}"')
    _edit(tmp_path / "three.yaml", "style: noir", "style: niro")
    first = _said(_read(path, index))
    index.kept.clear()
    assert _said(_read(path, index)) == first == _said(_read(path, None))
    assert index.kept == []
    assert first.startswith(
        "two.yaml:5:29: shots.two/s3.prompt: nothing is named `nmae`\n"
        '    5 |   two/s3: {prompt: "Boat {{ nmae }}", style: noir, duration: 5}\n'
        "      |                             ^^^^\n"
    )


def test_a_known_file_is_checked_again_when_the_models_are_others(tmp_path: Path) -> None:
    path, index = _film(tmp_path), Recorded()
    _edit(tmp_path / "three.yaml", "duration: 5", "duration: 15")
    assert not _read(path, index).problems
    _edit(path, "version: 1", "version: 1\nmodel: doubao-seedance-2.0")
    index.kept.clear()
    loaded = _read(path, index)
    assert loaded == _read(path, None)
    assert index.kept == ["one.yaml", "two.yaml", "three.yaml"]


@pytest.mark.parametrize(
    "spoilt",
    [
        ("duration: 5", "duration: 55"),
        ("duration: 5", "duration: 5, duration: 6"),
        ("Boat 0 at sea.", "Boat #0 at sea."),
        ("prompt: Boat 0 at sea.", "prompt: &a Boat 0"),
    ],
)
def test_a_file_that_something_is_said_of_is_not_kept(tmp_path: Path, spoilt: tuple[str, str]) -> None:
    path, index = _film(tmp_path), Recorded()
    _edit(tmp_path / "two.yaml", *spoilt)
    first = _read(path, index)
    assert first.problems
    assert index.kept == ["one.yaml", "three.yaml"]
    assert _read(path, index) == first


def test_small_files_leave_nothing_behind(tmp_path: Path) -> None:
    path, index = tmp_path / "storyboard.yaml", Recorded()
    path.write_text("version: 1\nshots: {a: {prompt: A door.}}\n")
    _read(path, index)
    assert index.entries == {}


def test_a_tree_comes_back_with_every_place() -> None:
    trees = [parse_yaml(FileText.of("storyboard.yaml", text)) for text, _ in CASES.values()]
    whole = [tree.root for tree in trees if tree.root is not None and not tree.problems]
    assert len(whole) > 100
    for root in whole:
        again = unpack(json.loads(json.dumps(pack(root))), "storyboard.yaml")
        assert again == root
        assert repr(again.plain()) == repr(root.plain())


def test_a_spoilt_entry_is_none(tmp_path: Path) -> None:
    path = _film(tmp_path)
    with closing(DiskIndex(tmp_path / "home")) as index:
        _read(path, index)
    with closing(sqlite3.connect(tmp_path / "home/index/cache.db")) as db, db:
        changed = db.execute("UPDATE Cache SET value = replace(value, 'Boat 7 at', 'Ship 7 at')").rowcount
    assert changed == 3
    with closing(DiskIndex(tmp_path / "home")) as index:
        assert _read(path, index) == _read(path, None)


@pytest.mark.parametrize("entry", [None, [], {}, {"of": "x"}, 1])
def test_an_entry_of_another_kind_is_none(tmp_path: Path, entry: object) -> None:
    path, index = _film(tmp_path), Recorded()
    _read(path, index)
    for key in index.entries:
        index.set(key, entry)
    assert _read(path, index) == _read(path, None)


def test_an_entry_without_a_tree_is_none(tmp_path: Path) -> None:
    data, index = b"a: 1\n" * 1000, Recorded()
    root = unpack(["x", 0, 1, 1, 2], "f")
    FileCache(index).set(tmp_path, data, KnownFile(root=root, obeys=""))
    (key,) = index.entries
    changes: list[dict[str, object]] = [{"tree": None}, {"tree": []}, {"tree": [1]}]
    for broken in changes:
        index.set(key, {**json.loads(index.entries[key]), **broken})
        assert FileCache(index).get(tmp_path, "f", data) is None
