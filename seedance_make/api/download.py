"""`core.ports.network.Downloads` over HTTP: clips into a sink, and the length of a video that is not fetched.

No key is known here. What an address may be is the door's business, what a transfer must prove the transfer's; this
file decides how often to try.
"""

import asyncio
import random
from collections.abc import Callable
from decimal import Decimal
from typing import BinaryIO

import httpx

from seedance_make.api import safe_http as doors
from seedance_make.api.exchange import describe
from seedance_make.api.measure import Measuring, measure_url
from seedance_make.api.peek import mark, peek
from seedance_make.api.transfer import Again, Limits, OnBytes, Transfer
from seedance_make.core.attempt.outcome import Broken, Download, Trouble
from seedance_make.core.attempt.retry import backoff
from seedance_make.core.ports.artifacts import Sink
from seedance_make.core.ports.clock import Clock


class Downloader:
    """Fetches what may be fetched. Disk trouble (StoreError) passes through; all else is a value.

    `loopback_ok` only where the API host is loopback, or with the simulator's `transport`.
    `probe` reads a video's length from an open file where its MP4 boxes don't tell.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        loopback_ok: bool,
        clock: Clock,
        limits: Limits | None = None,
        patience: doors.TransferLimits | None = None,
        measuring: Measuring | None = None,
        probe: Callable[[BinaryIO], Decimal] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: doors.Resolve = doors.resolve_host,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._door = doors.Door(
            user_agent=user_agent,
            loopback_ok=loopback_ok,
            patience=patience or doors.TransferLimits(),
            resolve=resolve,
            transport=transport,
        )
        self._clock = clock
        self._limits = limits or Limits()
        self._measuring = measuring or Measuring()
        self._probe = probe
        self._chance = chance

    async def fetch(self, url: str, sink: Sink, on_bytes: OnBytes) -> Download:
        """Stream to the sink, trying again where that may help. Raises StoreError."""
        transfer = Transfer(sink, on_bytes, self._limits, self._clock)
        try:
            async with asyncio.timeout(self._limits.total):
                return await self._insist(url, sink, transfer)
        except TimeoutError:
            return Broken(reason=f"the download took longer than {self._limits.total:g} s")

    async def _insist(self, url: str, sink: Sink, transfer: Transfer) -> Download:
        failures = 0
        while True:
            headers = transfer.headers()
            before = sink.size
            outcome = await self._once(url, transfer, headers)
            if not isinstance(outcome, Again):
                return outcome
            failures = 1 if sink.size - before >= self._limits.progress else failures + 1
            if failures >= self._limits.attempts:
                return Broken(reason=f"{outcome.reason} (tried {failures} times)")
            pause = backoff(failures - 1, self._chance, base=0.5) if outcome.pause is None else outcome.pause
            await self._clock.sleep(pause)

    async def _once(self, url: str, transfer: Transfer, headers: dict[str, str]) -> Download | Again:
        try:
            async with self._door.open(url, headers) as response:
                return await transfer.take(response)
        except doors.BarredError as err:
            return Broken(reason=str(err), final=True)
        except (httpx.HTTPError, OSError) as err:
            return Again(reason=describe(err))

    async def seconds(self, url: str) -> Decimal | Trouble:
        """The length of a video in seconds, by reading a few parts of it."""
        return await measure_url(self._door, url, self._measuring, self._probe)

    async def head(self, url: str, count: int) -> bytes | Trouble:
        """The first bytes of what an address gives."""
        return await peek(self._door, url, count, self._clock, self._chance)

    async def mark(self, url: str) -> str | Trouble:
        """What tells this version of a file from another; "" when nothing does."""
        return await mark(self._door, url)
