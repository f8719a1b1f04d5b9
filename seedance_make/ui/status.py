"""`status` for people: one line a take, then what is in flight or blocked with what to type about it, then the film."""

from collections import Counter
from collections.abc import Sequence

from seedance_make.core.attempt.states import IN_FLIGHT, Attempt, State
from seedance_make.core.plan.decide import IN_PLACE
from seedance_make.core.plan.limits import Headroom
from seedance_make.core.plan.model import ShotState
from seedance_make.core.plan.take_statuses import TakeStatus, film_credits, film_seconds
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.redact import plain
from seedance_make.ui.folders import MOST_LINES, by_folder, few
from seedance_make.ui.paint import BESIDES, SHORTEST_NAME, Paint, View, cells, columns, cut, pad, plain_value
from seedance_make.ui.words import RESOLVE_HELP, local_time, many, reason_words, resolve_command, take_name

_STYLES = {
    ShotState.DONE: "green", ShotState.NEW: "cyan", ShotState.CHANGED: "cyan", ShotState.WAITING: "cyan",
    ShotState.RUNNING: "cyan", ShotState.BLOCKED: "bad", ShotState.FAILED: "bad", ShotState.LOST: "bad",
    ShotState.EDITED: "yellow",
}  # fmt: skip


def status_text(
    takes: Sequence[TakeStatus],
    attempts: Sequence[Attempt],
    *,
    width: int,
    color: bool,
    verbose: bool = False,
    cost: int | None = None,
    budget: Headroom | None = None,
) -> str:
    """The whole page. `cost`: the film's so far in credits, older takes included, where the page is about all of it;
    `budget`: the film's, where it has one; `verbose`: every take by name, however many there are."""
    view = View(paint=Paint(color), width=width, verbose=verbose)
    if not takes and not attempts:
        return "No shots.\n"
    crowd = len(takes) > MOST_LINES and not verbose
    blocks = [
        _folders(takes) if crowd else _takes(takes, view),
        _in_flight(attempts, view),
        _unknown(attempts, view),
        _foot(takes, attempts, cost, budget),
    ]
    return "\n\n".join("\n".join(b) for b in blocks if b) + "\n"


def _takes(takes: Sequence[TakeStatus], view: View) -> list[str]:
    """One line a take; the reason only where there is more to know than the state, below where there is no room."""
    longest = max(SHORTEST_NAME, view.width - BESIDES)
    heads = columns(
        [
            [
                cut(take_name(t.shot, t.take), longest),
                view.paint(t.state, _STYLES[t.state]),
                f"{t.takes.index(t.take) + 1} of {len(t.takes)}",
                f"{t.seconds} s",
                "" if t.credits is None else dollars(t.credits),
                plain(t.output),
                "pinned" if t.pinned else "chosen" if t.chosen and len(t.takes) > 1 else "",
            ]
            for t in takes
        ],
        right=frozenset({3, 4}),
    )
    widest = max(map(cells, heads), default=0)
    lines = []
    for take, head in zip(takes, heads, strict=True):
        why = _why(take)
        beside = widest + 2 + cells(why) <= view.width
        lines.append(f"{pad(head, widest)}  {view.paint(why, 'dim')}" if why and beside else head)
        lines += plain_value(why, "dim", view, indent=4) if why and not beside else []
    return lines


def _why(take: TakeStatus) -> str:
    """The reason, without the words of the state beside which it stands: of a clip, where it is if not in its place."""
    if take.state is ShotState.DONE and (take.pinned or take.reason == IN_PLACE):
        return ""
    why = reason_words(take.reason).removeprefix(f"{take.state}: ")
    return "" if why == take.state else why


def _folders(takes: Sequence[TakeStatus]) -> list[str]:
    folders = by_folder(t.shot for t in takes)
    rows = []
    for name, places in folders.items():
        inside = [takes[n] for n in places]
        rows.append([
            name, many(len(inside), "take"), _counts(inside), f"{film_seconds(inside):,} s",
            dollars(film_credits(inside)),
        ])  # fmt: skip
    return [*few(columns(rows, right=frozenset({1, 3, 4})), "folder"), "-v lists every take."]


def _counts(takes: Sequence[TakeStatus]) -> str:
    counts = Counter(t.state for t in takes)
    return " · ".join(f"{counts[s]:,} {s}" for s in ShotState if counts[s])


def _in_flight(attempts: Sequence[Attempt], view: View) -> list[str]:
    rows = [
        [
            f"  {a.short}", take_name(plain(a.shot), a.take), a.state.lower(), plain(a.task_id or ""),
            local_time(a.submitted or a.created),
        ]
        for a in attempts
        if a.state in IN_FLIGHT | {State.INTENT}
    ]  # fmt: skip
    return [view.paint("In flight:", "bold"), *columns(rows)] if rows else []


def _unknown(attempts: Sequence[Attempt], view: View) -> list[str]:
    """Unknown outcomes: what is known of each, and the command that settles it."""
    unknown = [a for a in attempts if a.state is State.UNKNOWN]
    lines = [view.paint("Blocked, since nobody knows whether the request was taken:", "bad")]
    for attempt in unknown:
        known = [
            f"sent {local_time(attempt.created)}",
            f"{attempt.duration} s {attempt.resolution}",
            dollars(attempt.credits),
        ]
        known += [f"request id {plain(attempt.request_id)}"] if attempt.request_id else []
        known += [plain(attempt.message)] if attempt.message else []
        name = take_name(plain(attempt.shot), attempt.take)
        lines += plain_value(f"{name}: {', '.join(known)}", None, view, indent=2)
        lines.append(f"    {resolve_command(attempt.short)}")
    return [*lines, *plain_value(RESOLVE_HELP, "dim", view, indent=2)] if unknown else []


def _foot(
    takes: Sequence[TakeStatus], attempts: Sequence[Attempt], cost: int | None, budget: Headroom | None
) -> list[str]:
    if not takes:
        return []
    shots = len({t.shot for t in takes})
    film = f"{many(film_seconds(takes), 'second')} of film in {many(shots, 'shot')}"
    of_takes = film_credits(takes)
    older = f", {dollars(of_takes)} of it for these takes" if cost not in {None, of_takes} else ""
    is_open = any(a.state in IN_FLIGHT | {State.INTENT, State.UNKNOWN} for a in attempts)
    words = "spent, in flight or unknown so far:" if is_open and cost is not None else "cost so far"
    lines = [_counts(takes), f"{film}; {words} {dollars(of_takes if cost is None else cost)}{older}."]
    if budget is not None:
        most, taken = dollars(budget.limit.most), dollars(budget.taken)
        lines.append(f"Budget of the film: {most}; {taken} of it is {budget.limit.words.taken}.")
    return lines
