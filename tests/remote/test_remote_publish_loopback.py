"""The build's own web server: what it was handed, to whoever knows the address, while the bytes are what they were."""

import asyncio
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from seedance_make.core.errors import RefusedError, StoreError
from seedance_make.remote.publish_loopback import LoopbackPublisher


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "mara.png"
    path.write_bytes(b"\x89PNG mara")
    return path


def publish(publisher: LoopbackPublisher, path: Path, name: str | None = None) -> str:
    return asyncio.run(publisher.publish(path, name or digest(path)))


def get(url: str) -> httpx.Response:
    return httpx.get(url, trust_env=False)


def test_a_file_is_given_with_its_type(picture: Path) -> None:
    with LoopbackPublisher({digest(picture): "jpeg"}) as publisher:
        url = publish(publisher, picture)
        answer = get(url)
        assert (answer.status_code, answer.content) == (200, b"\x89PNG mara")
        assert answer.headers["content-type"] == "image/jpeg"
        assert url.endswith(f"/{digest(picture)}.jpg")
        assert publish(publisher, picture) == url


def test_nothing_else_is_given(picture: Path) -> None:
    secret = picture.with_name("secret")
    secret.write_bytes(b"secret")
    with LoopbackPublisher({}) as publisher:
        url = publish(publisher, picture)
        base, token, name = url.rsplit("/", 2)
        for path in (
            f"/{name}",
            f"/{token[:-1]}x/{name}",
            f"/{token}/{'0' * 64}.png",
            f"/{token}/../secret",
            f"/{token}/{digest(secret)}.png",
            "/",
            f"/{token}/",
        ):
            assert get(base + path).status_code == 404, path


def test_two_builds_share_no_address(picture: Path) -> None:
    with LoopbackPublisher({}) as one, LoopbackPublisher({}) as other:
        assert publish(one, picture).rsplit("/", 2)[1] != publish(other, picture).rsplit("/", 2)[1]


def test_a_file_that_has_changed_is_not_given_any_more(picture: Path) -> None:
    with LoopbackPublisher({}) as publisher:
        url = publish(publisher, picture)
        picture.write_bytes(b"another")
        assert get(url).status_code == 410


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda path: path.write_bytes(b"another"), RefusedError),
        (lambda path: path.unlink(), StoreError),
    ],
)
def test_a_file_that_is_not_what_was_planned_gets_no_address(
    picture: Path, spoil: Callable[[Path], object], error: type[Exception]
) -> None:
    planned = digest(picture)
    spoil(picture)
    with LoopbackPublisher({}) as publisher, pytest.raises(error):
        publish(publisher, picture, planned)


def test_it_ends_with_its_block(picture: Path) -> None:
    with LoopbackPublisher({}) as publisher:
        url = publish(publisher, picture)
    with pytest.raises(httpx.ConnectError):
        get(url)
