"""`log`: what was bought, when, by which build, for how much; the estimates against the charges; what was spent and saved."""

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.cli.project.history import History, history_of_project, history_of_store
from seedance_make.cli.selection import selection_options
from seedance_make.core.attempt.ledger import GROUPINGS, Spending, grouped, spending
from seedance_make.core.attempt.states import Attempt
from seedance_make.core.errors import Exit
from seedance_make.core.plan.select import Selection
from seedance_make.core.request.fingerprint import parse_document
from seedance_make.core.storyboard.model import Receipt


@click.command()
@selection_options
@click.option("--by", type=click.Choice(list(GROUPINGS)), help="Sum it up: takes and money of each.")
@click.option("--all", "everything", is_flag=True, help="Of every project of this store.")
@global_options
def log(selection: Selection, by: str | None, everything: bool) -> int:
    """Say what was bought, when and for how much."""
    invocation = current_invocation()
    history = history_of_store(selection) if everything else history_of_project(invocation, selection)
    if invocation.json:
        echo_json(_json(history, by))
        return int(Exit.OK)
    from seedance_make.ui.ledger import log_text  # noqa: PLC0415 - only for people

    text = log_text(
        history.attempts,
        saved=sum(history.saved.values()),
        color=invocation.color,
        by=by,
        others=history.others,
    )
    click.echo(text, nl=False, color=invocation.color)
    return int(Exit.OK)


def _json(history: History, by: str | None) -> dict[str, object]:
    """The log as data: money is credits, times are ISO 8601 in UTC, days too."""
    groups = grouped(history.attempts, by) if by else {}
    return {
        "attempts": [_attempt_json(a) for a in history.attempts],
        "elsewhere": [_receipt_json(r) for r in history.others],
        **(
            {"by": by, "groups": [{by: name, **_spending_json(g)} for name, g in groups.items()]}
            if by
            else {}
        ),
        "totals": {
            **_spending_json(spending(history.attempts)),
            "saved": sum(history.saved.values()),
            "elsewhere": {"takes": len(history.others), "credits": sum(r.credits for r in history.others)},
        },
    }


def _receipt_json(receipt: Receipt) -> dict[str, object]:
    """A purchase as the lock file knows it."""
    return {
        "shot": receipt.shot,
        "take": receipt.take,
        "model": receipt.model,
        "task_id": receipt.task_id,
        "fingerprint": receipt.fingerprint,
        "sha256": receipt.sha256,
        "credits": receipt.credits,
        "document": parse_document(receipt.document) if receipt.document else None,
    }


def _spending_json(total: Spending) -> dict[str, object]:
    return {
        "takes": total.takes,
        "spent": total.spent,
        "reported": {"takes": total.reported, "estimated": total.estimated, "charged": total.charged},
    }


def _attempt_json(attempt: Attempt) -> dict[str, object]:
    return {
        "attempt": attempt.short,
        "build": attempt.build,
        "shot": attempt.shot,
        "take": attempt.take,
        "profile": attempt.profile,
        "model": attempt.model,
        "project": attempt.project,
        "origin": attempt.origin,
        "state": attempt.state.value.lower(),
        "at": attempt.submitted or attempt.created,
        "ended": attempt.ended,
        "task_id": attempt.task_id,
        "request_id": attempt.request_id,
        "fingerprint": attempt.fingerprint,
        "sha256": [a.sha256 for a in attempt.artifacts],
        "estimated": attempt.credits,
        "charged": attempt.charged,
        "code": attempt.code,
        "message": attempt.message,
    }
