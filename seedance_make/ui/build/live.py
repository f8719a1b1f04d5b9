"""The live view of a build: settled takes scroll by as lines, the running ones stand below with their times.

Nothing is left behind but the lines: the view erases itself at the end, also after Ctrl-C. Text goes to rich as
`Text`, never as markup.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.text import Text

from seedance_make.core.attempt import events
from seedance_make.core.attempt.events import Event, Observer
from seedance_make.core.request.pricing import dollars
from seedance_make.ui.build.outage import Outage
from seedance_make.ui.build.progress import event_line
from seedance_make.ui.build.track import Row, Track
from seedance_make.ui.paint import cells, cut, pad
from seedance_make.ui.words import clock, take_name

_STAYS: dict[type[Event], str] = {
    events.Done: "green", events.Failed: "bold red", events.Blocked: "bold red", events.Pending: "yellow",
    events.Removed: "dim", events.Paused: "yellow", events.Note: "yellow",
}  # fmt: skip
_STAYS_QUIET = frozenset({events.Failed, events.Blocked, events.Pending})
_STAYS_VERBOSE = (
    events.Submitted, events.Resumed, events.Status, events.Unanswered, events.Waiting, events.Skipped,
)  # fmt: skip
_BELOW = 4  # lines of the view besides its rows, and one to spare
_BAR = 20
_LONGEST = 32
CALM = "Ctrl-C loses nothing: the same command goes on from there."


class LivePicture:
    """Draws a Track, anew on each refresh, so that times run without events."""

    def __init__(self, track: Track, outage: Outage) -> None:
        self.track, self.outage = track, outage

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As many rows as the terminal has room for, the totals, the calm line."""
        for line in lines(self.track, options.max_width, console.size.height):
            yield Text(line, no_wrap=True, overflow="ellipsis")
        if self.outage.footer:
            yield Text(f"  {self.outage.footer}", style="yellow", no_wrap=True, overflow="ellipsis")
        yield Text(CALM, style="dim", no_wrap=True, overflow="ellipsis")


def lines(track: Track, width: int, height: int) -> list[str]:
    """The view without colours: rows, how many more there are, totals."""
    rows = list(track.rows.values())
    room = max(1, height - _BELOW)
    shown = rows if len(rows) <= room else rows[: room - 1]
    longest = min(max((cells(_name(r)) for r in shown), default=0), _LONGEST, max(8, width - 30))
    drawn = [f"  {pad(cut(_name(r), longest), longest)}  {_state(r, track.clock())}" for r in shown]
    if len(shown) < len(rows):
        drawn.append(f"  … and {len(rows) - len(shown)} more")
    return [*drawn, _totals(track, width)]


def _name(row: Row) -> str:
    return take_name(row.shot, row.take)


def _state(row: Row, now: float) -> str:
    bytes_ = ""
    if row.phase == "downloading":
        of = f" of {row.expected / 1e6:.1f}" if row.expected else ""
        bytes_ = f"{row.received / 1e6:.1f}{of} MB"
    return f"{clock(now - row.since):>5}  {row.phase} {bytes_}".rstrip()


def _totals(track: Track, width: int) -> str:
    """A bar where there is room for one, counts, money, time."""
    over = sum(track.ended.values())
    parts = [f"{over} of {max(track.tasks, over)}"]
    parts += [f"{track.ended[n]} {n}" for n in ("failed", "blocked", "pending") if track.ended.get(n)]
    parts += [f"{dollars(track.spent)} of {dollars(track.budget)}"] if track.budget else []
    parts += [clock(track.clock() - track.began)]
    text = " · ".join(parts)
    if width < cells(text) + _BAR + 4:
        return f"  {text}"
    full = round(_BAR * over / track.tasks) if track.tasks else 0
    return f"  {'━' * min(full, _BAR)}{'─' * (_BAR - min(full, _BAR))}  {text}"


@contextmanager
def live_observer(
    console: Console, verbosity: int = 0, clock: Callable[[], float] = time.monotonic
) -> Iterator[Observer]:
    """A live view while the block runs: running tasks below, what is settled above as lines that stay. `console` is a terminal; `clock` counts seconds."""
    track, outage = Track(clock=clock, began=clock()), Outage()

    def observe(event: Event, _at: str) -> None:
        track.feed(event)
        outage.feed(event)
        stays = type(event) in (_STAYS_QUIET if verbosity < 0 else _STAYS)
        if stays or (verbosity > 0 and isinstance(event, _STAYS_VERBOSE)):
            console.print(Text(event_line(event), style=_STAYS.get(type(event), "dim")), soft_wrap=True)

    shown = Live(
        LivePicture(track, outage),
        console=console,
        transient=True,
        refresh_per_second=5,
        redirect_stdout=False,
    )
    with shown:  # stdout stays as it is: it may carry the JSON document
        yield observe
