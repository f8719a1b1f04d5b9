"""A rehearsal against `serve`: the real commands, and no bucket."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from harness import COMMAND, Film
from PIL import Image, ImageChops

from seedance_make.media.cut_frame import cut_frame

ORANGE = (255, 165, 0)
CHAIN = """version: 1
defaults: {resolution: 480p, duration: 4}
cast:
  mara: {text: Mara, reference_images: [cast/mara.png]}
shots:
  door: {prompt: "{{ cast.mara }} opens a door.", takes: 2, take: 2}
  wave: {prompt: A wave., first_frame: {shot: door}}
  land: {prompt: They land., first_frame: {shot: wave}, last_frame: cast/mara.png}
"""


@pytest.fixture
def film(tmp_path: Path) -> Iterator[Film]:
    made = Film(tmp_path)
    (made.folder / "cast").mkdir()
    Image.new("RGB", (864, 496), ORANGE).save(made.folder / "cast/mara.png")
    made.write(CHAIN)
    served = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--latency", "0.05"],
        stdout=subprocess.PIPE,
        text=True,
        env=made.environment(),
    )
    assert served.stdout
    with served:
        made.surroundings = {"REAPI_BASE_URL": served.stdout.readline().split()[1], "REAPI_API_KEY": "rk_any"}
        yield made
        served.terminate()


def orange(film: Film, name: str) -> float:
    """The part of a clip's first frame that has the colour of mara's picture."""
    with Image.open(_frame(film, name)) as image:
        off = ImageChops.difference(image.convert("RGB"), Image.new("RGB", image.size, ORANGE)).convert("L")
        return sum(off.histogram()[:12]) / (image.width * image.height)


def _frame(film: Film, name: str) -> Path:
    path = film.folder.parent / "first.png"
    path.write_bytes(cut_frame(film.output(name), "first"))
    return path


def test_a_chain_with_local_pictures_needs_no_publish(film: Film) -> None:
    plan = film.run("plan", "--json")
    assert (plan.status, plan.json["problems"]) == (0, []), plan
    ran = film.build()
    assert ran.status == 0, ran
    assert ran.results == {"door": "done", "wave": "done", "land": "done"}
    assert orange(film, "door") > 0.1  # the picture of the cast
    assert orange(film, "wave") > 0.01  # a card in a card
    assert orange(film, "land") > 0.05
    with av.open(str(film.output("door"))) as clip:
        assert clip.metadata["title"] == "Mara opens a door."  # a server knows the request alone
    again = film.build(REAPI_BASE_URL=film.surroundings["REAPI_BASE_URL"])
    assert {a["action"] for a in again.json["actions"]} == {"keep"}


def test_publish_is_not_used_where_the_api_is_on_this_machine(film: Film) -> None:
    film.write(CHAIN + "publish: s3://nowhere/at-all\n")
    ran = film.build()
    assert ran.status == 0, ran
    checks = {c["name"]: c["text"] for c in film.run("doctor", "--json").json["checks"]}
    assert checks["publish"] == (
        "not used: the API is on this machine, and builds serve files and frames themselves"
    )
