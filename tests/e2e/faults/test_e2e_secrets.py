"""The key goes to the API alone, and text of the server is shown in its plain words."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_tools import Ran
from harness import Film
from scripted_server import ScriptedServer

KEY = "rk_live_SENTINEL0123456789abcdefSENTINEL"
UGLY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NASTY = "\x1b[2J\x1b]0;owned\x07\u202egpj.exe\r\x9b31m</script><img src=x onerror=alert(1)>"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(key=KEY) as running:
        yield running


def assert_nowhere(film: Film, *ran: Ran) -> None:
    """The key is in nothing that was printed or left behind."""
    for each in ran:
        assert KEY not in each.out + each.err
        assert "SENTINEL" not in each.out + each.err
    places = [film.folder, film.home, Path(tempfile.gettempdir())]
    files = [f for p in places[:2] for f in p.rglob("*") if f.is_file()]
    files += list(places[2].glob("seedance-make-report-*"))
    for file in files:
        assert b"SENTINEL" not in file.read_bytes(), file


def assert_only_the_api_got_it(*servers: ScriptedServer) -> None:
    for server in servers:
        for request in server.requests:
            api = request.path.startswith("/api/")
            assert api == (KEY in str(request.headers)), request
            assert KEY not in request.path
            assert KEY.encode() not in request.body


def test_an_echo_of_the_key_is_blacked_out_everywhere(film: Film, server: ScriptedServer) -> None:
    echo = f"you sent Bearer {KEY} with it"
    film.shots(
        boat="a red boat",
        bad="a flagged thing",
        odd="an odd thing",
        flop="a flop",
        html="a page",
        url="a url",
        ident="an id",
    )
    server.script.post(prompt="flagged", status=400, error=(80007, echo))
    server.script.post(prompt="odd", status=500, body=echo)
    server.script.post(prompt="page", status=200, body=f"<html>{echo}")
    server.script.post(prompt="an id", status=200, body={"id": KEY}, headers={"X-Request-Id": KEY})
    server.script.poll(prompt="red", task={"status": echo})
    server.script.poll(prompt="url", task={"output": {"video_urls": [f"{server.url}/{KEY}.mp4"]}})
    server.script.fail(80003, echo, prompt="flop")
    ran = film.build("-vv", "-j", "1", "--events", "events")
    assert ran.status == 3, ran
    others = [
        film.build("-vv"),
        film.run("status", "-vv"),
        film.run("status", "--json"),
        film.run("plan", "--json"),
        film.run("plan", "--format", "md"),
        film.run("show", "boat"),
        film.run("doctor"),
        film.run("balance"),
    ]
    assert_nowhere(film, ran, *others)
    assert_only_the_api_got_it(server)
    film.assert_trust()


def test_the_key_does_not_follow_a_redirect_to_another_host(film: Film, server: ScriptedServer) -> None:
    with ScriptedServer() as other:
        film.shots(boat="a red boat", pier="an empty pier", sea="the sea")
        server.script.post(
            prompt="red", status=307, headers={"Location": f"{other.url}/api/v1/videos/generations"}
        )
        server.script.poll(
            prompt="pier", status=302, headers={"Location": f"{other.url}/api/v1/tasks/x"}, times=2
        )
        other.files["/clip.mp4"] = server.files["/reference.mp4"]
        server.script.media(prompt="sea", status=302, headers={"Location": f"{other.url}/clip.mp4"})
        ran = film.build("-vv", "-j", "1")
        assert ran.status == 3, ran
        assert ran.results == {"boat": "blocked", "pier": "done", "sea": "done"}
        assert [r.path for r in other.requests] == ["/clip.mp4"]
        assert_only_the_api_got_it(server, other)
        assert_nowhere(film, ran)


@pytest.mark.parametrize("key", ["bad key", "rk\u00e9", "rk_SENTINEL\x01x"])
def test_a_malformed_key_is_refused_without_being_shown(film: Film, server: ScriptedServer, key: str) -> None:
    ran = film.build("-vv", REAPI_API_KEY=key)
    assert (ran.status, server.requests) == (77, []), ran
    assert key not in ran.err
    assert "SENTINEL" not in ran.err


def test_a_key_with_white_space_at_its_ends_is_used_without(film: Film, server: ScriptedServer) -> None:
    assert film.build(REAPI_API_KEY=f"  {KEY}\n").status == 0


def test_text_of_the_server_cannot_move_the_cursor_or_write_markup(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(boat="a red boat", bad="a flagged thing", odd="an odd thing", flop="a flop", ident="an id")
    server.script.post(prompt="flagged", status=400, error=(80007, NASTY))
    server.script.post(prompt="odd", status=500, error=(NASTY, NASTY))
    server.script.post(prompt="an id", status=200, body={"id": f"task_{NASTY}"})
    server.script.poll(prompt="red", task={"status": NASTY})
    server.script.fail(NASTY, NASTY, prompt="flop")
    shown = [
        film.build("-vv", "-j", "1", "--events", "events"),
        film.run("build", "--yes", "--max-credits", "5000", "-vv"),
        film.run("status"),
        film.run("status", "--json"),
        film.run("plan"),
        film.run("plan", "--format", "md"),
    ]
    for ran in shown:
        assert not UGLY.search(ran.out + ran.err), ran
    assert not UGLY.search(film.events)
    film.assert_trust()
