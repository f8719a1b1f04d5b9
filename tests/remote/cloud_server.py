"""A small object store that speaks as much of Azure's and of Google's protocol as obstore asks for, and remembers who asked.

Both make an object where none stands in one step (`If-None-Match: *`, `x-goog-if-generation-match: 0`), and take large
ones in parts.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


@dataclass
class Cloud:
    """`authorizations`: what each request was asked with."""

    url: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    parts: dict[tuple[str, str], bytes] = field(default_factory=dict)
    authorizations: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def cloud() -> Iterator[Cloud]:
    """One that is empty."""
    made = Cloud()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"cloud": made}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def service_account(folder: Path) -> Path:
    """The key file of an account of Google's, made on the spot."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    path = folder / "service-account.json"
    account = {"type": "service_account", "client_email": "film@harbour.example", "private_key_id": "1"}
    path.write_text(json.dumps(account | {"private_key": pem}), encoding="utf-8")
    return path


class _Handler(BaseHTTPRequestHandler):
    cloud: Cloud
    protocol_version = "HTTP/1.1"

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
        with self.cloud.lock:
            self.cloud.authorizations.append(self.headers.get("Authorization") or query.get("sig", ""))
            status, content = self._answer(unquote(address.path), query, body)
            whole = len(self.cloud.objects.get(unquote(address.path), b""))
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", formatdate(usegmt=True))
        if status == 206 and (bounds := self._range()):
            self.send_header("Content-Range", f"bytes {bounds[0]}-{bounds[0] + len(content) - 1}/{whole}")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _handle  # noqa: N815 - the library's names

    def _answer(self, key: str, query: dict[str, str], body: bytes) -> tuple[int, bytes]:
        objects, parts = self.cloud.objects, self.cloud.parts
        part = query.get("blockid") or query.get("partNumber")
        if part is not None:
            parts[key, part] = body
            return 201, b""
        if "uploads" in query:
            return (
                200,
                b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>",
            )
        if query.get("comp") == "blocklist" or "uploadId" in query:
            named = re.findall(r"<(?:Latest|Uncommitted|PartNumber)>([^<]+)<", body.decode())
            objects[key] = b"".join(parts.pop((key, name)) for name in named)
            return 201, b"<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>"
        if self.command == "PUT":
            return self._put(key, body)
        if key not in objects:
            return 404, b""
        if self.command == "DELETE":
            del objects[key]
            return 202, b""
        if (bounds := self._range()) and self.command == "GET":
            return 206, objects[key][bounds[0] : bounds[1] + 1]
        return 200, objects[key]

    def _put(self, key: str, body: bytes) -> tuple[int, bytes]:
        absent = (
            self.headers.get("If-None-Match") == "*" or self.headers.get("x-goog-if-generation-match") == "0"
        )
        if absent and key in self.cloud.objects:
            return 412, b"<Error><Code>PreconditionFailed</Code></Error>"
        self.cloud.objects[key] = body
        return 201, b""

    def _range(self) -> tuple[int, int] | None:
        asked = re.match(
            r"bytes=(\d+)-(\d+)", self.headers.get("Range") or self.headers.get("x-ms-range") or ""
        )
        return (int(asked[1]), int(asked[2])) if asked else None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""
