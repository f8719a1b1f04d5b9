"""The doors to the outside: the API with its key, addresses without one, and a place to publish."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from seedance_make.core.attempt.outcome import Balance, Download, NoAnswer, PollAnswer, Submission
from seedance_make.core.ports.artifacts import Sink


class Api(Protocol):
    """The one door that carries the key."""

    async def submit(self, body: bytes) -> Submission:
        """POST once, on a connection of its own. Never repeats."""

    async def task(self, task_id: str, *, model: str | None = None) -> PollAnswer:
        """Ask once. With `model`, an answer about another model is refused (NoAnswer), as one about another task is."""

    async def balance(self) -> Balance:
        """Credits left."""


class Downloads(Protocol):
    """The door without a key: public hosts, capped."""

    async def fetch(self, url: str, sink: Sink, on_bytes: Callable[[int, int | None], None]) -> Download:
        """Stream to the sink; retries what may be retried. `on_bytes(received, expected)` in bytes."""

    async def seconds(self, url: str) -> Decimal | NoAnswer:
        """The length of a video in seconds, over range requests; NoAnswer when it cannot be had."""

    async def head(self, url: str, count: int) -> bytes | NoAnswer:
        """The first bytes of what an address gives; fewer where there are no more."""

    async def mark(self, url: str) -> str | NoAnswer:
        """What tells this version of a file from another: its ETag, else its date and length. "" when nothing does."""


class Publisher(Protocol):
    """How a local file gets an address that the API can read."""

    def trial(self) -> AbstractAsyncContextManager[tuple[str, bytes] | None]:
        """An address and what it must give, where that can be tried before money is spent; nothing is left of it.
        Raises UsageError, StoreError or RefusedError when nothing could be published."""

    async def publish(self, path: Path, digest: str) -> str:
        """The address of a file that has this sha256. Raises StoreError, or RefusedError: one that it cannot serve, or
        that has changed since it was hashed."""
