"""The command in this process, in a folder of its own; a server where one is asked for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_tools import Cli, Player
from scripted_server import ScriptedServer


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """`cli("plan", "--json")` → status, out, err. Works in `cli.folder`."""
    folder = tmp_path / "film"
    folder.mkdir()
    monkeypatch.chdir(folder)  # also puts it back after a -C
    monkeypatch.setenv("COLUMNS", "200")
    return Cli(folder=folder, capsys=capsys, setenv=monkeypatch.setenv)


@pytest.fixture
def player(cli: Cli, tmp_path: Path) -> Player:
    """What `open` hands files to."""
    (tmp_path / "bin").mkdir()
    cli.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return Player(tmp_path / "bin")


@pytest.fixture
def server(cli: Cli) -> Iterator[ScriptedServer]:
    """The API, with its host and key in the environment."""
    with ScriptedServer() as running:
        cli.setenv("REAPI_BASE_URL", running.url)
        cli.setenv("REAPI_API_KEY", running.key)
        yield running
