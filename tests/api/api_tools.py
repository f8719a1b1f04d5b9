"""What the tests of this room share: a sink in memory, a clock that never really sleeps, a client with short limits."""

import asyncio
import hashlib
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, TypeVar

from scripted_api import ScriptedApi
from scripted_server import ScriptedServer

from seedance_make.api.client import Client, Timeouts
from seedance_make.api.download import Downloader
from seedance_make.api.remote_file import ReadLimits
from seedance_make.api.safe_http import TransferTimeouts
from seedance_make.api.transfer import Limits
from seedance_make.core.host import api_host

T = TypeVar("T")
BODY = b'{"model":"seedance-2.0-mini","prompt":"A kitten yawning","duration":5,"resolution":"480p"}'
AGENT = "seedance-make/test"


class NoSleep:
    """Real time, no waiting: what would have been slept is kept."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class MemorySink:
    """core.ports.Sink in memory."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.restarts = 0

    @property
    def size(self) -> int:
        return len(self.data)

    def write(self, chunk: bytes) -> None:
        self.data += chunk

    def restart(self) -> None:
        self.restarts += 1
        self.data.clear()

    def head(self, count: int) -> bytes:
        return bytes(self.data[:count])

    def read_at(self, offset: int, count: int) -> bytes:
        return bytes(self.data[offset : offset + count])

    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def ask(
    url: str,
    do: Callable[[Client], Awaitable[T]],
    *,
    key: str = ScriptedApi.key,
    seconds: float = 5,
) -> T:
    """One question in a loop of its own."""

    async def main() -> T:
        timeouts = Timeouts(connect=0.5, submit=seconds, get=seconds)
        async with Client(api_host(url), key, user_agent=AGENT, timeouts=timeouts) as client:
            return await do(client)

    return asyncio.run(main())


def submit(server: ScriptedServer, body: bytes = BODY, **how: Any) -> Any:
    return ask(server.url, lambda client: client.submit(body), **how)


def poll(server: ScriptedServer, task_id: str, model: str | None = None, **how: Any) -> Any:
    return ask(server.url, lambda client: client.task(task_id, model=model), **how)


def downloader(clock: NoSleep | None = None, *, loopback_ok: bool = True, **how: Any) -> Downloader:
    """With limits that a test can wait for."""
    limits = {
        "size": 200_000,
        "total": 10.0,
        "attempts": 3,
        "window": 0.2,
        "rate": 200.0,
        **how.pop("limits", {}),
    }
    return Downloader(
        user_agent=AGENT,
        loopback_ok=loopback_ok,
        clock=clock or NoSleep(),
        limits=Limits(**limits),
        timeouts=how.pop("timeouts", TransferTimeouts(connect=1, idle=1)),
        reading=how.pop("reading", ReadLimits(seconds=5)),
        chance=lambda: 0.0,
        **how,
    )


def fetch(url: str, sink: MemorySink, clock: NoSleep | None = None, **how: Any) -> Any:
    return asyncio.run(downloader(clock, **how).fetch(url, sink, lambda _received, _expected: None))


def closed_port() -> int:
    """A port where nobody listens."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
