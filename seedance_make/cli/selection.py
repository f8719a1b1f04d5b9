"""The arguments that choose shots, shared by the commands that take them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps

import click

from seedance_make.cli.completions import selector_names, shot_names
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project
from seedance_make.core.errors import UsageError
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import Options, Plan, ShotState
from seedance_make.core.plan.select import Selection, select
from seedance_make.core.request.storyboard_diff import PastRequests, changed_shots
from seedance_make.core.storyboard.model import Storyboard
from seedance_make.core.storyboard.names import is_glob, unknown_shot


def selection_options(command: Callable[..., int]) -> Callable[..., int]:
    """SHOT arguments and selectors, which the command takes as its `selection`."""
    shots = click.argument("shots", nargs=-1, metavar="[SHOT]...", shell_complete=shot_names)
    return shots(selector_options(command))


def selector_options(command: Callable[..., int]) -> Callable[..., int]:
    """The same for a command whose SHOT arguments are its own: a `selection` without shots."""

    @wraps(command)
    def selecting(
        *, selectors: tuple[str, ...], exclude: tuple[str, ...], changed_since: str | None,
        shots: tuple[str, ...] = (), **rest: object,
    ) -> int:  # fmt: skip
        selection = Selection(shots=shots, selectors=selectors, exclude=exclude, changed_since=changed_since)
        return command(selection=selection, **rest)

    options = [
        click.option("-s", "--select", "selectors", multiple=True, metavar="tag:X|state:X",
                     shell_complete=selector_names, help=f"Only shots with that tag or state ({', '.join(ShotState)}); several narrow, a comma inside one widens."),
        click.option("--exclude", multiple=True, metavar="GLOB", shell_complete=shot_names, help="Leave these shots out."),
        click.option("--changed-since", metavar="GIT_REV",
                     help="Only shots whose request differs from that revision's."),
    ]  # fmt: skip
    decorated: Callable[..., int] = selecting
    for option in reversed(options):
        decorated = option(decorated)
    return decorated


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotChoice:
    """What was typed about shots and takes."""

    selection: Selection
    rebuy: tuple[str, ...] = ()
    overwrite: tuple[str, ...] = ()
    take: tuple[str, int] | None = None  # of a saved plan of one take
    past: PastRequests | None = None  # of `--changed-since`, once it is read
    changed: frozenset[str] | None = None  # the shots that differ from it

    def since(self, project: Project, invocation: Invocation) -> "ShotChoice":
        """The same with the revision compared. Raises UsageError for one that git does not know."""
        if self.selection.changed_since is None:
            return self
        from seedance_make.cli.project.revision import project_requests, requests_at  # noqa: PLC0415 - runs git, which few plans need

        past = requests_at(project, invocation, self.selection.changed_since)
        return replace(self, past=past, changed=changed_shots(past.shots, project_requests(project)))

    def plan(self, board: Storyboard, snapshot: Snapshot) -> tuple[Plan, Options]:
        """The plan for the selection. Raises UsageError for what names no shot or take."""
        names = [s.name for s in board.shots]
        options = Options(
            named=frozenset(s for s in self.selection.shots if not is_glob(s)),
            rebuy=frozenset(_take(text, board) for text in self.rebuy),
            overwrite=frozenset(_exactly(text, names) for text in self.overwrite),
            take=self.take,
        )
        only = self.names(board, snapshot, options)
        if only is None and options.rebuy:  # a take that is bought again is all that is asked for
            only = frozenset(shot for shot, _ in options.rebuy)
        options = replace(options, only=only)
        return make_plan(board, snapshot, options), options

    def names(
        self, board: Storyboard, snapshot: Snapshot, options: Options | None = None
    ) -> frozenset[str] | None:
        """The selected shots' names; None for all. Raises UsageError as `select` does."""
        if self.selection.everything:
            return None
        states: dict[str, frozenset[str]] = {}
        if self.selection.by_state:
            for action in make_plan(board, snapshot, options or Options()).actions:
                states[action.shot] = states.get(action.shot, frozenset()) | {action.state.value}
        return select(self.selection, board.shots, states, self.changed)


def split_take(text: str) -> tuple[str, int | None]:
    """`SHOT[@TAKE]` → its parts. Raises UsageError for a take that is no number."""
    shot, at, take = text.partition("@")
    if not at:
        return shot, None
    if not (take.isascii() and take.isdigit() and 0 < len(take) < 10):
        raise UsageError(f"{text}: a take is a number, as in {shot}@2")
    return shot, int(take)


def _take(text: str, board: Storyboard) -> tuple[str, int | None]:
    typed, take = split_take(text)
    name = _exactly(typed, [s.name for s in board.shots])
    shot = next(s for s in board.shots if s.name == name)
    if take is not None and take not in shot.takes:
        takes = ", ".join(map(str, shot.takes))
        raise UsageError(f"{name} has no take {take}", help=f"its takes are: {takes}")
    return name, take


def _exactly(text: str, names: list[str]) -> str:
    """A shot's own name: spending and overwriting are never done by pattern."""
    if text in names:
        return text
    if is_glob(text):
        raise UsageError(f"{text}: name the shot itself, a pattern is not enough here")
    raise unknown_shot(text, names)
