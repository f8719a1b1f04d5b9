"""The key goes to the API host alone, and comes back in nothing: not in values, exceptions, logs or other requests."""

import asyncio
import base64
import logging
import traceback
from typing import Any

import pytest
from api_tools import AGENT, BODY, MemorySink, ask, closed_port, fetch, poll, submit
from scripted_server import ScriptedServer

from seedance_make.api.client import Client
from seedance_make.core.attempt.outcome import TaskReport, Unknown
from seedance_make.core.errors import CredentialError
from seedance_make.core.host import api_host

SENTINEL = "rk_live_SENTINEL0123456789abcdefXYZ"
ECHOES = [
    SENTINEL, f"Bearer {SENTINEL}", SENTINEL.upper(), SENTINEL[:20] + "…", SENTINEL[-12:],
    base64.b64encode(SENTINEL.encode()).decode(), base64.b64encode(f"Bearer {SENTINEL}".encode()).decode(),
    "\x00".join(SENTINEL[n : n + 5] for n in range(0, len(SENTINEL), 5)),
    SENTINEL[:8] + "\x00" + SENTINEL[8:], SENTINEL[:9] + "\u200b" + SENTINEL[9:],
]  # fmt: skip


def leaks(thing: object) -> bool:
    text = f"{thing!r} {thing}".lower()
    windows = {SENTINEL[n : n + 12].lower() for n in range(len(SENTINEL) - 11)}
    coded = base64.b64encode(SENTINEL.encode()).decode().rstrip("=")[4:-4].lower()
    return any(window in text for window in windows) or coded in text


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("status", [200, 302, 400, 401, 429, 500])
def test_an_echo_in_any_answer_to_a_post_is_blacked_out(status: int, echo: str) -> None:
    error = {"code": 20002, "message": f"bad key {echo}", "request_id": echo}
    bodies: list[Any] = [
        {"error": error},
        {"error": {**error, "code": echo}},
        {"id": "", "x": echo},
        f"<p>{echo}</p>",
    ]
    with ScriptedServer() as server:
        for body in bodies:
            server.script.post(status=status, body=body, headers={"X-Request-Id": "r " + SENTINEL})
            if isinstance(body, dict):
                assert not leaks(submit(server, key=SENTINEL)), body


def test_an_id_that_is_the_key_is_no_id() -> None:
    with ScriptedServer() as server:
        server.script.post(body={"id": SENTINEL})
        outcome = submit(server, key=SENTINEL)
        assert isinstance(outcome, Unknown)
        assert outcome.answer == b'{"id": "[key]"}'


@pytest.mark.parametrize("echo", ECHOES)
def test_an_echo_in_a_poll_is_blacked_out_and_never_becomes_an_address(echo: str) -> None:
    with ScriptedServer(key=SENTINEL) as server:
        submit(server, key=SENTINEL)
        urls = [f"https://cdn.example/{echo}", f"https://cdn.example/?k={echo}", "https://cdn.example/good"]
        for change in (
            {"status": f"odd {echo}"},
            {"status": "failed", "error": {"code": echo, "message": echo}},
            {"output": {"video_urls": urls}},
        ):
            server.script.poll(task=change)
            answer = poll(server, "task_000001", key=SENTINEL)
            assert isinstance(answer, TaskReport)
            assert not leaks(answer)


def test_every_failure_is_silent_about_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    outcomes: list[object] = []
    with ScriptedServer(key=SENTINEL) as server:
        for fault in ({"reset": "before"}, {"reset": "after"}, {"raw": SENTINEL}, {"raw": f"HTTP/1.1 200 {SENTINEL}\r\nX: {SENTINEL}\r\n\r\n"},
                      {"hang": True}, {"truncate": 3}, {"status": 307, "headers": {"Location": f"/{SENTINEL}"}}):  # fmt: skip
            server.script.post(**fault)
            server.script.poll(**fault)
            outcomes.append(submit(server, key=SENTINEL, seconds=0.3))
            outcomes.append(poll(server, "task_x", key=SENTINEL, seconds=0.3))
    for url in (f"http://127.0.0.1:{closed_port()}", "https://nowhere.invalid"):
        outcomes.append(ask(url, lambda client: client.submit(BODY), key=SENTINEL))
        outcomes.append(ask(url, lambda client: client.balance(), key=SENTINEL))
    assert not leaks(outcomes)
    assert not leaks(caplog.text)


@pytest.mark.parametrize("spoil", ["{}x y", "{}\nX-Evil: 1", "é{}", "{}\x00", '"{}"'])
def test_a_malformed_key_is_refused_without_being_shown(spoil: str) -> None:
    with pytest.raises(CredentialError) as caught:
        Client(api_host("http://127.0.0.1:1"), spoil.format(SENTINEL), user_agent=AGENT)
    assert not leaks("".join(traceback.format_exception(caught.value)))
    assert not leaks(caught.value.help)


def test_a_client_does_not_show_its_key() -> None:
    client = Client(api_host("http://127.0.0.1:1"), f" {SENTINEL}\n", user_agent=AGENT)
    assert not leaks(client)
    assert not leaks(vars(client)["_reader"])
    asyncio.run(client.aclose())


def test_a_download_carries_no_key_no_cookie_and_no_referer() -> None:
    with ScriptedServer() as server:
        submit(server)
        (url,) = poll(server, "task_000001").urls
        fetch(url, MemorySink())
        (request,) = server.fetches
        assert request.headers == {
            "host": server.url.removeprefix("http://"),
            "user-agent": AGENT,
            "accept": "*/*",
            "accept-encoding": "identity",
        }


def test_a_cookie_is_never_sent_back() -> None:
    async def twice(client: Client) -> None:
        for _ in range(2):
            await client.balance()
            await client.submit(BODY)

    with ScriptedServer() as server:
        server.script.balance(headers={"Set-Cookie": "a=b; Path=/"}, times=None)
        ask(server.url, twice)
        assert all("cookie" not in request.headers for request in server.requests)
