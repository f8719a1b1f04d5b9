"""A free question to the API, asked again where trouble may pass."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from seedance_make.core.attempt.outcome import NoAnswer
from seedance_make.core.ports.clock import Clock

_T = TypeVar("_T")
_PAUSES = (0.5, 2.0)  # seconds
_LONGEST = 10.0  # seconds that nobody is kept waiting longer on the server's word


async def ask_again(ask: Callable[[], Awaitable[_T]], clock: Clock) -> _T:
    """The answer; the last one where trouble does not pass."""
    answer = await ask()
    for pause in _PAUSES:
        if not isinstance(answer, NoAnswer):
            break
        await clock.sleep(min(answer.retry_after or pause, _LONGEST))
        answer = await ask()
    return answer
