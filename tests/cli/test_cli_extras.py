"""What needs an extra says which, and sends nothing."""

from pathlib import Path

import pytest
from cli_tools import TWO, Cli, process, without
from scripted_server import ScriptedServer

ANYWHERE = "127.0.0.1:9"
TEAM = TWO.replace("version: 1", "version: 1\nteam: s3://harbour/team")


@pytest.mark.parametrize(
    ("words", "library", "what", "extra"),
    [
        (["export"], "opentimelineio", "export", "timeline"),
        (["mcp"], "mcp", "mcp", "agents"),
        (["worker", "--temporal", ANYWHERE], "temporalio", "--temporal", "temporal"),
        (["build", "--yes", "--max-credits", "9000", "--temporal", ANYWHERE], "temporalio", "--temporal", "temporal"),
        (["build", "--yes", "--max-credits", "9000"], "obstore", "s3://harbour/team", "team"),
    ],
)  # fmt: skip
def test_without_the_extra_it_says_what_to_install(
    cli: Cli, server: ScriptedServer, tmp_path: Path, words: list[str], library: str, what: str, extra: str
) -> None:
    cli.write(TEAM if extra in {"team", "temporal"} else TWO)
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    ran = process(
        *words, cwd=cli.folder, PYTHONPATH=without(library, hidden), SEEDANCE_MAKE_HOME=str(tmp_path / "home")
    )
    assert (ran.returncode, server.posts) == (64, []), ran
    assert ran.stderr.endswith(
        f"seedance-make: {what} needs the extra `{extra}`\n   help: pip install 'seedance-make[{extra}]', then run it again\n"
    )
