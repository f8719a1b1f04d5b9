"""Downloads from a server that lies: a clip is published whole or not at all, and never paid for twice."""

from pathlib import Path
from typing import Any

import pytest
from harness import Film, until
from scripted_server import ScriptedServer


def test_passing_trouble_of_downloads_is_tried_again(film: Film, server: ScriptedServer) -> None:
    trouble: dict[str, dict[str, Any]] = {
        "short": {"truncate": 700},
        "cut": {"no_length": True, "truncate": 900},
        "reset": {"reset": "mid"},
        "s500": {"status": 500},
        "html": {"status": 200, "body": "<html>busy</html>", "headers": {"Content-Type": "text/html"}},
        "lie": {"status": 200, "body": "<html>busy</html>", "headers": {"Content-Type": "video/mp4"}},
        "json": {"status": 200, "body": {"error": "busy"}},
        "nothing": {"status": 200, "body": ""},
        "gone": {"status": 403},
        "gone4": {"status": 404},
        "gone10": {"status": 410},
    }
    film.shots(**{name: f"the {name}" for name in trouble})
    for name, fault in trouble.items():
        server.script.media(prompt=f"the {name}", **fault)
    ran = film.build("-j", "12")
    assert ran.status == 0, ran
    assert len(film.outputs) == len(set(film.outputs.values())) == len(trouble)
    assert len(server.posts) == len(trouble)
    film.assert_trust()


def test_a_range_that_does_not_fit_starts_again(film: Film, server: ScriptedServer) -> None:
    film.shots(wrong="the wrong", whole="the whole", changed="the changed")
    for name in ("wrong", "whole", "changed"):
        server.script.media(prompt=f"the {name}", truncate=700)
    server.script.media(prompt="the wrong", wrong_range=True)
    server.script.media(prompt="the whole", ignore_range=True)
    server.script.media(prompt="the changed", headers={"ETag": '"another"'})
    ran = film.build()
    assert (ran.status, set(ran.results.values())) == (0, {"done"}), ran
    film.assert_trust()


@pytest.mark.parametrize(
    "fault",
    [
        {"gzip": True},
        {"status": 302, "headers": {"Location": "file:///etc/passwd"}},
        {"status": 302, "headers": {"Location": "http://169.254.169.254/latest/meta-data"}},
        {"status": 200, "body": "<html>never</html>"},
        {"truncate": 700, "no_length": True},
        {"status": 410},
    ],
    ids=["gzip", "file", "metadata", "html", "cut", "gone"],
)
def test_what_is_no_clip_is_never_published_and_nothing_is_bought_again(
    film: Film, server: ScriptedServer, fault: dict[str, Any]
) -> None:
    server.script.media(times=None, **fault)
    ran = film.build()
    assert ran.status == 1, ran
    assert (film.outputs, film.artifacts) == ({}, {})
    assert film.states[0] in {"COMPLETED", "PAID_MISSING"}
    film.assert_trust()
    server.script.faults.clear()
    ran = film.build()
    assert (ran.status, film.states, len(server.posts)) == (0, ["DONE"], 1), ran
    film.assert_trust()


def test_a_fresh_address_is_asked_for_when_one_has_expired(film: Film, server: ScriptedServer) -> None:
    server.script.poll(task={"output": {"video_urls": [f"{server.url}/expired.mp4"]}})
    ran = film.build()
    assert (ran.status, film.states) == (0, ["DONE"]), ran
    assert [r.path for r in server.fetches] == ["/expired.mp4", "/media/tasks/task_000001/0.mp4"]
    film.assert_trust()


def test_the_key_is_not_sent_with_a_download(film: Film, server: ScriptedServer) -> None:
    film.build()
    (fetch,) = server.fetches
    assert "authorization" not in fetch.headers
    assert fetch.headers["user-agent"].startswith("seedance-make/")
    assert fetch.headers["accept-encoding"] == "identity"


def test_an_output_folder_that_is_a_link_is_not_followed(
    film: Film, server: ScriptedServer, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (film.folder / "out").symlink_to(outside)
    ran = film.build()
    assert (ran.status, server.posts, list(outside.iterdir())) == (1, [], []), ran
    assert "something else stands in its place, or in that of its folder" in ran.action("boat")["reason"]


def test_an_output_that_is_a_link_or_a_folder_is_not_written_through(
    film: Film, server: ScriptedServer, tmp_path: Path
) -> None:
    film.shots(act1__door="a door", boat="a red boat", pier="an empty pier")
    film.write((film.folder / "storyboard.yaml").read_text("utf-8").replace("act1__door", "act1/door"))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine.mp4").write_bytes(b"mine")
    (film.folder / "out").mkdir()
    (film.folder / "out/act1").symlink_to(outside)
    film.output("boat").symlink_to(outside / "mine.mp4")
    ran = film.build()
    assert ran.status == 1, ran
    assert {a["shot"]: a["action"] for a in ran.json["actions"]} == {
        "act1/door": "edited", "boat": "edited", "pier": "buy"
    }  # fmt: skip
    assert ran.results == {"act1/door": "skipped", "boat": "skipped", "pier": "done"}
    assert [p.name for p in outside.iterdir()] == ["mine.mp4"]
    assert (outside / "mine.mp4").read_bytes() == b"mine"
    assert server.prompts == ["an empty pier"]


def test_an_edited_output_is_left_alone_until_a_person_says_so(film: Film, server: ScriptedServer) -> None:
    film.build()
    first = film.outputs["boat"]
    film.output("boat").write_bytes(b"graded by hand")
    film.edited.add("boat")
    ran = film.build()
    assert (ran.status, ran.action("boat")["action"]) == (1, "edited"), ran
    film.shots(boat="a blue boat")
    ran = film.build()
    assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (1, "edited", 1), ran
    assert film.output("boat").read_bytes() == b"graded by hand"
    film.shots(boat="a red boat")
    ran = film.build("--overwrite", "boat")
    assert (ran.status, film.outputs["boat"], len(server.posts)) == (0, first, 1), ran
    film.edited.clear()
    film.assert_trust()


def test_what_a_person_puts_in_the_place_while_a_clip_is_made_is_left_alone(
    film: Film, server: ScriptedServer
) -> None:
    server.script.media(hang=True)
    with film.building() as running:
        until(lambda: server.fetches, "the download")
        film.output("boat").parent.mkdir(exist_ok=True)
        film.output("boat").write_bytes(b"made by hand meanwhile")
        film.edited.add("boat")
        running.interrupt()
        assert running.end().status == 130
    ran = film.build()
    assert ran.status == 1, ran
    assert "edited by hand" in ran.action("boat")["error"]["message"]
    assert film.output("boat").read_bytes() == b"made by hand meanwhile"
    assert (film.states, len(film.artifacts), len(film.receipts)) == (["DONE"], 1, 1)
    film.assert_trust()
    assert (film.build("--overwrite", "boat").status, len(server.posts)) == (0, 1)


def test_an_output_that_nothing_asks_for_is_removed_unless_it_was_edited(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(boat="a red boat", pier="an empty pier", sea="the sea", sky="the sky")
    film.build()
    film.output("pier").write_bytes(b"graded by hand")
    film.edited.add("pier")
    (film.folder / "out/notes.txt").write_text("mine")
    (film.folder / "out/mine.mp4").write_bytes(b"none of your business")
    film.edited.add("mine")
    film.shots(boat="a red boat", sky={"prompt": "the sky", "enabled": False})
    ran = film.build()
    assert ran.status == 1, ran  # the edited one is said
    assert {a["shot"]: a["action"] for a in ran.json["actions"]} == {
        "boat": "keep", "pier": "edited", "sea": "remove", "sky": "remove"
    }  # fmt: skip
    assert sorted(film.outputs) == ["boat", "mine", "pier"]
    assert (film.folder / "out/notes.txt").exists()
    film.assert_trust()
    film.shots(boat="a red boat", pier="an empty pier", sea="the sea", sky="the sky")
    film.output("pier").unlink()
    assert (film.build().status, len(server.posts)) == (0, 4)
    film.assert_trust()
