"""The installed command as a process of its own, against the scripted server over real sockets.

    film = Film(tmp_path, server)
    film.shots(boat="a red boat", pier="an empty pier")
    ran = film.build()                      # yes, with a generous cap, polling fast
    assert ran.status == 0, ran
    film.assert_trust()                     # after every case

Every promise about money is checked against the server's ledger, never against our own journal alone.
"""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from cli_tools import ROOT, Ran
from scripted_api import same
from scripted_server import ScriptedServer

COMMAND = (sys.executable, "-m", "seedance_make")
PATIENCE = 60.0
"""Seconds after which a process or a condition counts as stuck. Nothing waits this long when all is well."""

STEPS = (
    "before-intent", "after-intent", "after-accept", "after-submitted", "after-completed", "in-download",
    "before-verified", "after-verified", "after-rename", "after-done", "in-index", "after-output",
)  # fmt: skip
"""The named steps of a purchase, in order."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One attempt, read from the journal's file without our own code."""

    id: str
    state: str
    fingerprint: str
    owner: str
    shot: str
    take: int
    task_id: str | None
    body: bytes
    artifacts: tuple[str, ...]
    charged: int | None
    code: str | None
    message: str | None
    answer: bytes | None

    @property
    def same(self) -> str:
        return same(json.loads(self.body))


class Running:
    """A command that goes on."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def send(self, number: int) -> None:
        self.process.send_signal(number)

    def interrupt(self) -> None:
        self.send(signal.SIGINT)

    @property
    def over(self) -> bool:
        return self.process.poll() is not None

    def end(self) -> Ran:
        """Wait for it."""
        out, err = self.process.communicate(timeout=PATIENCE)
        return Ran(status=self.process.returncode, out=out, err=err)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Film:
    """A project and its store. Several may share a store, or a server."""

    def __init__(
        self, folder: Path, server: ScriptedServer | None = None, *, home: Path | None = None
    ) -> None:
        self.folder = folder / "film"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.home = home or folder / "store"
        self.server = server
        self.surroundings: dict[str, str | None] = {}  # variables of every command
        self.edited: set[str] = set()  # outputs that a person has changed

    # the storyboard

    def write(self, text: str) -> None:
        """The manifest, as written."""
        (self.folder / "storyboard.yaml").write_text(text, encoding="utf-8")

    def shots(self, *, head: str = "", **prompts: str | Mapping[str, Any]) -> None:
        """A manifest of small shots: a prompt, or the fields of each. JSON is YAML."""
        lines = [
            "version: 1",
            *([head] if head else []),
            "defaults: {resolution: 480p, duration: 4}",
            "shots:",
        ]
        for name, what in prompts.items():
            fields = {"prompt": what} if isinstance(what, str) else what
            lines.append(f"  {name}: {json.dumps(fields)}")
        self.write("\n".join(lines) + "\n")

    # the command

    def environment(self, *, kill_at: str | None = None, **env: str | None) -> dict[str, str]:
        """What the command sees; None takes a variable away."""
        plain = {
            k: v for k, v in os.environ.items() if not k.startswith(("REAPI_", "SEEDANCE_", "CI", "PYTEST"))
        }
        told: dict[str, str | None] = {
            **plain,
            "SEEDANCE_MAKE_HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": None,
            "SEEDANCE_MAKE_KILL_AT": kill_at,
            **(self.server.environment if self.server else {"REAPI_BASE_URL": "http://127.0.0.1:9"}),
            **self.surroundings,
            **env,
        }
        return {k: v for k, v in told.items() if v is not None}

    def start(self, *args: str, kill_at: str | None = None, **env: str | None) -> Running:
        """Begin a command and don't wait. A kill signal it asks for itself ends it as any crash does."""
        return Running(
            subprocess.Popen(
                [*COMMAND, *args],
                cwd=self.folder,
                env=self.environment(kill_at=kill_at, **env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        )

    def run(self, *args: str, kill_at: str | None = None, **env: str | None) -> Ran:
        """Run a command to its end."""
        with self.start(*args, kill_at=kill_at, **env) as running:
            return running.end()

    def building(self, *args: str, kill_at: str | None = None, **env: str | None) -> Running:
        """Begin a build that may spend and polls fast; its document is on stdout."""
        return self.start(*_BUILD, *args, kill_at=kill_at, **env)

    def build(self, *args: str, kill_at: str | None = None, **env: str | None) -> Ran:
        """The same, to its end."""
        return self.run(*_BUILD, *args, kill_at=kill_at, **env)

    # what is left

    @property
    def rows(self) -> list[Row]:
        """The journal, read without our own code."""
        path = self.home / "journal.db"
        if not path.exists():
            return []
        names = (
            "id", "state", "fingerprint", "owner", "shot", "take", "task_id", "body", "artifacts", "charged",
            "code", "message", "answer",
        )  # fmt: skip
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
            found = connection.execute(f"SELECT {', '.join(names)} FROM attempts ORDER BY seq").fetchall()
        plain = [dict(zip(names, row, strict=True)) for row in found]
        return [
            Row(**{**p, "artifacts": tuple(a["sha256"] for a in json.loads(p["artifacts"]))}) for p in plain
        ]

    @property
    def states(self) -> list[str]:
        """Of all attempts, in order of creation."""
        return [row.state for row in self.rows]

    def row(self, shot: str) -> Row:
        """The newest attempt of a shot."""
        return [row for row in self.rows if row.shot == shot][-1]

    @property
    def receipts(self) -> list[dict[str, Any]]:
        """The lock file."""
        path = self.folder / "storyboard.lock"
        return [r for r in json.loads(path.read_text("utf-8"))[1:] if r] if path.exists() else []

    @property
    def events(self) -> str:
        """What `--events events` has written so far."""
        path = self.folder / "events"
        return path.read_text("utf-8") if path.exists() else ""

    def output(self, name: str) -> Path:
        return self.folder / "out" / f"{name}.mp4"

    @property
    def outputs(self) -> dict[str, str]:
        """Every clip in the output tree: path without `.mp4` → sha256."""
        root = self.folder / "out"
        return {
            str(p.relative_to(root).with_suffix("")): sha256(p)
            for p in sorted(root.rglob("*.mp4"))
            if p.is_file()
        }

    @property
    def artifacts(self) -> dict[str, Path]:
        """The CAS: name → file."""
        return {p.name: p for p in sorted((self.home / "cas").glob("??/*"))}

    # the three promises

    def assert_trust(self, *others: "Film", journal_lost: bool = False) -> None:
        """The three assertions that hold after every case, for this film and others at the same server."""
        films = (self, *others)
        assert self.server is not None
        rows = {row.id: row for film in films for row in film.rows}.values()
        if not journal_lost:
            self._paid_once(rows)
            self._no_id_lost(rows)
        for film in films:
            film._outputs_on_record(rows)

    def _paid_once(self, rows: Iterable[Row]) -> None:
        """Charges per fingerprint, net of refunds, are at most one; one more for each that a person gave up."""
        allowed: Counter[str] = Counter()
        for body, _ in {(row.same, row.fingerprint) for row in rows}:
            allowed[body] += 1
        allowed.update(row.same for row in rows if row.state == "RELEASED")
        assert self.server is not None
        for body, tasks in self.server.api.spent().items():
            ids = [task.id for task in tasks]
            assert len(ids) <= allowed[body], (
                f"{body} was paid {len(ids)} times: {ids}; journal: {list(rows)}"
            )

    def _no_id_lost(self, rows: Iterable[Row]) -> None:
        """Each id that the server gave out is in the journal, or its attempt is an unknown outcome."""
        kept = {row.task_id for row in rows}
        unknown = {row.same for row in rows if row.state in _OPEN}
        assert self.server is not None
        for task_id in self.server.ids:
            body = same(self.server.api.tasks[task_id].body)
            assert task_id in kept or body in unknown, f"{task_id} is lost; journal: {list(rows)}"

    def _outputs_on_record(self, rows: Iterable[Row]) -> None:
        """Each published file has the sha256 on record."""
        known = {d for row in rows for d in row.artifacts} | {r["sha256"] for r in self.receipts}
        for name, digest in self.outputs.items():
            assert digest in known or name in self.edited, f"{name} has bytes that nobody has on record"
        for name, path in self.artifacts.items():
            assert sha256(path) == name, f"{path} is not what its name says"


_BUILD = ("build", "--json", "--yes", "--max-credits", "100000", "--poll-interval", "0.05")
_OPEN = frozenset({"INTENT", "UNKNOWN", "RELEASED", "ABANDONED"})


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def until(condition: Callable[[], object], what: str = "a condition") -> None:
    """Wait for something to become true; never for a time to pass."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.01)
