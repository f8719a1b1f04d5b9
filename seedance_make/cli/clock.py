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
