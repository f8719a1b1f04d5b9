"""Puts this folder's helpers and the harness of the whole command on the path, and starts one S3 server for all."""

from collections.abc import Iterator

import pytest
from remote_servers import s3, s3_environment
from scripted_proxy import ScriptedProxy


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


@pytest.fixture
def proxy(endpoint: str) -> Iterator[ScriptedProxy]:
    with ScriptedProxy(endpoint) as found:
        yield found


@pytest.fixture
def proxied(proxy: ScriptedProxy, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a bucket behind the proxy, with credentials in the environment."""
    for name, value in s3_environment(proxy.url).items():
        monkeypatch.setenv(name, value)
    return "s3://harbour"
