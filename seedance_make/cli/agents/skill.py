"""`SKILL.md`: how an agent works with the command line. It is put where agents look for skills of a project."""

from importlib.resources import files
from pathlib import PurePath

SKILL_PLACES = tuple(
    PurePath(folder, "skills", "seedance-make", "SKILL.md") for folder in (".agents", ".claude")
)
"""The place that agents have in common, and that of those that look nowhere else."""


def skill_text() -> str:
    """The text in the package."""
    return files("seedance_make.cli.agents").joinpath("SKILL.md").read_text("utf-8")
