"""Time as an argument."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time as an argument. Deadlines are monotonic; the wall clock only labels."""

    def monotonic(self) -> float:
        """Seconds from some start; never goes back."""

    def now(self) -> datetime:
        """The wall clock in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Let others run for that long."""
