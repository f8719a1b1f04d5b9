"""The end of a build for a person: what was bought and where it is, what went wrong and the way out, what to type next."""

from collections.abc import Callable, Iterable, Sequence

from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.limits import Headroom
from seedance_make.core.plan.model import PAYS, ActionKind
from seedance_make.core.plan.report import BuildReport, Ending, Result
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.redact import plain
from seedance_make.core.text.suggest import listed
from seedance_make.ui.build.progress import fault_text
from seedance_make.ui.paint import Paint, View, columns, plain_value
from seedance_make.ui.plan.totals import rehearsed
from seedance_make.ui.words import RESOLVE_HELP, many, resolve_command, take_name

_BY_HAND = frozenset({ActionKind.WAIT, ActionKind.EDITED, ActionKind.REFUSED})
"""What the same command would leave again: a person does what its reason says first."""

_MOST = 20
"""Takes beyond which only their folder is named."""


def summary_text(
    report: BuildReport,
    *,
    command: str,
    width: int,
    color: bool,
    real: int | None = None,
    headroom: Sequence[Headroom] = (),
) -> str:
    """The whole summary. `command` is what goes on with this build; `real` is what a simulated build would cost in
    credits (the plan's total when not given), and `headroom` that of its limits."""
    view = View(paint=Paint(color), width=width)
    simulated = report.plan.origin == SIMULATOR
    ended = {e: [r for r in report.complete if r.outcome.ending is e] for e in Ending}
    blocks = [
        _bought(report, view),
        _free(ended[Ending.DONE], view),
        _trouble("Failed", ended[Ending.FAILED], view, _failure),
        _trouble("Blocked", ended[Ending.BLOCKED], view, _block),
        _trouble(
            "Still running at the API",
            ended[Ending.PENDING],
            view,
            lambda r: [plain(r.outcome.task_id or r.outcome.text or "")],
        ),
        _skipped(ended[Ending.SKIPPED], view),
        _spent(report, view),
        _next(report, ended, command, view),
        plain_value(rehearsed(report.plan.credits if real is None else real, headroom), "bold", view)
        if simulated
        else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _name(result: Result) -> str:
    return take_name(result.action.shot, result.action.take)


def _path(report: BuildReport, result: Result) -> str:
    return plain(f"{report.plan.output}/{result.action.output}")


def _bought(report: BuildReport, view: View) -> list[str]:
    """Each clip that this build paid for or brought home, and its file."""
    paid = PAYS | {ActionKind.RESUME, ActionKind.LOST}
    came = [r for r in report.complete if r.outcome.ending is Ending.DONE and r.action.kind in paid]
    if not came:
        return []
    bought = sum(r.action.kind in PAYS for r in came)
    home = len(came) - bought
    word = "simulated" if report.plan.origin == SIMULATOR else "bought"
    heads = [f"{many(bought, 'take')} {word}"] if bought else []
    heads += [f"{many(home, 'take')} brought home, paid before"] if home else []
    title = view.paint(", ".join(heads), "green")
    if len(came) > _MOST:
        return [f"{title}: in {plain(report.plan.output)}/"]
    rows = [[f"  {_name(r)}", _path(report, r), _price(r)] for r in came]
    return [f"{title}:", *columns(rows, right=frozenset({2}))]


def _price(result: Result) -> str:
    """The charge, with the estimate beside it where they differ."""
    if result.action.kind not in PAYS or not result.outcome.credits:
        return ""
    expected = result.action.estimate
    beside = (
        f" (estimated {dollars(expected.credits)})"
        if expected and expected.credits != result.outcome.credits
        else ""
    )
    return dollars(result.outcome.credits) + beside


def _free(done: Iterable[Result], view: View) -> list[str]:
    """What cost nothing, counted."""
    kinds = [r.action.kind for r in done]
    words = {
        ActionKind.RESTORE: "restored",
        ActionKind.FETCH: "fetched",
        ActionKind.REMOVE: "removed",
        ActionKind.KEEP: "in place already",
    }
    counted = [f"{kinds.count(kind):,} {word}" for kind, word in words.items() if kind in kinds]
    return [view.paint(f"{', '.join(counted)}.", "dim")] if counted else []


def _trouble(
    title: str, results: Sequence[Result], view: View, describe: Callable[[Result], list[str]]
) -> list[str]:
    """A heading, and under each take's name what there is to say about it."""
    lines = [view.paint(f"{title}: {many(len(results), 'take')}", "bad")] if results else []
    for result in results:
        lines.append(f"  {view.paint(_name(result), 'bold')}")
        lines += [
            line for text in describe(result) if text for line in plain_value(text, None, view, indent=4)
        ]
    return lines


def _failure(result: Result) -> list[str]:
    """What the API said, and what may be done about it."""
    fault = result.outcome.fault
    if fault is None:
        return [plain(result.outcome.text or result.action.reason)]
    ours = fault.code is None and fault.http is None
    entry = look_up(fault.code, fault.http)
    more = plain(result.outcome.text or "").removeprefix(plain(fault.message)).lstrip("; ")
    more = "" if more == entry.meaning else more
    request_id = f"request id {plain(fault.request_id)}" if fault.request_id else ""
    return ["; ".join(p for p in (fault_text(fault), more) if p), "" if ours else entry.help, request_id]


def _block(result: Result) -> list[str]:
    attempt = result.outcome.attempt or (result.action.attempt.short if result.action.attempt else None)
    why = plain(result.outcome.text or "") or (
        fault_text(result.outcome.fault) if result.outcome.fault else plain(result.action.reason)
    )
    return [why, resolve_command(attempt) if attempt else ""]


def _skipped(results: Sequence[Result], view: View) -> list[str]:
    """What was not tried, by reason."""
    reasons: dict[str, list[str]] = {}
    for result in results:
        reasons.setdefault(plain(result.outcome.text or result.action.reason), []).append(_name(result))
    lines = [view.paint(f"Not built: {many(len(results), 'take')}", "yellow")] if results else []
    for reason, names in reasons.items():
        lines += plain_value(f"{listed(names)}: {reason}", None, view, indent=2)
    return lines


def _spent(report: BuildReport, view: View) -> list[str]:
    if not report.spent or report.plan.origin == SIMULATOR:
        return []
    return plain_value(f"Spent {dollars(report.spent)} (= {report.spent:,} credits).", "bold", view)


def _next(report: BuildReport, ended: dict[Ending, list[Result]], command: str, view: View) -> list[str]:
    """What a person does now."""
    again = view.paint(command, "bold")
    if report.interrupted:
        return [f"Interrupted. What is in flight is kept; go on with: {again}"]
    lines = plain_value(f"Blocked takes: {RESOLVE_HELP}.", None, view) if ended[Ending.BLOCKED] else []
    if ended[Ending.PENDING]:
        lines.append(f"Run the same command again: {again}")
    elif ended[Ending.FAILED] or any(r.action.kind not in _BY_HAND for r in ended[Ending.SKIPPED]):
        lines.append(f"Then run: {again}")
    if not lines and not any(r.action.kind is not ActionKind.KEEP for r in report.complete):
        lines.append("Nothing to do.")
    return lines
