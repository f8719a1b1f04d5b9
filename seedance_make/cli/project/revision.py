"""The project at a git revision, beside the one of today."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project, read_project
from seedance_make.cli.wiring import LOCK_FILE
from seedance_make.core.errors import InvalidInputError, UsageError
from seedance_make.core.request.receipts import remembered_files
from seedance_make.core.request.storyboard_diff import (
    Difference,
    PastRequests,
    ShotRequests,
    requests_of,
    storyboard_differences,
    with_edits,
)
from seedance_make.store.lock_file import DiskLockFile


def requests_at(project: Project, invocation: Invocation, rev: str) -> PastRequests:
    """What the project asked for at a revision, local bytes included; nothing where there was no storyboard yet, or no
    such profile. Media that are not in git are what the lock file of then says that they were, else what they are today.

    Problems of that time are passed over: what was not understood then differs now. Raises UsageError.
    """
    from seedance_make.core.storyboard.media.files import files_used  # noqa: PLC0415 - only where a revision is asked for
    from seedance_make.load.revision import at_revision  # noqa: PLC0415

    with at_revision(project.folder, project.path.name, rev) as revision:
        then = replace(invocation, file=str(revision.folder / project.path.name), searches=False)
        old = _read(then, project, rev) if revision.there else None
        if old is None:
            return PastRequests(revision=rev, commit=revision.commit, shots={})
        revision.bring([*(w.media.path for w in files_used(old.board.shots)), LOCK_FILE])
        old = _read(then, project, rev) or old
        files = {**project.files, **_files_in_receipts(old, revision.folder), **old.files}
        shots = requests_of(old.board.shots, files)
        return PastRequests(revision=rev, commit=revision.commit, shots=shots)


def _files_in_receipts(old: Project, folder: Path) -> dict[str, str]:
    """Media of a past storyboard that git does not have, by its lock file."""
    from seedance_make.core.storyboard.media.files import files_used  # noqa: PLC0415 - as above

    there = old.files.keys()
    lacking = [s for s in old.board.shots if not {w.media.path for w in files_used([s])} <= there]
    if not lacking:
        return {}
    receipts = DiskLockFile(folder / LOCK_FILE, folder).read()
    return {path: digest for s in lacking for path, digest in remembered_files(s, receipts).items()}


def differences(
    project: Project, past: PastRequests, lengths: Mapping[str, Decimal]
) -> tuple[Difference, ...]:
    """The shots that differ from a revision, each with its fields and what was edited behind them. `lengths`: those of
    reference videos, in seconds."""
    now = project_requests(project)
    differing = tuple(storyboard_differences(past.shots, now, project.prices, lengths))
    return with_edits(differing, now, project.board.manifest)


def project_requests(project: Project) -> dict[str, ShotRequests]:
    """What each shot of a project asks for."""
    return requests_of(project.board.shots, project.files)


def _read(then: Invocation, project: Project, rev: str) -> Project | None:
    try:
        return read_project(then, simulate=project.simulate)[0]
    except InvalidInputError as error:
        raise UsageError(
            f"the storyboard of {rev} cannot be read", help="name a revision at which it was valid"
        ) from error
    except UsageError:
        return None  # a profile that was not there yet
