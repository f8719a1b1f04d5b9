"""What the README says must stay true of the tree."""

import re
from pathlib import Path

from seedance_make.cli.command_table import COMMANDS
from seedance_make.core.errors import Exit
from seedance_make.core.plan.rules.pins import UNPROVED
from seedance_make.core.storyboard.rules.lint import LINTS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    return [line.removeprefix("$ ") for line in README.splitlines() if line.startswith("$ python3 -m venv")]


def test_ci_ends_with_the_readme_s_test_command() -> None:
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == commands()[1]


def test_the_first_command_builds_an_example_that_is_there() -> None:
    folder = re.search(r"-C (\S+) build --simulate", commands()[0])
    assert folder
    assert (ROOT / folder[1] / "storyboard.yaml").is_file()


def test_every_warning_is_documented() -> None:
    missing = [name for name in (*LINTS, UNPROVED) if f"`{name}`" not in README]
    assert missing == []


def test_every_exit_status_is_documented() -> None:
    section = README.split("## Exit status")[1].split("\n## ")[0]
    assert set(map(int, re.findall(r"\b\d+\b", section.split("Scripts use")[0]))) == set(map(int, Exit))


def test_the_commands_that_it_names_exist() -> None:
    named = set(re.findall(r"(?:^\$ |`)seedance-make (?:-C \S+ )?([a-z]+)", README, re.MULTILINE))
    assert named <= set(COMMANDS)
