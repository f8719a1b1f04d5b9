"""A rate limit: so many in any minute, told to wait when there are more. Pure."""

from collections import deque
from math import ceil

_WINDOW = 60.0  # seconds


class Limiter:
    """Of one account. Times are monotonic seconds."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._past: deque[float] = deque()

    def wait(self, now: float) -> int:
        """0 when there is room, which is then taken; else whole seconds until there is."""
        while self._past and self._past[0] <= now - _WINDOW:
            self._past.popleft()
        if self._most is None or len(self._past) < self._most:
            self._past.append(now)
            return 0
        return max(1, ceil(self._past[0] + _WINDOW - now)) if self._past else int(_WINDOW)
