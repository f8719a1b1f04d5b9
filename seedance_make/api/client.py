"""The one client that carries the key: POST, poll, balance, to the API's host alone, redirects off.

Every POST has a connection of its own. A kept-alive connection may have been closed by the server just before the
request, and then nobody could tell whether it arrived: an unknown outcome that costs the user an inquiry.
"""

import contextlib
import logging
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

from seedance_make.api.exchange import Exchange
from seedance_make.api.proxy_tls import proxy_for, tls_for
from seedance_make.api.wire import WireReader, task_path
from seedance_make.core.attempt.outcome import Balance, NoAnswer, NotSent, PollAnswer, Submission, Unknown
from seedance_make.core.errors import UsageError
from seedance_make.core.host import Host, check_key
from seedance_make.core.text.redact import plain, redact

SUBMIT = "/api/v1/videos/generations"
BALANCE = "/api/v1/balance"

for _name in ("httpx", "httpcore"):  # they log addresses and headers, also those that a server echoes
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """In seconds. `submit` and `get` are totals, from the first look-up to the last byte."""

    connect: float = 10
    submit: float = 120
    get: float = 30


class Client:
    """`core.ports.network.Api` over HTTP. Use it in one event loop; close it with `aclose` or `async with`.

    `transport` replaces the network (the simulator in the process). Nothing that is raised, returned or shown holds
    the key.
    """

    def __init__(
        self,
        host: Host,
        key: str,
        *,
        user_agent: str,
        timeouts: Timeouts | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Raises CredentialError for a malformed key, UsageError for a proxy or certificates that cannot be used."""
        self._host = host
        self._key = check_key(key)
        self._reader = WireReader(self._key)
        self._agent = user_agent
        self._timeouts = timeouts or Timeouts()
        self._transport = transport
        self._tls = tls_for("" if transport is not None else host.base_url)
        self._proxy = None if transport is not None else proxy_for(host.base_url)
        self._polling = self._connections()
        self.date: str | None = None
        """The `Date` of the last answer to a GET, as it came: `doctor` compares the clocks."""

    def __repr__(self) -> str:
        return f"Client({self._host.base_url})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close what polling kept open."""
        await self._polling.aclose()

    async def submit(self, body: bytes) -> Submission:
        """POST these bytes once; never repeats. Every outcome is a value.

        A cancellation would leave the outcome unknown: a caller that may be cancelled awaits this under
        `asyncio.shield` and keeps the task, as the request runs on at the API anyway.
        """
        exchange = Exchange()
        http = self._connections(keep_alive=0)
        try:
            request = self._request("POST", SUBMIT, content=body)
            await exchange.run(http, request, self._timeouts.submit)
        finally:
            with contextlib.suppress(
                Exception
            ):  # the answer is in hand; how the connection closes is no matter
                await http.aclose()
        if exchange.answer is not None:
            return self._reader.submission(exchange.answer)
        reason = self._reason(exchange)
        return Unknown(reason=reason) if exchange.sent else NotSent(reason=reason)

    async def task(self, task_id: str, *, model: str | None = None) -> PollAnswer:
        """GET a task once. With `model`, an answer about another one is refused."""
        exchange = await self._get(task_path(task_id))
        if exchange.answer is None:
            return NoAnswer(reason=self._reason(exchange), reached=exchange.sent)
        return self._reader.poll(exchange.answer, task_id, model)

    async def balance(self) -> Balance:
        """GET the credits left."""
        exchange = await self._get(BALANCE)
        if exchange.answer is None:
            return NoAnswer(reason=self._reason(exchange), reached=exchange.sent)
        return self._reader.balance(exchange.answer)

    async def _get(self, path: str) -> Exchange:
        exchange = Exchange()
        await exchange.run(self._polling, self._request("GET", path), self._timeouts.get)
        self.date = exchange.answer.headers.get("date") if exchange.answer else None
        return exchange

    def _request(self, method: str, path: str, content: bytes | None = None) -> httpx.Request:
        """Headers are all our own: no cookies, no netrc, nothing that a client adds by itself."""
        headers = {
            "Authorization": f"Bearer {self._key}",
            "User-Agent": self._agent,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        if content is not None:
            headers["Content-Type"] = "application/json"
        total = self._timeouts.get if content is None else self._timeouts.submit
        limits = httpx.Timeout(total, connect=self._timeouts.connect).as_dict()
        return httpx.Request(
            method,
            self._host.base_url + path,
            headers=headers,
            content=content,
            extensions={"timeout": limits},
        )

    def _connections(self, *, keep_alive: int = 20) -> httpx.AsyncClient:
        try:
            return httpx.AsyncClient(
                transport=self._transport,
                verify=self._tls,
                proxy=self._proxy,
                trust_env=False,
                limits=httpx.Limits(max_keepalive_connections=keep_alive),
            )
        except (ValueError, ImportError, httpx.InvalidURL):  # its text may quote the proxy's password
            raise UsageError(
                "the proxy that the environment names for the API cannot be used",
                help="set HTTPS_PROXY to an http:// or https:// address, or name the API's host in NO_PROXY",
            ) from None

    def _reason(self, exchange: Exchange) -> str:
        return redact(plain(exchange.flaw or "no answer came"), self._key)
