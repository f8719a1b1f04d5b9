"""`publish: git`: what is pushed has an address, and what is not says why."""

import asyncio
import os
from pathlib import Path

import pytest
from remote_servers import Repository, digest

from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.rules.publishability import Refusal
from seedance_make.load.git import FolderGit
from seedance_make.remote.publish_git import GitPublisher, raw_root

OTHERWISE = "or set publish: to s3://BUCKET/FOLDER (also gs:, az:), or {store: …, base_url: …}"


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def address(repo: Repository, path: str, *, project: str = ".") -> str:
    file = repo.folder / project / path
    return asyncio.run(
        GitPublisher(repo.folder / project, FolderGit(repo.folder / project)).publish(
            file, digest(file.read_bytes())
        )
    )


def refusal(repo: Repository, path: str) -> Refusal | None:
    found = GitPublisher(repo.folder, FolderGit(repo.folder)).refusals(
        {path: digest((repo.folder / path).read_bytes())}
    )
    return found.get(path)


def test_a_pushed_file_has_its_raw_address(repo: Repository) -> None:
    repo.write("cast/mara #1.png")
    commit = repo.commit()
    repo.push()
    assert refusal(repo, "cast/mara #1.png") is None
    assert address(repo, "cast/mara #1.png") == (
        f"https://raw.githubusercontent.com/harbour/light/{commit}/cast/mara%20%231.png"
    )


def test_the_address_stays_when_other_files_change_and_when_work_is_not_pushed(repo: Repository) -> None:
    repo.write("mara.png")
    commit = repo.commit()
    repo.push()
    repo.write("storyboard.yaml", b"version: 1")
    repo.commit()
    repo.push()
    repo.write("storyboard.yaml", b"version: 1 # not pushed")
    repo.commit()
    repo.git("checkout", "-q", "--detach")
    assert address(repo, "mara.png").split("/")[-2] == commit


def test_a_version_that_was_pushed_once_is_found(repo: Repository) -> None:
    repo.write("mara.png", b"old")
    old = repo.commit()
    repo.write("mara.png", b"new")
    repo.commit()
    repo.push()
    repo.write("mara.png", b"old")
    assert address(repo, "mara.png").split("/")[-2] == old


def test_a_project_below_the_top_of_its_repository(repo: Repository) -> None:
    repo.write("films/one/cast/mara.png")
    commit = repo.commit()
    repo.push()
    assert address(repo, "cast/mara.png", project="films/one").endswith(f"{commit}/films/one/cast/mara.png")


def test_a_link_inside_the_project_leads_to_the_file_itself(repo: Repository) -> None:
    repo.write("shared/mara.png")
    (repo.folder / "mara.png").symlink_to("shared/mara.png")
    commit = repo.commit()
    repo.push()
    assert address(repo, "mara.png").endswith(f"{commit}/shared/mara.png")


def test_what_is_not_committed_is_refused(repo: Repository) -> None:
    repo.write("mara.png")
    not_committed = Refusal(
        message="not committed to git as it is here", help=f"git add, commit and push it, {OTHERWISE}"
    )
    assert refusal(repo, "mara.png") == not_committed
    repo.commit()
    repo.push()
    repo.write("mara.png", b"edited since")
    assert refusal(repo, "mara.png") == not_committed
    with pytest.raises(RefusedError, match=r"^mara\.png: not committed to git as it is here$"):
        address(repo, "mara.png")


def test_what_is_not_pushed_is_refused(repo: Repository) -> None:
    repo.write("mara.png")
    repo.commit()
    assert refusal(repo, "mara.png") == Refusal(
        message="committed, but not pushed to origin", help="git push"
    )


def test_what_git_keeps_otherwise_is_refused(repo: Repository) -> None:
    """A pointer or a text with other line ends would be sent in the picture's place."""
    repo.write(".gitattributes", b"*.png text eol=crlf\n")
    repo.write("mara.png", b"a\r\nb\r\n")
    repo.commit()
    repo.push()
    found = refusal(repo, "mara.png")
    assert found is not None
    assert found.message == "not committed to git as it is here"
    repo.write(".gitattributes", b"*.png filter=lfs\n")
    found = refusal(repo, "mara.png")
    assert found is not None
    sub = repo.write("films/eli.png")
    below = GitPublisher(repo.folder / "films", FolderGit(repo.folder / "films")).refusals(
        {"eli.png": digest(sub.read_bytes())}
    )
    assert (
        below["eli.png"].message
        == found.message
        == "kept by Git LFS, whose raw address gives a pointer and no file"
    )


def test_a_folder_outside_of_git_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mara.png").write_bytes(b"1")
    found = GitPublisher(tmp_path, FolderGit(tmp_path)).refusals({"mara.png": digest(b"1")})
    assert found["mara.png"] == Refusal(
        message="in no git repository", help=f"make one on GitHub or GitLab, {OTHERWISE}"
    )


def test_a_remote_elsewhere_is_refused(tmp_path: Path) -> None:
    repo = Repository(tmp_path, "https://git.example.com/harbour/light.git")
    repo.write("mara.png")
    repo.commit()
    repo.push()
    found = refusal(repo, "mara.png")
    assert found is not None
    assert found.message == "in a git repository without a remote on GitHub or GitLab"


def test_the_remote_that_the_branch_follows_comes_first(repo: Repository) -> None:
    repo.remote("git@gitlab.com:harbour/films/light.git", "lab")
    repo.write("mara.png")
    commit = repo.commit()
    repo.push()
    repo.push("lab")
    assert "raw.githubusercontent.com" in address(repo, "mara.png")
    repo.git("config", "branch.main.remote", "lab")
    repo.git("config", "branch.main.merge", "refs/heads/main")
    assert address(repo, "mara.png") == f"https://gitlab.com/harbour/films/light/-/raw/{commit}/mara.png"


def test_an_address_that_git_rewrites_counts_as_written_and_as_meant(repo: Repository) -> None:
    repo.write("mara.png")
    repo.commit()
    repo.push()
    repo.git("config", "url./srv/mirror/.insteadOf", "https://github.com/")
    assert "raw.githubusercontent.com/harbour/light/" in address(repo, "mara.png")
    repo.git("config", "--unset", "url./srv/mirror/.insteadOf")
    repo.git("config", "url.https://github.com/.insteadOf", "gh:")
    repo.git("config", "remote.origin.url", "gh:harbour/light")
    assert "raw.githubusercontent.com/harbour/light/" in address(repo, "mara.png")


def test_paths_are_no_patterns_and_no_options(repo: Repository) -> None:
    for name in ("*.png", "--all", ":(top)x.png", "[a].png"):
        repo.write(name, name.encode())
    commit = repo.commit()
    repo.push()
    repo.write("a.png", b"a.png")
    assert [address(repo, n).split("/")[-2] for n in ("*.png", "--all", ":(top)x.png", "[a].png")] == [
        commit
    ] * 4
    assert refusal(repo, "a.png") is not None


def test_a_hooks_environment_leads_nowhere_else(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("mara.png")
    repo.commit()
    repo.push()
    monkeypatch.setenv("GIT_DIR", os.fspath(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_WORK_TREE", os.fspath(tmp_path))
    assert refusal(repo, "mara.png") is None


def test_without_git_it_is_said(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("mara.png")
    monkeypatch.setenv("PATH", "/nowhere")
    assert refusal(repo, "mara.png") == Refusal(
        message="not to be looked up, since git is not installed", help=f"install git, {OTHERWISE}"
    )


@pytest.mark.parametrize(
    ("remote", "root"),
    [
        ("https://github.com/o/r.git", "https://raw.githubusercontent.com/o/r"),
        ("https://github.com/o/r", "https://raw.githubusercontent.com/o/r"),
        ("https://github.com/o/r/", "https://raw.githubusercontent.com/o/r"),
        ("https://GitHub.com/o/r.git", "https://raw.githubusercontent.com/o/r"),
        ("https://x-access-token:ghp_secret@github.com/o/r.git", "https://raw.githubusercontent.com/o/r"),
        ("git@github.com:o/r.git", "https://raw.githubusercontent.com/o/r"),
        ("github.com:o/r", "https://raw.githubusercontent.com/o/r"),
        ("ssh://git@github.com/o/r.git", "https://raw.githubusercontent.com/o/r"),
        ("ssh://git@ssh.github.com:443/o/r.git", "https://raw.githubusercontent.com/o/r"),
        ("git://github.com/o/r.git", "https://raw.githubusercontent.com/o/r"),
        ("https://gitlab.com/g/s/r.git", "https://gitlab.com/g/s/r/-/raw"),
        ("git@gitlab.com:g/s/r.git", "https://gitlab.com/g/s/r/-/raw"),
        ("https://gitlab.example.com/g/r.git", "https://gitlab.example.com/g/r/-/raw"),
        ("https://git.example.com/g/r.git", None),
        ("https://github.com.example.com/o/r.git", None),
        ("https://github.com/r", None),
        ("/srv/git/r.git", None),
        ("file:///srv/git/r.git", None),
        ("../r.git", None),
        ("C:/git/r", None),
        ("https://[broken/o/r", None),
        ("", None),
    ],
)
def test_the_raw_address_of_a_remote(remote: str, root: str | None) -> None:
    assert raw_root(remote) == root
