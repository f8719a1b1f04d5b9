"""What the README says must stay true of the tree."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from seedance_make.cli.command_table import COMMANDS
from seedance_make.core.errors import Exit
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


def test_every_extra_is_named() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert [extra for extra in extras if extra != "test" and f"[{extra}]`" not in README] == []


def warnings_of(path: Path) -> Iterator[str]:
    """The names of the warnings that a module makes, by its syntax tree."""
    tree = ast.parse(path.read_text("utf-8"))
    constants = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        keywords = {k.arg: k.value for k in call.keywords}
        name = keywords.get("name")
        match call.args:  # use.problem((name, message, help), severity)
            case [ast.Tuple(elts=[first, _, _]), ast.Attribute(attr="WARNING") as severity]:
                name, keywords["severity"] = first, severity
        if isinstance(name, ast.Name):
            name = constants.get(name.id)
        if isinstance(name, ast.Constant) and "severity" in keywords:
            yield str(name.value)


def test_every_warning_is_documented() -> None:
    found = {name for path in (ROOT / "seedance_make").rglob("*.py") for name in warnings_of(path)}
    assert {*LINTS, "comment-in-text", "file-size", "unserved-media", "changed-reference"} <= found
    table = README.split("### Warnings")[1].split("\n## ")[0]
    rows = {
        name
        for cell in re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
        for name in cell.strip("`").split("`, `")
    }
    assert (found - rows, rows - found) == (
        set(),
        {"video-length", "audio-length"},
    )  # names that are put together


def test_every_exit_status_is_documented() -> None:
    section = README.split("## Exit status")[1].split("\n## ")[0]
    assert set(map(int, re.findall(r"\b\d+\b", section.split("Scripts use")[0]))) == set(map(int, Exit))


def test_the_commands_that_it_names_exist() -> None:
    named = set(re.findall(r"(?:^\$ |`)seedance-make (?:-C \S+ )?([a-z]+)", README, re.MULTILINE))
    assert named <= set(COMMANDS)
