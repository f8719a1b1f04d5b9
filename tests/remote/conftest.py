"""Puts this folder's helpers and the harness of the whole command on the path, and starts one S3 server for all."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from cloud_server import Cloud, cloud, service_account
from remote_servers import SECRET, s3, s3_environment
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
def other_cloud() -> Iterator[Cloud]:
    """Azure's or Google's, empty."""
    with cloud() as made:
        yield made


@pytest.fixture
def az(other_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a container, with an account's key in the environment."""
    monkeypatch.setenv("AZURE_STORAGE_ENDPOINT", f"{other_cloud.url}/account")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "account")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", b64encode(SECRET.encode()).decode())
    return "az://harbour"


@pytest.fixture
def gs(other_cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a bucket, with a service account's key file in the environment."""
    monkeypatch.setenv("GOOGLE_BASE_URL", other_cloud.url)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(service_account(tmp_path)))
    return "gs://harbour"


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
