"""Runs commands in this process, and writes the storyboards that they work on."""

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seedance_make.cli.main import run_command

ROOT = Path(__file__).parents[2]

TWO = """\
version: 1
shots:
  door:   # stays
    prompt: A door.
    resolution: 480p
    duration: 4
  wave: {prompt: A wave., resolution: 480p, duration: 4}
"""
"""Two shots of $0.181 each."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def action(self, shot: str, take: int = 1) -> Any:
        """One action of the document on stdout."""
        return next(a for a in self.json["actions"] if (a["shot"], a["take"]) == (shot, take))

    @property
    def results(self) -> dict[str, str]:
        """Shot → how it ended."""
        return {a["shot"]: a["result"] for a in self.json["actions"]}


@dataclass(kw_only=True)
class Cli:
    folder: Path
    capsys: pytest.CaptureFixture[str]
    setenv: Callable[[str, str], None]

    def __call__(self, *words: str) -> Ran:
        self.capsys.readouterr()
        status = run_command(list(words))
        out, err = self.capsys.readouterr()
        return Ran(status=status, out=out, err=err)

    def write(self, text: str = TWO, name: str = "storyboard.yaml") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    @property
    def text(self) -> str:
        return (self.folder / "storyboard.yaml").read_text(encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        text = self.text
        assert old in text
        self.write(text.replace(old, new))

    def build(self, *words: str) -> Ran:
        """Buys without asking, polling fast."""
        ran = self("build", "--yes", "--max-credits", "9000", "--poll-interval", "0.02", *words)
        assert ran.status == 0, ran
        return ran

    @property
    def home(self) -> Path:
        return Path(os.environ["SEEDANCE_MAKE_HOME"])

    def git(self, *words: str) -> str:
        said = [
            "git",
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@example.com",
            "-c",
            "init.defaultBranch=main",
            *words,
        ]
        return subprocess.run(
            said, cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self) -> str:
        """Everything, as a commit; its id."""
        if not (self.folder / ".git").exists():
            self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")


class Player:
    """A player of the system's: says into a pipe what it was given."""

    def __init__(self, folder: Path) -> None:
        self.pipe = folder / "pipe"
        os.mkfifo(self.pipe)
        program = folder / "xdg-open"
        program.write_text(f'#!/bin/sh\necho "$1" > {self.pipe}\n')
        program.chmod(0o755)

    def opened(self) -> str:
        return self.pipe.read_text().strip()


def process(*words: str, cwd: Path, typed: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "seedance_make", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def without(library: str, folder: Path) -> str:
    """A PYTHONPATH on which that library cannot be imported. `folder`: where to write what hides it."""
    (folder / f"{library}.py").write_text(
        f'raise ModuleNotFoundError("No module named {library!r}", name={library!r})\n'
    )
    return f"{folder}{os.pathsep}{ROOT}"


def read_until(terminal: int, end: bytes) -> bytes:
    """What a terminal shows up to `end`, or within 20 seconds."""
    seen, deadline = b"", time.monotonic() + 20
    while not seen.endswith(end) and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                seen += os.read(terminal, 4096)
            except OSError:  # the other side is gone
                break
    return seen


def answered(words: tuple[str, ...], *answers: bytes, cwd: Path, **env: str) -> tuple[int, str]:
    """The command on a terminal, each of its questions answered in turn: its exit status, and what the screen shows."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        argv = [sys.executable, "-m", "seedance_make", *words]
        os.execve(sys.executable, argv, {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **env})
    screen = b""
    for answer in answers:
        screen += read_until(terminal, b"[y/N]: ")
        os.write(terminal, answer)
    screen += read_until(terminal, b"no such words: to the end")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    return status, screen.decode().replace("\r\n", "\n")
