"""Puts this folder's helpers and the harness of the whole command on the path, and starts one S3 server for all."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

from remote_servers import s3, s3_environment


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    with s3("harbour") as address:
        yield address


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty folder of a bucket, with credentials in the environment."""
    for name, value in s3_environment(endpoint).items():
        monkeypatch.setenv(name, value)
    return "s3://harbour/api"
