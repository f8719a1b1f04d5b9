"""The project at a git revision, beside the one of today."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project, read_project
from seedance_make.core.errors import InvalidInputError, UsageError
from seedance_make.core.request.storyboard_diff import (
    Difference,
    PastRequests,
    ShotRequests,
    requests_of,
    storyboard_differences,
    with_edits,
)


def requests_at(project: Project, invocation: Invocation, rev: str) -> PastRequests:
    """What the project asked for at a revision, local bytes included. Raises UsageError."""
    with project_at(project, invocation, rev) as (old, commit):
        return PastRequests(revision=rev, commit=commit, shots=project_requests(old))


def differences(
    project: Project, past: PastRequests, lengths: Mapping[str, Decimal]
) -> tuple[Difference, ...]:
    """The shots that differ from a revision, each with its fields and what was edited behind them. `lengths`: those of
    reference videos, in seconds."""
    now = project_requests(project)
    differing = tuple(storyboard_differences(past.shots, now, project.prices, lengths))
    return with_edits(differing, now, project.board.manifest)


def project_requests(project: Project | None) -> dict[str, ShotRequests]:
    """What each shot of a project asks for; nothing where there was none."""
    if project is None:
        return {}
    return requests_of(project.board.shots, project.files)


@contextmanager
def project_at(project: Project, invocation: Invocation, rev: str) -> Iterator[tuple[Project | None, str]]:
    """The project at a revision, and the commit's id; None where there was no storyboard yet, or no such profile.

    Problems of that time are passed over: what was not understood then differs now. Raises UsageError.
    """
    from seedance_make.core.storyboard.media.files import files_used  # noqa: PLC0415 - only where a revision is asked for
    from seedance_make.load.revision import at_revision  # noqa: PLC0415

    with at_revision(project.folder, project.path.name, rev) as revision:
        if not revision.there:
            yield None, revision.commit
            return
        then = replace(invocation, file=str(revision.folder / project.path.name), searches=False)
        old = _read(then, project, rev)
        if old is not None:
            revision.bring(w.media.path for w in files_used(old.board.shots))
            old = _read(then, project, rev)
        yield old, revision.commit


def _read(then: Invocation, project: Project, rev: str) -> Project | None:
    try:
        return read_project(then, simulate=project.simulate)[0]
    except InvalidInputError as error:
        raise UsageError(
            f"the storyboard of {rev} cannot be read", help="name a revision at which it was valid"
        ) from error
    except UsageError:
        return None  # a profile that was not there yet
