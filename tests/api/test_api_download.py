"""A clip on its way into a sink, over real sockets: whole or not at all."""

import asyncio
import hashlib
import threading

import pytest
from api_tools import MemorySink, NoSleep, closed_port, downloader, fetch
from scripted_api import real_mp4
from scripted_server import ScriptedServer

from seedance_make.core.attempt.outcome import Broken, Fetched, Gone
from seedance_make.core.errors import StoreError

CLIP = real_mp4()
WHOLE = Fetched(sha256=hashlib.sha256(CLIP).hexdigest(), size=len(CLIP))


def ranges(server: ScriptedServer) -> list[str | None]:
    return [request.headers.get("range") for request in server.fetches]


def get(
    server: ScriptedServer, sink: MemorySink | None = None, clock: NoSleep | None = None, **how: object
) -> object:
    return fetch(f"{server.url}/reference.mp4", sink or MemorySink(), clock, **how)


def test_a_clip_arrives_whole_and_its_progress_is_told() -> None:
    told: list[tuple[int, int | None]] = []
    sink = MemorySink()
    with ScriptedServer() as server:
        url = f"{server.url}/reference.mp4"
        assert asyncio.run(downloader().fetch(url, sink, lambda *step: told.append(step))) == WHOLE
    assert bytes(sink.data) == CLIP
    assert told[-1] == (len(CLIP), len(CLIP))


def test_a_sink_that_holds_something_else_is_emptied_first() -> None:
    sink = MemorySink()
    sink.write(b"left over")
    with ScriptedServer() as server:
        assert get(server, sink) == WHOLE


class SlowSink(MemorySink):
    """A disk that takes its time, and tells in which thread it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[int] = set()
        self.asked, self.goes_on = threading.Event(), threading.Event()

    def write(self, chunk: bytes) -> None:
        self.threads.add(threading.get_ident())
        self.asked.set()
        assert self.goes_on.wait(20)
        super().write(chunk)


def test_a_slow_disk_keeps_no_other_answer_waiting() -> None:
    sink = SlowSink()
    sink.goes_on.set()
    with ScriptedServer() as server:
        assert get(server, sink) == WHOLE
    assert threading.get_ident() not in sink.threads


def test_a_download_that_is_called_off_leaves_no_thread_at_its_file() -> None:
    sink = SlowSink()

    async def call_off(url: str) -> None:
        download = asyncio.create_task(downloader().fetch(url, sink, lambda *_: None))
        await asyncio.to_thread(sink.asked.wait, 20)
        download.cancel()
        assert not (await asyncio.wait([download], timeout=0.05))[0], "it ended while its file was written"
        sink.goes_on.set()
        assert (await asyncio.wait([download], timeout=20))[0]
        assert download.cancelled()

    with ScriptedServer() as server:
        asyncio.run(call_off(f"{server.url}/reference.mp4"))


# broken off


def test_a_short_body_is_gone_on_with() -> None:
    sink = MemorySink()
    with ScriptedServer() as server:
        server.script.media(truncate=1000)
        assert get(server, sink) == WHOLE
        assert ranges(server) == [None, "bytes=1000-"]
        assert server.fetches[1].headers["if-range"].startswith('"')
        assert sink.restarts == 0


@pytest.mark.parametrize("etag", [None, 'W/"weak"', "bare"])
def test_without_a_strong_etag_it_starts_again(etag: str | None) -> None:
    sink = MemorySink()
    with ScriptedServer() as server:
        server.script.media(truncate=1000, headers={"ETag": etag or ""})
        assert get(server, sink) == WHOLE
        assert ranges(server) == [None, None]
        assert sink.restarts == 1


@pytest.mark.parametrize(
    "second",
    [
        {"wrong_range": True},
        {"headers": {"ETag": '"another"'}},
        {"headers": {"Content-Range": "bytes 1000-1/9"}},
        {"headers": {"Content-Range": f"bytes 1000-{len(CLIP) - 1}/{len(CLIP) + 1}"}},
        {"headers": {"Content-Range": "nonsense"}},
        {"status": 416},
    ],
    ids=["elsewhere", "another file", "impossible", "another size", "garbage", "416"],
)
def test_a_part_that_does_not_fit_starts_again_without_waiting(second: dict[str, object]) -> None:
    clock = NoSleep()
    with ScriptedServer() as server:
        server.script.media(truncate=1000)
        server.script.media(**second)
        assert get(server, clock=clock) == WHOLE
        assert ranges(server) == [None, "bytes=1000-", None]
        assert clock.slept == [0.25, 0]


def test_a_server_that_ignores_the_range_sends_it_all_again() -> None:
    sink = MemorySink()
    with ScriptedServer() as server:
        server.script.media(truncate=1000)
        server.script.media(ignore_range=True)
        assert get(server, sink) == WHOLE
        assert sink.restarts == 1


def test_a_part_that_nobody_asked_for_is_not_believed() -> None:
    with ScriptedServer() as server:
        server.script.media(
            status=206, body=CLIP[5:], headers={"Content-Range": f"bytes 5-{len(CLIP) - 1}/{len(CLIP)}"}
        )
        assert get(server) == WHOLE


@pytest.mark.parametrize(
    "fault", [{"reset": "mid"}, {"reset": "before"}, {"raw": b""}, {"raw": b"garbage\r\n\r\n"}]
)
def test_a_broken_connection_is_tried_again(fault: dict[str, object]) -> None:
    with ScriptedServer() as server:
        server.script.media(**fault)
        assert get(server) == WHOLE


def test_progress_earns_more_attempts() -> None:
    with ScriptedServer() as server:
        server.script.media(truncate=100, times=10)
        assert get(server, limits={"progress": 100}) == WHOLE
        assert len(server.fetches) == 11


def test_attempts_are_bounded_and_spaced() -> None:
    clock = NoSleep()
    with ScriptedServer() as server:
        server.script.media(truncate=0, times=None)
        assert get(server, clock=clock) == Broken(
            reason="the connection ended early, or what came is not HTTP (tried 3 times)"
        )
        assert clock.slept == [0.25, 0.5]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_passing_failure_is_waited_out(status: int) -> None:
    clock = NoSleep()
    with ScriptedServer() as server:
        server.script.media(status=status, headers={"Retry-After": "7"})
        assert get(server, clock=clock) == WHOLE
        assert clock.slept == [7]


def test_nobody_there_is_broken() -> None:
    outcome = fetch(f"http://127.0.0.1:{closed_port()}/x.mp4", MemorySink())
    assert isinstance(outcome, Broken)
    assert outcome.reason.startswith("no connection could be made (")


# without a length


def test_no_length_is_judged_by_the_boxes() -> None:
    with ScriptedServer() as server:
        server.script.media(no_length=True)
        assert get(server) == WHOLE


@pytest.mark.parametrize("cut", [0, 4, 20, 200, len(CLIP) // 2, len(CLIP) - 1])
def test_no_length_and_an_early_close_is_never_taken_for_a_clip(cut: int) -> None:
    with ScriptedServer() as server:
        server.script.media(no_length=True, truncate=cut, times=None)
        outcome = get(server)
        assert isinstance(outcome, Broken)
        assert outcome.reason.startswith("what came is ")


def test_neither_a_length_nor_an_end_of_its_own_is_not_believed() -> None:
    last = CLIP.rindex(b"mdat") - 4
    open_ended = CLIP[:last] + b"\0\0\0\0" + CLIP[last + 4 :]
    moov = CLIP.index(b"moov") - 4
    assert moov > last, "the film stands before its index here"
    faststart = CLIP[:last] + CLIP[moov:] + b"\0\0\0\0" + CLIP[last + 4 : moov]
    assert open_ended != faststart
    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (faststart, "video/mp4")
        assert isinstance(get(server), Fetched)
        server.script.media(no_length=True, times=None)
        assert get(server) == Broken(
            reason="what came is not a whole MP4: neither the server nor the file says where it ends (tried 3 times)"
        )


# something else


@pytest.mark.parametrize("kind", ["text/html", "video/mp4", "application/json"])
@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"<!doctype html><title>Sorry</title>", "a web page"),
        (b'\n {"error": "expired", "x": 1}', "JSON"),
        (b"[1, 2, 3, 4, 5, 6, 7]", "JSON"),
        (b"\x1aE\xdf\xa3 matroska matroska", "something else"),
    ],
)
def test_what_is_no_mp4_is_refused_by_its_bytes(kind: str, body: bytes, what: str) -> None:
    sink = MemorySink()
    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (body, kind)
        assert get(server, sink) == Broken(reason=f"what came is {what}, not an MP4 (tried 3 times)")
    assert sink.size == 0


def test_a_right_clip_with_a_wrong_label_is_taken() -> None:
    with ScriptedServer() as server:
        server.script.media(headers={"Content-Type": "text/html"})
        assert get(server) == WHOLE


def test_nothing_at_all_is_no_clip() -> None:
    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (b"", "video/mp4")
        assert get(server) == Broken(reason="what came is nothing, not an MP4: it is empty (tried 3 times)")


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "zstd", "GZIP"])
def test_a_content_encoding_is_refused(coding: str) -> None:
    with ScriptedServer() as server:
        server.script.media(headers={"Content-Encoding": coding})
        assert get(server) == Broken(
            reason="the video came compressed, though it was asked for as it is", final=True
        )


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_expired_address_is_gone(status: int) -> None:
    with ScriptedServer() as server:
        server.script.media(status=status)
        assert get(server) == Gone(reason=f"the address answers HTTP {status}")
        assert len(server.fetches) == 1


@pytest.mark.parametrize("status", [204, 300, 400, 418, 451])
def test_other_answers_are_final(status: int) -> None:
    with ScriptedServer() as server:
        server.script.media(status=status)
        assert get(server) == Broken(reason=f"the address answers HTTP {status}", final=True)


# bounds


def test_a_body_without_end_is_capped() -> None:
    with ScriptedServer() as server:
        server.script.media(endless=b"\0\0\0\x08free" * 1000)
        assert get(server) == Broken(reason="the video is larger than 200000 bytes", final=True)


def test_an_announced_size_beyond_the_cap_is_not_even_begun() -> None:
    with ScriptedServer() as server:
        server.script.media(headers={"Content-Length": "200001"})
        assert get(server) == Broken(reason="the video is larger than 200000 bytes", final=True)


def test_one_byte_at_a_time_ends() -> None:
    with ScriptedServer() as server:
        server.script.media(drip=0.02, times=None)
        assert get(server, limits={"attempts": 2}) == Broken(
            reason="the server sends fewer than 200 bytes a second (tried 2 times)"
        )


def test_a_download_is_bounded_in_all() -> None:
    with ScriptedServer() as server:
        server.script.media(drip=0.02, times=None)
        assert get(server, limits={"rate": 0.0, "total": 0.3}) == Broken(
            reason="the download took longer than 0.3 s"
        )


def test_a_full_disk_is_not_the_servers_fault() -> None:
    class Full(MemorySink):
        def write(self, chunk: bytes) -> None:
            raise StoreError("no space left")

    with ScriptedServer() as server, pytest.raises(StoreError):
        get(server, Full())
