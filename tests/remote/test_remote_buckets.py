"""The contract of a bucket: object stores over the protocols of S3, Azure and Google, and a folder."""

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import pytest

from seedance_make.core.errors import StoreError
from seedance_make.core.ports.team import Bucket, NotCreated
from seedance_make.remote.folder import FolderBucket
from seedance_make.remote.objects import Objects

Make = Callable[[], Bucket]


@pytest.fixture(params=["s3", "folder", "az", "gs"])
def bucket_at(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Makes one more door to the same empty bucket."""
    if request.param == "s3":
        proxied = request.getfixturevalue("proxied")
        return lambda: Objects(f"{proxied}/{tmp_path.name}")
    if request.param in {"az", "gs"}:
        address = request.getfixturevalue(request.param)
        return lambda: Objects(f"{address}/{tmp_path.name}")
    (tmp_path / "the team").mkdir()
    return lambda: FolderBucket(f"file://{tmp_path}/the%20team")


def test_what_is_created_is_read_and_created_once(bucket_at: Make) -> None:
    bucket, other = bucket_at(), bucket_at()
    assert bucket.read("claims/x/1", 10) is None
    assert bucket.size("claims/x/1") is None
    assert bucket.create("claims/x/1", b"mine") is None
    assert isinstance(other.create("claims/x/1", b"theirs"), NotCreated)
    assert (other.read("claims/x/1", 10), other.size("claims/x/1")) == (b"mine", 4)
    assert bucket.create("claims/x/2", b"") is None
    assert other.read("claims/x/2", 10) == b""


def test_no_more_is_read_than_was_asked_for(bucket_at: Make) -> None:
    bucket = bucket_at()
    bucket.create("k", b"12345")
    assert bucket.read("k", 5) == b"12345"
    more = bucket.read("k", 4)
    assert more is not None
    assert len(more) == 5
    assert bucket.read_at("k", 1, 2) == b"23"
    assert bucket.read_at("k", 3, 9) == b"45"
    assert bucket.read_at("nothing", 0, 9) is None


def test_a_file_is_uploaded_over_what_stands_there(bucket_at: Make, tmp_path: Path) -> None:
    bucket = bucket_at()
    large = os.urandom(6 * 1024 * 1024)  # in parts
    for data in (b"old", large):
        (tmp_path / "file").write_bytes(data)
        bucket.upload("cas/abc", tmp_path / "file")
        assert bucket.size("cas/abc") == len(data)
    assert bucket.read_at("cas/abc", 5 * 1024 * 1024 - 2, 4) == large[5 * 1024 * 1024 - 2 :][:4]


def test_of_sixteen_at_once_one_creates(bucket_at: Make) -> None:
    buckets = [bucket_at() for _ in range(16)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda n: buckets[n].create("claims/y/1", b"%d" % n), range(16)))
    winner = answers.index(None)
    assert answers.count(None) == 1
    assert buckets[0].read("claims/y/1", 10) == b"%d" % winner


def test_a_folder_that_is_not_there_is_not_mounted(tmp_path: Path) -> None:
    """And is never made: an empty one in its place would look as if nobody had bought anything."""
    bucket = FolderBucket(f"file://{tmp_path}/nas")
    (tmp_path / "clip").write_bytes(b"1")
    for ask in (
        lambda: bucket.read("k", 9),
        lambda: bucket.read_at("k", 0, 9),
        lambda: bucket.size("k"),
        lambda: bucket.upload("k", tmp_path / "clip"),
    ):
        with pytest.raises(StoreError) as caught:
            ask()
        assert caught.value.message == f"file://{tmp_path}/nas is not there"
        assert caught.value.help == "mount it, or make the folder if this is a new team store"
    assert bucket.create("k", b"1") == NotCreated(reason=f"file://{tmp_path}/nas is not there")
    assert not (tmp_path / "nas").exists()


def test_a_folder_keeps_no_temporary_files_and_is_as_open_as_it_was_made(tmp_path: Path) -> None:
    folder = tmp_path / "team"
    folder.mkdir()
    folder.chmod(0o2770)
    bucket = FolderBucket(f"file://{folder}")
    bucket.create("claims/a/1", b"1")
    bucket.create("claims/a/1", b"2")
    assert sorted(p.name for p in folder.rglob("*")) == ["1", "a", "claims"]
    assert (folder / "claims/a").stat().st_mode & 0o7777 == 0o2770
    assert (folder / "claims/a/1").stat().st_mode & 0o777 == 0o644
    assert unquote(bucket.url) == f"file://{folder}"


def test_a_file_system_without_hard_links_creates_once_too(tmp_path: Path) -> None:
    def none(_part: Path, _path: Path) -> None:
        raise OSError(errno.ENOTSUP, "operation not supported")

    bucket = FolderBucket(f"file://{tmp_path}", link=none)
    assert bucket.create("k", b"mine") is None
    assert bucket.create("k", b"theirs") == NotCreated(reason="file exists")
    assert bucket.read("k", 9) == b"mine"


def test_what_is_no_file_in_a_folder_holds_nothing_and_nobody_waits_for_it(tmp_path: Path) -> None:
    bucket = FolderBucket(f"file://{tmp_path}")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for key in ("pipe", "folder"):
        assert bucket.read(key, 9) == b""
        assert bucket.read_at(key, 3, 9) == b""
        assert isinstance(bucket.create(key, b"1"), NotCreated)
