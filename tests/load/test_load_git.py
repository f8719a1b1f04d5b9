"""Git runs in the folder's own repository, whatever a hook's environment says, and touches nothing."""

import os
import subprocess
from pathlib import Path

import pytest

from seedance_make.core.ports.git import NOT_INSTALLED, GitAnswer
from seedance_make.load.git import FolderGit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    here = tmp_path / "film"
    here.mkdir()
    for words in (
        ("init", "-q"),
        ("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "--allow-empty", "-mx"),
    ):
        subprocess.run(["git", *words], cwd=here, check=True)
    (here / "[a].png").write_bytes(b"a")
    subprocess.run(["git", "add", "-A"], cwd=here, check=True)
    return here


@pytest.mark.parametrize(
    "name",
    [
        "DIR", "WORK_TREE", "COMMON_DIR", "INDEX_FILE", "OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES",
        "NAMESPACE", "PREFIX", "SHALLOW_FILE", "GRAFT_FILE",
    ],
)  # fmt: skip
def test_nothing_in_the_environment_leads_elsewhere(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def asked() -> list[str | None]:
        git = FolderGit(folder)
        return [git(*words.split()).text for words in ("rev-parse HEAD --show-toplevel", "ls-files --stage")]

    before = asked()
    monkeypatch.setenv(f"GIT_{name}", os.fspath(tmp_path / "elsewhere"))
    assert asked() == before
    assert None not in before


@pytest.mark.parametrize("name", ["LITERAL", "GLOB", "NOGLOB", "ICASE"])
def test_a_path_is_read_as_we_write_it(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"GIT_{name}_PATHSPECS", "1")
    assert FolderGit(folder)("ls-files", "--", ":(top,literal)[a].png").text == "[a].png"


def test_no_hook_and_no_monitor_runs(folder: Path) -> None:
    hook = folder / ".git/hooks/post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {folder}/ran\n")
    hook.chmod(0o755)
    subprocess.run(["git", "config", "core.fsmonitor", os.fspath(hook)], cwd=folder, check=True)
    assert FolderGit(folder)("read-tree", "HEAD").status == 0
    assert FolderGit(folder)("status", "--porcelain").status == 0
    assert not (folder / "ran").exists()


def test_an_index_of_ones_own_leaves_the_repository_s(folder: Path, tmp_path: Path) -> None:
    git = FolderGit(folder, index=tmp_path / "index")
    assert git("read-tree", "HEAD").status == 0
    assert git("ls-files").text == ""
    assert FolderGit(folder)("ls-files").text == "[a].png"


def test_how_a_call_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = FolderGit(folder)
    assert git("cat-file", "--batch-check", given=b"HEAD:x\n") == GitAnswer(status=0, out=b"HEAD:x missing\n")
    assert git("rev-parse", "--verify", "nowhere") == GitAnswer(status=128, error="Needed a single revision")
    assert git("rev-parse", "--verify", "nowhere").text is None
    monkeypatch.setenv("PATH", "/nowhere")
    assert FolderGit(folder)("version") == GitAnswer(status=NOT_INSTALLED)
