"""Whose credentials an object store is asked with, and that none of them is ever shown."""

from pathlib import Path

import pytest
from remote_servers import KEY_ID, SECRET

from seedance_make.core.errors import UsageError
from seedance_make.remote.credentials import find_credentials
from seedance_make.remote.objects import Objects


@pytest.mark.parametrize(
    ("url", "environ", "source"),
    [
        ("s3://b/team", {"AWS_ACCESS_KEY_ID": "AK"}, "the environment (AWS_ACCESS_KEY_ID)"),
        (
            "gs://b/team",
            {"GOOGLE_APPLICATION_CREDENTIALS": "/k"},
            "the environment (GOOGLE_APPLICATION_CREDENTIALS)",
        ),
        ("gs://b/team", {}, "gcloud's default credentials, or this machine's own"),
        ("az://b/team", {"AZURE_STORAGE_ACCOUNT_KEY": "k"}, "the environment (AZURE_STORAGE_ACCOUNT_KEY)"),
        ("az://b/team", {}, "this machine's own identity"),
        ("file:///nas/team", {"AWS_ACCESS_KEY_ID": "AK"}, "the folder's own permissions"),
    ],
)
def test_the_environment_comes_first(url: str, environ: dict[str, str], source: str) -> None:
    assert find_credentials(url, environ).source == source


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose only credentials stand in the AWS profile `harbour`."""
    (tmp_path / "credentials").write_text(
        f"[harbour]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n", encoding="utf-8"
    )
    (tmp_path / "config").write_text("[profile harbour]\nregion = us-east-1\n", encoding="utf-8")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def test_a_profile_opens_the_store(endpoint: str, profile: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_PROFILE", "harbour")
    keys = find_credentials("s3://harbour/profile")
    assert keys.source == "a profile of your AWS configuration (AWS_PROFILE=harbour)"
    assert keys.region == "us-east-1"
    assert SECRET not in repr(keys)
    objects = Objects("s3://harbour/profile")
    assert objects.create("k", b"1") is None
    assert objects.read("k", 9) == b"1"


def test_a_profile_that_is_not_there_is_said(profile: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "harbor")
    with pytest.raises(UsageError) as caught:
        Objects("s3://harbour/profile")
    assert caught.value.message == "AWS_PROFILE=harbor: The config profile (harbor) could not be found"
    assert caught.value.help == "aws sso login --profile harbor"


def test_a_machine_without_any_is_left_to_its_own_role(profile: None) -> None:
    assert find_credentials("s3://harbour/x", {}).source == "this machine's role"
