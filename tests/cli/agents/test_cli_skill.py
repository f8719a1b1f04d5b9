"""SKILL.md: put where agents look, true, and short: an agent reads it every time."""

import re

import pytest
import yaml
from cli_tools import Cli

from seedance_make.cli.agents.skill import SKILL_PLACES, skill_text
from seedance_make.cli.command_table import COMMANDS, load_command

FRONT, BODY = skill_text().removeprefix("---\n").split("\n---\n")


def test_it_is_what_agents_can_read() -> None:
    front = yaml.safe_load(FRONT)
    assert front["name"] == SKILL_PLACES[0].parent.name
    assert len(front["description"]) <= 1024
    assert len(skill_text().splitlines()) <= 70


def test_every_command_and_option_that_it_names_is_there() -> None:
    named = set(re.findall(r"`(?:seedance-make )?([a-z]+)(?= [A-Z-]|`)", BODY)) & (
        COMMANDS.keys() | {"retake"}
    )
    assert {
        "validate",
        "build",
        "plan",
        "approve",
        "status",
        "pick",
        "retake",
        "log",
        "budget",
        "mcp",
    } <= named
    options = {
        o for name in COMMANDS for p in load_command(name).params for o in (*p.opts, *p.secondary_opts)
    }
    assert set(re.findall(r"--[a-z-]+", BODY)) <= options | {"--json"}


def test_its_storyboard_is_valid(cli: Cli) -> None:
    example = re.search(r"```yaml\n(.+?)```", BODY, re.DOTALL)
    assert example
    cli.write(example[1])
    assert cli("validate", "--strict").out == "storyboard.yaml: 2 shots, valid\n"


@pytest.mark.parametrize("there", [False, True])
def test_init_puts_it_into_a_project(cli: Cli, *, there: bool) -> None:
    if there:
        text = cli.write().read_text()
    ran = cli("init", "--agents")
    assert ran.status == 0
    first = ".agents/skills/seedance-make/SKILL.md, .claude/skills/seedance-make/SKILL.md"
    new = f"storyboard.yaml, {first}, .gitattributes, .gitignore, storyboard.schema.json"
    assert ran.out.startswith(f"Written: {first if there else new}\n")
    for place in SKILL_PLACES:
        assert (cli.folder / place).read_text() == skill_text()
    if there:
        assert cli.text == text
        (cli.folder / SKILL_PLACES[0]).write_text("my own")
        again = cli("init", "--agents", "--json")
        assert set(again.json["files"].values()) == {"kept"}
        assert (cli.folder / SKILL_PLACES[0]).read_text() == "my own"
