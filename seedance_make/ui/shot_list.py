"""The shot list as text, Markdown and CSV: what a set, a producer and a spreadsheet want of a storyboard."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from seedance_make.core.cut.cut import Cut, time_code
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.request.pricing import dollars, estimate, priced
from seedance_make.core.text.redact import plain
from seedance_make.ui.paint import Paint, cells, columns
from seedance_make.ui.words import many

_HEAD = ("#", "Shot", "In", "Out", "Seconds", "Cast", "Style", "Note", "State", "Price")
_RIGHT = frozenset({0, 4, 9})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the start of a cell."""

_MARKUP = re.compile(r"([\\`*_\[\]{}|~$!<>&])")
_CALLS = re.compile(r"((?<!\w)@(?=\w)|#(?=\d))")
"""What a forge would take for a person or an issue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotRow:
    """One line of the list. Time codes are of the film, `seconds` as asked for, `credits` what was paid, else the price."""

    number: int
    shot: str
    take: int
    begin: str
    end: str
    seconds: int
    cast: tuple[str, ...]
    styles: tuple[str, ...]
    note: str
    state: str
    credits: int | None
    paid: bool

    def as_json(self) -> dict[str, object]:
        """The row as scripts see it."""
        facts = asdict(self)
        return {
            ("in" if name == "begin" else "out" if name == "end" else name): facts[name] for name in facts
        }

    @property
    def cells(self) -> list[str]:
        """The row as people see it."""
        return [
            str(self.number), self.shot, self.begin, self.end, str(self.seconds), ", ".join(self.cast),
            ", ".join(self.styles), plain(self.note), self.state, "" if self.credits is None else dollars(self.credits),
        ]  # fmt: skip


def shot_rows(cuts: Iterable[Cut], snapshot: Snapshot) -> tuple[ShotRow, ...]:
    """The chosen takes in order, each as a line of the list."""
    return tuple(_row(cut, snapshot) for cut in cuts)


def _row(cut: Cut, snapshot: Snapshot) -> ShotRow:
    want = cut.action.want
    assert want is not None
    bought = snapshot.bought.get(want.fingerprint or "")
    price = bought.credits if bought else None
    if bought is None and priced(want.request, snapshot.prices):
        price = estimate(want.request, snapshot.prices, snapshot.lengths).credits
    return ShotRow(
        number=cut.number,
        shot=want.shot.name,
        take=cut.action.take,
        begin=time_code(cut.start),
        end=time_code(cut.end),
        seconds=want.shot.duration,
        cast=want.shot.cast,
        styles=want.shot.styles,
        note=want.shot.note or "",
        state=cut.action.state.value,
        credits=price,
        paid=bought is not None,
    )


def _text(rows: Sequence[ShotRow], *, width: int, color: bool) -> str:
    """Aligned columns; the note takes what is left of the line."""
    if not rows:
        return "No shots.\n"
    without = [
        [cell for n, cell in enumerate(row) if n != _HEAD.index("Note")]
        for row in (_HEAD, *(r.cells for r in rows))
    ]
    lines = columns([list(row) for row in without], right=frozenset({0, 4, 8}))
    room = max(20, width - max(map(len, lines)) - 2)
    notes = ["Note", *(_beginning(plain(r.note), room) for r in rows)]
    widest = max(map(len, lines))
    lines = [f"{line.ljust(widest)}  {note}".rstrip() for line, note in zip(lines, notes, strict=True)]
    lines[0] = Paint(color)(lines[0], "dim")
    return "\n".join([*lines, "", _sum(rows)]) + "\n"


def _beginning(text: str, room: int) -> str:
    """As much of a text as fits."""
    if cells(text) <= room:
        return text
    while cells(text) >= room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _sum(rows: Sequence[ShotRow]) -> str:
    paid = sum(r.credits or 0 for r in rows if r.paid)
    left = sum(r.credits or 0 for r in rows if not r.paid)
    return f"{many(len(rows), 'shot')}, {rows[-1].end}. One take each: {dollars(paid)} paid, {dollars(left)} to buy."


def _markdown(rows: Sequence[ShotRow], **_: object) -> str:
    table = [list(_HEAD), ["--:" if n in _RIGHT else "---" for n in range(len(_HEAD))]]
    table += [[_literal(cell) for cell in row.cells] for row in rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in table)


def _literal(text: str) -> str:
    """A text as Markdown shows it literally, on one line."""
    return _CALLS.sub("\\1\u200b", _MARKUP.sub(r"\\\1", text))


def _csv(rows: Sequence[ShotRow], **_: object) -> str:
    """RFC 4180; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for row in rows:
        cells = row.cells
        cells[_HEAD.index("Price")] = "" if row.credits is None else f"{row.credits / 1000:.3f}"
        writer.writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
    return text.getvalue()


LISTS: Mapping[str, Callable[..., str]] = {"text": _text, "md": _markdown, "csv": _csv}
"""The forms of the list, by the names that people type."""
