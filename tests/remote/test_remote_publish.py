"""Local files in an object store: uploaded once per digest, sent as links or as public addresses."""

import asyncio
from pathlib import Path

import httpx
import pytest
from remote_servers import digest

from seedance_make.core.errors import RefusedError, StoreError
from seedance_make.remote.publish import StorePublisher

PICTURE = b"\xff\xd8\xff a picture"


def publish(publisher: StorePublisher, *paths: Path, sha: str = digest(PICTURE)) -> list[str]:
    async def all_of_them() -> list[str]:
        return list(await asyncio.gather(*(publisher.publish(path, sha) for path in paths)))

    return asyncio.run(all_of_them())


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "mara.png"
    path.write_bytes(PICTURE)
    return path


def test_a_file_is_sent_as_a_link_of_24_hours(bucket: str, picture: Path) -> None:
    publisher = StorePublisher(bucket, base_url=None, types={digest(PICTURE): "jpeg"})
    (link,) = publish(publisher, picture)
    assert f"/harbour/api/{digest(PICTURE)}.jpg?" in link
    assert "X-Amz-Expires=86400" in link
    answer = httpx.get(link)
    assert (answer.content, answer.headers["content-type"]) == (PICTURE, "image/jpeg")


def test_in_the_team_store_it_stands_in_a_folder_of_its_own(bucket: str, picture: Path) -> None:
    publisher = StorePublisher(bucket, base_url=None, folder="media/", types={})
    (link,) = publish(publisher, picture)
    assert f"/harbour/api/media/{digest(PICTURE)}.png?" in link


def test_a_public_address_is_put_together(tmp_path: Path, picture: Path) -> None:
    url = f"file://{tmp_path}/shelf"
    publisher = StorePublisher(url, base_url="https://media.example.com/api/", types={digest(PICTURE): "mp4"})
    assert publish(publisher, picture) == [f"https://media.example.com/api/{digest(PICTURE)}.mp4"]
    assert (tmp_path / "shelf" / f"{digest(PICTURE)}.mp4").read_bytes() == PICTURE


def test_it_is_uploaded_once_per_digest(tmp_path: Path, picture: Path) -> None:
    """However many ask, in one build or in the next; what was cut short is put right."""
    shelf = tmp_path / "shelf"
    published = shelf / f"{digest(PICTURE)}.png"
    publisher = StorePublisher(f"file://{shelf}", base_url="https://x.example", types={})
    publish(publisher, picture, picture, picture)
    first = published.stat()
    publish(StorePublisher(f"file://{shelf}", base_url="https://x.example", types={}), picture)
    assert published.stat().st_mtime_ns == first.st_mtime_ns
    assert published.stat().st_ino == first.st_ino
    published.write_bytes(PICTURE[:5])
    publish(StorePublisher(f"file://{shelf}", base_url="https://x.example", types={}), picture)
    assert published.read_bytes() == PICTURE


def test_a_file_that_has_changed_is_not_uploaded(tmp_path: Path, picture: Path) -> None:
    publisher = StorePublisher(f"file://{tmp_path}/shelf", base_url="https://x.example", types={})
    with pytest.raises(RefusedError, match=r"^mara\.png has changed while the build ran$"):
        publish(publisher, picture, sha="0" * 64)
    assert not (tmp_path / "shelf").exists()


def test_a_file_that_has_gone_is_disk_trouble(tmp_path: Path) -> None:
    publisher = StorePublisher(f"file://{tmp_path}/shelf", base_url="https://x.example", types={})
    with pytest.raises(StoreError, match="No such file or directory"):
        publish(publisher, tmp_path / "gone.png")


def test_the_way_is_tried_with_a_few_bytes(bucket: str) -> None:
    async def tried() -> str:
        async with StorePublisher(bucket, base_url=None, types={}).trial() as (url, content):
            answer = await asyncio.to_thread(httpx.get, url)
            assert answer.content == content == b"seedance-make\n"
        return url

    assert httpx.get(asyncio.run(tried())).status_code == 404  # nothing is left of it


def test_trying_a_store_that_takes_nothing_says_so(bucket: str) -> None:
    with pytest.raises(
        StoreError, match=r"^cannot upload to s3://nowhere/x: HTTP 404 Not Found, NoSuchBucket$"
    ):
        asyncio.run(StorePublisher("s3://nowhere/x", base_url=None, types={}).trial().__aenter__())
