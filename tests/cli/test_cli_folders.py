"""Where the command works: a store named relatively is one store, and a folder may be gone."""

import os
import subprocess
import sys
from pathlib import Path

STORYBOARD = "version: 1\nshots:\n  door: {prompt: A door opens.}\n"


def command(*words: str, cwd: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "seedance_make", *words],
        cwd=str(cwd),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_relative_store_is_the_same_wherever_c_leads(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "storyboard.yaml").write_text(STORYBOARD)
        assert (
            command("-C", name, "build", "--simulate", cwd=tmp_path, SEEDANCE_MAKE_HOME="store").returncode
            == 0
        )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "store", "two"]
    assert sorted(p.name for p in (tmp_path / "two").iterdir()) == ["out-simulated", "storyboard.yaml"]


def test_a_folder_that_is_gone_is_wrong_usage(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"import os, sys; os.rmdir({str(gone)!r}); from seedance_make.__main__ import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", script, "build"], cwd=gone, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (64, "seedance-make: the folder that you are in is gone\n")
