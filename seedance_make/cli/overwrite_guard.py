"""What a person wrote or committed is never written over by a file that an option names."""

import os

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project
from seedance_make.cli.wiring import LOCK_FILE
from seedance_make.core.errors import UsageError


def refuse_overwriting(option: str, path: str, invocation: Invocation, project: Project) -> None:
    """Raises UsageError where that path is the storyboard, a file that it includes or shows, or the lock file."""
    theirs = [
        *(invocation.folder / name for name in project.board.manifest.sources),
        *(project.folder / name for name in (*project.assets, LOCK_FILE)),
    ]
    if os.path.realpath(path) in {os.path.realpath(name) for name in theirs}:
        raise UsageError(
            f"{option} {path} would write over a file of the storyboard", help="name another file"
        )
