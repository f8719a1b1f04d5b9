"""The figures for people: a table of ratios, a page with its date and machine, a chart of cost against size."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heapreplace
from importlib.util import find_spec
from math import ceil, floor, log10

from process import Run

NOTHING, BUILD = "nothing to do", "build, a task"
"""The figures that the chart treats in its own way."""


@dataclass(frozen=True)
class Row:
    """One figure of ours, beside a peer's where there is one."""

    name: str
    size: int  # shots or tasks
    ours: Run
    peer: str = ""
    theirs: Run | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Our wall time to theirs."""
        return self.ours.wall / self.theirs.wall if self.theirs else None

    def line(self) -> str:
        """As it comes."""
        beside = f"  {self.ratio:.2f} × {self.peer}" if self.ratio else ""
        return f"{self.name} ({self.size:,}): {_seconds(self.ours.wall)}, CPU {_seconds(self.ours.cpu)}{beside}  {self.note}"

    def as_json(self) -> dict[str, object]:
        """With seconds and MB."""
        theirs = {"wall": self.theirs.wall, "cpu": self.theirs.cpu} if self.theirs else None
        return {
            "name": self.name, "size": self.size, "wall": self.ours.wall, "cpu": self.ours.cpu,
            "memory": self.ours.memory, "peer": self.peer or None, "theirs": theirs, "ratio": self.ratio, "note": self.note,
        }  # fmt: skip


def _seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 0.1 else f"{value:.2f} s"


def list_scheduling(seconds: Iterable[float], lanes: int) -> float:
    """Seconds until the last task ends when each begins in the first lane that is free."""
    free = [0.0] * lanes
    for one in seconds:
        heapreplace(free, free[0] + one)
    return max(free)


def table(rows: Sequence[Row]) -> str:
    """GitHub's Markdown."""
    lines = ["| what | size | wall | CPU | memory | ratio |", "|---|--:|--:|--:|--:|---|"]
    for row in rows:
        ratio = f"{row.ratio:.2f} × {row.peer}" if row.ratio else ""
        memory = f"{row.ours.memory:.0f} MB" if row.ours.memory else ""
        ratio = "; ".join(filter(None, (ratio, row.note)))
        lines.append(
            f"| {row.name} | {row.size:,} | {_seconds(row.ours.wall)} | {_seconds(row.ours.cpu)}"
            f" | {memory} | {ratio} |"
        )
    return "\n".join(lines)


def page(rows: Sequence[Row]) -> str:
    """docs/performance.md."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    fast = "with" if find_spec("jsonschema_rs") else "without"
    day = datetime.now(UTC).date().isoformat()
    return (
        "# Performance\n\n"
        f"Measured on {day}, {machine}, {fast} the extra `fast`, by `python tests/bench --docs`. Each figure is a whole process;\n"
        "where there is a ratio it is the median of five. Seconds differ from machine to machine: the ratios beside tools\n"
        "that people know tell more.\n\n"
        f"{table(rows)}\n\n![Cost against size](performance.svg)\n\n"
        "- *Nothing to do*: every clip in its place; for ninja, make and doit as many files that are up to date.\n"
        "- *Plan*: every shot new. A *cold plan* has an empty store; after the edit of one file of fifty that file is parsed again.\n"
        "- *Build, a task*: wall and CPU time of one purchase (submit, poll, download, place, record) in a build of so many, with\n"
        "  an API on loopback that answers at once. That it stays flat is what counts.\n"
        "- *Makespan*: tasks of log-normal length, as the service has them but quicker; *list scheduling* is the least that so\n"
        "  many at once can take.\n"
        "- *Download*: eight at once, each hashed and synced, from a server on loopback.\n"
    )


_WIDTH, _HEIGHT, _LEFT, _RIGHT, _EDGE = 760, 420, 24, 190, 44
_COLOURS = ("#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2")


def _lines(rows: Sequence[Row]) -> dict[str, dict[int, float]]:
    """What has several sizes: name → size → seconds. Of a task of a build its CPU; of peers only the builders."""
    lines: dict[str, dict[int, float]] = {}
    for row in rows:
        lines.setdefault(row.name, {})[row.size] = row.ours.cpu if row.name == BUILD else row.ours.wall
        if row.theirs and row.name == NOTHING and row.peer in {"ninja", "make"}:
            lines.setdefault(f"{row.peer}, {NOTHING}", {})[row.size] = row.theirs.wall
    return {f"{name} (CPU)" if name == BUILD else name: line for name, line in lines.items() if len(line) > 1}


def chart(rows: Sequence[Row]) -> str:
    """Seconds against size, both logarithmic, a line for each figure that has several sizes; its name at its end."""
    lines = _lines(rows)
    sizes = sorted({size for line in lines.values() for size in line})
    xs = [log10(x) for x in sizes] or [0.0, 1.0]
    ys = [log10(y) for line in lines.values() for y in line.values()] or [0.0, 1.0]
    low_y, high_y = floor(min(ys)), ceil(max(ys))

    def across(x: float) -> float:
        return _EDGE + _LEFT + (log10(x) - xs[0]) / (xs[-1] - xs[0] or 1) * (_WIDTH - _EDGE - _LEFT - _RIGHT)

    def up(y: float) -> float:
        return _HEIGHT - _EDGE - (log10(y) - low_y) / (high_y - low_y or 1) * (_HEIGHT - 2 * _EDGE)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for power in range(low_y, high_y + 1):
        y = up(10.0**power)
        parts.append(f'<path d="M{_EDGE + _LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{_EDGE + _LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{_tick(power)}</text>'
        )
    parts += [
        f'<text x="{across(size):.1f}" y="{_HEIGHT - 22}" text-anchor="middle" fill="#555">{size:,}</text>'
        for size in sizes
    ]
    parts.append(
        f'<text x="{(_WIDTH - _RIGHT + _EDGE) / 2}" y="{_HEIGHT - 6}" text-anchor="middle" fill="#555">shots, or tasks of a build</text>'
    )
    for number, (name, line) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        at = [(across(x), up(y)) for x, y in sorted(line.items())]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in at]
        parts.append(f'<text x="{at[-1][0] + 8:.1f}" y="{at[-1][1] + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _tick(power: int) -> str:
    return f"{10**power:,} s" if power >= 0 else f"{10 ** (power + 3):g} ms"
