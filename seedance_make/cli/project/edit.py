"""The storyboard edited in place, comments kept, and what the next build would do about it. Nothing here spends."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import click

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.output import build_command, echo_json
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.project.planning import PlannedProject, plan_project
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import open_world
from seedance_make.core.attempt.states import IN_FLIGHT
from seedance_make.core.errors import InvalidInputError, UsageError
from seedance_make.core.plan.model import PAYS, Action, ActionKind, Plan
from seedance_make.core.plan.select import Selection, select
from seedance_make.core.plan.wants import wants
from seedance_make.core.request.pricing import dollars
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.storyboard.names import unknown_shot
from seedance_make.core.storyboard.takes import MOST_TAKES
from seedance_make.core.text.suggest import listed
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.load.edit.takes import Edit
from seedance_make.load.manifest.read import Loaded
from seedance_make.ui.folders import few
from seedance_make.ui.words import take_name

LAST_TAKE = 999_999
NOTHING_CHANGED = "No shot is selected: nothing was changed."
_TYPED = 6  # shots that a suggested command names


@dataclass(slots=True, kw_only=True)
class StoryboardEdit:
    """What one command changes in the storyboard, and what that means for the next build."""

    invocation: Invocation
    before: PlannedProject | None  # all of it as it was; None while its fields contradict each other
    shots: dict[str, ResolvedShot]  # as they were, without a profile
    groups: tuple[str, ...]  # the globs of `groups`
    lines: list[str] = field(default_factory=list)  # one a change
    remarks: list[str] = field(default_factory=list)  # about several of them
    documents: list[dict[str, object]] = field(default_factory=list)
    _written: list[tuple[Edit, Path]] = field(default_factory=list)  # with the project's real folder

    def shot(self, name: str) -> ResolvedShot:
        """Raises UsageError where no shot has that name."""
        if name not in self.shots:
            raise unknown_shot(name, self.shots)
        return self.shots[name]

    def select(self, selection: Selection) -> tuple[str, ...]:
        """The selected shots' names, in storyboard order. Raises UsageError, also where nothing is named or selected: an
        edit of everything is never meant."""
        if selection.everything:
            raise UsageError("name the shots", help="by name or pattern, or with -s tag:NAME or state:STATE")
        names: frozenset[str] | None
        if selection.by_state or selection.changed_since:
            project = open_project(self.invocation)
            choice = ShotChoice(selection=selection).since(project, self.invocation)
            with open_world(project) as world:
                names = choice.names(project.board, gather_facts(world, project.board))
        else:
            names = select(selection, tuple(self.shots.values()), {})
        return tuple(name for name in self.shots if names is None or name in names)

    def write(self, make: Callable[[Loaded], Sequence[Edit]]) -> dict[str, list[str]]:
        """Write what an edit changes: shot → the files' names. Raises InvalidInputError, StoreError: nothing is written then."""
        from seedance_make.load.edit.write_file import write_edits  # noqa: PLC0415 - as in `_load`

        loaded = _load(self.invocation)
        edits = [e for e in make(loaded) if e.before != e.after]
        write_edits(edits, root=loaded.root)
        self._written += [(e, loaded.root) for e in edits]
        files: dict[str, list[str]] = {}
        for edit in edits:
            for shot in edit.shots:
                files.setdefault(shot, []).append(edit.name)
        return files

    def undo(self) -> None:
        """Every file byte for byte as it was. Raises InvalidInputError where one was changed meanwhile, StoreError."""
        from seedance_make.load.edit.write_file import write_edits  # noqa: PLC0415 - as in `_load`

        while self._written:
            edit, root = self._written[-1]
            write_edits([replace(edit, before=edit.after, after=edit.before)], root=root)
            self._written.pop()

    def retake(self, names: Iterable[str], more: int) -> dict[str, range]:
        """Ask for `more` takes of each shot above those that it has: the new ones, by shot. Raises UsageError for too
        many and what `write` does; nothing is written then."""
        from seedance_make.load.edit.takes import set_takes  # noqa: PLC0415 - as in `_load`

        added = {name: _above(self.shot(name), more) for name in names}
        wanted = {name: (*self.shot(name).takes, *new) for name, new in added.items()}
        files = self.write(partial(set_takes, takes=wanted))
        for name, takes in wanted.items():
            message = f"{name}: takes {', '.join(map(str, takes))} are asked for"
            self.wrote(message, files.get(name, ()), shot=name, takes=list(takes))
        return added

    def wrote(self, message: str, files: Iterable[str], **fields: object) -> None:
        """Keep what is said of one change, in words and in the document of --json."""
        names = sorted(set(files))
        self.lines.append(f"{message} ({', '.join(names)})." if names else f"{message}: it was so already.")
        self.documents.append({**fields, "files": names})

    def report(self, shots: Sequence[str]) -> None:
        """What was changed, what goes stale, and the next build with its price. `shots`: those that it should build;
        none, or more than one would type: all."""
        shots = shots if len(shots) <= _TYPED else ()
        selection = Selection(shots=tuple(shots))
        command = build_command(self.invocation, selection, simulate=False, max_credits=None)
        project, after = _plan(self.invocation)
        suggested = after.plan if after else None
        if project and after and shots:
            suggested, _ = ShotChoice(selection=selection).plan(project.board, after.snapshot)
        due = _due(self.before, after, {str(d["shot"]) for d in self.documents})
        stale = [a for a in due if after and (a.shot, a.take) in after.snapshot.previous]
        if self.invocation.json:
            echo_json({
                "changes": self.documents,
                "stale": [
                    {"shot": a.shot, "take": a.take, "credits": a.estimate.credits if a.estimate else None}
                    for a in stale
                ],
                "credits": suggested.credits if suggested else None,
                "next": command,
            })  # fmt: skip
        if self.invocation.verbosity < 0:
            return
        shown = self.lines if self.invocation.verbosity > 0 else few(self.lines, "change")
        lines = [*shown, *self.remarks, *_stale_lines(due, stale)]
        lines += [f"Next: {command}   # {_cost(suggested, shots)}"] if self.documents else [NOTHING_CHANGED]
        click.echo("\n".join(lines), err=self.invocation.json)


def begin_edit(invocation: Invocation) -> StoryboardEdit:
    """The storyboard before an edit. Raises InvalidInputError: what is not understood is not edited."""
    from seedance_make.core.storyboard.resolve import resolve_storyboard  # noqa: PLC0415 - as in `_load`

    manifest = _load(invocation).manifest
    shots = {s.name: s for s in resolve_storyboard(manifest).shots} if manifest else {}
    groups = tuple(manifest.groups) if manifest else ()
    _, before = _plan(invocation)
    return StoryboardEdit(invocation=invocation, before=before, shots=shots, groups=groups)


def _above(shot: ResolvedShot, more: int) -> range:
    """Further takes above those of a shot. Raises UsageError."""
    top = max(shot.takes, default=0)
    if len(shot.takes) + more > MOST_TAKES or top + more > LAST_TAKE:
        raise UsageError(
            f"{shot.name} would have more than {MOST_TAKES} takes", help="take some out of its `takes` first"
        )
    return range(top + 1, top + 1 + more)


def _load(invocation: Invocation) -> Loaded:
    """The storyboard as text with its places. Raises InvalidInputError."""
    from seedance_make.load.manifest.read import load_manifest  # noqa: PLC0415 - reads YAML, which --help needs not

    return load_manifest(invocation.find_manifest(), name=invocation.file)


def _plan(invocation: Invocation) -> tuple[Project, PlannedProject] | tuple[None, None]:
    try:
        project = open_project(invocation)
    except InvalidInputError:  # valid in form, but not between fields: it was so before
        return None, None
    with open_world(project) as world:
        return project, plan_project(world, project, ShotChoice(selection=Selection()))


def takes_there_are(invocation: Invocation, shot: ResolvedShot, take: int) -> tuple[int, ...]:
    """The takes of a shot that are asked for, and others whose clip of the present request is there or on its way;
    `take` is one to look at whatever its records say."""
    try:
        project = open_project(invocation)
    except InvalidInputError:
        return shot.takes
    with open_world(project) as world:
        rows = world.journal.rows(origin=world.origin, project=world.project)
        receipts = world.receipts()
        recorded = {r.take for r in rows if r.shot == shot.name}
        recorded |= {r.take for r in receipts if r.shot == shot.name}
        numbers = tuple(sorted(recorded.union(shot.takes, (take,))))
        shots = tuple(replace(s, takes=numbers) if s.name == shot.name else s for s in project.board.shots)
        board = replace(project.board, shots=shots)
        snapshot = gather_facts(world, board)
    existing = {
        w.take
        for w in wants(board, snapshot)
        if w.shot.name == shot.name and w.fingerprint
        and (
            w.fingerprint in snapshot.bought
            or ((a := snapshot.attempts.get(w.fingerprint)) and a.state in IN_FLIGHT)
        )
    }  # fmt: skip
    return tuple(sorted(existing.union(shot.takes)))


def _due(before: PlannedProject | None, after: PlannedProject | None, edited: set[str]) -> list[Action]:
    """What a build did not buy before, and buys now, or once a take is chosen; besides the takes of the edited shots."""
    if before is None or after is None:
        return []
    bought = {(a.shot, a.take) for a in before.plan.actions if a.buys}
    waiting = {(a.shot, a.take) for a in before.plan.actions if a.kind is ActionKind.WAIT}
    return [
        a
        for a in after.plan.actions
        if a.kind in PAYS
        and a.shot not in edited
        and (a.shot, a.take) not in (bought if a.buys else bought | waiting)
    ]


def _stale_lines(due: Sequence[Action], stale: Sequence[Action]) -> list[str]:
    """`stale`: those of them that were built before; the others have only waited."""
    lines = []
    for words, actions in (
        ("Stale after it: {}; to buy again for {}.", [a for a in due if a.buys and a in stale]),
        ("Waited for it: {}; to buy for {}.", [a for a in due if a.buys and a not in stale]),
    ):
        if actions:
            total = dollars(sum(a.estimate.credits for a in actions if a.estimate))
            least = "" if all(a.estimate.exact for a in actions if a.estimate) else "at least "
            lines.append(words.format(_names(actions), least + total))
    waiting = [a for a in due if not a.buys]
    return [*lines, *([f"Waits after it: {_names(waiting)}."] if waiting else [])]


def _names(actions: Sequence[Action]) -> str:
    return listed([take_name(a.shot, a.take) for a in actions])


def _cost(plan: Plan | None, shots: Sequence[str]) -> str:
    """What the suggested build buys."""
    if plan is None:
        return "after `validate`"
    paid = plan.purchases
    if not paid:
        return "nothing is bought"
    price = ("" if plan.exact else "at least ") + dollars(plan.credits)
    if {a.shot for a in paid} == set(shots) and len(set(shots)) == 1:
        return f"buys take{'s' * (len(paid) > 1)} {', '.join(str(a.take) for a in paid)} for {price}"
    return f"buys {_names(paid)} for {price}"
