"""The plan as data: the one document of `plan --json`, and of `build --json` with how each action ended. Version 1."""

from collections.abc import Sequence

from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.plan.model import Action, ActionKind, Plan
from seedance_make.core.plan.report import BuildReport, Outcome
from seedance_make.core.request.pricing import Estimate
from seedance_make.core.request.request import body
from seedance_make.core.request.storyboard_diff import Difference
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.redact import clean

PLAN_VERSION = 1


def plan_json(plan: Plan) -> dict[str, object]:
    """The whole plan. Money is credits; `usd_per_second` is text, since it is an exact decimal."""
    return {
        "version": PLAN_VERSION,
        "model": plan.model,
        "origin": plan.origin,
        "profile": plan.profile,
        "prices": {"as_of": plan.prices_as_of},
        "actions": [action_json(a, plan.output) for a in plan.actions],
        "totals": totals_json(plan),
        "problems": problems_json(plan.problems),
        "notes": list(plan.notes),
    }


def totals_json(plan: Plan) -> dict[str, object]:
    """Takes by action, then what is bought: credits and seconds of film."""
    counts: dict[str, object] = {kind.value: plan.count(kind) for kind in ActionKind}
    return counts | {"credits": plan.credits, "exact": plan.exact, "seconds": plan.seconds}


def action_json(action: Action, output: str) -> dict[str, object]:
    """One action. `request` is the exact POST body, with placeholders for what is not yet made or published."""
    return {
        "shot": action.shot,
        "take": action.take,
        "model": action.want.request.model.id if action.want else None,
        "action": action.kind.value,
        "state": action.state.value,
        "reason": action.reason,
        "changed": [{"field": c.field, "from": c.old, "to": c.new} for c in action.changed],
        "mode": action.want.request.mode.value if action.want else None,
        "fingerprint": action.fingerprint,
        "output": f"{output}/{action.output}",
        "request": body(action.want.request) if action.want else None,
        "estimate": estimate_json(action.estimate),
    }


def estimate_json(estimate: Estimate | None) -> dict[str, object] | None:
    """The price of one task; None for what is free."""
    if estimate is None:
        return None
    a_second, a_task = estimate.usd_per_second, estimate.usd_per_task
    return {
        "credits": estimate.credits,
        "exact": estimate.exact,
        "billable_seconds": estimate.billable_seconds,
        "usd_per_second": None if a_second is None else format(a_second, "f"),
        **({} if a_task is None else {"usd_per_task": format(a_task, "f")}),
    }


def difference_json(difference: Difference) -> dict[str, object]:
    """A shot that is not as it was, with the prices of its takes that are new."""
    return {
        "shot": difference.shot,
        "change": difference.how,
        "was": difference.was,
        "takes": list(difference.takes),
        "changed": [{"field": c.field, "from": c.old, "to": c.new} for c in difference.changed],
        "estimates": [estimate_json(e) for e in difference.estimates],
    }


def problems_json(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """Problems with their places; lines and columns count from 1, columns in characters."""
    return [_problem(p) for p in problems]


def _problem(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "path": clean(problem.path),
        "severity": problem.severity.value,
        "name": problem.name,
        "message": clean(problem.message),
        "help": None if problem.help is None else clean(problem.help),
    }


def report_json(report: BuildReport) -> dict[str, object]:
    """The whole report. Money is credits; `totals.spent` is what this build submitted, refunds taken off."""
    plan = report.plan
    actions = [action_json(r.action, plan.output) | outcome_json(r.outcome) for r in report.complete]
    return plan_json(plan) | {"actions": actions, "totals": totals_json(plan) | {"spent": report.spent}}


def outcome_json(outcome: Outcome) -> dict[str, object]:
    """How one action ended."""
    return {
        "result": outcome.ending.value,
        "task_id": outcome.task_id,
        "credits": outcome.credits,
        "sha256": outcome.sha256,
        "error": error_json(outcome.fault, outcome.text),
    }


def error_json(fault: ApiFault | None, text: str | None = None) -> dict[str, object] | None:
    """What went wrong; None when nothing did. A fault without a code is one of ours, not of the API."""
    if fault is None and text is None:
        return None
    if fault is None:
        return {"code": None, "message": text, "request_id": None}
    return {"code": fault.code, "message": fault.message, "request_id": fault.request_id}


def early_end_json(
    status: int, message: str, help_text: str | None, problems: Sequence[Problem]
) -> dict[str, object]:
    """The document of a command that ended early. `problems` are those of a manifest, where one is at fault."""
    error: dict[str, object] = {"exit": int(status), "message": message, "help": help_text}
    if not problems:
        return {"error": error}
    listed = {"problems": problems_json(problems)}
    return {"error": error | listed, **listed}
