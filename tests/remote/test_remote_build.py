"""The installed command publishing to S3, over real sockets."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from harness import Film
from outside import Outside
from PIL import Image
from remote_servers import SECRET, Repository, digest, s3_environment


@pytest.fixture
def outside(tmp_path: Path, endpoint: str) -> Iterator[Outside]:
    """With the S3 server as s3.example."""
    with Outside(tmp_path, s3=int(endpoint.rpartition(":")[2])) as running:
        yield running


@pytest.fixture
def film(tmp_path: Path, outside: Outside) -> Film:
    made = Film(tmp_path, outside.server)
    made.surroundings = {**outside.environment, **s3_environment("https://s3.example")}
    return made


@pytest.mark.parametrize(
    ("head", "folder"), [("publish: s3://harbour/api", "api/"), ("team: s3://harbour/team", "team/media/")]
)
def test_a_picture_and_a_frame_are_sent_as_signed_links(
    film: Film, outside: Outside, endpoint: str, head: str, folder: str
) -> None:
    server, picture = outside.server, film.folder / "mara.png"
    Image.new("RGB", (864, 496), "orange").save(picture)
    film.shots(
        head=head,
        still={"prompt": "she looks up", "first_frame": "mara.png"},
        turn={"prompt": "she turns", "first_frame": {"shot": "still"}},
    )
    ran = film.build("-vv")
    assert ran.status == 0, ran
    frame = film.folder / "out/_frames/still.last.png"
    for body, file in zip(server.bodies, (picture, frame), strict=True):
        link = body["first_frame_url"]
        assert link.startswith(f"https://s3.example/harbour/{folder}{digest(file.read_bytes())}.png?")
        assert "X-Amz-Expires=86400" in link
        assert httpx.get(link.replace("https://s3.example", endpoint)).content == file.read_bytes()
    film.assert_trust()
    seen = len(server.requests)
    ran = film.build(REAPI_API_KEY=None)  # nor credentials of the store
    assert (ran.status, len(server.requests)) == (0, seen), ran


def test_a_bucket_that_is_not_there_is_found_out_before_anything_is_sent(
    film: Film, outside: Outside
) -> None:
    """And the secret is in no output."""
    film.shots(head="publish: s3://nowhere/api", a="a", b={"prompt": "b", "first_frame": {"shot": "a"}})
    ran = film.build("-vv")
    assert (ran.status, outside.server.posts) == (74, []), ran
    assert "cannot upload to s3://nowhere/api: HTTP 404 Not Found, NoSuchBucket" in ran.err
    assert SECRET not in ran.out + ran.err


def test_a_pushed_picture_is_asked_at_its_raw_address_before_it_is_bought(
    tmp_path: Path, film: Film, outside: Outside
) -> None:
    """The proxy knows no GitHub, so its answer does not come: nothing is bought."""
    repo = Repository(tmp_path)
    assert repo.folder == film.folder
    commit = _pictured(repo)
    film.shots(head="publish: git", still={"prompt": "she looks up", "first_frame": "mara.png"})
    assert film.run("plan").err == ""
    ran = film.build()
    assert (ran.status, outside.server.posts) == (1, []), ran
    address = f"https://raw.githubusercontent.com/harbour/light/{commit}/mara.png"
    assert (
        f"mara.png cannot be read at its public address {address}: the proxy refused the connection"
        in ran.err
    )


def _pictured(repo: Repository) -> str:
    Image.new("RGB", (864, 496), "orange").save(repo.folder / "mara.png")
    commit = repo.commit("mara.png")
    repo.push()
    return commit
