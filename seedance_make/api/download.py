"""`core.ports.network.Downloads` over HTTP: clips into a sink, and of media that are not fetched their length, head and version.

No key is known here. Where an address may lead is judged by `safe_http`, what a transfer must prove by `transfer`;
this file decides how often to try, and for how long.
"""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import BinaryIO

import httpx

from seedance_make.api.exchange import describe
from seedance_make.api.remote_file import ReadLimits, RemoteFile, UnreadableError, read_seconds
from seedance_make.api.safe_http import (
    ForbiddenAddressError,
    Resolve,
    SafeHttp,
    TransferTimeouts,
    resolve_host,
)
from seedance_make.api.transfer import Again, Limits, OnBytes, Transfer
from seedance_make.core.attempt.outcome import Broken, Download, NoAnswer
from seedance_make.core.attempt.retry import backoff
from seedance_make.core.ports.artifacts import Sink
from seedance_make.core.ports.clock import Clock

_LOOK = 60.0  # seconds for all attempts at a file's head, or at its version
_LOOKS = 3
_PASSING = frozenset({408, 425, 429})


class Downloader:
    """Fetches what may be fetched. Disk trouble (StoreError) passes through; all else is a value.

    `loopback_ok` only where the API host is loopback, or with the simulator's `transport`.
    `probe` reads a video's length from an open file where its MP4 boxes don't tell.
    An http address of a reference is asked as it was written; a clip's must be https.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        loopback_ok: bool,
        clock: Clock,
        limits: Limits | None = None,
        timeouts: TransferTimeouts | None = None,
        reading: ReadLimits | None = None,
        probe: Callable[[BinaryIO], Decimal] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve = resolve_host,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._http = SafeHttp(
            user_agent=user_agent,
            loopback_ok=loopback_ok,
            timeouts=timeouts or TransferTimeouts(),
            resolve=resolve,
            transport=transport,
        )
        self._clock = clock
        self._limits = limits or Limits()
        self._reading = reading or ReadLimits()
        self._probe = probe
        self._chance = chance

    async def fetch(self, url: str, sink: Sink, on_bytes: OnBytes) -> Download:
        """Stream to the sink, trying again where that may help. Raises StoreError."""
        transfer = Transfer(sink, on_bytes, self._limits, self._clock)
        try:
            async with asyncio.timeout(self._limits.total):
                return await self._fetch(url, sink, transfer)
        except TimeoutError:
            return Broken(reason=f"the download took longer than {self._limits.total:g} s")

    async def _fetch(self, url: str, sink: Sink, transfer: Transfer) -> Download:
        failures = 0
        while True:
            headers = transfer.headers()
            before = sink.size
            outcome = await self._fetch_once(url, transfer, headers)
            if not isinstance(outcome, Again):
                return outcome
            failures = 1 if sink.size - before >= self._limits.progress else failures + 1
            if failures >= self._limits.attempts:
                return Broken(reason=f"{outcome.reason} (tried {failures} times)")
            pause = backoff(failures - 1, self._chance, base=0.5) if outcome.pause is None else outcome.pause
            await self._clock.sleep(pause)

    async def _fetch_once(self, url: str, transfer: Transfer, headers: dict[str, str]) -> Download | Again:
        try:
            async with self._http.get(url, headers) as response:
                return await transfer.take(response)
        except ForbiddenAddressError as err:
            return Broken(reason=str(err), final=True)
        except (httpx.HTTPError, OSError) as err:
            return Again(reason=describe(err))

    async def seconds(self, url: str) -> Decimal | NoAnswer:
        """The length of a video in seconds, to the microsecond, by reading a few parts of it."""
        file = RemoteFile(self._http, url, self._reading, asyncio.get_running_loop())
        try:
            async with asyncio.timeout(self._reading.seconds):
                await file.begin()
                return await asyncio.to_thread(read_seconds, file, self._probe)
        except TimeoutError:
            return NoAnswer(reason=f"the video's length could not be read within {self._reading.seconds:g} s")
        except (ForbiddenAddressError, httpx.HTTPError, OSError) as err:
            return _no_answer(err)
        finally:
            file.stop()

    async def head(self, url: str, count: int) -> bytes | NoAnswer:
        """The first bytes of what an address gives, at most `count`: tried a few times."""
        with suppress(TimeoutError):  # what came of the tries before is not worth telling: time ran out
            async with asyncio.timeout(_LOOK):
                for tries in range(_LOOKS):
                    head = await self._head_once(url, count)
                    if isinstance(head, bytes) or head.retry_after is None or tries == _LOOKS - 1:
                        return head
                    await self._clock.sleep(backoff(tries, self._chance, base=0.5))
        return _too_late()

    async def _head_once(self, url: str, count: int) -> bytes | NoAnswer:
        """A NoAnswer with `retry_after` may be tried again."""
        try:
            async with self._http.get(url, {"Range": f"bytes=0-{count - 1}"}, http_ok=True) as response:
                if (flaw := _flaw(response)) is not None:
                    return flaw
                body = b""
                async for chunk in response.aiter_raw():
                    body += chunk[: count - len(body)]
                    if len(body) >= count:
                        break
                return body
        except (ForbiddenAddressError, httpx.HTTPError, OSError) as err:
            return _no_answer(err, retry_after=0.0)

    async def mark(self, url: str) -> str | NoAnswer:
        """What tells this version of a file from another: its ETag, else its date and length. "" when nothing does."""
        try:
            async with (
                asyncio.timeout(_LOOK),
                self._http.get(url, {"Range": "bytes=0-0"}, http_ok=True) as response,
            ):
                return _flaw(response) or _version(response.headers)
        except TimeoutError:
            return _too_late()
        except (ForbiddenAddressError, httpx.HTTPError, OSError) as err:
            return _no_answer(err)


def _flaw(response: httpx.Response) -> NoAnswer | None:
    """Why an answer has no bytes of the file; with `retry_after` where the next one may have."""
    status = response.status_code
    if status in {200, 206}:
        return None
    passing = status >= 500 or status in _PASSING
    return NoAnswer(reason=f"it answers HTTP {status}", retry_after=0.0 if passing else None)


def _version(headers: httpx.Headers) -> str:
    if etag := headers.get("etag"):
        return str(etag)[:200]
    length = headers.get("content-range", "").rpartition("/")[2] or headers.get("content-length", "")
    return f"{headers.get('last-modified', '')} {length}".strip()[:200]


def _too_late() -> NoAnswer:
    return NoAnswer(reason=f"it does not answer within {_LOOK:g} s")


def _no_answer(err: Exception, *, retry_after: float | None = None) -> NoAnswer:
    """Of an address that may not be asked, or a connection that broke: `retry_after` is for that alone."""
    if isinstance(err, ForbiddenAddressError | UnreadableError):
        return NoAnswer(reason=str(err))
    reached = not isinstance(err, (httpx.ConnectError, httpx.ConnectTimeout))
    return NoAnswer(reason=describe(err), retry_after=retry_after, reached=reached)
