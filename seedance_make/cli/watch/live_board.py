"""The review page on loopback, current as long as `watch` runs. It shows, and no request changes anything.

Its address has a random token in its path, so no other program or user of this machine can guess it. A name that leads
here (DNS rebinding) is refused by the Host header, another page by Origin and Sec-Fetch-Site. A clip is asked for by
the digest of its bytes and a poster by its key, never by a path: what is not on the page cannot be had.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seedance_make.cli.account.credentials import hide_keys
from seedance_make.ui.board.data import BoardPage
from seedance_make.ui.board.page import board_html

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_OWN_SITES = {"same-origin", "none"}  # of Sec-Fetch-Site: this page, and a person who types the address
_RETRY = 1000  # milliseconds after which a page that lost us asks again


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBoard:
    """A page, and the files behind it: digest → clip, key → poster."""

    page: BoardPage
    clips: Mapping[str, Path]
    posters: Mapping[str, Path]


class LiveBoard:
    """What is shown now, and who listens."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(24)
        self._shown: ShownBoard | None = None
        self._current = True
        self._count = 0
        self._closed = False
        self._news = asyncio.Condition()

    async def show(self, board: ShownBoard | None) -> None:
        """From here on this is the page; None: it stays, and says that the storyboard has gone on without it."""
        async with self._news:
            self._shown, self._current = board or self._shown, board is not None
            self._count += 1
            self._news.notify_all()

    async def first(self) -> None:
        """Wait until there is a page."""
        async with self._news:
            await self._news.wait_for(lambda: self._shown is not None or self._closed)

    async def close(self) -> None:
        """Let every listener go."""
        async with self._news:
            self._closed = True
            self._news.notify_all()

    def app(self) -> Starlette:
        """The page, what it hears, and its files."""
        return Starlette(
            routes=[
                Route(f"/{self.token}/", self._page),
                Route(f"/{self.token}/events", self._events),
                Route(f"/{self.token}/clips/{{name}}.mp4", self._clip),
                Route(f"/{self.token}/posters/{{name}}.jpg", self._poster),
                Route("/favicon.ico", _no_icon),
            ]
        )

    async def _page(self, _request: Request) -> Response:
        await self.first()
        if self._shown is None:
            raise HTTPException(404)
        return HTMLResponse(hide_keys(board_html(self._shown.page, live=True)))

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        yield f"retry: {_RETRY}\n\n"
        sent = 0
        while not self._closed:
            if sent != self._count and self._shown is not None:
                sent = self._count
                yield f"event: board\ndata: {self._line(self._shown.page)}\n\n"
            async with self._news:
                await self._news.wait_for(lambda known=sent: self._closed or self._count != known)  # type: ignore[misc]

    def _line(self, page: BoardPage) -> str:
        shown = {"current": self._current, "title": page.title, "totals": page.totals, "data": page.data}
        return hide_keys(json.dumps(shown, ensure_ascii=False, separators=(",", ":")))

    async def _clip(self, request: Request) -> Response:
        return _file(self._shown.clips if self._shown else {}, request, "video/mp4")

    async def _poster(self, request: Request) -> Response:
        return _file(self._shown.posters if self._shown else {}, request, "image/jpeg")


async def _no_icon(_request: Request) -> Response:
    return Response(status_code=204)


def _file(files: Mapping[str, Path], request: Request, media_type: str) -> Response:
    path = files.get(request.path_params["name"])
    if path is None or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=media_type)


class OwnPageOnly:
    """Answers this page's own requests alone, and only those that look. `hosts`: what they may call us."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.hosts: frozenset[str] = frozenset()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As every ASGI application."""
        if scope["type"] != "http":
            return
        refused = self._refusal(Request(scope))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [*message.get("headers", ())]
                given += [(k.lower().encode(), v.encode()) for k, v in _HEADERS.items()]
                message = {**message, "headers": given}
            await send(message)

        answer = self._app if refused is None else PlainTextResponse(refused[1], refused[0])
        await answer(scope, receive, with_headers)

    def _refusal(self, request: Request) -> tuple[int, str] | None:
        """Status and words; None for what may pass."""
        if request.method not in {"GET", "HEAD"}:
            return 405, "this page only shows"
        origins = {f"http://{host}" for host in self.hosts}
        if request.headers.get("host", "").lower() not in self.hosts:
            return 421, "no such host here"
        foreign = request.headers.get("origin", next(iter(origins))) not in origins
        if foreign or request.headers.get("sec-fetch-site", "none") not in _OWN_SITES:
            return 403, "for this page alone"
        return None


class _Server(uvicorn.Server):
    """Leaves signals to the one who started it, and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(board: LiveBoard) -> AsyncIterator[str]:
    """Serve it on a free port of loopback; gives its address."""
    guard = OwnPageOnly(board.app())
    config = uvicorn.Config(
        guard, host="127.0.0.1", port=0, log_config=None, log_level="critical", lifespan="off",
        server_header=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    try:
        await server.ready.wait()
        port = server.servers[0].sockets[0].getsockname()[1]
        guard.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        yield f"http://127.0.0.1:{port}/{board.token}/"
    finally:
        await board.close()
        server.should_exit = True
        await task
