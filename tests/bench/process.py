"""Whole processes, timed: what a person waits for, and what the machine worked for it."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Run:
    """One process. Seconds, and the largest resident set in MB: None where it is no larger than our own was, since Linux
    counts that of whoever started a process as its own."""

    wall: float
    cpu: float
    memory: float | None


_BASE = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Compiled once, as anything that is installed."""


def run(command: Sequence[str], *, folder: Path, env: Mapping[str, str]) -> Run:
    """Run it to its end, its output thrown away. Raises RuntimeError where it fails."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env={**_BASE, **env}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    memory = usage.ru_maxrss / 1024 if usage.ru_maxrss > own else None
    return Run(wall=wall, cpu=usage.ru_utime + usage.ru_stime, memory=memory)


def median(
    command: Sequence[str],
    *,
    folder: Path,
    env: Mapping[str, str],
    runs: int = 5,
    before: Callable[[], object] | None = None,
) -> Run:
    """The medians of several runs, after one that does not count. `before` sets each of them up."""
    found = []
    for number in range(runs + 1):
        if before:
            before()
        one = run(command, folder=folder, env=env)
        found += [one] if number else []
    return Run(
        wall=statistics.median(r.wall for r in found),
        cpu=statistics.median(r.cpu for r in found),
        memory=max((r.memory for r in found if r.memory), default=None),
    )
