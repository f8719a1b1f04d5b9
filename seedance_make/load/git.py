"""The one way in which git is run: in a folder's own repository, whatever the environment says, and quietly."""

import os
import subprocess
from pathlib import Path

from seedance_make.core.ports.git import NOT_INSTALLED, TOO_SLOW, GitAnswer
from seedance_make.core.text.redact import plain

SECONDS = 120
"""That one call of git may take."""

_ELSEWHERE = frozenset(
    f"GIT_{name}"
    for name in (
        "DIR", "WORK_TREE", "COMMON_DIR", "IMPLICIT_WORK_TREE", "INDEX_FILE", "PREFIX", "NAMESPACE",
        "OBJECT_DIRECTORY", "ALTERNATE_OBJECT_DIRECTORIES", "GRAFT_FILE", "SHALLOW_FILE", "REPLACE_REF_BASE",
        "LITERAL_PATHSPECS", "GLOB_PATHSPECS", "NOGLOB_PATHSPECS", "ICASE_PATHSPECS",
    )
)  # fmt: skip
"""What git sets while it runs a hook, and what else would lead to another repository or read our paths otherwise."""

_CALM = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
_QUIETLY = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false")


class FolderGit:
    """`core.ports.git.Git` in a folder. `index`: an index file in place of the repository's."""

    def __init__(self, folder: Path, *, index: Path | None = None) -> None:
        self._folder = folder
        self._environ = {k: v for k, v in os.environ.items() if k not in _ELSEWHERE} | _CALM
        if index is not None:
            self._environ["GIT_INDEX_FILE"] = os.fspath(index)

    def __call__(self, *words: str, given: bytes = b"") -> GitAnswer:
        """Run it with these arguments and this standard input. Blocking; raises nothing."""
        try:
            ran = subprocess.run(  # noqa: S603 - git itself, with arguments of ours, and no shell
                ["git", *_QUIETLY, "-C", os.fspath(self._folder), *words],  # noqa: S607 - the user's git
                input=given, capture_output=True, timeout=SECONDS, check=False, env=self._environ,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return GitAnswer(status=TOO_SLOW)
        except OSError:
            return GitAnswer(status=NOT_INSTALLED)
        lines = ran.stderr.decode(errors="replace").strip().splitlines()
        error = plain(lines[0].removeprefix("fatal: ")) if lines else ""
        return GitAnswer(status=ran.returncode, out=ran.stdout, error=error)
