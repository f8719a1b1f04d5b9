"""A POST and all that can become of it, over real sockets."""

import asyncio
import gzip
import json
import socket

import pytest
from api_tools import AGENT, BODY, ask, closed_port, submit
from scripted_server import ScriptedServer

from seedance_make.api.client import Client, Timeouts
from seedance_make.api.exchange import _unpacked
from seedance_make.core.attempt.outcome import Accepted, NotSent, Rejected, Unknown
from seedance_make.core.host import api_host


def test_a_post_is_accepted_and_says_exactly_what_it_should() -> None:
    with ScriptedServer() as server:
        assert submit(server) == Accepted(task_id="task_000001")
        (post,) = server.posts
        assert (post.method, post.path, post.body) == ("POST", "/api/v1/videos/generations", BODY)
        assert post.headers == {
            "host": server.url.removeprefix("http://"),
            "authorization": f"Bearer {server.key}",
            "user-agent": AGENT,
            "accept": "application/json",
            "accept-encoding": "identity",
            "content-type": "application/json",
            "content-length": str(len(BODY)),
        }


def test_each_post_has_a_connection_of_its_own_and_polls_share_one() -> None:
    async def several(client: Client) -> None:
        for _ in range(3):
            await client.submit(BODY)
            await client.task("task_000001")

    with ScriptedServer() as server:
        ask(server.url, several)
        assert len({post.connection for post in server.posts}) == 3
        assert len({get.connection for get in server.polls}) == 1


def test_a_kept_connection_that_the_server_closes_never_touches_a_post() -> None:
    async def several(client: Client) -> list[object]:
        await client.task("task_000001")
        return [await client.submit(BODY) for _ in range(3)]

    with ScriptedServer() as server:
        server.script.post(close=True, times=None)
        server.script.poll(close=True, times=None)
        assert [type(x) for x in ask(server.url, several)] == [Accepted] * 3


@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize(
    ("body", "task_id"),
    [
        ({"id": "task_a", "status": "processing"}, "task_a"),
        ({"task_id": "task_b"}, "task_b"),
        ({"id": None, "task_id": "task_c"}, "task_c"),
        ({"id": 42}, "42"),
        ({"id": "a/../b?c"}, "a/../b?c"),
        ({"id": "task_d", "error": {"code": 60099, "message": "?"}}, "task_d"),
    ],
)
def test_an_id_in_any_2xx_is_kept(status: int, body: dict[str, object], task_id: str) -> None:
    with ScriptedServer() as server:
        server.script.post(status=status, body=body)
        assert submit(server) == Accepted(task_id=task_id)


def test_an_id_survives_compression_missing_length_and_a_connection_that_stays_open() -> None:
    with ScriptedServer() as server:
        server.script.post(gzip=True)
        server.script.post(no_length=True)
        server.script.post(raw='HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"id": "task_x"}')
        assert [submit(server).task_id for _ in range(3)] == ["task_000001", "task_000002", "task_x"]


# nothing left this machine


def test_a_refused_connection_sent_nothing() -> None:
    outcome = ask(f"http://127.0.0.1:{closed_port()}", lambda client: client.submit(BODY))
    assert isinstance(outcome, NotSent)
    assert outcome.reason.startswith("no connection could be made (")


def test_a_name_that_does_not_resolve_sent_nothing() -> None:
    assert isinstance(ask("https://no-such-host.invalid", lambda client: client.submit(BODY)), NotSent)


def test_a_failed_tls_handshake_sent_nothing() -> None:
    with ScriptedServer() as server:
        outcome = ask(server.url.replace("http:", "https:"), lambda client: client.submit(BODY))
        assert isinstance(outcome, NotSent)
        assert server.posts == []


def test_a_tls_handshake_that_hangs_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:

        async def main() -> object:
            limits = Timeouts(connect=0.2, submit=5)
            host = api_host(f"https://127.0.0.1:{silent.getsockname()[1]}")
            async with Client(host, "rk_key_for_tests", user_agent=AGENT, timeouts=limits) as client:
                return await client.submit(BODY)

        assert asyncio.run(main()) == NotSent(reason="no connection was made in time")


# nobody knows


def test_no_answer_in_time_is_unknown() -> None:
    with ScriptedServer() as server:
        server.script.post(hang=True)
        assert submit(server, seconds=0.3) == Unknown(reason="it took longer than 0.3 s")
        assert len(server.posts) == 1


def test_an_answer_that_drips_is_bounded_in_all_not_by_piece() -> None:
    with ScriptedServer() as server:
        server.script.post(drip=0.1)
        outcome = submit(server, seconds=0.4)
        assert isinstance(outcome, Unknown)
        assert outcome.reason == (
            "the API answered HTTP 200 with something that is not its JSON, and it took longer than 0.4 s"
        )
        assert outcome.answer.startswith(b'{"')


@pytest.mark.parametrize("charged", [True, False])
@pytest.mark.parametrize("reset", ["before", "after"])
def test_a_reset_after_the_request_is_unknown(reset: str, charged: bool) -> None:
    with ScriptedServer() as server:
        server.script.post(reset=reset, charged=charged)
        outcome = submit(server)
        assert isinstance(outcome, Unknown)
        assert outcome.reason == "the connection broke"


def test_a_connection_that_breaks_while_the_body_is_written_is_unknown() -> None:
    body = json.dumps({"model": "seedance-2.0-mini", "prompt": "x" * 20_000_000}).encode()
    with ScriptedServer() as server:
        server.script.post(reset="before")
        assert isinstance(submit(server, body), Unknown)


def test_a_close_without_an_answer_is_unknown() -> None:
    with ScriptedServer() as server:
        server.script.post(raw=b"", charged=True)
        assert submit(server) == Unknown(reason="the connection ended early, or what came is not HTTP")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with ScriptedServer() as other, ScriptedServer() as server:
        server.script.post(status=status, headers={"Location": f"{other.url}/api/v1/videos/generations"})
        assert submit(server) == Unknown(
            reason=f"the API answered HTTP {status}, a redirect, which is never followed with a key"
        )
        assert (len(server.requests), other.requests) == (1, [])


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
@pytest.mark.parametrize("charged", [True, False])
def test_a_5xx_is_unknown_with_its_body_kept(status: int, charged: bool) -> None:
    with ScriptedServer() as server:
        server.script.post(status=status, body=b"<h1>Bad gateway</h1>", charged=charged)
        assert submit(server) == Unknown(
            reason=f"the API answered HTTP {status}", answer=b"<h1>Bad gateway</h1>"
        )


def test_a_5xx_with_an_envelope_tells_what_is_known() -> None:
    envelope = {"error": {"code": 60001, "message": "could not\npersist", "request_id": "req_1"}}
    with ScriptedServer() as server:
        server.script.post(status=500, body=envelope)
        outcome = submit(server)
        assert isinstance(outcome, Unknown)
        assert outcome.fault is not None
        assert (outcome.fault.code, outcome.fault.message, outcome.fault.request_id) == (
            "60001", "could not persist", "req_1",
        )  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"not json", b"[]", b'"task_1"', b"null", b"{}", b'{"id": null}', b'{"id": ""}', b'{"id": true}',
        b'{"id": ["task_1"]}', b'{"id": "a b"}', b'{"id": "task\\n1"}', b'{"id": ".."}', b"\xff\xfe{", b'{"id": "\\u202e1"}',
        b'{"id": "' + b"x" * 257 + b'"}', b"[" * 100_000, b'{"id":' * 50_000,
    ],
)  # fmt: skip
def test_a_2xx_without_a_usable_id_is_unknown_with_its_body_kept(body: bytes) -> None:
    with ScriptedServer() as server:
        server.script.post(status=200, body=body, charged=True)
        outcome = submit(server)
        assert isinstance(outcome, Unknown)
        assert outcome.answer == body[: 64 * 1024]


def test_a_huge_answer_is_capped() -> None:
    with ScriptedServer() as server:
        server.script.post(body=b'{"x": "' + b"y" * 10_000_000 + b'", "id": "task_1"}', charged=True)
        outcome = submit(server)
        assert isinstance(outcome, Unknown)
        assert len(outcome.answer) == 64 * 1024


def test_a_compressed_bomb_is_capped() -> None:
    with ScriptedServer() as server:
        server.script.post(body=b"0" * 20_000_000, gzip=True, charged=True)
        assert isinstance(submit(server), Unknown)
    assert len(_unpacked(gzip.compress(bytes(20_000_000)), "gzip", 1000)) == 1000


@pytest.mark.parametrize("code", [60001, 60099, 70001, 80003, 80007, 50001, 12345, "WAT"])
def test_a_200_with_an_error_inside_is_unknown(code: object) -> None:
    with ScriptedServer() as server:
        server.script.post(status=200, body={"error": {"code": code, "message": "?"}}, charged=True)
        outcome = submit(server)
        assert isinstance(outcome, Unknown)
        assert outcome.reason == "the API answered HTTP 200 with an error inside"


@pytest.mark.parametrize("code", [20002, "20003", 30001, "PRICING_UNAVAILABLE"])
def test_a_200_with_an_error_that_says_that_nothing_was_made_is_a_refusal(code: object) -> None:
    with ScriptedServer() as server:
        server.script.post(status=200, body={"id": None, "error": {"code": code, "message": "no"}})
        assert isinstance(submit(server), Rejected)


# the API says no


@pytest.mark.parametrize(
    ("status", "code", "stop"),
    [
        (400, 20002, False), (422, "20002", False), (400, 80007, False), (400, "PRICING_UNAVAILABLE", False),
        (400, 30002, False), (400, 99999, False), (404, "NOT_FOUND", False), (409, "CONFLICT", False),
        (402, 30001, True), (402, "NO_MONEY", True), (401, 10003, True), (401, 10004, True), (403, 10006, True),
        (401, "UNAUTHORIZED", True), (403, "FORBIDDEN", True), (429, 50001, False),
    ],
)  # fmt: skip
def test_a_4xx_with_an_envelope_is_a_refusal(status: int, code: int | str, stop: bool) -> None:
    with ScriptedServer() as server:
        server.script.post(status=status, error=(code, "no\x1b[2J"))
        outcome = submit(server)
        assert isinstance(outcome, Rejected)
        assert (outcome.stop, outcome.fault.code, outcome.fault.http, outcome.fault.message) == (
            stop,
            str(code),
            status,
            "no",
        )


@pytest.mark.parametrize("status", [401, 403, 404, 405, 413, 415])
def test_these_4xx_are_refusals_even_without_an_envelope_and_stop_all(status: int) -> None:
    with ScriptedServer() as server:
        server.script.post(status=status, body="<html>no</html>")
        outcome = submit(server)
        assert isinstance(outcome, Rejected)
        assert (outcome.stop, outcome.fault.code, outcome.fault.http) == (True, None, status)


@pytest.mark.parametrize("status", [400, 402, 406, 408, 409, 410, 418, 422, 451])
@pytest.mark.parametrize(
    "body", ["<html>no</html>", '{"error": "no"}', '{"error": {"message": "no"}}', '{"message": "no"}']
)
def test_other_4xx_without_an_envelope_are_unknown(status: int, body: str) -> None:
    with ScriptedServer() as server:
        server.script.post(status=status, body=body)
        assert submit(server) == Unknown(reason=f"the API answered HTTP {status}", answer=body.encode())


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({}, None), ({"Retry-After": "7"}, 7.0), ({"Retry-After": "0.5"}, 0.5), ({"Retry-After": "-3"}, None),
        ({"Retry-After": "soon"}, None), ({"Retry-After": "99999999999"}, 60.0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:09 GMT", "Date": "Wed, 21 Oct 2015 07:28:00 GMT"}, 9.0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("bare", [True, False])
def test_a_429_tells_how_long_to_wait(headers: dict[str, str], pause: float | None, bare: bool) -> None:
    with ScriptedServer() as server:
        server.script.post(
            status=429, headers=headers, **({"body": "slow down"} if bare else {"error": (50001, "slow")})
        )
        outcome = submit(server)
        assert isinstance(outcome, Rejected)
        assert (outcome.stop, outcome.fault.retry_after) == (False, pause)


def test_a_wrong_key_is_refused_by_the_real_rules() -> None:
    with ScriptedServer() as server:
        outcome = submit(server, key="rk_test_another_key")
        assert isinstance(outcome, Rejected)
        assert (outcome.fault.code, outcome.stop) == ("10003", True)


# cancelled


def test_a_shielded_post_goes_on_when_its_caller_is_cancelled() -> None:
    async def main(server: ScriptedServer) -> object:
        async with Client(api_host(server.url), server.key, user_agent=AGENT) as client:
            post = asyncio.ensure_future(client.submit(BODY))
            waiting = asyncio.ensure_future(asyncio.shield(post))
            while not server.posts:  # noqa: ASYNC110 - another thread's list
                await asyncio.sleep(0)
            waiting.cancel()
            return await post

    with ScriptedServer() as server:
        server.script.post(hang=0.1)
        assert isinstance(asyncio.run(main(server)), Accepted)
