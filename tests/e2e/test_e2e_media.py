"""Local pictures, videos and sounds: published, checked from outside, fingerprinted by their bytes, priced by their length."""

import io
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from harness import Film, until
from PIL import Image, ImageChops
from scripted_api import real_mp4
from scripted_server import ScriptedServer
from shelf import Shelf

from seedance_make.media.frames import cut_frame

STILL = {"still": {"prompt": "she looks up", "first_frame": "cast/mara.png"}}
CHAINED: dict[str, Any] = {**STILL, "next": {"prompt": "she turns", "first_frame": {"shot": "still"}}}
NOTHING_SET = "no public address, and the API reads media from addresses alone"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Shelf(tmp_path / "shelf") as running:
        yield running


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


def test_a_local_picture_is_published_and_its_bytes_are_fingerprinted(
    film: Film, server: ScriptedServer, shelf: Shelf
) -> None:
    film.shots(head=shelf.publish, **STILL)
    ran = film.build()
    assert ran.status == 0, ran
    name = f"{digest(film.folder / 'cast/mara.png')}.png"
    assert server.bodies[0]["first_frame_url"] == f"{shelf.url}/{name}"
    assert shelf.files == {name: (film.folder / "cast/mara.png").read_bytes()}
    assert shelf.asked == ["seedance-make.txt", name]
    film.assert_trust()


def test_moving_a_file_or_its_shelf_buys_nothing_and_changing_it_does(
    film: Film, server: ScriptedServer, shelf: Shelf
) -> None:
    film.shots(head=shelf.publish, **STILL)
    film.build()
    (film.folder / "cast/mara.png").rename(film.folder / "mara2.png")
    film.shots(still={**STILL["still"], "first_frame": "mara2.png"})
    ran = film.build()
    assert (ran.status, len(server.posts)) == (0, 1), ran
    picture(film, "mara2.png", "teal")
    film.shots(head=shelf.publish, still={**STILL["still"], "first_frame": "mara2.png"})
    ran = film.build()
    assert (ran.status, len(server.posts)) == (0, 2), ran
    assert ran.action("still")["reason"] == "changed: first_frame_url"
    assert server.bodies[0]["first_frame_url"] != server.bodies[1]["first_frame_url"]


def test_the_name_of_what_is_published_tells_its_type_by_its_bytes(
    film: Film, server: ScriptedServer, shelf: Shelf
) -> None:
    Image.new("RGB", (864, 496)).save(film.folder / "cast/mara.png", "JPEG")
    film.shots(head=shelf.publish, **STILL)
    assert film.build().status == 0
    assert [name.rpartition(".")[2] for name in shelf.files] == ["jpg"]


def test_without_publish_plan_works_and_says_what_build_needs(film: Film, server: ScriptedServer) -> None:
    film.shots(**CHAINED)
    assert film.run("validate", "--strict").status == 0
    plan = film.run("plan", "--json")
    assert plan.status == 0, plan
    assert [(p["severity"], p["name"], p["path"], p["line"], p["message"]) for p in plan.json["problems"]] == [
        ("warning", "unserved-media", "shots.still.first_frame", 4,
         f"`cast/mara.png`, a frame of `still`: {NOTHING_SET}")
    ]  # fmt: skip
    assert "warning: shots.still.first_frame" in film.run("plan").err
    ran = film.build()
    assert (ran.status, server.requests) == (4, []), ran
    assert "seedance-make: nothing was sent: the API could not read the media above\n" in ran.err
    assert film.build("--no-buy").status == 4
    assert film.run("build", "--simulate").status == 0


def test_what_needs_no_address_any_more_needs_no_publish(
    film: Film, server: ScriptedServer, shelf: Shelf
) -> None:
    film.shots(head=shelf.publish, **CHAINED)
    film.build()
    film.shots(**CHAINED)
    ran = film.build(REAPI_API_KEY=None)
    assert (ran.status, ran.json["problems"]) == (0, []), ran


def test_an_address_that_does_not_give_the_file_is_not_bought(
    film: Film, server: ScriptedServer, shelf: Shelf
) -> None:
    film.shots(head=shelf.publish, **STILL, lone="alone")
    name = f"{digest(film.folder / 'cast/mara.png')}.png"
    shelf.refuse[name] = 403
    ran = film.build()
    assert ran.status == 1, ran
    assert (server.prompts, ran.results) == (["alone"], {"still": "failed", "lone": "done"})
    said = f"cast/mara.png cannot be read at its public address {shelf.url}/{name}: it answers HTTP 403"
    assert said in ran.err
    shelf.refuse.clear()
    shelf.replace.add(name)
    ran = film.build()
    assert (ran.status, len(server.posts)) == (1, 1), ran
    assert (
        f"cast/mara.png is published at {shelf.url}/{name}, but that address gives something else" in ran.err
    )
    shelf.replace.clear()
    ran = film.build()
    assert (ran.status, len(server.posts)) == (0, 2), ran
    film.assert_trust()


def test_a_publish_that_nobody_can_read_is_found_out_before_the_first_link_is_bought(
    film: Film, server: ScriptedServer, shelf: Shelf
) -> None:
    film.shots(head=shelf.publish, door="a door", wave={"prompt": "a wave", "first_frame": {"shot": "door"}})
    shelf.refuse["seedance-make.txt"] = 404
    ran = film.build()
    assert (ran.status, server.posts) == (4, []), ran
    assert (
        f"what is published cannot be read at its address {shelf.url}/seedance-make.txt: it answers HTTP 404"
        in ran.err
    )


def test_a_store_that_takes_no_files_is_found_out_before_anything_is_bought(
    film: Film, server: ScriptedServer
) -> None:
    (film.folder / "file").write_text("in the way")
    publish = f"publish: {{store: 'file://{film.folder}/file/x', base_url: 'http://127.0.0.1:9'}}"
    film.shots(head=publish, **STILL)
    ran = film.build()
    assert (ran.status, server.posts) == (64, []), ran
    assert f"cannot use file://{film.folder}/file/x" in ran.err


def test_without_the_extra_build_says_which(film: Film, server: ScriptedServer, shelf: Shelf) -> None:
    """A machine without obstore: a package of that name that cannot be imported stands before it."""
    hidden = film.folder.parent / "hidden"
    hidden.mkdir()
    (hidden / "obstore.py").write_text("raise ImportError")
    film.shots(head=shelf.publish, **STILL)
    path = f"{hidden}:{film.environment()['PYTHONPATH']}"
    ran = film.build(PYTHONPATH=path)
    assert (ran.status, server.posts) == (64, []), ran
    assert ran.err.endswith(
        f"seedance-make: file://{shelf.folder} needs the extra `team`\n"
        "   help: pip install 'seedance-make[team]' (it brings obstore)\n"
    )
    assert film.run("plan", PYTHONPATH=path).status == 0


def test_git_cannot_serve_a_frame_and_plan_refuses_it(film: Film, server: ScriptedServer) -> None:
    film.shots(head="publish: git", door="a door", wave={"prompt": "a wave", "first_frame": {"shot": "door"}})
    said = (
        "storyboard.yaml:6:54: shots.wave.first_frame: a frame of `door`: not to be served by `publish: git`, "
        "since it is cut while the build runs and in no pushed commit\n"
    )
    for ran in (film.run("plan"), film.build()):
        assert (ran.status, server.posts) == (65, []), ran
        assert said in ran.err
    assert film.run("build", "--simulate").status == 0
    assert film.run("status").status == 0


def test_git_files_that_are_not_pushed_are_said_by_plan_and_refused_by_build(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(head="publish: git", **STILL)
    assert "`cast/mara.png`: in no git repository" in film.run("plan").err
    subprocess.run(["git", "init", "-q", str(film.folder)], check=True)
    ran = film.run("plan")
    assert ran.status == 0, ran
    assert "`cast/mara.png`: in a git repository without a remote on GitHub or GitLab" in ran.err
    ran = film.build()
    assert (ran.status, server.requests) == (4, []), ran


def test_a_folder_as_team_store_gives_no_addresses(film: Film, server: ScriptedServer) -> None:
    film.shots(head=f"team: 'file://{film.folder}/team'", **STILL)
    ran = film.build()
    assert (ran.status, server.posts) == (4, []), ran
    assert (
        f"`cast/mara.png`: no public address, since `team: file://{film.folder}/team` is a folder" in ran.err
    )


def test_a_local_reference_video_is_priced_by_its_length(
    film: Film, server: ScriptedServer, shelf: Shelf
) -> None:
    (film.folder / "dance.mp4").write_bytes(real_mp4(frames=60))  # 2.5 s
    film.shots(head=shelf.publish, ref={"prompt": "dance", "reference_videos": ["dance.mp4"], "reference_images": ["cast/mara.png"]})  # fmt: skip
    for _ in range(2):
        action = film.run("plan", "--json").action("ref")
        assert action["estimate"] == {
            "credits": 200, "exact": True, "billable_seconds": 7, "usd_per_second": "0.0285"
        }  # fmt: skip
    ran = film.build()
    assert ran.status == 0, ran
    assert server.bodies[0]["reference_video_urls"] == [
        f"{shelf.url}/{digest(film.folder / 'dance.mp4')}.mp4"
    ]


def test_videos_that_the_api_may_refuse_are_said(film: Film, shelf: Shelf) -> None:
    (film.folder / "short.mp4").write_bytes(real_mp4(frames=12))
    (film.folder / "broken.mp4").write_bytes(real_mp4()[:400])
    film.shots(
        head=shelf.publish,
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
        head=shelf.publish + "\nlint: {ignore: [video-length]}",
        ref={"prompt": "x", "reference_videos": ["short.mp4"], "reference_images": ["cast/mara.png"]},
    )
    assert film.run("plan", "--json").json["problems"] == []


def test_a_file_that_changes_while_the_build_runs_is_not_sent(
    film: Film, server: ScriptedServer, shelf: Shelf
) -> None:
    """The second picture changes between the plan and its turn: what is sent must be what was fingerprinted."""
    picture(film, "cast/eli.png", "pink")
    film.shots(head=shelf.publish, one={"prompt": "one", "first_frame": "cast/mara.png"},
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


def test_doctor_sends_a_few_bytes_there_and_back(film: Film, server: ScriptedServer, shelf: Shelf) -> None:
    def said() -> list[tuple[bool, str]]:
        checks = film.run("doctor", "--json").json["checks"]
        return [(c["good"], c["text"]) for c in checks if c["name"] == "publish"]

    film.shots(lone="alone")
    assert said() == []
    film.shots(**CHAINED)
    assert said() == [(False, f"cast/mara.png, a frame of still: {NOTHING_SET}")]
    film.shots(head=shelf.publish, **CHAINED)
    tried = f"{shelf.url}/seedance-make.txt"
    assert said() == [(True, f"a few bytes were uploaded, and read back from {tried}")]
    shelf.replace.add("seedance-make.txt")
    assert said() == [
        (
            False,
            f"what is published cannot be read at its address {tried}: it gives something else than was uploaded",
        )
    ]
    assert film.run("doctor").status == 4


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
