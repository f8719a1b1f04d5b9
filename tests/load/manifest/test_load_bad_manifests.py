"""Everything that one value, key or file can have wrong on its own, with the whole message."""

from pathlib import Path

import pytest
from load_cases import CASES

from seedance_make.core.errors import InvalidInputError, StoreError, UsageError
from seedance_make.load.manifest.read import load_manifest, read_manifest
from seedance_make.ui.diagnostics import render_problems


def _said(folder: Path, data: bytes) -> str:
    path = folder / "storyboard.yaml"
    path.write_bytes(data)
    loaded = read_manifest(path, name="storyboard.yaml")
    return render_problems(loaded.problems, loaded.sources).removesuffix("\n")


@pytest.mark.parametrize("name", CASES)
def test_what_is_said(tmp_path: Path, name: str) -> None:
    written, said = CASES[name]
    assert _said(tmp_path, written.encode()) == said


@pytest.mark.parametrize("name", CASES)
def test_line_breaks_of_windows_change_nothing(tmp_path: Path, name: str) -> None:
    written, said = CASES[name]
    assert _said(tmp_path, written.replace("\n", "\r\n").encode()) == said


def test_latin_1(tmp_path: Path) -> None:
    assert _said(tmp_path, "version: 1\ntitle: Café\n".encode("latin-1")) == (
        "storyboard.yaml:2:11: is not UTF-8: the byte 0xE9 has no meaning here\n"
        "    2 | title: Caf\ufffd\n"
        "      |           ^\n"
        "   help: save the file as UTF-8"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16(tmp_path: Path, encoding: str) -> None:
    said = _said(tmp_path, "version: 1\n".encode(encoding))
    assert said.startswith("storyboard.yaml:1:1: is UTF-16, not UTF-8\n")
    assert said.endswith("\n   help: save the file as UTF-8")


def test_a_surrogate_in_bytes(tmp_path: Path) -> None:
    said = _said(tmp_path, b"version: 1\ntitle: \xed\xa0\x80\n")
    assert said.startswith("storyboard.yaml:2:8: is not UTF-8: the byte 0xED has no meaning here\n")


def test_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    assert _said(tmp_path, b"\xef\xbb\xbfversion: 1\nshots: {a: {prompt: A door.}}\n") == ""


def test_over_16_mb(tmp_path: Path) -> None:
    said = _said(tmp_path, b"#" * (16 * 1024 * 1024 + 1))
    assert said.startswith("storyboard.yaml:1:1: is over 16 MB\n")
    assert said.endswith("\n   help: a storyboard is text; name media by path or URL")


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_manifest(tmp_path / "storyboard.yaml", name="storyboard.yaml")
    assert (caught.value.message, caught.value.help) == (
        "no manifest: storyboard.yaml is not there",
        "`seedance-make init` makes one",
    )


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_manifest(tmp_path, name="project")
    assert caught.value.message == "project is not a file"


def test_a_name_that_leads_round_in_a_ring(tmp_path: Path) -> None:
    (tmp_path / "storyboard.yaml").symlink_to("storyboard.yaml")
    with pytest.raises((StoreError, RuntimeError)):
        read_manifest(tmp_path / "storyboard.yaml", name="storyboard.yaml")


def test_errors_are_raised_all_at_once_and_warnings_are_carried(tmp_path: Path) -> None:
    path = tmp_path / "storyboard.yaml"
    path.write_text("version: 1\nshots:\n  a:\n    prompt: shot #3\n    duration: 16\n    resoluton: 1\n")
    with pytest.raises(InvalidInputError) as caught:
        load_manifest(path, name="storyboard.yaml")
    assert [p.name for p in caught.value.problems] == ["comment-in-text", "out-of-range", "unknown-key"]
    assert caught.value.sources == {"storyboard.yaml": path.read_text()}
    path.write_text("version: 1\nshots:\n  a:\n    prompt: shot #3\n")
    loaded = load_manifest(path, name="storyboard.yaml")
    assert [p.name for p in loaded.problems] == ["comment-in-text"]
