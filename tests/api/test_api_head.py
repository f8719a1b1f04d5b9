"""The first bytes of what an address gives: asked without a key, a few times at most, and never inwards."""

import asyncio
from typing import Any

import pytest
from api_tools import NoSleep, closed_port, downloader
from scripted_server import ScriptedServer

from seedance_make.core.attempt.outcome import NoAnswer

PICTURE = bytes(range(256)) * 40


def head(server: ScriptedServer, count: int = 100, clock: NoSleep | None = None, **how: Any) -> object:
    server.files["/mara.png"] = (PICTURE, "image/png")
    return asyncio.run(downloader(clock, **how).head(f"{server.url}/mara.png", count))


def test_a_range_is_asked_without_a_key() -> None:
    with ScriptedServer() as server:
        assert head(server) == PICTURE[:100]
        (asked,) = server.fetches
        assert asked.headers["range"] == "bytes=0-99"
        assert "authorization" not in asked.headers


def test_a_small_file_comes_whole() -> None:
    with ScriptedServer() as server:
        assert head(server, 1_000_000) == PICTURE


def test_of_a_server_without_ranges_only_the_head_is_read() -> None:
    with ScriptedServer() as server:
        server.script.media(ignore_range=True, endless=b"x" * 1000)
        assert head(server) == PICTURE[:100]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refusal_is_final(status: int) -> None:
    with ScriptedServer() as server:
        server.script.media(status=status, times=None)
        assert head(server) == NoAnswer(reason=f"it answers HTTP {status}")
        assert len(server.fetches) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again(status: int) -> None:
    with ScriptedServer() as server:
        clock = NoSleep()
        server.script.media(status=status, times=2)
        assert head(server, clock=clock) == PICTURE[:100]
        assert (len(server.fetches), len(clock.slept)) == (3, 2)
        server.script.media(status=status, times=None)
        found = head(server)
        assert isinstance(found, NoAnswer)
        assert found.reason == f"it answers HTTP {status}"
        assert len(server.fetches) == 6


def test_a_connection_that_breaks_is_tried_again() -> None:
    with ScriptedServer() as server:
        server.script.media(reset="before")
        assert head(server) == PICTURE[:100]


def test_nobody_there_is_said() -> None:
    found = asyncio.run(downloader().head(f"http://127.0.0.1:{closed_port()}/x", 10))
    assert isinstance(found, NoAnswer)
    assert not found.reached


def test_this_machine_is_barred_from_a_real_apis_builds() -> None:
    with ScriptedServer() as server:
        found = head(server, loopback_ok=False)
        assert found == NoAnswer(
            reason="the address may not be asked: it leads to this machine or a private network"
        )
        assert server.fetches == []
