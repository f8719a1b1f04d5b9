"""Where a download may lead. Names are looked up by a table, and connections are real."""

import asyncio
from collections.abc import Sequence

import httpx
import pytest
from api_tools import AGENT, MemorySink, downloader, fetch
from scripted_server import ScriptedServer

from seedance_make.api.safe_http import ForbiddenAddressError, SafeHttp, TransferTimeouts
from seedance_make.core.attempt.outcome import Broken, Fetched

ELSEWHERE = "the address may not be asked: it leads to this machine or a private network"


def names(**table: str) -> object:
    """A look-up table: name (dots as underscores) → addresses."""

    async def resolve(host: str, _port: int) -> Sequence[str]:
        found = table.get(host.replace(".", "_"))
        return (host,) if found is None else found.split()

    return resolve


@pytest.mark.parametrize(
    "target",
    [
        "http://cdn.example/x.mp4", "file:///etc/passwd", "ftp://cdn.example/x", "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/", "https://10.0.0.1/", "https://192.168.1.1/", "https://[fe80::1]/", "https://[fc00::1]/",
        "https://user:pw@cdn.example/", "https://inside.example/", "https://metadata.example/", "//inside.example/x", "gopher://x/",
        "https://", "https://0.0.0.0/",
    ],
)  # fmt: skip
def test_a_redirect_to_where_nothing_should_be_fetched_is_refused(target: str) -> None:
    lookup = names(
        inside_example="10.1.2.3 192.168.0.9", metadata_example="169.254.169.254", cdn_example="93.184.216.34"
    )
    with ScriptedServer() as server:
        server.script.media(status=302, headers={"Location": target})
        outcome = fetch(f"{server.url}/reference.mp4", MemorySink(), resolve=lookup)
        assert isinstance(outcome, Broken)
        assert outcome.final
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "target",
    [
        "{}", "{}".replace("127.0.0.1", "localhost"), "http://127.0.0.1:1/", "http://[::1]/", "http://localhost/", "http://2130706433/",
        "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "https://inside.example/", "http://inside.example/",
    ],
)  # fmt: skip
def test_this_machine_is_out_of_bounds_unless_the_api_is_here(target: str) -> None:
    with ScriptedServer() as server:
        url = target.format(f"{server.url}/reference.mp4")
        outcome = fetch(url, MemorySink(), loopback_ok=False, resolve=names(inside_example="127.0.0.1"))
        assert isinstance(outcome, Broken)
        assert outcome.final
        assert server.requests == []


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "0.0.0.0", "fe80::1%eth0", ""],
)
def test_a_name_is_judged_by_where_it_leads(number: str) -> None:
    outcome = fetch(
        "https://cdn.example/x.mp4", MemorySink(), loopback_ok=False, resolve=names(cdn_example=number)
    )
    assert outcome == Broken(reason=ELSEWHERE, final=True)


def test_the_connection_goes_to_the_number_that_was_judged() -> None:
    """The name is looked up once; a second answer would find nobody to believe it."""
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("10.0.0.1",)

    with ScriptedServer() as server:
        port = server.url.rpartition(":")[2]
        outcome = fetch(f"http://localhost:{port}/reference.mp4", MemorySink(), resolve=rebinding)
        assert isinstance(outcome, Fetched)
        assert asked == ["localhost"]
        assert server.fetches[0].headers["host"] == f"localhost:{port}"


def test_no_other_look_up_is_made_on_the_way() -> None:
    with ScriptedServer() as server:
        url = f"{server.url}/reference.mp4".replace("127.0.0.1", "localhost")
        outcome = fetch(url, MemorySink(), resolve=names(localhost="127.0.0.2"))
        assert isinstance(outcome, Broken)
        assert server.requests == []


def test_the_next_number_is_tried_when_one_is_deaf() -> None:
    with ScriptedServer() as server:
        port = server.url.rpartition(":")[2]
        lookup = names(localhost="::1 10.0.0.1 127.0.0.2 127.0.0.1")
        assert isinstance(
            fetch(f"http://localhost:{port}/reference.mp4", MemorySink(), resolve=lookup), Fetched
        )


def test_redirects_are_followed_five_times_and_no_further() -> None:
    with ScriptedServer() as server:
        url = f"{server.url}/reference.mp4"
        for status in (301, 302, 303, 307, 308):
            server.script.media(status=status, headers={"Location": "/reference.mp4"})
        assert isinstance(fetch(url, MemorySink()), Fetched)
        server.script.media(status=302, headers={"Location": "/reference.mp4"}, times=None)
        assert fetch(url, MemorySink()) == Broken(
            reason="the address redirects more than 5 times", final=True
        )
        assert len(server.fetches) == 12


def test_a_redirect_without_a_place_is_refused() -> None:
    with ScriptedServer() as server:
        server.script.media(status=302)
        outcome = fetch(f"{server.url}/reference.mp4", MemorySink())
        assert outcome == Broken(reason="the address redirects to nowhere", final=True)


@pytest.mark.parametrize("place", ["data:,x", "javascript:1", "http:x", "mailto:a@b"])
def test_a_redirect_to_no_address_is_refused(place: str) -> None:
    with ScriptedServer() as server:
        server.script.media(status=302, headers={"Location": place})
        outcome = fetch(f"{server.url}/reference.mp4", MemorySink())
        assert isinstance(outcome, Broken)
        assert outcome.final


@pytest.mark.parametrize(
    "url", ["", "x", "https://", "https://a b/", "https://cdn.example:99999/", "https://cdn.example/\n"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    outcome = asyncio.run(downloader(loopback_ok=False).fetch(url, MemorySink(), lambda *_: None))
    assert isinstance(outcome, Broken)
    assert outcome.final


def stage(answers: dict[str, httpx.Response]) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: answers[str(request.url)])


def open_once(answers: dict[str, httpx.Response], url: str, *, http_ok: bool) -> int:
    async def main() -> int:
        http = SafeHttp(
            user_agent=AGENT, loopback_ok=False, timeouts=TransferTimeouts(), transport=stage(answers)
        )
        async with http.get(url, http_ok=http_ok) as response:
            return response.status_code

    return asyncio.run(main())


def test_http_passes_only_where_it_is_allowed_and_never_after_https() -> None:
    found = httpx.Response(200)
    down = {
        "https://a.example/": httpx.Response(302, headers={"Location": "http://b.example/"}),
        "http://b.example/": found,
    }
    up = {
        "http://a.example/": httpx.Response(302, headers={"Location": "https://b.example/"}),
        "https://b.example/": found,
    }
    assert open_once(up, "http://a.example/", http_ok=True) == 200
    for answers, url, http_ok in ((down, "https://a.example/", True), (up, "http://a.example/", False)):
        with pytest.raises(ForbiddenAddressError, match=r"^the address may not be asked: it is not https$"):
            open_once(answers, url, http_ok=http_ok)
