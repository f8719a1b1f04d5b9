"""The files for continuous integration, and the shell of their steps, run as a runner runs it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "ci"
SHELLS = {"bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"], "python": [sys.executable]}
"""As GitHub runs a step. A `run` without `shell` has no pipefail there."""


def read(path: Path) -> Any:
    """YAML as GitHub reads it: `on` is a word."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


def step(path: Path, name: str) -> Any:
    """A step by its name, of a workflow's one job or of an action."""
    document = read(path)
    jobs = [document["runs"]] if "runs" in document else list(document["jobs"].values())
    return next(s for job in jobs for s in job["steps"] if s.get("name") == name)


def run(
    script: str, cwd: Path, env: Mapping[str, str], tmp_path: Path, shell: str = "bash"
) -> subprocess.CompletedProcess[str]:
    """A step's script as a file of its own, with `seedance-make` on the path and git as a runner has it."""
    file = tmp_path / "script"
    file.write_text(script)
    commands = tmp_path / "bin"
    commands.mkdir(exist_ok=True)
    command = commands / "seedance-make"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m seedance_make "$@"\n')
    command.chmod(0o755)
    return subprocess.run(
        [*SHELLS[shell], str(file)], cwd=cwd, capture_output=True, text=True, check=False, timeout=100,
        env={
            **os.environ, "CI": "true", "PYTHONPATH": str(ROOT), "PATH": f"{commands}:{os.environ['PATH']}",
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **env,
        },
    )  # fmt: skip


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main")
    ran = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True)
    return ran.stdout.strip()


def commit(folder: Path, files: Mapping[str, str], message: str = "x") -> str:
    """Writes files and commits all; the commit's id."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")
