"""The two steps of a take, as a worker takes them: builds of this tool, each a process of its own."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from temporalio import activity

from seedance_make.cli.temporal.jobs import BRING, BUY, StepEnd, TakeJob
from seedance_make.cli.temporal.snapshot import unpacked
from seedance_make.core.errors import SeedanceError
from seedance_make.core.ports.team import Team

_BUY = ("--timeout", "0.05")
"""A purchase is over once it has its id: the clip is brought by whichever worker is free."""

_BRING = ("--no-buy", "--timeout", "60")
_BEAT = 2.0  # seconds


class WorkerSteps:
    """What a worker does for the takes of its team."""

    def __init__(self, team: Team) -> None:
        self._team = team

    @activity.defn(name=BUY, no_thread_cancel_exception=True)
    def buy(self, job: TakeJob) -> StepEnd:
        """One attempt: a POST at the most, which refuses above the planned price."""
        return self._build(job, _BUY)

    @activity.defn(name=BRING, no_thread_cancel_exception=True)
    def bring(self, job: TakeJob) -> StepEnd:
        """Poll the task, download the clip, put it into the team store. Spends nothing."""
        return self._build(job, _BRING)

    def _build(self, job: TakeJob, words: Sequence[str]) -> StepEnd:
        if job.snapshot.team != self._team.url:
            return StepEnd(status=64, text=f"this worker is of the team {self._team.url}")
        try:
            with unpacked(job.snapshot, self._team) as folder:
                saved = folder.with_name("plan.json")
                saved.write_text(job.plan, encoding="utf-8")
                return _end(job, *_run(folder, job.snapshot.manifest, saved, words))
        except SeedanceError as error:
            return StepEnd(status=int(error.exit), text=error.message)


def _run(folder: Path, manifest: str, saved: Path, words: Sequence[str]) -> tuple[int, str]:
    """A build to its end. It outlives a worker that is killed; one that is stopped lets it finish its POST."""
    command = [
        sys.executable, "-m", "seedance_make", "-C", str(folder), "-f", manifest, "build", "--plan", str(saved),
        "--json", "-q", *words,
    ]  # fmt: skip
    stopped = False
    with subprocess.Popen(  # noqa: S603 - ourselves
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        encoding="utf-8", start_new_session=True,
    ) as build:  # fmt: skip
        while True:
            with suppress(subprocess.TimeoutExpired):
                out, _ = build.communicate(timeout=_BEAT)
                return build.returncode, out
            activity.heartbeat()
            if activity.is_worker_shutdown() and not stopped:
                stopped = True
                build.send_signal(signal.SIGINT)


def _end(job: TakeJob, status: int, out: str) -> StepEnd:
    """What the build's document says of the take."""
    document: dict[str, Any] = {}
    with suppress(ValueError):
        document = json.loads(out)
    if error := document.get("error"):
        return StepEnd(status=status, text=str(error["message"]))
    action: dict[str, Any] = next(
        (a for a in document.get("actions", ()) if (a["shot"], a["take"]) == (job.shot, job.take)), {}
    )
    fault = action.get("error") or {}
    return StepEnd(
        status=status,
        text=str(fault.get("message") or action.get("reason") or ""),
        task_id=action.get("task_id"),
        attempt=action.get("attempt"),
        fingerprint=action.get("fingerprint"),
        spent=document.get("totals", {}).get("spent", 0),
    )
