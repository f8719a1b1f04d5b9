"""What people read while a build runs: lines in a pipe, a live view on a terminal; both tell the same events."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from seedance_make.core.attempt import events
from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.attempt.events import Event, Observer
from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.redact import plain
from seedance_make.ui.build.outage import Outage
from seedance_make.ui.build.track import Track
from seedance_make.ui.words import clock, many, megabytes, take_name

_ALWAYS = (events.Failed, events.Blocked, events.Pending, events.Finished)
_VERBOSE = (events.Submitting, events.Status, events.Unanswered, events.Received, events.Skipped)
_ONCE = (events.Waiting, events.Status, events.Paused, events.Received)


def plain_observer(write: Callable[[str], None], verbosity: int = 0) -> Observer:
    """One line per meaningful change, given to `write` without a line end. `verbosity`: below 0 what went wrong and
    the end, 0 the usual, above also each POST and each new state at the API."""
    last: dict[tuple[str, str | None, int | None], str] = {}
    began: list[str] = []
    outage, crowd = Outage(), _Crowd()

    def observe(event: Event, at: str) -> None:
        if isinstance(event, events.Started):
            began.append(at)
        turn = outage.feed(event)
        if turn and verbosity >= 0:
            write(f"{elapsed(began[0] if began else at, at):>6}  {turn}")
        if verbosity == 0 and crowd.counts(event):
            if line := crowd.line(at):
                write(f"{elapsed(began[0], at):>6}  {line}")
            return
        if not _is_shown(event, verbosity):
            return
        text = event_line(event)
        take = (event.shot, event.take) if isinstance(event, events.TakeEvent) else (None, None)
        key = (event.name, *take)
        if isinstance(event, _ONCE) and last.get(key) == text:
            return
        last[key] = text
        write(f"{elapsed(began[0] if began else at, at):>6}  {text}")

    return observe


_CROWD = 12
"""Takes beyond which those that go well are only counted, once a minute: a report, no stream."""

_GOES_WELL = (events.Submitted, events.Resumed, events.Waiting, events.Done, events.Removed)


@dataclass(slots=True, kw_only=True)
class _Crowd:
    """Counts a build of many takes."""

    track: Track = field(default_factory=lambda: Track(clock=float))  # no times are told
    last: str = ""  # when, to the minute

    def counts(self, event: Event) -> bool:
        """Take an event in; whether that is all that is made of it."""
        self.track.feed(event)
        if isinstance(event, events.Started):
            return False
        return self.track.tasks > _CROWD and isinstance(event, (*_GOES_WELL, events.Status))

    def line(self, at: str) -> str | None:
        """How far it is, the first time in a minute."""
        minute, self.last = self.last, at[:16]
        if minute == self.last:
            return None
        track = self.track
        spent = f", {dollars(track.spent)}" if track.spent else ""
        return f"{track.ended.get('done', 0):,} of {track.tasks:,} done, {len(track.rows):,} under way{spent}"


def _is_shown(event: Event, verbosity: int) -> bool:
    if verbosity < 0:
        return isinstance(event, _ALWAYS)
    return verbosity > 0 or not isinstance(event, _VERBOSE)


def elapsed(began: str, now: str) -> str:
    """The time between two labels, which need not be times at all."""
    try:
        return clock((datetime.fromisoformat(now) - datetime.fromisoformat(began)).total_seconds())
    except (ValueError, TypeError):
        return ""


def event_line(event: Event) -> str:
    """One event in words, the take's name first after what happened to it."""
    what = _sentence(event)
    match event:
        case events.Started() | events.Paused() | events.Finished():
            return what
        case events.Note(shot=None):
            return f"note: {what}"
    name = plain(take_name(event.shot or "", event.take or 1))
    return f"{event.name:<10}  {name}{'  ' + what if what else ''}"


def _sentence(event: Event) -> str:  # noqa: C901, PLR0911 - one sentence a kind
    match event:
        case events.Started():
            most = f", up to {dollars(event.total)}" if event.total else ""
            return f"building {many(event.count, 'take')}{most}" if event.count else "nothing to buy"
        case events.Submitting():
            return ""
        case events.Submitted():
            return _joined(_money(event.credits), event.task_id)
        case events.Resumed():
            return plain(event.task_id or "")
        case events.Received():
            return "downloading" + (f" {megabytes(event.total)}" if event.total else "")
        case events.Done():
            return _joined(event.text, _money(event.credits))
        case events.Failed():
            return fault_text(event.fault, event.text)
        case events.Blocked():
            return plain(event.text)
        case events.Pending():
            return f"{plain(event.text)} ({plain(event.task_id or '') or 'its task is kept'})"
        case events.Paused():
            return f"paused {event.seconds:.0f} s: {plain(event.text)}"
        case events.Finished():
            spent = f", {dollars(event.credits)} spent" if event.credits else ""
            return f"finished{spent}" + (f" (exit {event.status})" if event.status else "")
        case (
            events.Waiting()
            | events.Status()
            | events.Unanswered()
            | events.Skipped()
            | events.Removed()
            | events.Note()
        ):
            return plain(event.text or "")


def _money(credit_count: int | None) -> str:
    return dollars(credit_count) if credit_count else ""


def _joined(*parts: str) -> str:
    return "  ".join(plain(part) for part in parts if part)


def fault_text(fault: ApiFault | None, text: str | None = None) -> str:
    """What went wrong: what the code means, then the API's own words."""
    if fault is None:
        return plain(text or "") or "no reason given"
    if fault.code is None and fault.http is None:
        return plain(fault.message) or plain(text or "")
    entry = look_up(fault.code, fault.http)
    code = plain(entry.code)
    meaning = f"{entry.meaning} ({code})" if code else entry.meaning
    message = plain(fault.message)
    return f"{meaning}: {message}" if message else meaning
