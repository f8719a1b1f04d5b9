"""One clip on its way into a sink: begun, broken off, gone on with, and checked at the end.

What is there already is only added to when the server proves that it still has the same file: a strong ETag sent back
in If-Range, and a Content-Range that starts where we stopped. Anything else starts again.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from seedance_make.core import mp4
from seedance_make.core.attempt.outcome import Broken, Download, Fetched, Gone
from seedance_make.core.attempt.retry import retry_after
from seedance_make.core.ports.artifacts import Sink
from seedance_make.core.ports.clock import Clock

OnBytes = Callable[[int, int | None], None]
"""`on_bytes(received, expected)`, in bytes."""

_GONE = frozenset({401, 403, 404, 410})
_PASSING = frozenset({408, 425, 429})
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")


_PIECE = 1024**2  # bytes that are hashed and written at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes and seconds that one download may take, over all of its attempts."""

    size: int = 1024**3
    total: float = 1800
    attempts: int = 4  # that bring nothing new
    progress: int = 1024**2  # bytes that count as new
    rate: float = 1024  # bytes a second, the least …
    window: float = 10  # … measured over this long


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """An attempt that came to nothing, where the next one may not."""

    reason: str
    pause: float | None = None  # seconds that the server asks for


class EndedError(Exception):
    """The body is not read to its end, for the reason it carries."""

    def __init__(self, outcome: Broken | Again) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class Transfer:
    """The state between attempts."""

    def __init__(self, sink: Sink, on_bytes: OnBytes, limits: Limits, clock: Clock) -> None:
        self._sink, self._on_bytes, self._limits, self._clock = sink, on_bytes, limits, clock
        self._etag: str | None = None
        self._expected: int | None = None

    def headers(self) -> dict[str, str]:
        """What the next request asks for: the rest if it can be trusted to fit, else the whole."""
        if self._sink.size and self._etag is None:
            self._restart()
        if not self._sink.size or self._etag is None:
            return {}
        return {"Range": f"bytes={self._sink.size}-", "If-Range": self._etag}

    async def take(self, response: httpx.Response) -> Download | Again:
        """Read one answer. Raises httpx.HTTPError when the connection breaks (what came is kept), StoreError."""
        refusal = self._status(response) or self._begin(response)
        if refusal is not None:
            return refusal
        try:
            await self._pour(response)
        except EndedError as end:
            return end.outcome
        return self._finish()

    def _status(self, response: httpx.Response) -> Download | Again | None:
        status = response.status_code
        if status in {200, 206}:
            return None
        if status in _GONE:
            return Gone(reason=f"the address answers HTTP {status}")
        if status == 416:
            self._restart()
            return Again(reason="the server no longer has the rest of what was begun", pause=0)
        if status in _PASSING or status >= 500:
            pause = retry_after(response.headers.get("retry-after"), response.headers.get("date"))
            return Again(reason=f"the address answers HTTP {status}", pause=pause)
        return Broken(reason=f"the address answers HTTP {status}", final=True)

    def _begin(self, response: httpx.Response) -> Broken | Again | None:
        coding = response.headers.get("content-encoding", "").strip().lower()
        if coding not in {"", "identity"}:
            return Broken(reason="the video came compressed, though it was asked for as it is", final=True)
        if response.status_code == 206:
            return self._go_on(response)
        self._restart()
        self._etag = _strong(response.headers.get("etag"))
        self._expected = _number(response.headers.get("content-length"))
        return self._too_big(self._expected or 0)

    def _go_on(self, response: httpx.Response) -> Again | None:
        part = _RANGE.fullmatch(response.headers.get("content-range", "").strip())
        fits = (
            part is not None
            and self._sink.size > 0
            and int(part[1]) == self._sink.size
            and (part[3] == "*" or self._expected in {None, int(part[3])})
            and response.headers.get("etag", self._etag) == self._etag
        )
        if fits:
            return None
        self._restart()
        return Again(reason="the rest that the server sent does not fit what was begun", pause=0)

    async def _pour(self, response: httpx.Response) -> None:
        """Into the sink by pieces, in threads: what hashes and writes must not keep other answers waiting."""
        since, got, judged = self._clock.monotonic(), 0, self._sink.size >= 12
        piece: list[bytes] = []
        size = kept = self._sink.size
        try:
            async for chunk in response.aiter_raw():
                self._judge_size(size + len(chunk))
                piece.append(chunk)
                size += len(chunk)
                self._on_bytes(size, self._expected)
                if size - kept >= _PIECE or (not judged and size >= 12):
                    kept, piece = size, await self._store(piece)
                if not judged and size >= 12:
                    judged = True
                    self._judge_head()
                got += len(chunk)
                elapsed = self._clock.monotonic() - since
                if elapsed >= self._limits.window:
                    self._judge_pace(got / elapsed)
                    since, got = self._clock.monotonic(), 0
        except (httpx.HTTPError, OSError, EndedError):
            await self._store(piece)  # what came is kept
            raise
        await self._store(piece)

    async def _store(self, piece: list[bytes]) -> list[bytes]:
        """Write it, and an empty one comes back. Whoever cancels this waits: a file is not closed under a thread."""
        writing = asyncio.ensure_future(asyncio.to_thread(_write, self._sink, piece))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.wait([writing])
            raise
        return []

    def _judge_size(self, size: int) -> None:
        if too_big := self._too_big(size):
            raise EndedError(too_big)

    def _judge_head(self) -> None:
        head = self._sink.head(64)
        if not mp4.looks_like_mp4(head):
            self._restart()
            raise EndedError(Again(reason=f"what came is {_kind(head)}, not an MP4"))

    def _judge_pace(self, rate: float) -> None:
        if rate < self._limits.rate:
            raise EndedError(
                Again(reason=f"the server sends fewer than {self._limits.rate:g} bytes a second")
            )

    def _too_big(self, size: int) -> Broken | None:
        if size <= self._limits.size:
            return None
        return Broken(reason=f"the video is larger than {self._limits.size} bytes", final=True)

    def _finish(self) -> Fetched | Again:
        """Whole by its length and by its boxes, or not at all."""
        size = self._sink.size
        if self._expected is not None and size < self._expected:
            return Again(reason=f"only {size} of {self._expected} bytes came")
        container = mp4.inspect(self._sink.read_at, size)
        flaw = container.flaw
        if container.open_ended and self._expected is None:
            flaw = "neither the server nor the file says where it ends"
        if flaw or (self._expected is not None and size > self._expected):
            head = self._sink.head(64)
            self._restart()
            what = "not a whole MP4" if mp4.looks_like_mp4(head) else f"{_kind(head)}, not an MP4"
            return Again(reason=f"what came is {what}: {flaw or 'it is longer than announced'}")
        return Fetched(sha256=self._sink.digest(), size=size)

    def _restart(self) -> None:
        if self._sink.size:
            self._sink.restart()
        self._etag = self._expected = None


def _write(sink: Sink, piece: list[bytes]) -> None:
    for chunk in piece:
        sink.write(chunk)


def _strong(etag: str | None) -> str | None:
    """A weak one promises the same meaning, not the same bytes."""
    return etag if etag and re.fullmatch(r'"[\x21\x23-\x7e]{1,256}"', etag) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,18}", text.strip()) else None


def _kind(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return (
        {b"<": "a web page", b"{": "JSON", b"[": "JSON"}.get(start, "something else") if head else "nothing"
    )
