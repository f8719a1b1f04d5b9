"""Where the store lives: one for all projects, branches and worktrees of a user."""

from collections.abc import Mapping
from pathlib import Path

import platformdirs


def store_home(environ: Mapping[str, str]) -> Path:
    """`$SEEDANCE_MAKE_HOME`, else the user's data folder. Absolute; nothing is made."""
    named = environ.get("SEEDANCE_MAKE_HOME")
    home = Path(named).expanduser() if named else platformdirs.user_data_path("seedance-make")
    return home.absolute()
