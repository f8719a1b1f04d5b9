"""Attempts, receipts and child processes for the tests of the store."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import seedance_make
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.plan.consent.approval import Approval
from seedance_make.core.storyboard.model import Receipt

FP = "f" * 64
DIGEST = "d" * 64
T0, T1, T2, T3 = (f"2026-11-22T10:0{n}:00+00:00" for n in range(4))
_ATTEMPT = Attempt(
    id="0" * 32,
    origin="reapi.ai",
    fingerprint=FP,
    state=State.INTENT,
    owner="1" * 32,
    build="b1",
    project="/films/harbour/storyboard.yaml",
    shot="act1/door",
    take=1,
    profile=None,
    model="seedance-2.0-mini",
    resolution="720p",
    duration=5,
    body=b'{"prompt":"A door"}',
    request='{"v":1}',
    credits=487,
    ceiling=487,
    exact=True,
    key_label="k",
    created=T0,
)
_RECEIPT = Receipt(
    fingerprint=FP,
    sha256=DIGEST,
    bytes=5,
    model="seedance-2.0-mini",
    origin="reapi.ai",
    task_id="task_1",
    credits=487,
    shot="act1/door",
    take=1,
)


def attempt(**changes: Any) -> Attempt:
    """An intent with an id of its own."""
    return replace(_ATTEMPT, **{"id": uuid.uuid4().hex, **changes})


def receipt(**changes: Any) -> Receipt:
    return replace(_RECEIPT, **changes)


@dataclass
class FakeGuard:
    """Remembers what it was shown, call by call, and objects where it is told to."""

    seen: int = 0
    shown: list[list[Attempt]] = field(default_factory=list)
    objection: Exception | None = None

    def judge(self, _attempt: Attempt, changed: Iterable[Attempt], _approval: Approval | None) -> None:
        self.shown.append(list(changed))
        if self.objection:
            raise self.objection


def child(code: str, *arguments: object, prefix: Sequence[str] = ()) -> "subprocess.Popen[str]":
    """A real process that runs `code` with `arguments` in sys.argv; it may talk over its pipes."""
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONPATH": str(Path(seedance_make.__file__).parents[1])},
    )


def output_of(process: "subprocess.Popen[str]") -> str:
    """What it printed until its end."""
    out, err = process.communicate(timeout=60)
    assert process.returncode in {0, -9}, err
    return out


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
