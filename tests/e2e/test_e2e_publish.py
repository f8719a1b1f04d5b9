"""What `publish:` and `team:` do for a build whose API is not on this machine: tried and asked before money is spent."""

import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from harness import Film
from outside import Outside
from PIL import Image
from scripted_server import ScriptedServer
from shelf import Shelf

STILL = {"still": {"prompt": "she looks up", "first_frame": "cast/mara.png"}}
CHAINED: dict[str, Any] = {**STILL, "next": {"prompt": "she turns", "first_frame": {"shot": "still"}}}
NOTHING_SET = "no public address, and the API reads media from addresses alone"


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    with Outside(tmp_path) as running:
        yield running


@pytest.fixture
def server(outside: Outside) -> ScriptedServer:
    return outside.server


@pytest.fixture
def shelf(outside: Outside) -> Shelf:
    return outside.shelf


@pytest.fixture
def film(tmp_path: Path, outside: Outside) -> Film:
    made = Film(tmp_path, outside.server)
    made.surroundings = outside.environment
    target = made.folder / "cast/mara.png"
    target.parent.mkdir()
    Image.new("RGB", (864, 496), "orange").save(target)
    return made


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_a_picture_and_a_frame_are_published_tried_and_asked_for_once(
    film: Film, server: ScriptedServer, shelf: Shelf
) -> None:
    film.shots(head=shelf.publish, **CHAINED)
    ran = film.build()
    assert ran.status == 0, ran
    files = (film.folder / "cast/mara.png", film.folder / "out/_frames/still.last.png")
    names = [f"{digest(file)}.png" for file in files]
    assert [body["first_frame_url"] for body in server.bodies] == [f"{shelf.url}/{name}" for name in names]
    assert shelf.files == {name: file.read_bytes() for name, file in zip(names, files, strict=True)}
    assert shelf.asked == ["seedance-make.txt", *names]
    film.assert_trust()


def test_moving_to_another_shelf_buys_nothing(film: Film, server: ScriptedServer, shelf: Shelf) -> None:
    film.shots(head=shelf.publish, **STILL)
    film.build()
    film.shots(head=shelf.publish.replace("base_url: '", "base_url: 'https://other.example/"), **STILL)
    ran = film.build()
    assert (ran.status, len(server.posts)) == (0, 1), ran


def test_without_publish_plan_works_and_says_what_build_needs(film: Film, server: ScriptedServer) -> None:
    film.shots(**CHAINED)
    assert (film.run("validate").status, film.run("validate", "--strict").status) == (0, 65)
    plan = film.run("plan", "--json")
    assert plan.status == 0, plan
    assert [(p["severity"], p["name"], p["path"], p["line"], p["message"]) for p in plan.json["problems"]] == [
        ("warning", "unserved-media", "shots.still.first_frame", 4,
         f"`cast/mara.png`, a frame of `still`: {NOTHING_SET}")
    ]  # fmt: skip
    shown = film.run("plan")
    assert shown.out.endswith(
        "\n\nNext: give those media an address, as the warning says; build refuses until then.\n"
    )
    error = shown.err.replace("warning: ", "")
    assert film.run("validate").err == shown.err
    ran = film.build()
    assert (ran.status, server.requests, ran.err) == (65, [], error), ran
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
    publish = f"publish: {{store: 'file://{film.folder}/file/x', base_url: 'https://shelf.example'}}"
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
        "   help: pip install 'seedance-make[team]', then run it again\n"
    )
    assert film.run("plan", PYTHONPATH=path).status == 0


def test_git_cannot_serve_a_frame_which_plan_says_and_build_refuses(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(head="publish: git", door="a door", wave={"prompt": "a wave", "first_frame": {"shot": "door"}})
    said = (
        "shots.wave.first_frame: a frame of `door`: not to be served by `publish: git`, "
        "since it is cut while the build runs and in no pushed commit\n"
    )
    for command in ("validate", "plan"):
        ran = film.run(command)
        assert ran.status == 0, ran
        assert f"storyboard.yaml:6:54: warning: {said}" in ran.err
    ran = film.build()
    assert (ran.status, server.posts) == (65, []), ran
    assert f"storyboard.yaml:6:54: {said}" in ran.err
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
    assert (ran.status, server.requests) == (65, []), ran


def test_a_folder_as_team_store_gives_no_addresses(film: Film, server: ScriptedServer) -> None:
    (film.folder / "team").mkdir()
    film.shots(head=f"team: 'file://{film.folder}/team'", **STILL)
    ran = film.build()
    assert (ran.status, server.posts) == (65, []), ran
    assert (
        f"`cast/mara.png`: no public address, since `team: file://{film.folder}/team` is a folder" in ran.err
    )


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
