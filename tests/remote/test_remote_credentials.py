"""Whose credentials an object store is asked with, and that none of them is ever shown."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cloud_server import Cloud, service_account
from remote_servers import KEY_ID, SECRET

from seedance_make.core.errors import StoreError, UsageError
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
        ("gs://b/team", {}, "this machine's own identity"),
        ("az://b/team", {"AZURE_STORAGE_ACCOUNT_KEY": "k"}, "the environment (AZURE_STORAGE_ACCOUNT_KEY)"),
        ("az://b/team", {}, "this machine's own identity"),
        ("file:///nas/team", {"AWS_ACCESS_KEY_ID": "AK"}, "the folder's own permissions"),
    ],
)
def test_the_environment_comes_first(
    url: str, environ: dict[str, str], source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_credentials(url, environ).source == source


# Amazon's


_PROFILES = f"""
[profile harbour]
region = us-east-1
[profile role]
role_arn = arn:aws:iam::123456789012:role/film
source_profile = harbour
region = us-east-1
[profile process]
credential_process = {sys.executable} -c "import sys; print(sys.stdin.read() or open(r'FOLDER/given').read())"
region = us-east-1
[profile sso]
sso_session = harbour
sso_account_id = 123456789012
sso_role_name = film
region = us-east-1
[sso-session harbour]
sso_start_url = https://harbour.awsapps.com/start
sso_region = us-east-1
"""


@pytest.fixture
def profiles(tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only credentials stand in the AWS profile `harbour`, others lead to them."""
    (tmp_path / "credentials").write_text(
        f"[harbour]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n", encoding="utf-8"
    )
    (tmp_path / "config").write_text(_PROFILES.replace("FOLDER", str(tmp_path)), encoding="utf-8")
    given = {"Version": 1, "AccessKeyId": "AKGIVEN", "SecretAccessKey": SECRET, "SessionToken": "t",
             "Expiration": "2099-01-01T00:00:00Z"}  # fmt: skip
    (tmp_path / "given").write_text(json.dumps(given), encoding="utf-8")
    for name in [n for n in os.environ if n.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    return tmp_path


@pytest.mark.parametrize(
    ("profile", "source"), [("harbour", "a profile"), ("role", "a role"), ("process", "a credential process")]
)
def test_a_profile_opens_the_store(
    profiles: Path, monkeypatch: pytest.MonkeyPatch, profile: str, source: str
) -> None:
    monkeypatch.setenv("AWS_PROFILE", profile)
    keys = find_credentials(f"s3://harbour/{profile}")
    assert keys.source == f"{source} of your AWS configuration (AWS_PROFILE={profile})"
    assert keys.options["region"] == "us-east-1"
    assert SECRET not in repr(keys)
    objects = Objects(f"s3://harbour/{profile}")
    assert objects.create("k", b"1") is None
    assert objects.read("k", 9) == b"1"


def test_what_may_end_is_not_kept_until_it_has(profiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3 gives nothing that ends within ten minutes; a build may last for hours."""
    monkeypatch.setenv("AWS_PROFILE", "role")
    given = find_credentials("s3://harbour/role").options["credential_provider"]()
    assert given["token"]
    assert given["expires_at"] - datetime.now(UTC) < timedelta(minutes=10)


def test_a_web_identity_of_a_ci_job_opens_the_store(profiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (profiles / "token").write_text("a.b.c", encoding="utf-8")
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/ci")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(profiles / "token"))
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    objects = Objects("s3://harbour/web")
    assert objects.credentials == "a web identity of your AWS configuration"
    assert objects.create("k", b"1") is None


class _Sso(BaseHTTPRequestHandler):
    """Amazon's portal, as far as it hands out a role's keys for a login's token."""

    def do_GET(self) -> None:
        known = self.headers.get("x-amz-sso_bearer_token") == "login-token"
        keys = {
            "accessKeyId": "AKSSO",
            "secretAccessKey": SECRET,
            "sessionToken": "t",
            "expiration": 4070908800000,
        }
        body = json.dumps({"roleCredentials": keys} if known else {"message": "no"}).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture
def portal() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Sso)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("ends", ["2099-01-01T00:00:00Z", "2020-01-01T00:00:00Z"])
def test_an_sso_login_opens_the_store_while_it_lasts(
    profiles: Path, portal: str, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    """In a process of its own: botocore looks for a home folder when it is imported."""
    cache = profiles / ".aws/sso/cache"
    cache.mkdir(parents=True)
    token = {"startUrl": "https://harbour.awsapps.com/start", "region": "us-east-1", "accessToken": "login-token",
             "expiresAt": ends}  # fmt: skip
    (cache / f"{hashlib.sha1(b'harbour').hexdigest()}.json").write_text(json.dumps(token), encoding="utf-8")
    monkeypatch.setenv("AWS_PROFILE", "sso")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", portal)
    code = (
        "from seedance_make.remote.objects import Objects\n"
        "from seedance_make.core.errors import SeedanceError\n"
        "try:\n"
        "    there = Objects('s3://harbour/sso')\n"
        "    print(there.credentials, there.create('k', b'1'))\n"
        "except SeedanceError as error:\n"
        "    print(error.message, error.help, sep='; ')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == (
        "SSO of your AWS configuration (AWS_PROFILE=sso) None"
        if ends.startswith("2099")
        else "AWS_PROFILE=sso: Error when retrieving token from sso: Token has expired and refresh failed; "
        "aws sso login --profile sso"
    )


def test_a_profile_that_is_not_there_is_said(profiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "harbor")
    with pytest.raises(UsageError) as caught:
        Objects("s3://harbour/profile")
    assert caught.value.message == "AWS_PROFILE=harbor: The config profile (harbor) could not be found"
    assert caught.value.help == "aws sso login --profile harbor"


def test_a_configuration_that_gives_none_is_said(profiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (profiles / "config").write_text("[default]\ncredential_process = false\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        Objects("s3://harbour/profile")
    assert caught.value.message.startswith(
        "your AWS configuration: Error when retrieving credentials from custom-p"
    )
    assert caught.value.help == "aws sso login, or look into ~/.aws/config"


def test_a_machine_without_any_is_left_to_its_own_role(profiles: Path) -> None:
    assert find_credentials("s3://harbour/x", {}).source == "this machine's role"


# Azure's and Google's


def test_an_azure_login_is_asked_through_its_command_line(
    other_cloud: Cloud, az: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_KEY")
    program = tmp_path / "az"
    token = {"accessToken": "from-the-login", "expiresOn": "2099-01-01 00:00:00.000000", "expires_on": 4070908800,
             "subscription": "s", "tenant": "t", "tokenType": "Bearer"}  # fmt: skip
    program.write_text(f"#!/bin/sh\necho '{json.dumps(token)}'\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("AZURE_CONFIG_DIR", str(tmp_path))
    assert find_credentials(az).source == "this machine's own identity"  # nobody has logged in
    (tmp_path / "azureProfile.json").write_text("{}", encoding="utf-8")
    objects = Objects(f"{az}/team")
    assert objects.credentials == "az login"
    assert objects.create("k", b"1") is None
    assert objects.read("k", 9) == b"1"
    assert set(other_cloud.authorizations) == {"Bearer from-the-login"}


def test_an_azure_key_signs_and_is_not_sent(other_cloud: Cloud, az: str) -> None:
    assert Objects(f"{az}/team").create("k", b"1") is None
    assert [a.partition(":")[0] for a in other_cloud.authorizations] == ["SharedKey account"]
    assert b64encode(SECRET.encode()).decode() not in str(other_cloud.authorizations)


def test_googles_login_is_found_where_gcloud_keeps_it(
    other_cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = tmp_path / ".config/gcloud/application_default_credentials.json"
    login.parent.mkdir(parents=True)
    login.write_bytes(service_account(tmp_path).read_bytes())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GOOGLE_BASE_URL", other_cloud.url)
    objects = Objects("gs://harbour/team")
    assert objects.credentials == "gcloud's login"
    assert objects.create("k", b"1") is None
    assert other_cloud.authorizations[0].startswith("Bearer ey")
    assert "PRIVATE KEY" not in str(other_cloud.authorizations)


def test_an_azure_key_that_is_none_is_said_without_it(az: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", f"{SECRET}!")
    with pytest.raises((UsageError, StoreError)) as caught:
        Objects(f"{az}/team").read("k", 9)
    assert SECRET not in f"{caught.value.message} {caught.value.help}"


@pytest.mark.parametrize(
    "content",
    [
        f'"{SECRET}"', f'{{"type": "{SECRET}"}}', SECRET,
        f'{{"type": "service_account", "client_email": "a", "private_key_id": "1", "private_key": "{SECRET}"}}',
    ],
)  # fmt: skip
def test_a_google_key_file_that_is_none_is_said_without_it(gs: str, tmp_path: Path, content: str) -> None:
    (tmp_path / "service-account.json").write_text(content, encoding="utf-8")
    with pytest.raises((UsageError, StoreError)) as caught:
        Objects(f"{gs}/team").read("k", 9)
    assert SECRET not in f"{caught.value.message} {caught.value.help}"
