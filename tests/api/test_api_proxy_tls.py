"""Proxies of the environment: used for the outside, never for this machine; and the transport that replaces it all."""

import asyncio
import socket
import threading

import httpx
import pytest
from api_tools import AGENT, BODY, MemorySink, NoSleep, ask, fetch, submit
from scripted_api import real_mp4
from scripted_server import ScriptedServer

from seedance_make.api.client import Client
from seedance_make.api.download import Downloader
from seedance_make.api.proxy_tls import proxy_for
from seedance_make.core.attempt.outcome import Accepted, Broken, Fetched, NotSent, Unknown
from seedance_make.core.errors import UsageError
from seedance_make.core.host import api_host

NAMES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class RefusingProxy:
    """Takes one CONNECT, keeps it, and answers as told."""

    def __init__(self, answer: bytes) -> None:
        self._answer, self.heard = answer, b""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://user:pass-word@127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        connection, _ = self._socket.accept()
        with connection:
            while b"\r\n\r\n" not in self.heard:
                self.heard += connection.recv(65536)
            connection.sendall(self._answer)


def test_the_environment_names_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_for("https://reapi.ai") is None
    monkeypatch.setenv("ALL_PROXY", "http://all.example:1")
    assert proxy_for("https://reapi.ai") == "http://all.example:1"
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    assert proxy_for("https://reapi.ai") == "http://proxy.example:3128"
    monkeypatch.setenv("NO_PROXY", "reapi.ai")
    assert proxy_for("https://reapi.ai") is None


@pytest.mark.parametrize("host", ["127.0.0.1:8", "localhost", "[::1]:9"])
def test_this_machine_is_never_asked_for_through_a_proxy(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES[:3]:
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert proxy_for(f"http://{host}/x") is None


def test_loopback_works_beside_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES[:3]:
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with ScriptedServer() as server:
        assert isinstance(submit(server), Accepted)
        assert isinstance(fetch(f"{server.url}/reference.mp4", MemorySink()), Fetched)


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 403 Forbidden\r\n\r\n", b"HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n"]
)
def test_a_proxy_that_refuses_has_sent_nothing_and_seen_no_key(
    answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = RefusingProxy(answer)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    outcome = ask("https://reapi.example", lambda client: client.submit(BODY), key="rk_sentinel_key_1")
    assert outcome == NotSent(reason="the proxy refused the connection")
    assert proxy.heard.startswith(b"CONNECT reapi.example:443 ")
    assert b"rk_sentinel" not in proxy.heard


def test_a_proxy_that_cannot_be_used_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://user:pass-word@proxy.example:70")
    with pytest.raises(UsageError) as caught:
        Client(api_host("https://reapi.example"), "rk_key", user_agent=AGENT)
    assert caught.value.message == "the proxy that the environment names for the API cannot be used"
    assert "pass-word" not in str(caught.value.help)


def test_a_download_behind_a_proxy_is_judged_where_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    async def inwards(_host: str, _port: int) -> list[str]:
        return ["10.0.0.1"]

    async def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    proxy = RefusingProxy(b"HTTP/1.1 403 Forbidden\r\n\r\n")
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    outcome = fetch("https://cdn.example/x.mp4", MemorySink(), resolve=inwards)
    assert outcome == Broken(
        reason="the address may not be asked: it leads to this machine or a private network", final=True
    )
    assert proxy.heard == b""
    outcome = fetch("https://cdn.example/x.mp4", MemorySink(), resolve=unknown, limits={"attempts": 1})
    assert outcome == Broken(reason="the proxy refused the connection (tried 1 times)")
    assert proxy.heard.startswith(b"CONNECT cdn.example:443 ")


def test_certificates_that_cannot_be_read_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    with pytest.raises(UsageError) as caught:
        Client(api_host("https://reapi.example"), "rk_key", user_agent=AGENT)
    assert caught.value.message == (
        "the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read: No such file or directory"
    )


# a transport in the place of the network


async def _app(scope: dict[str, object], _receive: object, send: object) -> None:
    """The smallest API: every POST makes a task, every other path is a film."""
    if scope["path"] == "/boom":
        raise RuntimeError("in the simulator")
    body = b'{"id": "task_1"}' if scope["method"] == "POST" else real_mp4()
    await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": body})  # type: ignore[operator]


def test_a_transport_replaces_the_network_for_client_and_downloader() -> None:
    async def main() -> tuple[object, object, object]:
        transport = httpx.ASGITransport(app=_app)  # type: ignore[arg-type]
        host = api_host("http://127.0.0.1:1")
        async with Client(host, "simulated", user_agent=AGENT, transport=transport) as client:
            accepted = [await client.submit(BODY) for _ in range(2)]
        loader = Downloader(user_agent=AGENT, loopback_ok=True, clock=NoSleep(), transport=transport)
        fetched = await loader.fetch("http://127.0.0.1:1/x.mp4", MemorySink(), lambda *_: None)
        return accepted, fetched, await loader.seconds("http://127.0.0.1:1/x.mp4")

    accepted, fetched, seconds = asyncio.run(main())
    assert accepted == [Accepted(task_id="task_1")] * 2
    assert isinstance(fetched, Fetched)
    assert str(seconds) == "0.542"


def test_a_transport_that_raises_leaves_the_outcome_unknown() -> None:
    def broken(_request: httpx.Request) -> httpx.Response:
        raise RuntimeError("rk_secret_in_a_text")

    async def main() -> object:
        transport = httpx.MockTransport(broken)
        async with Client(api_host(None), "rk_key", user_agent=AGENT, transport=transport) as client:
            return await client.submit(BODY)

    assert asyncio.run(main()) == Unknown(reason="the request failed (RuntimeError)")


def test_a_connection_error_after_a_write_was_begun_is_not_believed() -> None:
    """Two witnesses have to agree that nothing was sent."""

    async def contradicts_itself(request: httpx.Request) -> httpx.Response:
        await request.extensions["trace"]("http11.send_request_headers.started", {"request": request})
        raise httpx.ConnectError("no connection")

    async def main() -> object:
        transport = httpx.MockTransport(contradicts_itself)
        async with Client(api_host(None), "rk_key", user_agent=AGENT, transport=transport) as client:
            return await client.submit(BODY)

    assert asyncio.run(main()) == Unknown(reason="no connection could be made (no connection)")
