"""A folder that a web server on loopback shows: where a film's local files and frames are published.

with Shelf(tmp_path / "shelf") as shelf:
    film.shots(head=shelf.publish, …)      # publish: {store: file:///…, base_url: http://127.0.0.1:…}
    shelf.files                            # name → bytes
    shelf.asked                            # paths that were read over HTTP
"""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        shelf: Shelf = self.server.shelf  # type: ignore[attr-defined]
        shelf.asked.append(self.path.lstrip("/"))
        status = next((s for part, s in shelf.refuse.items() if part in self.path), None)
        if status is not None:
            self.send_error(status)
        elif any(part in self.path for part in shelf.replace):
            self.send_response(200)
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write(b"<html>")
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


class Shelf:
    """`refuse`: part of a path → the status it gets; `replace`: parts of paths that give a web page instead."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.asked: list[str] = []
        self.refuse: dict[str, int] = {}
        self.replace: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
        self._server.shelf = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def publish(self) -> str:
        """The manifest's line."""
        return f"publish: {{store: 'file://{self.folder}', base_url: '{self.url}'}}"

    @property
    def files(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in sorted(self.folder.iterdir())}
