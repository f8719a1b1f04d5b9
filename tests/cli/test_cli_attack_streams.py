"""Streams that are closed, full or cut off; files that an option must not write over."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOARD = "version: 1\ndefaults: {resolution: 480p, duration: 4}\nshots: {a: {prompt: x}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "storyboard.yaml").write_text(BOARD)
    return tmp_path


def run(folder: Path, redirections: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """The command under a shell that has redirected its streams."""
    return subprocess.run(
        ["bash", "-c", f'"$@" {redirections}; exit ${{PIPESTATUS[0]}}', "x", sys.executable, "-m", "seedance_make", *words],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "SEEDANCE_MAKE_HOME": str(folder / "home"),
            "REAPI_BASE_URL": "http://127.0.0.1:9",
            "REAPI_API_KEY": "rk_x",
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_closed_streams_are_no_reason_to_fail(folder: Path, closed: str) -> None:
    """4: without a terminal nobody can be asked."""
    assert run(folder, closed, "build").returncode == 4
    assert run(folder, closed, "plan").returncode == 0


def test_a_full_disk_under_stdout_is_said(folder: Path) -> None:
    ran = run(folder, ">/dev/full", "plan")
    assert (ran.returncode, ran.stderr) == (
        74,
        "seedance-make: cannot write: [Errno 28] No space left on device\n",
    )


def test_a_reader_that_has_gone_away_is_no_failure(folder: Path) -> None:
    ran = run(folder, "| true", "plan", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    ("option", "words"),
    [("--out", ("plan",)), ("--events", ("build", "--yes", "--max-credits", "999"))],
)
@pytest.mark.parametrize("name", ["storyboard.yaml", "link.yaml", "storyboard.lock"])
def test_the_storyboard_is_not_written_over(
    folder: Path, option: str, words: tuple[str, ...], name: str
) -> None:
    (folder / "link.yaml").symlink_to("storyboard.yaml")
    ran = run(folder, "", *words, option, name)
    assert (ran.returncode, ran.stderr) == (
        64,
        f"seedance-make: {option} {name} would write over a file of the storyboard\n   help: name another file\n",
    )
    assert (folder / "storyboard.yaml").read_text() == BOARD
