"""A look at what an address gives, not at all of it: whether a published file can be read from outside, before money is
spent, and whether a reference is still what it was."""

import asyncio
from collections.abc import Callable

import httpx

from seedance_make.api.exchange import describe
from seedance_make.api.safe_http import BarredError, Door
from seedance_make.core.attempt.outcome import Trouble
from seedance_make.core.attempt.retry import backoff
from seedance_make.core.ports.clock import Clock

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


async def mark(door: Door, url: str) -> str | Trouble:
    """What tells this version of the file from another: its ETag, else its date and length. "" when nothing does."""
    try:
        async with (
            asyncio.timeout(_SECONDS),
            door.open(url, {"Range": "bytes=0-0"}, http_ok=True) as response,
        ):
            if response.status_code not in {200, 206}:
                return Trouble(reason=f"it answers HTTP {response.status_code}")
            told = response.headers
            if etag := told.get("etag"):
                return str(etag)[:200]
            length = told.get("content-range", "").rpartition("/")[2] or told.get("content-length", "")
            return f"{told.get('last-modified', '')} {length}".strip()[:200]
    except BarredError as err:
        return Trouble(reason=str(err))
    except TimeoutError:
        return Trouble(reason=f"it does not answer within {_SECONDS:g} s")
    except (httpx.HTTPError, OSError) as err:
        return Trouble(reason=describe(err))
