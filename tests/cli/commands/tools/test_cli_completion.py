"""Shell completion: the scripts, and what is offered."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cli_tools import Cli, process

from seedance_make.cli.command_table import COMMANDS

FILM = """\
version: 1
include: [act2.yaml]
profiles: {draft: {}, dry: {}}
shots:
  act1/door: {prompt: x}
  act1/wave: {prompt: y
"""


def offered(folder: Path, *words: str) -> list[str]:
    """What bash is given for the last of these words."""
    ran = process(
        cwd=folder,
        COMP_WORDS=" ".join(["seedance-make", *words]),
        COMP_CWORD=str(len(words)),
        _SEEDANCE_MAKE_COMPLETE="bash_complete",
    )
    assert ran.stderr == ""
    return [line.partition(",")[2] for line in ran.stdout.splitlines() if line]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(cli: Cli, shell: str) -> None:
    ran = cli("completion", shell)
    assert (ran.status, ran.err) == (0, "")
    assert f"_SEEDANCE_MAKE_COMPLETE={shell}_complete" in ran.out
    assert ran.out.splitlines()[-1].startswith("# To be used as: ")
    assert shell != "zsh" or ran.out.startswith("#compdef seedance-make\n")
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=ran.out, text=True, check=True)


def test_an_unknown_shell_is_wrong_usage(cli: Cli) -> None:
    ran = cli("completion", "cmd")
    assert ran.status == 64
    assert "'cmd' is not one of 'bash', 'zsh', 'fish'." in ran.err


def test_commands_are_offered(cli: Cli) -> None:
    assert offered(cli.folder, "re") == [name for name in COMMANDS if name.startswith("re")]
    assert set(offered(cli.folder, "")) >= set(COMMANDS)


def test_shots_profiles_and_selectors_are_offered(cli: Cli) -> None:
    cli.write(FILM + "  }\n")
    cli.write("version: 1\nshots:\n  act2/sea: {prompt: z}\n", "act2.yaml")
    assert offered(cli.folder, "plan", "")[:3] == ["act2/sea", "act1/door", "act1/wave"]
    assert offered(cli.folder, "build", "--exclude", "act2") == ["act2/sea"]
    assert offered(cli.folder, "pick", "act1/w") == ["act1/wave"]
    assert offered(cli.folder, "--profile", "d") == ["draft", "dry"]
    assert offered(cli.folder, "plan", "-s", "state:b") == ["state:blocked"]


def test_a_broken_storyboard_offers_nothing_and_no_error(cli: Cli) -> None:
    cli.write(FILM)
    assert offered(cli.folder, "pick", "act") == []


def test_files_that_include_each_other_end(cli: Cli) -> None:
    cli.write("include: [b.yaml]\nshots: {a: {}}\n")
    cli.write("include: [storyboard.yaml]\nshots: {b: {}}\n", "b.yaml")
    assert offered(cli.folder, "pick", "") == ["b", "a"]
