"""A GET without a key, to hosts of the open internet alone: where a download may lead, and how it gets there.

An address that a server names can point anywhere, also at this machine or at its neighbours. So each one is judged,
its name is looked up here, and the connection goes to the very number that was judged (the certificate is still
checked against the name): a name that answers differently the second time gains nothing. Redirects are followed by
hand, each judged like the first.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from socket import SOCK_STREAM, gaierror

import httpcore
import httpx

from seedance_make.api.proxy_tls import proxy_for, tls_for
from seedance_make.core.urls import is_loopback, is_public, is_public_address, read_host

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host name and port → numeric addresses; raises OSError when there are none."""

httpcore.AsyncHTTP11Connection.READ_NUM_BYTES = 256 * 1024
"""Bytes that are asked of a socket at once, four times the library's own: half the work for a clip."""

HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_ADDRESS = "the address redirects to something that is no address"
_INWARDS = "it leads to this machine or a private network"
_TRIES = 4  # of the addresses that one name has


class ForbiddenAddressError(Exception):
    """The address may not be asked; the text says why, in our own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTimeouts:
    """In seconds: for a connection, and between two pieces of an answer."""

    connect: float = 10
    idle: float = 20


async def resolve_host(host: str, port: int) -> Sequence[str]:
    """The system's look-up."""
    entries = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in entries))


class SafeHttp:
    """GETs from judged addresses. `loopback_ok` only where the API itself is on this machine.

    `transport` replaces the network and its look-ups (the simulator in the process).
    """

    def __init__(
        self,
        *,
        user_agent: str,
        loopback_ok: bool,
        timeouts: TransferTimeouts,
        resolve: Resolve = resolve_host,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._agent = user_agent
        self._loopback_ok = loopback_ok
        self._timeouts = timeouts
        self._resolve = resolve
        self._transport = transport
        self._tls: ssl.SSLContext | None = None

    @asynccontextmanager
    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, *, http_ok: bool = False
    ) -> AsyncIterator[httpx.Response]:
        """GET with redirects followed. `http_ok` lets an http address pass, as long as no https came before it.

        Raises ForbiddenAddressError, httpx.HTTPError, OSError (a name that does not resolve).
        """
        target = _parse(url)
        for _ in range(HOPS + 1):
            self._judge(target, http_ok=http_ok)
            http_ok = http_ok and target.scheme == "http"
            async with self._get(target, headers or {}) as response:
                if response.status_code not in _REDIRECTS:
                    yield response
                    return
                target = _follow(target, response.headers.get("location", ""))
        raise ForbiddenAddressError(f"the address redirects more than {HOPS} times")

    def _judge(self, url: httpx.URL, *, http_ok: bool) -> None:
        """By its spelling. Where its name leads is judged later."""
        if url.scheme not in {"http", "https"}:
            raise _forbidden("it is not https")
        if url.userinfo:
            raise _forbidden("it carries a user name or password")
        host = read_host(url.host)
        if host is None:
            raise _forbidden("it names no host")
        here = is_loopback(host)
        if not (self._loopback_ok if here else is_public(host)):
            raise _forbidden(_INWARDS)
        if url.scheme == "http" and not here and not http_ok:
            raise _forbidden("it is not https")

    @asynccontextmanager
    async def _get(self, url: httpx.URL, headers: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        proxy = proxy_for(str(url)) if self._transport is None else None
        targets = await self._numbers(url, behind_proxy=proxy is not None)
        async with self._client(url, proxy) as http:
            try:
                response = await self._first_answer(http, url, targets, headers)
            except httpx.InvalidURL:  # httpx reads a redirect's place though it is not to follow it
                raise ForbiddenAddressError(_NO_ADDRESS) from None
            try:
                yield response
            finally:
                with suppress(Exception):
                    await response.aclose()

    async def _numbers(self, url: httpx.URL, *, behind_proxy: bool) -> Sequence[str]:
        """Where to connect: the allowed numbers of the name. Behind a proxy the name itself, since the proxy looks
        it up; what can be looked up here is judged all the same."""
        if self._transport is not None:
            return (url.host,)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            numbers = await asyncio.wait_for(self._resolve(url.host, port), self._timeouts.connect)
        except gaierror:
            if behind_proxy:
                return (url.host,)
            raise
        allowed = [number for number in numbers if self._allowed(number)]
        if not allowed:
            raise _forbidden(_INWARDS)
        return (url.host,) if behind_proxy else allowed[:_TRIES]

    def _allowed(self, number: str) -> bool:
        return is_public_address(number) or (self._loopback_ok and is_loopback(number))

    async def _first_answer(
        self, http: httpx.AsyncClient, url: httpx.URL, targets: Sequence[str], headers: Mapping[str, str]
    ) -> httpx.Response:
        """From the first number that takes the connection."""
        for target in targets[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await http.send(self._request(url, target, headers), stream=True)
        return await http.send(self._request(url, targets[-1], headers), stream=True)

    def _request(self, url: httpx.URL, number: str, headers: Mapping[str, str]) -> httpx.Request:
        own = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": self._agent,
            "Accept": "*/*",
            "Accept-Encoding": "identity",
        }
        limits = httpx.Timeout(self._timeouts.idle, connect=self._timeouts.connect).as_dict()
        return httpx.Request(
            "GET",
            url.copy_with(host=number, fragment=None),
            headers={**own, **headers},
            extensions={"timeout": limits, "sni_hostname": url.raw_host.decode("ascii")},
        )

    def _client(self, url: httpx.URL, proxy: str | None) -> httpx.AsyncClient:
        """One a request: a connection kept for its number could serve another name that shares it."""
        try:
            return httpx.AsyncClient(
                transport=self._transport, verify=self._trust(url), proxy=proxy, trust_env=False
            )
        except (ValueError, ImportError, httpx.InvalidURL):
            raise ForbiddenAddressError("the proxy that the environment names cannot be used") from None

    def _trust(self, url: httpx.URL) -> ssl.SSLContext:
        if url.scheme != "https":
            return tls_for("")
        self._tls = self._tls or tls_for("https:")
        return self._tls


def _parse(url: str) -> httpx.URL:
    if not url.isprintable() or " " in url or "\\" in url:  # httpx would mend them in silence
        raise _forbidden("it has characters that no address has")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise _forbidden("it is not valid") from None
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise _forbidden("its port is impossible")
    return parsed


def _forbidden(why: str) -> ForbiddenAddressError:
    return ForbiddenAddressError(f"the address may not be asked: {why}")


def _follow(url: httpx.URL, location: str) -> httpx.URL:
    if not location:
        raise ForbiddenAddressError("the address redirects to nowhere")
    try:
        return _parse(str(url.join(location)))
    except (httpx.InvalidURL, ValueError):
        raise ForbiddenAddressError(_NO_ADDRESS) from None
