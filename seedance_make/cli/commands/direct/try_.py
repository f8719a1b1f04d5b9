"""`try`: one more take of a shot asked for, bought and opened. What is not bought is not asked for either."""

import asyncio
import shlex

import click

from seedance_make.cli.build.options import MAX_CREDITS, POLL_INTERVAL, TIMEOUT, YES, BuildOptions
from seedance_make.cli.build.session import Session
from seedance_make.cli.completions import shot_names
from seedance_make.cli.errors import print_error
from seedance_make.cli.film.film import open_film
from seedance_make.cli.film.show import open_with_system
from seedance_make.cli.film.takes import file_of_takes
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import pick_command
from seedance_make.cli.project.edit import StoryboardEdit, begin_edit
from seedance_make.cli.project.open import Project, open_project, show_warnings
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import open_world
from seedance_make.core.attempt.states import State
from seedance_make.core.cut.clip import Source
from seedance_make.core.errors import Exit, SeedanceError, UsageError
from seedance_make.core.plan.select import Selection
from seedance_make.core.storyboard.names import is_glob
from seedance_make.core.storyboard.takes import MOST_TAKES

_INTERRUPTED = {Exit.INTERRUPTED, Exit.TERMINATED}
_NOT_ACCEPTED = {State.NOT_SENT, State.REJECTED}


@click.command("try")
@click.argument("shot", shell_complete=shot_names)
@click.option(
    "-n", "more", type=click.IntRange(1, MOST_TAKES), default=1, show_default=True, metavar="N",
    help="How many more; several open in one picture.",
)  # fmt: skip
@YES
@MAX_CREDITS
@POLL_INTERVAL
@TIMEOUT
@global_options
def try_(
    *, shot: str, more: int, yes: bool, max_credits: int | None, poll_interval: float | None, timeout: float
) -> int:
    """Ask for another take of a shot, buy it and open it.

    After a no, and after anything else that buys nothing, the storyboard is as it was.
    """
    if is_glob(shot):
        raise UsageError(f"{shot}: name one shot", help="seedance-make retake asks for takes of many")
    options = BuildOptions(
        choice=ShotChoice(selection=Selection(shots=(shot,))),
        offered=shot,
        yes=yes,
        max_credits=max_credits,
        poll_interval=poll_interval,
        timeout=timeout,
    )
    edit = begin_edit(current_invocation())
    takes = edit.retake((shot,), more)[shot]
    status, kept = _build_or_undo(edit, options, shot, takes)
    if kept and status not in _INTERRUPTED:
        _show(edit, options.choice, takes)
    return int(status)


def _build_or_undo(edit: StoryboardEdit, options: BuildOptions, name: str, takes: range) -> tuple[Exit, bool]:
    """Build, and undo the edit where that bought nothing. Its status, and whether the edit stands."""
    build = None
    try:
        project = open_project(edit.invocation)
        _check_takes(project, name, takes)
        warnings = show_warnings(project, edit.invocation)
        build = Session(edit.invocation, project, options, warnings)
        status = asyncio.run(build.build())
    except BaseException:  # a no, Ctrl-C at the question, and what refuses a build
        if build is None or not _may_have_sent(build):
            _undo(edit)
        raise
    if status is Exit.OK or _may_have_sent(build):
        return status, True
    _undo(edit)
    click.echo("nothing was bought: the storyboard is as it was", err=True)
    return status, False


def _check_takes(project: Project, name: str, takes: range) -> None:
    """Raises UsageError where a build would not make them."""
    shot = next(s for s in project.board.shots if s.name == name)
    if not shot.enabled:
        raise UsageError(f"{name} is disabled", help="set `enabled: true` first")
    if not set(takes) <= set(shot.takes):
        raise UsageError(
            f"profile {project.board.profile} has takes of its own for {name}", help="change them there"
        )


def _may_have_sent(build: Session) -> bool:
    """Whether a request of this build was accepted, or may have been. The journal says so, however the build ended."""
    with open_world(build.project) as world:
        rows = world.journal.rows(origin=world.origin, project=world.project)
    return any(row.build == build.id and row.state not in _NOT_ACCEPTED for row in rows)


def _undo(edit: StoryboardEdit) -> None:
    """What ended the build is what is told; an edit that cannot be undone is said before it."""
    try:
        edit.undo()
    except SeedanceError as error:
        print_error(f"the new take stays asked for: {error.message}", None)


def _show(edit: StoryboardEdit, choice: ShotChoice, takes: range) -> None:
    """Open the new takes and say how to choose one. Trouble is said, and changes nothing of the build's end."""
    invocation = edit.invocation
    try:
        film = open_film(invocation, choice)
        bought = [
            (a, film.clips[a.shot, a.take])
            for a in film.actions
            if a.take in takes and (a.shot, a.take) in film.clips
        ]
        bought = [(a, clip) for a, clip in bought if clip.source is not Source.SIMULATED]
        if not bought:
            return
        open_with_system(file_of_takes(film, bought))
    except SeedanceError as error:
        print_error(f"the new take cannot be opened: {error.message}", error.help)
        return
    if invocation.verbosity >= 0:
        (first, *others), name = [a.take for a, _ in bought], shlex.quote(bought[0][0].shot)
        pick, profile = pick_command(invocation)
        besides = f"   # or {', '.join(map(str, others))}" if others else ""
        command = f"Next: {pick} {name} {first}{profile}{besides}"
        click.echo("\n".join([*edit.lines, command]), err=invocation.json)
