"""One look at the storyboard: read, planned, and compared with the look before."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from seedance_make.cli.errors import invalid_message
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.compare import compared_profiles, price_of_profile
from seedance_make.cli.project.open import Project, read_project
from seedance_make.cli.project.planning import PlannedProject, limits_of, plan_project
from seedance_make.cli.project.revision import project_requests
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.watch.files import files_of
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import InvalidInputError, SeedanceError
from seedance_make.core.plan.model import FROM_STORES, ActionKind
from seedance_make.core.request.compare import ProfilePrice, profile_price
from seedance_make.core.request.storyboard_diff import (
    ShotRequests,
    changed_shots,
    storyboard_differences,
    with_edits,
)
from seedance_make.core.text.diagnostic import Problem, errors
from seedance_make.ui.watch.events import Invalid, Planned

_AT_HAND = FROM_STORES | {ActionKind.KEEP, ActionKind.EDITED, ActionKind.REMOVE}
"""Takes whose clip is there, or costs nothing to bring: a simulated one tells nothing more of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen, and what it was seen in. Without a plan `project` may be missing."""

    event: Planned | Invalid
    files: frozenset[str]
    root: str  # the project's real folder
    project: Project | None
    sources: Mapping[str, str]  # file → its text, for the places of problems
    requests: Mapping[str, ShotRequests] = field(default_factory=dict)  # of the shots that are looked at
    warned: frozenset[tuple[str, ...]] = frozenset()  # path, name and message of each warning

    @property
    def changed(self) -> tuple[str, ...]:
        """The shots that ask for something else since the last save, and are still there."""
        since = self.event.since if isinstance(self.event, Planned) else ()
        return tuple(d.shot for d in since if d.takes)

    @property
    def unbuilt(self) -> tuple[str, ...]:
        """The shots of which a take would have to be bought first, or cannot be had."""
        if isinstance(self.event, Invalid):
            return ()
        actions = (a for a in self.event.plan.actions if a.want and a.kind not in _AT_HAND)
        return tuple(dict.fromkeys(a.shot for a in actions))


class Looker:
    """Looks again and again; what it compares with is the last look that had a plan."""

    def __init__(self, invocation: Invocation, choice: ShotChoice, compare: str) -> None:
        self.invocation, self._choice, self._compare = invocation, choice, compared_profiles(compare)
        self._begun = False

    def look(self, before: Look | None, saved: Sequence[str]) -> Look:
        """Blocking. `before`: the last look that had a plan. Once begun, every error is something to be told, which may
        be gone at the next save; at the beginning raises UsageError and StoreError."""
        begun, self._begun = self._begun, True
        project = None
        try:
            project, problems = read_project(self.invocation)
            if project is None or errors(problems):
                raise InvalidInputError(
                    problems=problems, sources=project.board.manifest.sources if project else {}
                )
            return self._plan(project, before, saved)
        except SeedanceError as error:
            if not begun and not isinstance(error, InvalidInputError):
                raise
            problems, sources, message = (), {}, error.message
            if isinstance(error, InvalidInputError):
                problems, sources, message = error.problems, error.sources, invalid_message(error)
            event = Invalid(
                saved=tuple(saved), exit=error.exit, message=message, help=error.help,
                problems=problems,
            )  # fmt: skip
            known = before.files if before else frozenset()
            return Look(
                event=event, files=known | files_of(self.invocation, project), root=self._root(), project=project,
                sources=sources,
            )  # fmt: skip

    def _plan(self, project: Project, before: Look | None, saved: Sequence[str]) -> Look:
        """Raises InvalidInputError, UsageError, StoreError."""
        choice = self._chosen(project)
        with open_world(project) as world:
            planned = plan_project(world, project, choice)
        plan, manifest = planned.plan, project.board.manifest
        if errors(plan.problems):
            raise InvalidInputError(problems=plan.problems, sources=manifest.sources)
        selected = {a.shot for a in plan.actions if a.want}
        requests = {name: r for name, r in project_requests(project).items() if name in selected}
        past = before.requests if before else requests
        differing = tuple(storyboard_differences(past, requests, project.prices, planned.snapshot.lengths))
        event = Planned(
            saved=tuple(saved),
            plan=plan,
            since=with_edits(differing, requests, manifest),
            headroom=planned.headroom(limits_of(project, planned, None)),
            warnings=_new(plan.problems, before),
            prices=self._prices(project, planned),
        )
        return Look(
            event=event,
            files=files_of(self.invocation, project),
            root=self._root(),
            project=project,
            sources=manifest.sources,
            requests=requests,
            warned=frozenset(map(_known_by, plan.problems)),
        )

    def _root(self) -> str:
        return os.fspath(Path(self.invocation.file).resolve().parent)

    def _chosen(self, project: Project) -> ShotChoice:
        """The shots; of `--changed-since` the revision is read once."""
        if self._choice.past is None:
            self._choice = self._choice.since(project, self.invocation)
            return self._choice
        return replace(
            self._choice, changed=changed_shots(self._choice.past.shots, project_requests(project))
        )

    def _prices(self, project: Project, planned: PlannedProject) -> tuple[ProfilePrice, ...]:
        """What the shots cost under this profile and those of --compare, as if nothing had been bought."""
        if not self._compare:
            return ()
        takes = ((a.shot, a.want.request) for a in planned.plan.actions if a.want)
        own = profile_price(
            self.invocation.profile or "no profile", takes, project.prices, planned.snapshot.lengths
        )
        selection = self._choice.selection
        others = (price_of_profile(self.invocation, selection, name)[0] for name in self._compare)
        return (own, *others)


def _new(warnings: Sequence[Problem], before: Look | None) -> tuple[Problem, ...]:
    """The warnings that the look before did not have, wherever they stood."""
    seen = before.warned if before else frozenset()
    return tuple(p for p in warnings if _known_by(p) not in seen)


def _known_by(problem: Problem) -> tuple[str, ...]:
    return problem.path, problem.name, problem.message
