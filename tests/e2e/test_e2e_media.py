"""Local pictures, videos and sounds: published, checked from outside, fingerprinted by their bytes, priced by their length."""

import io
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from harness import Film, until
from PIL import Image, ImageChops
from scripted_api import real_mp4
from scripted_server import ScriptedServer

from seedance_make.media.cut_frame import cut_frame

STILL: dict[str, Any] = {"still": {"prompt": "she looks up", "first_frame": "cast/mara.png"}}
CHAINED: dict[str, Any] = {**STILL, "next": {"prompt": "she turns", "first_frame": {"shot": "still"}}}
NOTHING_SET = "no public address, and the API reads media from addresses alone"


@pytest.fixture
def film(tmp_path: Path, server: ScriptedServer) -> Film:
    made = Film(tmp_path, server)
    picture(made)
    return made


def picture(film: Film, path: str = "cast/mara.png", color: str = "orange") -> Path:
    target = film.folder / path
    target.parent.mkdir(exist_ok=True)
    Image.new("RGB", (864, 496), color).save(target)
    return target


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_a_local_picture_is_served_by_the_build_and_its_bytes_are_fingerprinted(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(**STILL)
    ran = film.build()
    assert ran.status == 0, ran
    address = server.bodies[0]["first_frame_url"]
    assert re.fullmatch(
        rf"http://127\.0\.0\.1:\d+/[\w-]{{32}}/{digest(film.folder / 'cast/mara.png')}\.png", address
    )
    assert server.media == {address: (film.folder / "cast/mara.png").read_bytes()}
    film.assert_trust()


def test_moving_a_file_buys_nothing_and_changing_it_does(film: Film, server: ScriptedServer) -> None:
    film.shots(**STILL)
    film.build()
    (film.folder / "cast/mara.png").rename(film.folder / "mara2.png")
    film.shots(still={**STILL["still"], "first_frame": "mara2.png"})
    ran = film.build()
    assert (ran.status, len(server.posts)) == (0, 1), ran
    picture(film, "mara2.png", "teal")
    film.shots(still={**STILL["still"], "first_frame": "mara2.png"})
    ran = film.build()
    assert (ran.status, len(server.posts)) == (0, 2), ran
    assert ran.action("still")["reason"] == "changed: first_frame_url"
    assert server.bodies[0]["first_frame_url"] != server.bodies[1]["first_frame_url"]


def test_the_name_of_what_is_served_tells_its_type_by_its_bytes(film: Film, server: ScriptedServer) -> None:
    Image.new("RGB", (864, 496)).save(film.folder / "cast/mara.png", "JPEG")
    film.shots(**STILL)
    assert film.build().status == 0
    assert [url.rpartition(".")[2] for url in server.media] == ["jpg"]


def test_a_local_reference_video_is_priced_by_its_length(film: Film, server: ScriptedServer) -> None:
    (film.folder / "dance.mp4").write_bytes(real_mp4(frames=60))  # 2.5 s
    film.shots(ref={"prompt": "dance", "reference_videos": ["dance.mp4"], "reference_images": ["cast/mara.png"]})  # fmt: skip
    for _ in range(2):
        action = film.run("plan", "--json").action("ref")
        assert action["estimate"] == {
            "credits": 200, "exact": True, "billable_seconds": 7, "usd_per_second": "0.0285"
        }  # fmt: skip
    ran = film.build()
    assert ran.status == 0, ran
    (address,) = server.bodies[0]["reference_video_urls"]
    assert server.media[address] == (film.folder / "dance.mp4").read_bytes()


def test_videos_that_the_api_may_refuse_are_said(film: Film) -> None:
    (film.folder / "short.mp4").write_bytes(real_mp4(frames=12))
    (film.folder / "broken.mp4").write_bytes(real_mp4()[:400])
    film.shots(
        ref={
            "prompt": "x",
            "reference_videos": ["short.mp4", "broken.mp4"],
            "reference_images": ["cast/mara.png"],
        },
    )
    plan = film.run("plan", "--json")
    assert [(p["name"], p["message"]) for p in plan.json["problems"]] == [
        ("video-length", "`short.mp4` plays 0.5 s; the API is said to take videos of 2 to 15 s"),
        ("video-length", "the length of `broken.mp4` cannot be told: it counts as 15 s against caps"),
    ]
    assert plan.action("ref")["estimate"]["exact"] is False
    film.shots(
        head="lint: {ignore: [video-length]}",
        ref={"prompt": "x", "reference_videos": ["short.mp4"], "reference_images": ["cast/mara.png"]},
    )
    assert film.run("plan", "--json").json["problems"] == []


def test_a_file_that_changes_while_the_build_runs_is_not_sent(film: Film, server: ScriptedServer) -> None:
    """The second picture changes between the plan and its turn: what is sent must be what was fingerprinted."""
    picture(film, "cast/eli.png", "pink")
    film.shots(one={"prompt": "one", "first_frame": "cast/mara.png"},
               two={"prompt": "two", "first_frame": "cast/eli.png"})  # fmt: skip
    server.script.poll(task={"status": "processing", "output": None}, prompt="one", times=None)
    with film.building("-j", "1") as running:
        until(lambda: server.polls, "the first task")
        picture(film, "cast/eli.png", "black")
        server.script.faults.clear()
        ran = running.end()
    assert (ran.status, server.prompts) == (4, ["one"]), ran
    assert "eli.png has changed while the build ran; run build again" in ran.err
    assert film.build().status == 0
    film.assert_trust()


def test_the_simulator_draws_local_files_and_frames(film: Film) -> None:
    film.shots(**CHAINED)
    ran = film.run("build", "--simulate", REAPI_API_KEY=None)
    assert ran.status == 0, ran
    root = film.folder / "out-simulated"
    assert (root / "_frames/still.last.png").is_file()
    assert _orange(root / "still.mp4") > 0.1  # the picture of mara
    assert 0.1 > _orange(root / "next.mp4") > 0.02  # a card with that card in it


def _orange(clip: Path) -> float:
    """The part of a clip's first frame that has the colour of mara's picture."""
    with Image.open(io.BytesIO(cut_frame(clip, "first"))) as image:
        near = ImageChops.difference(image.convert("RGB"), Image.new("RGB", image.size, (255, 165, 0)))
        reds, greens, blues = near.point(lambda off: 255 if off < 12 else 0).split()
        both = ImageChops.multiply(ImageChops.multiply(reds, greens), blues)
        return both.histogram()[255] / (image.width * image.height)


def test_a_reference_that_has_changed_is_said_by_a_probe_and_buys_nothing(
    film: Film, server: ScriptedServer
) -> None:
    server.files["/mara.png"] = (b"first", "image/png")
    film.shots(mara={"prompt": "She looks up.", "reference_image_urls": [f"{server.url}/mara.png"]})
    assert film.build().status == 0
    assert "gives something else" not in film.run("plan", "--probe").err
    server.files["/mara.png"] = (b"another picture", "image/png")
    ran = film.run("plan", "--probe", "--json")
    assert ran.status == 0
    assert [p["name"] for p in ran.json["problems"]] == ["changed-reference"]
    assert ran.action("mara")["action"] == "keep"
    assert len(server.posts) == 1
