"""The document of `build --json`: the plan's document, and on each action how it ended."""

from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.plan.json import action_json, plan_json, totals_json
from seedance_make.core.plan.report import BuildReport, Outcome


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
