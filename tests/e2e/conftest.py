"""A server and a film for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import Film
from scripted_server import ScriptedServer


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """The API, honest until it is told otherwise."""
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def film(tmp_path: Path, server: ScriptedServer) -> Film:
    """A film of one shot."""
    made = Film(tmp_path, server)
    made.shots(boat="a red boat")
    return made
