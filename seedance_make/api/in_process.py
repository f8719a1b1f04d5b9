"""The way to an API that runs in this process, without a socket: for rehearsals."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx


def transport_to(app: Callable[..., Awaitable[Any]]) -> httpx.AsyncBaseTransport:
    """A transport for `Client` and `Downloader` that hands requests to an ASGI application."""
    return httpx.ASGITransport(app=app)
