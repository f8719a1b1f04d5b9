"""Help, version and completion load nothing heavy, and the table of commands says what the commands say."""

import subprocess
import sys
from pathlib import Path

import pytest
from cli_tools import ROOT, Cli

from seedance_make.cli.command_table import COMMANDS, load_command

HEAVY = {
    "httpx",
    "jsonschema",
    "av",
    "rich",
    "jinja2",
    "PIL",
    "starlette",
    "uvicorn",
    "keyring",
    "opentimelineio",
}


def loaded(folder: Path, *words: str, **env: str) -> set[str]:
    """The heavy modules that a command line has loaded when it ends."""
    code = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('LOADED', *({HEAVY!r} & set(sys.modules)), file=sys.stderr))\n"
        f"sys.argv = ['seedance-make', *{list(words)!r}]\n"
        "from seedance_make.__main__ import main\n"
        "main()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(folder), **env},
        capture_output=True,
        text=True,
        check=False,
    )
    last = ran.stderr.splitlines()[-1].split()
    assert last[0] == "LOADED", ran.stderr
    return set(last[1:])


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["completion", "bash"], ["build", "--help"], ["plan", "-h"], ["board", "-h"]],
)
def test_help_version_and_completion_load_nothing_heavy(tmp_path: Path, words: list[str]) -> None:
    assert loaded(tmp_path, *words) == set()


@pytest.mark.parametrize(
    "words", ["seedance-make ", "seedance-make pl", "seedance-make plan d", "seedance-make build --"]
)
def test_a_press_of_the_tab_key_loads_nothing_heavy(tmp_path: Path, words: str) -> None:
    (tmp_path / "storyboard.yaml").write_text("version: 1\nshots: {door: {prompt: x}}\n")
    count = str(len(words.split(" ")) - 1)
    env = {"_SEEDANCE_MAKE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": count}
    assert loaded(tmp_path, **env) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_commands_says_what_the_verbs_say(name: str) -> None:
    assert (load_command(name).help or "").partition("\n")[0] == COMMANDS[name]


def test_help_has_every_command_in_its_section(cli: Cli) -> None:
    out = cli("--help").out
    assert out.index("\nMake:\n") < out.index("  build ") < out.index("\nLook:\n") < out.index("  status ")
    assert all(f"\n  {name} " in out for name in COMMANDS)


def test_a_misspelt_command_gets_a_suggestion(cli: Cli) -> None:
    ran = cli("bild")
    assert ran.status == 64
    assert ran.err.endswith("seedance-make: No such command: bild. Did you mean build?\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_the_global_options(cli: Cli, name: str) -> None:
    ran = cli(name, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: seedance-make {name} [OPTIONS]")
    assert "  --json  " in ran.out


def test_help_of_a_command(cli: Cli) -> None:
    assert (cli("help", "build").out, cli("help").out) == (cli("build", "--help").out, cli("--help").out)
    ran = cli("help", "bild")
    assert ran.status == 64
    assert ran.err.endswith("seedance-make: No such command: bild. Did you mean build?\n")
