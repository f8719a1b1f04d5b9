"""`log`: what was bought, when, for how much; the estimates against the charges; what was spent and saved.

Saved is what the clips of this storyboard would have cost that it did not have to buy: one request in several shots,
a clip that another project of this user bought, a teammate's whose receipt came with the lock file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

import click

from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.wiring import JOURNAL, home, open_world
from seedance_make.core.attempt.states import IN_FLIGHT, Attempt, State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.model import wants
from seedance_make.core.plan.select import is_glob
from seedance_make.core.request.pricing import dollars
from seedance_make.core.storyboard.model import Receipt
from seedance_make.core.storyboard.names import unknown_shot
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.ui.words import many

_PAID = IN_FLIGHT | {State.DONE, State.PAID_MISSING}
_SILENT = frozenset({State.NOT_SENT, State.RELEASED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _History:
    """What is told: the attempts, and of a project the credits that it saved and the receipts of others' purchases."""

    rows: tuple[Attempt, ...]
    saved: int = 0
    others: tuple[Receipt, ...] = ()


@click.command()
@click.argument("shot", required=False, shell_complete=shot_names)
@click.option("--all", "everything", is_flag=True, help="Of every project of this store.")
@global_options
def log(shot: str | None, everything: bool) -> int:
    """Say what was bought, when and for how much."""
    invocation = current_invocation()
    chosen = _chooser(shot)
    names: tuple[str, ...] = ()
    if everything:
        with SqliteJournal(home() / JOURNAL) as journal:
            history = _History(rows=_all(journal))
    else:
        project = open_project(invocation)
        history = _of(project, chosen)
        names = tuple(s.name for s in project.board.shots)
    history = replace(
        history,
        rows=tuple(r for r in history.rows if chosen(r.shot) and r.state not in _SILENT),
        others=tuple(r for r in history.others if chosen(r.shot)),
    )
    if shot is not None and not history.rows and not history.others:
        _refuse_unknown(shot, names)
    if invocation.json:
        echo_json(_json(history))
        return int(Exit.OK)
    from seedance_make.ui.tables import log_text  # noqa: PLC0415 - only for people

    text = log_text(history.rows, saved=history.saved, color=invocation.color)
    click.echo(text, nl=False, color=invocation.color)
    if history.others:
        worth = dollars(sum(r.credits for r in history.others))
        click.echo(
            f"The lock file names {many(len(history.others), 'more clip')} for {worth}, bought in another store."
        )
    return int(Exit.OK)


def _chooser(shot: str | None) -> Callable[[str], bool]:
    return lambda name: shot is None or name == shot or (is_glob(shot) and fnmatchcase(name, shot))


def _of(project: Project, chosen: Callable[[str], bool]) -> _History:
    """Of a project at this host."""
    with open_world(project) as world:
        with SqliteJournal(home() / JOURNAL) as journal:
            everything = _all(journal, origin=world.origin)
        receipts = world.lock_file.read() if world.lock_file else ()
        snapshot = gather_facts(world, project.board)
    receipts = tuple(r for r in receipts if r.origin == snapshot.origin)
    rows = _own(everything, project, receipts)
    own = {r.fingerprint for r in rows if r.state in _PAID}
    saved = 0
    for want in wants(project.board, snapshot):
        bought = snapshot.bought.get(want.fingerprint or "")
        if bought is None:
            continue
        if want.fingerprint in own:
            own.discard(want.fingerprint)  # its first use was paid for; any other is free
        elif chosen(want.shot.name):
            saved += bought.credits
    known = {r.task_id for r in everything}
    return _History(rows=rows, saved=saved, others=tuple(r for r in receipts if r.task_id not in known))


def _own(rows: Iterable[Attempt], project: Project, receipts: Iterable[Receipt]) -> tuple[Attempt, ...]:
    """The project's attempts; also those that it made where it stood before it was moved, by its receipts."""
    named = {r.task_id for r in receipts}
    here = str(project.path)
    return tuple(
        r for r in rows if r.project == here or (r.task_id in named and not Path(r.project).exists())
    )


def _all(journal: SqliteJournal, *, origin: str | None = None) -> tuple[Attempt, ...]:
    """Rows in order. A lost clip that a person let be bought again was paid for all the same, and is told as lost."""
    rows = journal.rows(origin=origin)
    return tuple(replace(r, state=State.PAID_MISSING) if _lost(journal, r) else r for r in rows)


def _lost(journal: SqliteJournal, row: Attempt) -> bool:
    return (
        row.state is State.RELEASED
        and row.task_id is not None
        and any(step["to"] == State.PAID_MISSING for step in journal.steps(row.id))
    )


def _refuse_unknown(shot: str, names: Sequence[str]) -> None:
    """A name that no attempt and no shot has is a mistake. Raises UsageError."""
    if any(_chooser(shot)(name) for name in names):
        return
    raise unknown_shot(shot, names)


def _json(history: _History) -> dict[str, object]:
    """The log as data: money is credits, times are ISO 8601 in UTC."""
    paid = [r for r in history.rows if r.state in _PAID]
    reported = [r for r in paid if r.charged is not None]
    return {
        "attempts": [_attempt_json(r) for r in history.rows],
        "totals": {
            "takes": len(paid),
            "spent": sum(r.cost for r in paid),
            "saved": history.saved,
            "reported": {
                "takes": len(reported),
                "estimated": sum(r.credits for r in reported),
                "charged": sum(r.charged or 0 for r in reported),
            },
            "elsewhere": {"takes": len(history.others), "credits": sum(r.credits for r in history.others)},
        },
    }


def _attempt_json(row: Attempt) -> dict[str, object]:
    return {
        "attempt": row.short,
        "shot": row.shot,
        "take": row.take,
        "profile": row.profile,
        "project": row.project,
        "origin": row.origin,
        "state": row.state.value,
        "at": row.submitted or row.created,
        "ended": row.ended,
        "task_id": row.task_id,
        "fingerprint": row.fingerprint,
        "sha256": [a.sha256 for a in row.artifacts],
        "estimated": row.credits,
        "charged": row.charged,
        "code": row.code,
        "message": row.message,
        "request_id": row.request_id,
    }
