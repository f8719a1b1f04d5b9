"""The figures for people: a table of ratios, a page with its date and machine, a chart of cost against size."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log10

from process import Run


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


def table(rows: Sequence[Row]) -> str:
    """GitHub's Markdown."""
    lines = ["| what | size | wall | CPU | memory | ratio |", "|---|--:|--:|--:|--:|---|"]
    for row in rows:
        ratio = f"{row.ratio:.2f} × {row.peer}" if row.ratio else row.note
        lines.append(
            f"| {row.name} | {row.size:,} | {_seconds(row.ours.wall)} | {_seconds(row.ours.cpu)}"
            f" | {row.ours.memory:.0f} MB | {ratio} |"
        )
    return "\n".join(lines)


def page(rows: Sequence[Row]) -> str:
    """docs/performance.md."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    day = datetime.now(UTC).date().isoformat()
    return (
        "# Performance\n\n"
        f"Measured on {day}, {machine}, by `python tests/bench --docs`: medians of whole processes. Seconds differ from\n"
        "machine to machine; the ratios beside tools that people know tell more.\n\n"
        f"{table(rows)}\n\n![Cost against size](performance.svg)\n\n"
        'What is "a task" is our own CPU for one purchase (submit, poll, download, place, record) against an API on\n'
        "loopback that answers at once; its flatness is what counts.\n"
    )


_WIDTH, _HEIGHT, _EDGE = 640, 320, 56
_COLOURS = ("#2563eb", "#dc2626", "#059669", "#d97706")


def chart(rows: Sequence[Row]) -> str:
    """Wall seconds against size, both logarithmic, a line for each figure that has several sizes."""
    series: dict[str, dict[int, float]] = {}
    for row in rows:
        series.setdefault(row.name, {})[row.size] = row.ours.wall
    lines = {name: points for name, points in series.items() if len(points) > 1}
    xs = [log10(x) for points in lines.values() for x in points] or [0.0, 1.0]
    ys = [log10(y) for points in lines.values() for y in points.values()] or [0.0, 1.0]
    low_x, high_x, low_y, high_y = min(xs), max(xs), min(ys) - 0.2, max(ys) + 0.2

    def at(x: float, y: float) -> str:
        across = _EDGE + (log10(x) - low_x) / (high_x - low_x or 1) * (_WIDTH - 2 * _EDGE)
        up = _HEIGHT - _EDGE - (log10(y) - low_y) / (high_y - low_y or 1) * (_HEIGHT - 2 * _EDGE)
        return f"{across:.1f},{up:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for number, (name, points) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = " ".join(at(x, y) for x, y in sorted(points.items()))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{_EDGE}" y="{20 + 16 * number}" fill="{colour}">{name}</text>')
        for x, y in sorted(points.items()):
            across, up = at(x, y).split(",")
            parts.append(f'<circle cx="{across}" cy="{up}" r="3" fill="{colour}"/>')
            parts.append(
                f'<text x="{across}" y="{float(up) - 8:.1f}" text-anchor="middle">{_seconds(y)}</text>'
            )
            parts.append(
                f'<text x="{across}" y="{_HEIGHT - 20}" text-anchor="middle" fill="#555">{x:,}</text>'
            )
    return "\n".join([*parts, "</svg>", ""])
