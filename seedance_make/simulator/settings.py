"""How the simulator behaves: one value, from flags of `serve` or from `--simulate`."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from seedance_make.core.cut.slate import Slate

OpenMedia = Callable[[str], bytes | None]
"""The bytes behind a URL or an absolute path; None when they are not to be had. Called in threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Every `every`-th request that is in order meets this code of the API document."""

    code: str
    every: int

    @classmethod
    def parse(cls, text: str) -> "Failure":
        """From `CODE:N`, or `CODE` for every request. Raises ValueError with a text for people."""
        code, _, every = text.partition(":")
        if not code or not (every or "1").isascii() or not (every or "1").isdigit() or int(every or 1) < 1:
            raise ValueError(f"`{text}` is not CODE:N, such as 80003:5 for every fifth request")
        return cls(code=code, every=int(every or 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. Each key is an account of its own, with its own credits and tasks."""

    latency: float = 2.0  # seconds from a POST to the end of its task
    jitter: float = 0.25  # of the latency, either way
    rate: int | None = None  # POSTs a minute and account; None: no limit
    credits: int = 1_000_000  # of each account at the start
    keys: frozenset[str] = frozenset()  # that are accepted; empty: any
    revoked: frozenset[str] = frozenset()
    failures: tuple[Failure, ...] = ()
    assumed_seconds: Decimal | None = Decimal(
        5
    )  # of a reference video out of reach; None: PRICING_UNAVAILABLE
    open_media: OpenMedia | None = None  # also lets absolute paths pass for URLs
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)  # clips drawn at once
    slate: Callable[[], Slate | None] = lambda: None
    """What the storyboard says of the request that is being handled; None: only the request is known."""
