"""The object store, over S3's real protocol and over a folder."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from remote_servers import KEY_ID, SECRET

from seedance_make.core.errors import RefusedError, StoreError, UsageError
from seedance_make.remote.objects import Objects

DAY = timedelta(hours=24)


@pytest.fixture(params=["s3", "folder"])
def objects(request: pytest.FixtureRequest, tmp_path: Path, bucket: str) -> Objects:
    """The contract of both."""
    return Objects(f"{bucket}/{tmp_path.name}" if request.param == "s3" else f"file://{tmp_path}/a%20b")


def test_what_is_put_has_its_size(objects: Objects) -> None:
    assert objects.size("media/x.png") is None
    objects.put("media/x.png", b"12345", "image/png")
    assert objects.size("media/x.png") == 5
    objects.put("media/x.png", b"123", "image/png")
    assert objects.size("media/x.png") == 3
    for _ in range(2):
        objects.remove("media/x.png")
        assert objects.size("media/x.png") is None


def test_a_folders_address_is_decoded(tmp_path: Path) -> None:
    Objects(f"file://{tmp_path}/a%20b").put("x", b"1", "text/plain")
    assert (tmp_path / "a b" / "x").read_bytes() == b"1"


def test_a_signed_link_needs_no_credentials_and_tells_the_type(bucket: str) -> None:
    objects = Objects(bucket)
    objects.put("a/b.png", b"12345", "image/png")
    link = objects.link("a/b.png", DAY)
    assert "X-Amz-Expires=86400" in link
    assert SECRET not in link
    answer = httpx.get(link, headers={"Range": "bytes=1-2"})
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (206, b"23", "image/png")


def test_a_folder_gives_no_links(tmp_path: Path) -> None:
    objects = Objects(f"file://{tmp_path}")
    with pytest.raises(RefusedError, match=f"file://{tmp_path} is a folder, which gives no links"):
        objects.link("x", DAY)


def test_a_bucket_that_is_not_there_is_said_without_credentials(bucket: str) -> None:
    with pytest.raises(StoreError) as caught:
        Objects("s3://elsewhere/x").put("k", b"1", "text/plain")
    assert caught.value.message == "cannot upload to s3://elsewhere/x: HTTP 404 Not Found, NoSuchBucket"
    for secret in (KEY_ID, SECRET):
        assert secret not in f"{caught.value.message}{caught.value.help}{caught.value.__cause__}"
    assert caught.value.__suppress_context__


def test_a_server_out_of_reach_is_said_without_its_address(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{KEY_ID}:{SECRET}@127.0.0.1:9")
    with pytest.raises(StoreError) as caught:
        Objects(bucket, retry=0).put("k", b"1", "text/plain")
    assert caught.value.message.startswith("cannot upload to s3://harbour/api: ")
    assert SECRET not in caught.value.message
    assert "://" not in caught.value.message.removeprefix("cannot upload to s3://harbour/api: ")


def test_an_address_that_cannot_be_opened_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    with pytest.raises(UsageError) as caught:
        Objects("az://container/folder")
    assert caught.value.message == (
        "cannot use az://container/folder: Generic MicrosoftAzure error: Account must be specified"
    )
    assert (
        caught.value.help
        == "set AZURE_STORAGE_ACCOUNT_NAME, and either az login or AZURE_STORAGE_ACCOUNT_KEY"
    )


def test_an_azure_link_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "harbour")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", "c2VudGluZWw=")
    link = Objects("az://api/folder").link("x.png", DAY)
    assert link.startswith("https://harbour.blob.core.windows.net/api/folder/x.png?")
    assert "sig=" in link


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("s3://b/x", "AWS_ENDPOINT_URL"),
        ("gs://b/x", "GOOGLE_BASE_URL"),
        ("az://b/x", "AZURE_STORAGE_ENDPOINT"),
    ],
)
@pytest.mark.parametrize("address", ["", "minio:9000"])
def test_a_server_that_is_no_address_is_wrong_usage(
    url: str, name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """obstore would abort on it, with a backtrace of its own."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AK")
    monkeypatch.setenv(name, address)
    with pytest.raises(UsageError) as caught:
        Objects(url)
    assert (caught.value.message, caught.value.help) == (
        f"{name} is no address: {address!r}",
        f"unset {name}, or name a server",
    )
