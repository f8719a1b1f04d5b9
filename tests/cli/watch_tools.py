"""Runs `watch`, on a terminal or into a pipe, and waits for what it says."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cli_tools import ROOT

PATIENCE = 60.0
"""Seconds after which something that does not come counts as stuck."""

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Watching:
    """A `watch` that runs. `text` is all that it has said, without colour."""

    def __init__(self, pid: int, file: int) -> None:
        self.pid, self.file, self.text, self.seen = pid, file, "", 0
        self._raw = b""

    def until(self, words: str) -> str:
        """Wait for words that have not been waited for yet: what was said up to their end."""
        deadline = time.monotonic() + PATIENCE
        while (at := self.text.find(words, self.seen)) < 0:
            assert time.monotonic() < deadline, f"{words!r} did not come: {self.text[self.seen :]!r}"
            assert self._read(), f"it ended before {words!r}: {self.text[self.seen :]!r}"
        said = self.text[self.seen : at + len(words)]
        self.seen = at + len(words)
        return said

    def end(self) -> int:
        """Wait for its end: its exit status."""
        deadline = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < deadline, f"it does not end: {self.text[self.seen :]!r}"
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def type(self, keys: str) -> None:
        os.write(self.file, keys.encode())

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    @property
    def by_line(self) -> bool:
        """Whether the terminal gathers lines and shows what is typed, as a shell expects it."""
        flags = termios.tcgetattr(self.file)[3]
        return bool(flags & termios.ICANON) and bool(flags & termios.ECHO)

    def _read(self) -> bool:
        """Take in what is there, waiting for a moment. False at the end."""
        if select.select([self.file], [], [], 0.2)[0]:
            try:
                data = os.read(self.file, 65536)
            except OSError:  # the other side of a terminal is gone
                return False
            self._raw += data
            self.text = _ESCAPES.sub("", self._raw.decode("utf-8", "ignore")).replace("\r", "")
            return bool(data)
        return True


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}


@contextmanager
def on_terminal(folder: Path, *words: str) -> Iterator[Watching]:
    """`watch` on a terminal of 200 columns. The test's own processes end with it."""
    pid, file = pty.fork()
    if pid == 0:
        os.chdir(folder)
        command = [sys.executable, "-m", "seedance_make", "watch", *words]
        os.execve(sys.executable, command, _environment())
    with _ended(Watching(pid, file)) as watching:
        yield watching
    os.close(file)


@contextmanager
def in_pipe(folder: Path, *words: str) -> Iterator[Watching]:
    """`watch` whose words go into a pipe, those of stderr too."""
    process = subprocess.Popen(
        [sys.executable, "-m", "seedance_make", "watch", *words], cwd=folder, env=_environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    with _ended(Watching(process.pid, process.stdout.fileno())) as watching:
        yield watching
    process.stdout.close()
    process.returncode = 0  # waited for already


@contextmanager
def _ended(watching: Watching) -> Iterator[Watching]:
    try:
        yield watching
    finally:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(watching.pid, signal.SIGKILL)
            os.waitpid(watching.pid, 0)
