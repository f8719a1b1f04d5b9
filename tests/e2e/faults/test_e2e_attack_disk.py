"""What cannot be written is found before money is spent, wherever in project and store it is."""

import pytest
from harness import Film
from scripted_server import ScriptedServer


def test_a_lock_file_that_cannot_be_written_stops_before_the_post(film: Film, server: ScriptedServer) -> None:
    (film.folder / "storyboard.lock").symlink_to("nowhere/storyboard.lock")
    ran = film.build()
    assert (ran.status, server.posts, film.states) == (74, [], [])
    assert ran.err.endswith(
        f"seedance-make: cannot write {film.folder}/storyboard.lock: no such file or directory\n"
    )


def test_a_cas_that_cannot_be_written_stops_before_the_post(film: Film, server: ScriptedServer) -> None:
    film.home.mkdir()
    (film.home / "cas").write_text("in the way")
    ran = film.build()
    assert (ran.status, server.posts, film.states) == (74, [], [])
    assert f"cannot write {film.home}/cas/" in ran.err


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_stands_in_a_folders_place_spares_the_other_shots(
    film: Film, server: ScriptedServer, kind: str
) -> None:
    film.write(
        "version: 1\ndefaults: {resolution: 480p, duration: 4}\nshots: {a/b: {prompt: one}, c: {prompt: two}}\n"
    )
    (film.folder / "out").mkdir()
    place = film.folder / "out/a"
    place.write_text("mine") if kind == "file" else place.symlink_to(film.folder)
    ran = film.build()
    assert (ran.status, len(server.posts)) == (1, 1), ran
    assert ran.action("a/b")["action"] == "edited"
    assert ran.action("a/b")["reason"] == (
        "something else stands in its place, or in that of its folder: move it away"
    )
    assert ran.results == {"a/b": "skipped", "c": "done"}
    film.assert_trust()
