"""What this machine's journal, and a project's lock file, know of what was bought."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import JOURNAL, home, open_world
from seedance_make.core.attempt.ledger import PAID
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import UsageError
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.select import Selection
from seedance_make.core.plan.wants import wants
from seedance_make.core.storyboard.model import Receipt
from seedance_make.core.storyboard.names import matches, unknown_shot
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.store.journal.journal import SqliteJournal

_SILENT = frozenset({State.NOT_SENT, State.RELEASED})


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Attempts in order; of a project also the credits that each shot saved, and receipts of what was bought elsewhere."""

    attempts: tuple[Attempt, ...]
    saved: Mapping[str, int] = field(default_factory=dict)
    others: tuple[Receipt, ...] = ()

    def of(self, belongs: Callable[[str], bool]) -> "History":
        """Of some shots alone."""
        return History(
            attempts=tuple(a for a in self.attempts if belongs(a.shot)),
            saved={shot: credit_count for shot, credit_count in self.saved.items() if belongs(shot)},
            others=tuple(r for r in self.others if belongs(r.shot)),
        )


def history_of_store(selection: Selection) -> History:
    """Of every project. Raises UsageError for a selection that only a storyboard can tell, and for an unknown name."""
    if selection.selectors or selection.changed_since:
        raise UsageError(
            "--all goes with names and patterns alone", help="selectors are about one storyboard"
        )
    with SqliteJournal(home() / JOURNAL) as journal:
        history = History(attempts=_counted_rows(journal))
    return _chosen(history, selection, frozenset(), None)


def history_of_project(invocation: Invocation, selection: Selection) -> History:
    """Of the project at this host. Raises UsageError as `select` does; a name that only the past knows is fine."""
    project = open_project(invocation)
    rest = ShotChoice(selection=replace(selection, shots=(), exclude=())).since(project, invocation)
    with open_world(project) as world:
        with SqliteJournal(home() / JOURNAL) as journal:
            attempts = _counted_rows(journal, origin=world.origin)
        receipts = world.receipts()
        snapshot = gather_facts(world, project.board)
    receipts = tuple(r for r in receipts if r.origin == snapshot.origin)
    own = _own(attempts, project, receipts)
    history = History(
        attempts=own,
        saved=_saved(own, project, snapshot),
        others=_others(own, receipts),
    )
    names = frozenset(s.name for s in project.board.shots)
    return _chosen(history, selection, names, rest.names(project.board, snapshot))


def _chosen(
    history: History, selection: Selection, names: frozenset[str], only: frozenset[str] | None
) -> History:
    """`names` are the storyboard's; `only`: those that its selectors leave. Raises UsageError for what no shot has, then
    or now."""
    past = {a.shot for a in history.attempts} | {r.shot for r in history.others}
    for pattern in (*selection.shots, *selection.exclude):
        if not any(matches(pattern, name) for name in past | names):
            raise unknown_shot(pattern, sorted(past | names))
    return history.of(
        lambda shot: (
            (only is None or shot in only)
            and (not selection.shots or any(matches(pattern, shot) for pattern in selection.shots))
            and not any(matches(pattern, shot) for pattern in selection.exclude)
        )
    )


def _saved(attempts: Iterable[Attempt], project: Project, snapshot: Snapshot) -> dict[str, int]:
    """What the clips of this storyboard would have cost that it did not have to buy: one request in several shots, a clip
    that another project of this user bought, a teammate's whose receipt came with the lock file."""
    own = {a.fingerprint for a in attempts if a.state in PAID}
    saved: dict[str, int] = {}
    for want in wants(project.board, snapshot):
        bought = snapshot.bought.get(want.fingerprint or "")
        if bought is None:
            continue
        if want.fingerprint in own:
            own.discard(want.fingerprint)  # its first use was paid for; any other is free
        else:
            saved[want.shot.name] = saved.get(want.shot.name, 0) + bought.credits
    return saved


def _others(own: Iterable[Attempt], receipts: Iterable[Receipt]) -> tuple[Receipt, ...]:
    """One receipt of each task that is not the project's own: bought in another store, or by another project of this one."""
    here = {a.task_id for a in own}
    first = {r.task_id: r for r in sorted(receipts, key=lambda r: r.video, reverse=True)}
    return tuple(sorted((r for r in first.values() if r.task_id not in here), key=lambda r: (r.shot, r.take)))


def _own(attempts: Iterable[Attempt], project: Project, receipts: Iterable[Receipt]) -> tuple[Attempt, ...]:
    """The project's attempts; also those that it made where it stood before it was moved, by its receipts."""
    named = {r.task_id for r in receipts}
    here = str(project.path)
    return tuple(
        a for a in attempts if a.project == here or (a.task_id in named and not Path(a.project).exists())
    )


def _counted_rows(journal: SqliteJournal, *, origin: str | None = None) -> tuple[Attempt, ...]:
    """What took or might have taken money, in order. A lost clip that a person let be bought again was paid for all the
    same, and is told as lost."""
    rows = (
        replace(row, state=State.PAID_MISSING) if _lost(journal, row) else row
        for row in journal.rows(origin=origin)
    )
    return tuple(row for row in rows if row.state not in _SILENT)


def _lost(journal: SqliteJournal, row: Attempt) -> bool:
    return (
        row.state is State.RELEASED
        and row.task_id is not None
        and any(step["to"] == State.PAID_MISSING for step in journal.steps(row.id))
    )
