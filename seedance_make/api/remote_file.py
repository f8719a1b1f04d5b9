"""A file at an address, read like one on the disk: what is read becomes HTTP range requests. So a video's boxes can
be walked for its length without fetching it.

The walk is plain code that runs in a thread; its reads become requests in the event loop. Requests, bytes and time
are all bounded: the file is a stranger's.
"""

import asyncio
import io
import re
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import BinaryIO, cast

import httpx

from seedance_make.api.safe_http import SafeHttp
from seedance_make.core import mp4
from seedance_make.core.attempt.outcome import NoAnswer

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """What reading parts of one file may take."""

    seconds: float = 60
    requests: int = 48
    block: int = 64 * 1024  # bytes asked for at once
    whole: int = 64 * 1024**2  # bytes read from a server that knows no ranges


class UnreadableError(OSError):
    """The file cannot be read on; the text says why, in our own words."""


class RemoteFile(io.RawIOBase):
    """A video at an address, readable like a file from a thread. `begin` first, in the loop."""

    def __init__(self, http: SafeHttp, url: str, limits: ReadLimits, loop: asyncio.AbstractEventLoop) -> None:
        self._http, self._url, self._limits, self._loop = http, url, limits, loop
        self._blocks: dict[int, bytes] = {}
        self._whole: bytes | None = None
        self._etag: str | None = None
        self._requests = 0
        self._place = 0
        self._request: Future[bytes] | None = None
        self._stopped = False
        self.size = 0

    async def begin(self) -> None:
        """Ask for the first block and learn the size; a server without ranges sends all of it."""
        self._blocks[0] = await self._fetch(0)

    def stop(self) -> None:
        """Whatever thread still reads gets an error."""
        self._stopped = True
        if self._request is not None:
            self._request.cancel()

    def read_at(self, offset: int, count: int) -> bytes:
        """For the walk over the boxes; in a thread. Raises UnreadableError."""
        if self._whole is not None:
            return self._whole[offset : offset + count]
        end = min(offset + count, self.size)
        step = self._limits.block
        blocks = [self._block(n) for n in range(offset // step, -(-end // step))] if end > offset else []
        start = offset % step
        return b"".join(blocks)[start : start + end - offset]

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            if self._stopped:
                raise UnreadableError("the measurement was stopped")
            self._request = asyncio.run_coroutine_threadsafe(self._fetch(number), self._loop)
            self._blocks[number] = self._request.result()
        return self._blocks[number]

    async def _fetch(self, number: int) -> bytes:
        self._requests += 1
        if self._requests > self._limits.requests:
            raise UnreadableError(f"the video's length was not found in {self._limits.requests} requests")
        start = number * self._limits.block
        headers = {"Range": f"bytes={start}-{start + self._limits.block - 1}"}
        async with self._http.get(self._url, headers, http_ok=True) as response:
            if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
                raise UnreadableError("the video came compressed, though it was asked for as it is")
            if response.status_code == 200 and number == 0:
                self._whole = await _read(response, self._limits.whole)
                self.size = len(self._whole)
                return b""
            return await self._part(response, start)

    async def _part(self, response: httpx.Response, start: int) -> bytes:
        if response.status_code != 206:
            raise UnreadableError(f"the address answers HTTP {response.status_code}")
        part = _RANGE.fullmatch(response.headers.get("content-range", "").strip())
        if part is None or int(part[1]) != start or (self.size and int(part[3]) != self.size):
            raise UnreadableError("the server sent another part than it was asked for")
        etag = response.headers.get("etag")
        if start and etag != self._etag:
            raise UnreadableError("the video changed while it was read")
        self.size, self._etag = int(part[3]), etag
        expected = min(self._limits.block, self.size - start)
        data = await _read(response, self._limits.block)
        if len(data) < expected:
            raise UnreadableError("the server sent less than it was asked for")
        return data

    def readable(self) -> bool:
        """Of io.RawIOBase: yes."""
        return True

    def seekable(self) -> bool:
        """Of io.RawIOBase: yes; it costs nothing until something is read."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Of io.RawIOBase."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """What BufferedReader calls."""
        data = self.read_at(self._place, len(buffer))
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)


def read_seconds(file: RemoteFile, probe: Callable[[BinaryIO], Decimal] | None) -> Decimal | NoAnswer:
    """How long the video plays, in seconds to the microsecond: by its boxes, else by the probe. Blocks, so call it in
    a thread. Raises UnreadableError and what the requests raise."""
    seconds: Fraction | Decimal | None = mp4.duration(file.read_at, file.size)
    if seconds is None and probe is not None:
        try:
            seconds = probe(cast("BinaryIO", io.BufferedReader(file)))
        except Exception as err:  # noqa: BLE001 - a decoder meets a stranger's bytes; whatever it raises means one thing
            return NoAnswer(reason=f"the video's length could not be read ({type(err).__name__})")
    if seconds is None or seconds <= 0:
        return NoAnswer(reason="the file does not say how long it plays")
    return Decimal(round(Fraction(seconds) * 1_000_000)).scaleb(-6).normalize() + 0


async def _read(response: httpx.Response, cap: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > cap:
            raise UnreadableError(f"the server sent more than {cap} bytes")
    return bytes(body)
