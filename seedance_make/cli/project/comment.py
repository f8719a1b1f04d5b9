"""`plan --format md`: the plan of a commit as a comment on its pull request."""

from datetime import UTC, datetime

import click

from seedance_make.cli.project.open import Project
from seedance_make.cli.project.planning import PlannedProject
from seedance_make.cli.project.revision import differences
from seedance_make.cli.selection import ShotChoice
from seedance_make.core.plan.limits import SpendingLimits
from seedance_make.load.revision import head_of
from seedance_make.ui.plan.markdown import Comparison, Subject, plan_md


def show_comment(
    project: Project, choice: ShotChoice, planned: PlannedProject, spending: SpendingLimits, command: str
) -> None:
    """Print it on stdout; nothing where there is nothing to say. `command` is what a reader may type."""
    head = head_of(project.path)
    text = plan_md(
        planned.plan,
        Subject(project=head.path, commit=head.commit, dirty=head.dirty),
        against=_comparison(project, choice, planned),
        headroom=planned.headroom(spending),
        today=datetime.now(UTC).date(),
        command=command,
    )
    click.echo(text, nl=False)


def _comparison(project: Project, choice: ShotChoice, planned: PlannedProject) -> Comparison | None:
    """With the revision that was asked for, of the shots that were; a removed or renamed one asks for nothing new."""
    if choice.past is None:
        return None
    shots = {a.shot for a in planned.plan.actions}
    changes = differences(project, choice.past, planned.snapshot.lengths)
    return Comparison(
        revision=choice.past.revision,
        commit=choice.past.commit,
        differences=tuple(d for d in changes if d.shot in shots or not d.takes),
    )
