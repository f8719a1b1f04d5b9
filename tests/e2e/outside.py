"""An API and a shelf that are not this machine, as far as the command can tell: names that only a proxy knows, over TLS.

with Outside(tmp_path) as outside:
    film = Film(tmp_path, outside.server)
    film.shots(head=outside.publish, …)       # publish: {store: file:///…, base_url: https://shelf.example}
    film.build(**outside.environment)
"""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Self

from scripted_server import ScriptedServer
from shelf import Shelf

API, SHELF = "reapi.example", "shelf.example"


class Outside:
    """Runs an API, a shelf and the proxy, which refuses every other name. `more`: names → ports on this machine."""

    def __init__(self, folder: Path, **more: int) -> None:
        names = {API: 0, SHELF: 0, **{f"{name}.example": port for name, port in more.items()}}
        self._certificate = _certificate(folder, names)
        self.server = ScriptedServer()
        self.server.base = f"https://{API}"
        self.shelf = Shelf(folder / "shelf")
        names |= {API: _port(self.server.url), SHELF: _port(self.shelf.url)}
        self.shelf.url = f"https://{SHELF}"
        self._proxy = _Proxy(("127.0.0.1", 0), _Tunnel)
        self._proxy.ports = names
        self._proxy.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._proxy.tls.load_cert_chain(self._certificate)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self.server)
        self._stack.enter_context(self.shelf)
        threading.Thread(target=self._proxy.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._proxy.shutdown()
        self._proxy.server_close()
        self._stack.close()

    @property
    def publish(self) -> str:
        """The manifest's line."""
        return self.shelf.publish

    @property
    def environment(self) -> dict[str, str | None]:
        """What leads the command there."""
        return {
            "REAPI_BASE_URL": f"https://{API}",
            "HTTPS_PROXY": f"http://127.0.0.1:{self._proxy.server_address[1]}",
            "NO_PROXY": "127.0.0.1",
            "SSL_CERT_FILE": str(self._certificate),
        }


class _Proxy(ThreadingTCPServer):
    daemon_threads = True
    ports: Mapping[str, int]
    tls: ssl.SSLContext


class _Tunnel(StreamRequestHandler):
    """CONNECT to a name that is on the list; TLS ends here."""

    server: _Proxy

    def handle(self) -> None:
        words = self.rfile.readline().decode("ascii", "replace").split()
        while self.rfile.readline().strip():
            pass
        port = self.server.ports.get(words[1].partition(":")[0]) if words[:1] == ["CONNECT"] else None
        if port is None:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as behind:
            front = self.server.tls.wrap_socket(self.connection, server_side=True)
            threading.Thread(target=_pour, args=(behind, front), daemon=True).start()
            _pour(front, behind)


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _certificate(folder: Path, names: Iterable[str]) -> Path:
    """For these names, signed by itself; the key stands in the same file."""
    path, key = folder / "outside.pem", folder / "outside.key"
    program = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", f"/CN={API}", "-addext", f"subjectAltName={','.join(f'DNS:{name}' for name in names)}",
        "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", str(key), "-out", str(path),
    ]  # fmt: skip
    subprocess.run(program, check=True, capture_output=True)
    path.write_bytes(key.read_bytes() + path.read_bytes())
    return path
