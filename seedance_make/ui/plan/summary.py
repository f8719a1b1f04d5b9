"""The end of a build for a person: what came of it in a line, what went wrong and the way out, what to type next.

What happened to each take was shown while it happened: it is not told again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.limits import Headroom
from seedance_make.core.plan.model import PAYS, ActionKind
from seedance_make.core.plan.report import BuildReport, Ending, Result
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.redact import plain
from seedance_make.core.text.suggest import listed
from seedance_make.ui.build.progress import fault_text
from seedance_make.ui.paint import Paint, View, plain_value
from seedance_make.ui.plan.totals import rehearsed
from seedance_make.ui.words import PROGRAM, RESOLVE_HELP, many, reason_words, resolve_command, take_name

_BY_HAND = frozenset({ActionKind.WAIT, ActionKind.EDITED, ActionKind.REFUSED})
"""What the same command would leave again: a person does what its reason says first."""

_MOST_CAUSES = 10

_MOST_CHOICES = 5
"""Shots whose takes are offered to be chosen by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextCommands:
    """What a person may type after a build."""

    again: str  # goes on with it
    pick: tuple[str, str] = (f"{PROGRAM} pick", "")  # chooses takes: what stands before `SHOT K`, and after
    offered: str | None = None  # the shot whose takes the caller offers to choose from


def summary_text(
    report: BuildReport,
    *,
    commands: NextCommands,
    width: int,
    color: bool,
    real: int | None = None,
    headroom: Sequence[Headroom] = (),
    causes: bool = False,
) -> str:
    """The whole summary. `causes`: with what went wrong with each take, where nobody may have watched. `real` is what a simulated build would cost in credits (the plan's total when not given), and
    `headroom` that of its limits."""
    view = View(paint=Paint(color), width=width)
    simulated = report.plan.origin == SIMULATOR
    ended = {e: [r for r in report.complete if r.outcome.ending is e] for e in Ending}
    blocks = [
        [*_done(report, ended[Ending.DONE], view), *_spent(report, view)],
        [
            *_failed(ended[Ending.FAILED], view, causes=causes),
            *_blocked(ended[Ending.BLOCKED], view, causes=causes),
            *_running(ended[Ending.PENDING], view),
            *_skipped(ended[Ending.SKIPPED], view),
        ],
        _next(report, ended, commands, view),
        plain_value(rehearsed(report.plan.credits if real is None else real, headroom), "bold", view)
        if simulated
        else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _names(results: Sequence[Result]) -> str:
    return listed([take_name(r.action.shot, r.action.take) for r in results])


def _done(report: BuildReport, done: Sequence[Result], view: View) -> list[str]:
    """What came of it, counted."""
    kinds = [r.action.kind for r in done]
    bought = sum(kind in PAYS for kind in kinds)
    home = sum(kind in {ActionKind.RESUME, ActionKind.LOST} for kind in kinds)
    word = "simulated" if report.plan.origin == SIMULATOR else "bought"
    counted = [f"{many(bought, 'take')} {word}"] if bought else []
    counted += [f"{many(home, 'take')} brought home, paid before"] if home else []
    words = {
        ActionKind.RESTORE: "restored", ActionKind.FETCH: "fetched", ActionKind.REMOVE: "removed",
        ActionKind.KEEP: "in place already",
    }  # fmt: skip
    counted += [f"{kinds.count(kind):,} {word}" for kind, word in words.items() if kind in kinds]
    where = f", in {plain(report.plan.output)}/" if bought or home else ""
    return [view.paint(f"{', '.join(counted)}{where}.", "green" if where else "dim")] if counted else []


def _spent(report: BuildReport, view: View) -> list[str]:
    """The charges, with the estimate beside them where they differ."""
    if not report.spent or report.plan.origin == SIMULATOR:
        return []
    bought = [
        r
        for r in report.complete
        if r.outcome.ending is Ending.DONE and r.action.kind in PAYS and r.action.estimate
    ]
    estimated = sum(r.action.estimate.credits for r in bought if r.action.estimate)
    off = estimated != sum(r.outcome.credits or 0 for r in bought)
    beside = f"; what was bought was estimated at {dollars(estimated)}" if off else ""
    return plain_value(
        f"Spent {dollars(report.spent)} (= {many(report.spent, 'credit')}){beside}.", "bold", view
    )


def _failed(failed: Sequence[Result], view: View, *, causes: bool) -> list[str]:
    """The way out, once for all takes that have the same."""
    ways: dict[str, list[Result]] = {}
    for result in failed:
        fault = result.outcome.fault
        known = fault is not None and (fault.code is not None or fault.http is not None)
        help_text = look_up(fault.code, fault.http).help if fault and known else ""
        ways.setdefault(help_text, []).append(result)
    lines = []
    for help_text, results in ways.items():
        ids = [
            plain(r.outcome.fault.request_id)
            for r in results
            if r.outcome.fault and r.outcome.fault.request_id
        ]
        request_ids = f" (request id {listed(ids)})" if ids else ""
        text = f"Failed: {_names(results)}{': ' if help_text else ''}{help_text}{request_ids}."
        lines += plain_value(text, "bad", view)
        lines += _causes(results, view) if causes else []
    return lines


def _causes(results: Sequence[Result], view: View) -> list[str]:
    """What went wrong with each; of many the first ones: they are of one kind."""
    lines = []
    for result in results[:_MOST_CAUSES]:
        name = take_name(result.action.shot, result.action.take)
        text = f"{name}: {fault_text(result.outcome.fault, result.outcome.text)}"
        lines += plain_value(text, None, view, indent=2)
    more = len(results) - _MOST_CAUSES
    return [*lines, f"  … and {many(more, 'more take')}; log says each"] if more > 0 else lines


def _blocked(blocked: Sequence[Result], view: View, *, causes: bool) -> list[str]:
    lines = [view.paint(f"Blocked: {_names(blocked)}.", "bad")] if blocked else []
    for result in blocked:
        lines += _causes([result], view) if causes and result.action.kind is not ActionKind.BLOCKED else []
        action, attempt = result.action, result.outcome.attempt
        if action.kind is ActionKind.BLOCKED:  # nothing was shown of what the plan knew already
            lines += plain_value(reason_words(action.reason), None, view, indent=2)
            attempt = attempt or (action.attempt.short if action.attempt else None)
        lines += [f"  {resolve_command(attempt)}"] if attempt else []
    return (
        [*lines, *plain_value(f"{RESOLVE_HELP[0].upper()}{RESOLVE_HELP[1:]}.", None, view)] if blocked else []
    )


def _running(pending: Sequence[Result], view: View) -> list[str]:
    return plain_value(f"Still running at the API: {_names(pending)}.", "yellow", view) if pending else []


def _skipped(skipped: Sequence[Result], view: View) -> list[str]:
    """What was not tried, by reason."""
    reasons: dict[str, list[Result]] = {}
    for result in skipped:
        reasons.setdefault(reason_words(result.outcome.text or result.action.reason), []).append(result)
    return [
        line
        for reason, results in reasons.items()
        for line in plain_value(f"Not built: {_names(results)}: {reason}", "yellow", view)
    ]


def _next(
    report: BuildReport, ended: dict[Ending, list[Result]], commands: NextCommands, view: View
) -> list[str]:
    """What a person does now: only what helps."""
    again = view.paint(commands.again, "bold")
    if report.interrupted:
        return [f"Interrupted. What is in flight is kept; go on with: {again}"]
    retried = [r for r in ended[Ending.FAILED] if not _needs_a_change(r)]
    retried += [r for r in ended[Ending.SKIPPED] if r.action.kind not in _BY_HAND]
    lines = [f"Next: {again}"] if ended[Ending.PENDING] or retried else []
    if report.plan.origin != SIMULATOR:
        done = [r for r in ended[Ending.DONE] if r.action.shot != commands.offered]
        lines += _choices(done, commands.pick, view)
    if not any(r.action.kind is not ActionKind.KEEP for r in report.complete):
        lines.append("Nothing to do.")
    return lines


def _needs_a_change(failed: Result) -> bool:
    """Whether the same request would fail again."""
    fault = failed.outcome.fault
    return fault is not None and not look_up(fault.code, fault.http).again


def _choices(done: Sequence[Result], pick: tuple[str, str], view: View) -> list[str]:
    """The shots of which several takes are there, and none is chosen."""
    takes: dict[str, list[int]] = {}
    for result in done:
        want = result.action.want
        if want and not want.shot.choice and not want.shot.pin:
            takes.setdefault(want.shot.name, []).append(result.action.take)
    open_choices = {shot: numbers for shot, numbers in takes.items() if len(numbers) > 1}
    typed = [
        f"{pick[0]} {shot} {'|'.join(map(str, numbers))}{pick[1]}" for shot, numbers in open_choices.items()
    ]
    lines = [f"Next: {view.paint(command, 'bold')}" for command in typed[:_MOST_CHOICES]]
    more = len(open_choices) - _MOST_CHOICES
    return [*lines, f"… and {many(more, 'more shot')} with takes to choose from"] if more > 0 else lines
