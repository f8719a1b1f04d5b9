"""What people read while a build runs: lines in a pipe, a live view on a terminal; both tell the same events."""

from collections.abc import Callable
from datetime import datetime

from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.attempt.events import Event, Observer
from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.redact import plain
from seedance_make.ui.words import PROGRAM, clock, many, megabytes, take_name

_BAD = frozenset({"failed", "blocked"})
_ALWAYS = _BAD | {"pending", "finished"}
_USUAL = _ALWAYS | {
    "started",
    "submitted",
    "resumed",
    "waiting",
    "done",
    "skipped",
    "removed",
    "paused",
    "note",
}
_SAID_ONCE = frozenset({"waiting", "status", "paused", "received"})


def plain_observer(write: Callable[[str], None], verbosity: int = 0) -> Observer:
    """One line per meaningful change, given to `write` without a line end. `verbosity`: below 0 what went wrong and
    the end, 0 the usual, above also each POST and each new state at the API."""
    last: dict[tuple[str, str | None, int | None], str] = {}
    began: list[str] = []

    def observe(event: Event) -> None:
        if event.name == "started":
            began.append(event.at)
        if not _worth_saying(event, verbosity):
            return
        text = event_line(event)
        key = (event.name, event.shot, event.take)
        if event.name in _SAID_ONCE and last.get(key) == text:
            return
        last[key] = text
        write(f"{elapsed(began[0] if began else event.at, event.at):>6}  {text}")

    return observe


def _worth_saying(event: Event, verbosity: int) -> bool:
    if verbosity < 0:
        return event.name in _ALWAYS
    return event.name in _USUAL or verbosity > 0


def elapsed(began: str, now: str) -> str:
    """The time between two labels, which need not be times at all."""
    try:
        return clock((datetime.fromisoformat(now) - datetime.fromisoformat(began)).total_seconds())
    except (ValueError, TypeError):
        return ""


def event_line(event: Event) -> str:
    """One event in words, the take's name first after what happened to it."""
    what = _SENTENCES.get(event.name, _other)(event)
    if event.shot is None:
        return what
    return f"{event.name:<10}  {plain(take_name(event.shot, event.take or 1))}{'  ' + what if what else ''}"


def fault_said(fault: ApiFault | None, text: str | None = None) -> str:
    """What went wrong: what the code means, then the API's own words."""
    if fault is None:
        return plain(text or "") or "no reason given"
    if fault.code is None and fault.http is None:
        return plain(fault.message) or plain(text or "")
    entry = look_up(fault.code, fault.http)
    code = plain(entry.code)
    said = f"{entry.meaning} ({code})" if code else entry.meaning
    message = plain(fault.message)
    return f"{said}: {message}" if message else said


def _started(event: Event) -> str:
    most = f", up to {dollars(event.total)}" if event.total else ""
    return f"building {many(event.count, 'take')}{most}" if event.count else "nothing to buy"


def _submitted(event: Event) -> str:
    return "  ".join(p for p in (dollars(event.credits) if event.credits else "", _task(event)) if p)


def _task(event: Event) -> str:
    return plain(event.task_id or "")


def _done(event: Event) -> str:
    return "  ".join(
        p for p in (plain(event.text or ""), dollars(event.credits) if event.credits else "") if p
    )


def _blocked(event: Event) -> str:
    why = plain(event.text or "") or "nobody knows whether it was taken"
    return f"{why}; settle it with: {PROGRAM} resolve {plain(event.attempt or 'ATTEMPT')}"


def _pending(event: Event) -> str:
    why = plain(event.text or "") or "still running at the API"
    return f"{why}; the same command goes on with it ({_task(event) or 'its task is kept'})"


def _paused(event: Event) -> str:
    return (
        f"paused {event.seconds or 0:.0f} s: {plain(event.text or '') or 'the API asks for fewer requests'}"
    )


def _received(event: Event) -> str:
    return "downloading" + (f" {megabytes(event.total)}" if event.total else "")


def _finished(event: Event) -> str:
    spent = f", {dollars(event.credits)} spent" if event.credits else ""
    return f"finished{spent}" + (f" (exit {event.status})" if event.status else "")


def _other(event: Event) -> str:
    return plain(event.text or "")


_SENTENCES: dict[str, Callable[[Event], str]] = {
    "started": _started,
    "submitted": _submitted,
    "resumed": _task,
    "received": _received,
    "done": _done,
    "failed": lambda e: fault_said(e.fault, e.text),
    "blocked": _blocked,
    "pending": _pending,
    "paused": _paused,
    "note": lambda e: plain(e.text or "") if e.shot else f"note: {plain(e.text or '')}",
    "finished": _finished,
}
