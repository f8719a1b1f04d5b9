"""One HTTP request and all that is known about it afterwards, whatever happened on the way.

An exception would forget what matters about money: whether the request left this machine, and what had been read
when the connection broke. So the facts are collected as they come, and nothing but a cancellation is raised.
"""

import asyncio
import contextlib
import zlib
from collections.abc import Mapping
from socket import gaierror
from typing import Any

import httpx

from seedance_make.api.wire import Answer
from seedance_make.core.text.redact import plain

CAP = 1024 * 1024
"""Bytes of JSON. A real answer has a few hundred."""

_NEVER_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)

_PHRASES = (
    (httpx.ConnectTimeout, "no connection was made in time"),
    (httpx.ProxyError, "the proxy refused the connection"),
    (httpx.TimeoutException, "no answer came in time"),
    (httpx.NetworkError, "the connection broke"),
    (httpx.RemoteProtocolError, "the connection ended early, or what came is not HTTP"),
    (gaierror, "the host's name could not be looked up"),
    (TimeoutError, "the host's name was not looked up in time"),
)


class Exchange:
    """Runs one request. Afterwards: `answer` (None when no head of an answer came), `sent`, `flaw`."""

    def __init__(self, *, cap: int = CAP) -> None:
        self._cap = cap
        self._status: int | None = None
        self._headers: Mapping[str, str] = {}
        self._body = bytearray()
        self._started = False
        self._connected = True
        self.flaw: str | None = None

    @property
    def sent(self) -> bool:
        """Whether any of the request may have left this machine. Two witnesses must agree that none did: no write
        was begun, and the transport says that it got no connection."""
        return self._started or self._connected

    @property
    def answer(self) -> Answer | None:
        """What came back, as far as it came."""
        if self._status is None:
            return None
        body = _unpacked(bytes(self._body), self._headers.get("content-encoding", ""), self._cap)
        return Answer(status=self._status, headers=self._headers, body=body, flaw=self.flaw)

    async def run(self, http: httpx.AsyncClient, request: httpx.Request, seconds: float) -> None:
        """Send and read, all within `seconds`. Only a cancellation is raised."""
        request.extensions = {**request.extensions, "trace": self._trace}
        try:
            async with asyncio.timeout(seconds):
                await self._read(http, request)
        except TimeoutError:
            self.flaw = f"it took longer than {seconds:g} s"
        except Exception as err:  # noqa: BLE001 - whatever a transport raises, the outcome must not be lost
            self._connected = not isinstance(err, _NEVER_CONNECTED)
            self.flaw = describe(err)

    async def _read(self, http: httpx.AsyncClient, request: httpx.Request) -> None:
        response = await http.send(request, stream=True, follow_redirects=False)
        self._status, self._headers = response.status_code, response.headers
        try:
            async for chunk in response.aiter_raw():
                self._body += chunk[: self._cap - len(self._body)]
                if len(self._body) >= self._cap:
                    self.flaw = f"it was longer than {self._cap} bytes"
                    return
        finally:
            with contextlib.suppress(Exception):  # a connection that does not close well changes no answer
                await response.aclose()

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by the transport at each step. A CONNECT to a proxy carries neither key nor request."""
        if event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            self._started = True


def describe(err: Exception) -> str:
    """What went wrong, without the exception's own text where that might quote a header."""
    if type(err) is httpx.ConnectError:
        return f"no connection could be made ({plain(str(err), 200) or 'no reason given'})"
    words = (phrase for kind, phrase in _PHRASES if isinstance(err, kind))
    return next(words, f"the request failed ({type(err).__name__})")


def _unpacked(body: bytes, encoding: str, cap: int) -> bytes:
    """Compressed all the same, though identity was asked for: unpacked as far as the cap goes, so that neither an
    id is lost nor a bomb goes off. Bytes that are something else stay as they are."""
    if encoding.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        return body
    try:
        return zlib.decompressobj(wbits=47).decompress(body, cap)
    except zlib.error:
        return body
