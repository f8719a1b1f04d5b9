"""The first bytes of what an address gives: whether a published file can be read from outside, before money is spent."""

import asyncio
from collections.abc import Callable

import httpx

from seedance_make.api.door import BarredError, Door
from seedance_make.api.exchange import describe
from seedance_make.core.outcome import Trouble
from seedance_make.core.ports import Clock
from seedance_make.core.retry import backoff

_TRIES = 3
_SECONDS = 60.0  # for all of them
_PASSING = frozenset({408, 425, 429})


async def peek(
    door: Door, url: str, count: int, clock: Clock, chance: Callable[[], float]
) -> bytes | Trouble:
    """Up to `count` bytes. An http address is asked as it was written."""
    try:
        async with asyncio.timeout(_SECONDS):
            for tries in range(_TRIES):
                found = await _once(door, url, count)
                if isinstance(found, bytes) or found.retry_after is None or tries == _TRIES - 1:
                    return found
                await clock.sleep(backoff(tries, chance, base=0.5))
    except TimeoutError:
        pass
    return Trouble(reason=f"it does not answer within {_SECONDS:g} s")


async def _once(door: Door, url: str, count: int) -> bytes | Trouble:
    """A Trouble with `retry_after` may be tried again."""
    try:
        async with door.open(url, {"Range": f"bytes=0-{count - 1}"}, http_ok=True) as response:
            status = response.status_code
            if status not in {200, 206}:
                passing = status >= 500 or status in _PASSING
                return Trouble(reason=f"it answers HTTP {status}", retry_after=0.0 if passing else None)
            body = b""
            async for chunk in response.aiter_raw():
                body += chunk[: count - len(body)]
                if len(body) >= count:
                    break
            return body
    except BarredError as err:
        return Trouble(reason=str(err))
    except (httpx.HTTPError, OSError) as err:
        reached = not isinstance(err, (httpx.ConnectError, httpx.ConnectTimeout))
        return Trouble(reason=describe(err), retry_after=0.0, reached=reached)
