"""The real clock."""

import asyncio
import time
from datetime import UTC, datetime


class SystemClock:
    """`core.ports.clock.Clock`."""

    def monotonic(self) -> float:
        """Seconds; never goes back."""
        return time.monotonic()

    def now(self) -> datetime:
        """The wall clock in UTC: a label only."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Let others run for that long."""
        await asyncio.sleep(seconds)


_COUNTS_SLEEP: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""Linux stops CLOCK_MONOTONIC while it sleeps, macOS does not."""


def boottime() -> float:
    """Seconds, those in which the machine slept included. Windows' own clock counts them."""
    return time.clock_gettime(_COUNTS_SLEEP) if _COUNTS_SLEEP is not None else time.monotonic()
