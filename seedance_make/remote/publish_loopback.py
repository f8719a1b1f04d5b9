"""Local files given out by the build itself, for an API that runs on this machine too: a rehearsal needs no bucket.

A small web server on loopback knows only the files that it was handed, each at an address with a random part that no
other program can guess, and gives a file only while it still has the bytes that were fingerprinted.
"""

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from seedance_make.core.errors import SeedanceError
from seedance_make.remote.publish import file_name, media_type, read_file

_TIMEOUT = 60.0  # seconds that one reader may keep a thread waiting


class LoopbackPublisher:
    """`core.ports.network.Publisher` while its block lasts. `types`: digest → the file's type, as `StorePublisher`'s."""

    def __init__(self, types: Mapping[str, str]) -> None:
        self._types = types
        self._server: _Server | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @asynccontextmanager
    async def trial(self) -> AsyncIterator[None]:
        """Nothing to try: whoever is on this machine can read it."""
        yield None

    async def publish(self, path: Path, digest: str) -> str:
        """The address of a file with that digest. Raises StoreError, or RefusedError when the file has changed."""
        await asyncio.to_thread(read_file, path, digest)
        form = self._types.get(digest)
        if self._server is None:
            self._server = _Server()
        return self._server.address(path, digest, file_name(digest, form), media_type(form))


class _Server(ThreadingHTTPServer):
    """Serves in threads of its own from its making on."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._token = secrets.token_urlsafe(24)
        self.files: dict[str, tuple[Path, str, str]] = {}  # path of the address → file, digest, media type
        threading.Thread(target=self.serve_forever, args=(0.05,), name="media", daemon=True).start()

    def address(self, path: Path, digest: str, name: str, media_type: str) -> str:
        """Where the file is to be had from now on."""
        place = f"/{self._token}/{name}"
        self.files[place] = path, digest, media_type
        return f"http://127.0.0.1:{self.server_address[1]}{place}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that goes away before the end is nobody's trouble."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "seedance-make", ""
    timeout = _TIMEOUT

    def do_GET(self) -> None:
        """The whole file; 404 for what was never handed out, 410 for a file that has changed."""
        if self.path not in self.server.files:
            self.send_error(404)
            return
        path, digest, media_type = self.server.files[self.path]
        try:
            data = read_file(path, digest)
        except SeedanceError:
            self.send_error(410)
            return
        with suppress(ConnectionError):
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing: addresses are nobody else's to know."""
