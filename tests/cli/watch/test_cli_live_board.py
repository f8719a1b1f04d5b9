"""The live board: it answers its own page alone, and what a person looks at stays while it changes."""

import asyncio
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser import Opener, Seen
from made_clips import write_clip

from seedance_make.cli.watch.live_board import LiveBoard, ShownBoard, served
from seedance_make.ui.board.data import BoardPage

CLIPS = ("one", "two", "three")


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("clips")
    for n, name in enumerate(CLIPS):
        write_clip(folder / f"{name}.mp4", frames=240, size=(432, 248), sound=False, shift=60 * n)
    return {name: folder / f"{name}.mp4" for name in CLIPS}


class Served:
    """A live board that is served beside the test."""

    def __init__(self, clips: dict[str, Path]) -> None:
        self._clips, self._started, self._done = clips, threading.Event(), threading.Event()
        self.address = ""
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._started.wait(60)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._board = LiveBoard()
        async with served(self._board) as self.address:
            self._started.set()
            await asyncio.to_thread(self._done.wait)

    def show(self, *shots: dict[str, Any] | None, title: str = "The Film") -> None:
        """Of these shots; None alone: the storyboard has an error."""
        data = {"pick": ["seedance-make pick", ""], "shots": list(shots)}
        page = BoardPage(title=title, badges=(), totals=(("Shots", str(len(shots))),), data=data)
        board = None if shots == (None,) else ShownBoard(page=page, clips=self._clips, posters={})
        asyncio.run_coroutine_threadsafe(self._board.show(board), self._loop).result(60)

    def end(self) -> None:
        self._done.set()
        self._thread.join(60)


@contextmanager
def _serving(clips: dict[str, Path]) -> Iterator[Served]:
    board = Served(clips)
    try:
        yield board
    finally:
        board.end()


@pytest.fixture
def board(clips: dict[str, Path]) -> Iterator[Served]:
    with _serving(clips) as running:
        yield running


def shot(name: str, clip: str = "one", *, n: int = 1, **more: Any) -> dict[str, Any]:
    made = {"src": f"clips/{clip}.mp4", "source": "simulated", "w": 432, "h": 248, "fps": 24.0, "frames": 240}
    takes = more.pop("takes", [{"k": 1, "state": "new", "price": 181, "clip": made}])
    return {
        "n": n, "name": name, "in": "00:00:00:00", "out": "00:00:10:00", "states": ["new"], "facts": ["4 s"],
        "prompt": f"The {name}.", "takes": takes, **more,
    }  # fmt: skip


def many_shots(**changed: dict[str, Any]) -> list[dict[str, Any]]:
    """Thirty of them, some with other fields."""
    names = [f"s{n}" for n in range(30)]
    return [{**shot(name, n=n + 1), **changed.get(name, {})} for n, name in enumerate(names)]


def look_at(opened: Opener, board: Served) -> Seen:
    seen = opened.address(board.address)
    seen.wait("document.querySelector('.head .badge')?.textContent === 'live'")
    return seen


def test_what_is_saved_is_on_the_page_and_nothing_else_is_asked_for(opened: Opener, board: Served) -> None:
    board.show(shot("door"), shot("wave", n=2))
    seen = look_at(opened, board)
    board.show(shot("door", "two", prompt="Another door."), shot("pier", n=2), title="A new title")
    seen.wait("document.querySelector('#shot\\\\:door .prompt').textContent === 'Another door.'")
    assert seen.value("[...document.querySelectorAll('h2')].map((h) => h.textContent)") == ["door", "pier"]
    assert seen.value("document.querySelector('h1').textContent") == "A new title"
    assert seen.value("document.querySelector('.totals').textContent") == "Shots2"
    assert all(url.startswith(board.address) for url in seen.requests if not url.endswith("/favicon.ico"))
    assert seen.faults == []


def test_the_place_and_the_filters_stay(opened: Opener, board: Served) -> None:
    board.show(*many_shots())
    seen = look_at(opened, board)
    seen.value("document.documentElement.style.overflowAnchor = 'none'")  # not every browser helps
    seen.value(
        "document.querySelector('#text').value = 's1'; document.querySelector('#text').dispatchEvent(new Event('input'))"
    )
    seen.wait("document.querySelector('#count').textContent === '11 of 30 shots'")
    seen.value("document.querySelector('#states button').click()")
    seen.value("document.querySelector('#shot\\\\:s15').scrollIntoView({behavior: 'instant'})")
    seen.wait("document.querySelector('#shot\\\\:s15').dataset.full === '1'")
    top = "Math.round(document.querySelector('#shot\\\\:s15').getBoundingClientRect().top)"
    before = seen.value(top)
    long = {"note": "A long note. " * 200, "prompt": "now"}
    board.show(*many_shots(s1=long, s12=long, s20=long, s29={"states": ["done"]}))
    seen.wait("shots.get('s12').prompt === 'now'")
    assert abs(seen.value(top) - before) <= 1
    assert seen.value("document.querySelector('#text').value") == "s1"
    assert seen.value("document.querySelector('#states button').getAttribute('aria-pressed')") == "true"
    assert seen.value("document.querySelector('#count').textContent") == "11 of 30 shots"
    assert seen.value("[...document.querySelectorAll('#states button')].map((b) => b.textContent)") == [
        "new29",
        "done1",
    ]
    assert seen.faults == []


PLAYING = "document.querySelector('#shot\\\\:door video')"


def test_a_clip_that_plays_plays_on(opened: Opener, board: Served) -> None:
    board.show(shot("door"), shot("wave", n=2))
    seen = look_at(opened, board)
    seen.value("document.querySelector('#shot\\\\:door .open').click()")
    seen.wait(f"{PLAYING}?.currentTime > 0.1")
    seen.value(f"window.before = {PLAYING}")
    board.show(shot("boat"), shot("door", n=2, prompt="Another door."), shot("wave", n=3))
    seen.wait("document.querySelector('#shot\\\\:door .prompt').textContent === 'Another door.'")
    assert seen.value(f"{PLAYING} === before && !before.paused")
    at = seen.value("before.currentTime")
    seen.wait(f"before.currentTime > {at}")
    nothing_yet = [{"k": 1, "state": "changed", "price": 181}]
    board.show(shot("boat"), shot("door", n=2, prompt="A third door.", takes=nothing_yet), shot("wave", n=3))
    seen.wait("document.querySelector('#shot\\\\:door .prompt').textContent === 'A third door.'")
    assert seen.value(f"{PLAYING} === before && !before.paused")
    assert seen.value("document.querySelector('#shot\\\\:door .mark').textContent") == "before the change"
    board.show(shot("boat"), shot("door", "two", n=2), shot("wave", n=3))
    seen.wait(f"{PLAYING} && {PLAYING} !== before && {PLAYING}.currentSrc.endsWith('clips/two.mp4')")
    seen.wait(f"!{PLAYING}.paused && {PLAYING}.currentTime > {at}")
    board.show(shot("boat"))
    seen.wait("!document.querySelector('#shot\\\\:door')")
    assert seen.value("playing.length") == 0
    assert seen.faults == []


def test_shots_move_without_being_made_anew(opened: Opener, board: Served) -> None:
    board.show(shot("a"), shot("b", n=2), shot("c", n=3))
    seen = look_at(opened, board)
    seen.value("window.row = rows.get('a')")
    board.show(shot("c"), shot("a", n=2), shot("new", n=3), shot("b", n=4))
    seen.wait("rows.size === 4")
    assert seen.value("[...document.querySelectorAll('h2')].map((h) => h.textContent)") == [
        "c",
        "a",
        "new",
        "b",
    ]
    assert seen.value("rows.get('a') === row && document.contains(row)")
    assert seen.value("row.querySelector('.number').textContent") == "2"


def takes(*chosen: int, clip: str = "one") -> list[dict[str, Any]]:
    made = {"source": "bought", "w": 432, "h": 248, "fps": 24.0, "frames": 240}
    return [
        {"k": k, "state": "done", "chosen": k in chosen, "clip": {"src": f"clips/{clip if k == 1 else 'three'}.mp4", **made}}
        for k in (1, 2)
    ]  # fmt: skip


def test_choices_and_a_comparison_stay_until_they_are_done(opened: Opener, board: Served) -> None:
    board.show(shot("door", takes=takes()), shot("wave", n=2))
    seen = look_at(opened, board)
    seen.value(
        "choosing(shots.get('door'), shots.get('door').takes[1]); openCompare(readTake('door@1'), readTake('door@2'))"
    )
    board.show(shot("door", takes=takes(), note="x"), shot("wave", n=2))
    seen.wait("shots.get('door').note === 'x'")
    assert seen.value("byId('compare').open && byId('take-a').value") == "door@1"
    assert seen.value("byId('tray-command').textContent") == "seedance-make pick door 2"
    board.show(shot("door", takes=takes(2, clip="two")), shot("wave", n=2))
    seen.wait("byId('video-a').src.endsWith('clips/two.mp4')")
    assert seen.value("byId('tray').hidden")
    board.show(shot("wave"))
    seen.wait("!byId('compare').open")
    assert seen.faults == []


def test_it_says_when_it_is_not_current(opened: Opener, clips: dict[str, Path]) -> None:
    with _serving(clips) as board:
        board.show(shot("door"))
        seen = look_at(opened, board)
        board.show(None)
        seen.wait("liveness.textContent === 'the storyboard has an error'")
        assert seen.value("document.querySelector('h2').textContent") == "door"
        board.show(shot("door"))
        seen.wait("liveness.textContent === 'live'")
    seen.wait("liveness.textContent === 'watch has ended'")


def test_a_page_that_is_asked_for_before_there_is_one_comes_with_it(opened: Opener, board: Served) -> None:
    threading.Timer(0, lambda: board.show(shot("door"))).start()
    assert look_at(opened, board).value("document.querySelector('h2').textContent") == "door"


def asked(
    board: Served, path: str = "", method: str = "GET", **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    """An answer to a request of one's own: `path` is below the token, unless it begins with a slash."""
    place = urlsplit(board.address)
    connection = http.client.HTTPConnection("127.0.0.1", place.port or 0, timeout=60)
    connection.putrequest(method, path if path.startswith("/") else place.path + path, skip_host=True)
    for name, value in {"Host": place.netloc, **{k.replace("_", "-"): v for k, v in headers.items()}}.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    said = answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
    connection.close()
    return said


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("", "GET", {}, 200),
        ("", "HEAD", {}, 200),
        ("", "GET", {"Sec_Fetch_Site": "none"}, 200),
        ("clips/one.mp4", "GET", {"Sec_Fetch_Site": "same-origin"}, 200),
        ("", "GET", {"Host": "evil.example:{port}"}, 421),
        ("", "GET", {"Host": "127.0.0.1.evil.example"}, 421),
        ("", "GET", {"Host": "localhost:{port}"}, 200),
        ("", "GET", {"Host": "127.0.0.1"}, 421),
        ("", "GET", {"Host": ""}, 421),
        ("", "GET", {"Origin": "https://evil.example"}, 403),
        ("", "GET", {"Origin": "null"}, 403),
        ("clips/one.mp4", "GET", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("clips/one.mp4", "GET", {"Sec_Fetch_Site": "same-site"}, 403),
        ("", "POST", {}, 405),
        ("", "DELETE", {}, 405),
        ("", "OPTIONS", {}, 405),
        ("/", "GET", {}, 404),
        ("/wrong/", "GET", {}, 404),
        ("/wrong/clips/one.mp4", "GET", {}, 404),
        ("clips/four.mp4", "GET", {}, 404),
        ("clips/..%2f..%2fetc%2fpasswd.mp4", "GET", {}, 404),
        ("clips/../../../../etc/passwd", "GET", {}, 404),
        ("posters/one.jpg", "GET", {}, 404),
        ("storyboard.yaml", "GET", {}, 404),
    ],
)
def test_it_answers_its_own_page_alone(
    board: Served, path: str, method: str, headers: dict[str, str], status: int
) -> None:
    board.show(shot("door"))
    port = str(urlsplit(board.address).port)
    given = {name: value.replace("{port}", port) for name, value in headers.items()}
    said, _, answered = asked(board, path, method, **given)
    assert said == status
    assert answered["x-content-type-options"] == "nosniff"
    assert answered["cross-origin-resource-policy"] == "same-origin"
    assert answered["content-security-policy"] == "frame-ancestors 'none'"
    assert (answered["referrer-policy"], answered["cache-control"]) == ("no-referrer", "no-store")
    assert "access-control-allow-origin" not in answered


def test_a_clip_comes_in_parts(board: Served, clips: dict[str, Path]) -> None:
    board.show(shot("door"))
    status, body, headers = asked(board, "clips/one.mp4", Range="bytes=4-7")
    assert (status, body, headers["content-type"]) == (206, b"ftyp", "video/mp4")


def test_each_address_is_another_one(clips: dict[str, Path]) -> None:
    with _serving(clips) as one, _serving(clips) as two:
        tokens = {urlsplit(board.address).path for board in (one, two)}
    assert len(tokens) == 2
    assert all(len(token) >= 32 for token in tokens)
