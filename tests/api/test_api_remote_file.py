"""The length of a reference video, read over ranges."""

import asyncio
from decimal import Decimal
from typing import Any, BinaryIO

import pytest
from api_tools import closed_port, downloader
from scripted_api import real_mp4
from scripted_server import ScriptedServer

from seedance_make.api.remote_file import ReadLimits
from seedance_make.core.attempt.outcome import NoAnswer

CLIP = real_mp4(frames=48)


def fat(clip: bytes) -> bytes:
    """The same film with three million idle bytes before its index."""
    ftyp = int.from_bytes(clip[:4], "big")
    return clip[:ftyp] + (3_000_000).to_bytes(4, "big") + b"free" + b"\0" * 2_999_992 + clip[ftyp:]


def seconds(server: ScriptedServer, **how: Any) -> object:
    return asyncio.run(downloader(**how).seconds(f"{server.url}/reference.mp4"))


def test_two_seconds_are_two_seconds() -> None:
    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (CLIP, "video/mp4")
        assert seconds(server) == Decimal(2)


def test_a_long_video_costs_a_few_small_requests() -> None:
    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (fat(CLIP), "video/mp4")
        assert seconds(server) == Decimal(2)
        assert 1 < len(server.fetches) <= 4
        assert all("authorization" not in request.headers for request in server.fetches)


def test_a_server_without_ranges_sends_all_of_it() -> None:
    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (fat(CLIP), "video/mp4")
        server.script.media(ignore_range=True)
        assert seconds(server) == Decimal(2)
        assert len(server.fetches) == 1


def test_a_server_without_ranges_is_bounded() -> None:
    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (fat(CLIP), "video/mp4")
        server.script.media(ignore_range=True)
        assert seconds(server, reading=ReadLimits(whole=1_000_000)) == NoAnswer(
            reason="the server sent more than 1000000 bytes"
        )


def test_requests_are_bounded() -> None:
    with ScriptedServer() as server:
        boxes = b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\x20\0free".ljust(8192, b"\0") * 400
        server.files["/reference.mp4"] = (boxes, "video/mp4")
        assert seconds(server, reading=ReadLimits(requests=5)) == NoAnswer(
            reason="the video's length was not found in 5 requests"
        )


def test_what_the_boxes_do_not_tell_is_asked_of_the_probe() -> None:
    def probe(file: BinaryIO) -> Decimal:
        assert file.read(4) == b"\x1aE\xdf\xa3"
        assert file.seek(-3, 2) == 6
        assert file.read() == b"end"
        return Decimal("7.25")

    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (b"\x1aE\xdf\xa3..end", "video/webm")
        assert seconds(server, probe=probe) == Decimal("7.25")


def test_a_probe_that_fails_is_trouble() -> None:
    def probe(_file: BinaryIO) -> Decimal:
        raise ValueError("a decoder's words")

    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (b"<html>nothing here</html>", "text/html")
        assert seconds(server, probe=probe) == NoAnswer(
            reason="the video's length could not be read (ValueError)"
        )
        assert seconds(server) == NoAnswer(reason="the file does not say how long it plays")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"status": 404}, "the address answers HTTP 404"),
        ({"status": 500}, "the address answers HTTP 500"),
        ({"wrong_range": True, "skip": 1}, "the server sent another part than it was asked for"),
        ({"headers": {"ETag": '"new"'}, "skip": 1}, "the video changed while it was read"),
        ({"headers": {"Content-Range": "bytes 0-9/x"}}, "the server sent another part than it was asked for"),
        (
            {"headers": {"Content-Encoding": "gzip"}},
            "the video came compressed, though it was asked for as it is",
        ),
        ({"reset": "mid"}, "the connection broke"),
        ({"endless": b"x" * 1000}, "the server sent more than 65536 bytes"),
    ],
)
def test_a_server_that_errs_is_trouble(fault: dict[str, object], reason: str) -> None:
    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (fat(CLIP), "video/mp4")
        server.script.media(**fault)
        assert seconds(server) == NoAnswer(reason=reason)


def test_silence_is_trouble() -> None:
    with ScriptedServer() as server:
        server.files["/reference.mp4"] = (fat(CLIP), "video/mp4")
        server.script.media(hang=True, skip=1)
        assert seconds(server, reading=ReadLimits(seconds=0.3)) == NoAnswer(
            reason="the video's length could not be read within 0.3 s"
        )


def test_nobody_there_is_trouble_that_says_so() -> None:
    answer = asyncio.run(downloader().seconds(f"http://127.0.0.1:{closed_port()}/x.mp4"))
    assert isinstance(answer, NoAnswer)
    assert not answer.reached


def test_a_private_address_is_not_measured() -> None:
    answer = asyncio.run(downloader(loopback_ok=False).seconds("http://127.0.0.1:1/x.mp4"))
    assert answer == NoAnswer(
        reason="the address may not be asked: it leads to this machine or a private network"
    )
