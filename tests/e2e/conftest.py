"""A server and a film for each test."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "store")]

from harness import Film  # noqa: E402
from scripted_server import ScriptedServer  # noqa: E402


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
