"""Puts this folder's helpers and the harness of the whole command on the path, and starts one S3 server for all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from remote_servers import s3, s3_environment
from scripted_proxy import ScriptedProxy
from scripted_server import ScriptedServer
from team_films import Machine, Pair


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


@pytest.fixture
def api() -> Iterator[ScriptedServer]:
    """The API, honest until it is told otherwise."""
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def pair(tmp_path: Path, proxy: ScriptedProxy, api: ScriptedServer) -> Pair:
    """Mara's machine and Nils', with the same storyboard of one shot."""
    team = f"s3://harbour/{tmp_path.name}"
    mara, nils = (Machine(tmp_path / name, api, proxy, team) for name in ("mara", "nils"))
    mara.boat()
    nils.boat()
    return mara, nils
