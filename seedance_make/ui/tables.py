"""Tables for the small commands: aligned columns that read alike in a terminal, a pipe and a mail."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seedance_make.core.attempt.states import IN_FLIGHT, Attempt, State
from seedance_make.core.plan.model import Action, ShotState, Want
from seedance_make.core.request.pricing import Estimate, dollars
from seedance_make.core.request.request import body
from seedance_make.core.text.redact import plain
from seedance_make.ui.paint import BESIDES, SHORTEST_NAME, Paint, View, cells, columns, cut, pad, plain_value
from seedance_make.ui.words import RESOLVE_HELP, many, pretty_json, resolve_command, take_name

_STYLES = {
    ShotState.DONE: "green", ShotState.NEW: "cyan", ShotState.CHANGED: "cyan", ShotState.WAITING: "cyan",
    ShotState.RUNNING: "cyan", ShotState.BLOCKED: "bad", ShotState.FAILED: "bad", ShotState.LOST: "bad",
    ShotState.EDITED: "yellow",
}  # fmt: skip


def status_text(actions: Sequence[Action], attempts: Sequence[Attempt], *, width: int, color: bool) -> str:
    """Each take's state, then what is in flight or blocked, with what to type about it."""
    view = View(paint=Paint(color), width=width)
    takes = [a for a in actions if a.want]
    if not takes and not attempts:
        return "No shots.\n"
    blocks = [_takes(takes, view), _in_flight(attempts, view), _unknown(attempts, view)]
    counts = Counter(a.state for a in takes)
    blocks.append([" · ".join(f"{counts[s]:,} {s}" for s in ShotState if counts[s])])
    return "\n\n".join("\n".join(b) for b in blocks if b and b != [""]) + "\n"


def _takes(takes: Sequence[Action], view: View) -> list[str]:
    """One line a take; the reason only where there is more to know than the state."""
    names = [cut(take_name(a.shot, a.take), max(SHORTEST_NAME, view.width - BESIDES)) for a in takes]
    longest = max(map(cells, names), default=0)
    lines = []
    for action, name in zip(takes, names, strict=True):
        why = "" if action.state is ShotState.DONE else _why(action)
        start = f"{pad(name, longest)}  {view.paint(pad(action.state, 7), _STYLES[action.state])}"
        room = view.width - longest - 11
        beside = cells(why) <= room
        lines.append((f"{start}  {view.paint(why, 'dim')}" if why and beside else start).rstrip())
        lines += plain_value(why, "dim", view, indent=4) if why and not beside else []
    return lines


def _why(action: Action) -> str:
    """The reason, without the words of the state beside which it stands."""
    why = plain(action.reason).removeprefix(f"{action.state}: ")
    return "" if why == action.state else why


def _in_flight(attempts: Sequence[Attempt], view: View) -> list[str]:
    rows = [
        [
            a.short,
            take_name(plain(a.shot), a.take),
            a.state.lower(),
            plain(a.task_id or ""),
            a.submitted or a.created,
        ]
        for a in attempts
        if a.state in IN_FLIGHT | {State.INTENT, State.PAID_MISSING}
    ]
    title = view.paint("In flight:", "bold")
    return [title, *(f"  {line}" for line in columns(rows))] if rows else []


def _unknown(attempts: Sequence[Attempt], view: View) -> list[str]:
    """Unknown outcomes: what is known of each, and the command that settles it."""
    unknown = [a for a in attempts if a.state is State.UNKNOWN]
    lines = (
        [view.paint("Blocked, since nobody knows whether the request was taken:", "bad")] if unknown else []
    )
    for attempt in unknown:
        known = [
            f"sent {attempt.created}",
            f"{attempt.duration} s {attempt.resolution}",
            dollars(attempt.credits),
        ]
        known += [f"request id {plain(attempt.request_id)}"] if attempt.request_id else []
        known += [plain(attempt.message)] if attempt.message else []
        lines += plain_value(
            f"{take_name(plain(attempt.shot), attempt.take)}: {', '.join(known)}", None, view, indent=2
        )
        lines.append(f"    {resolve_command(attempt.short)}")
    return [*lines, *plain_value(RESOLVE_HELP, "dim", view, indent=2)] if unknown else []


def show_text(
    want: Want,
    *,
    estimate: Estimate | None,
    folder: str,
    width: int,
    color: bool,
    action: Action | None = None,
) -> str:
    """One take in full: mode, price, fingerprint, the exact body, and where each value comes from. `folder` is the
    output tree's."""
    view = View(paint=Paint(color), width=width)
    facts = [["mode", want.request.mode.value], ["fingerprint", want.fingerprint or _not_yet(want)]]
    facts += [["price", _estimate(estimate)], ["output", plain(f"{folder}/{want.output}")]]
    facts += [["state", ": ".join(p for p in (action.state.value, _why(action)) if p)]] if action else []
    facts += [["note", plain(want.shot.note)]] if want.shot.note else []
    blocks = [[view.paint(take_name(want.shot.name, want.take), "bold"), *columns(facts)]]
    blocks.append(["request", *(f"  {line}" for line in pretty_json(body(want.request)).splitlines())])
    origins = [[f"  {plain(name)}", plain(origin.name)] for name, origin in want.shot.origins.items()]
    blocks += [["from", *columns(origins)]] if origins else []
    blocks.append(
        [line for r in want.shot.remarks for line in plain_value(f"note: {plain(r)}", "yellow", view)]
    )
    return "\n\n".join("\n".join(b) for b in blocks if b) + "\n"


def _not_yet(want: Want) -> str:
    return f"not yet: needs the clip of {', '.join(want.request.waits_for)}"


def _estimate(estimate: Estimate | None) -> str:
    if estimate is None:
        return "no price in the table"
    least = "" if estimate.exact else "at least "
    rate = format(estimate.usd_per_second, "f")
    return f"{least}{dollars(estimate.credits)} ({estimate.billable_seconds} s × ${rate})"


def balance_text(credit_count: int) -> str:
    """What the account has left."""
    return f"{dollars(credit_count)} (= {credit_count:,} credits)\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of `doctor`. `good` None: a remark, neither good nor bad."""

    name: str
    good: bool | None
    text: str
    help: str | None = None


_SIGNS: Mapping[bool | None, tuple[str, str]] = {
    True: ("ok", "green"),
    False: ("BAD", "bad"),
    None: ("--", "yellow"),
}


def doctor_text(checks: Sequence[Check], *, width: int, color: bool) -> str:
    """Each check with its verdict, and the way out of those that are bad."""
    view = View(paint=Paint(color), width=width)
    longest = max((len(c.name) for c in checks), default=0)
    lines = []
    for check in checks:
        sign, style = _SIGNS[check.good]
        lines.append(f"{view.paint(pad(sign, 3), style)}  {pad(check.name, longest)}  {plain(check.text)}")
        lines += plain_value(plain(check.help), None, view, indent=longest + 7) if check.help else []
    bad = sum(c.good is False for c in checks)
    end = f"{many(bad, 'check')} to put right." if bad else "Everything that a build needs is there."
    return "\n".join([*lines, "", view.paint(end, "bad" if bad else "green")]) + "\n"
