"""A proxy before an S3 server that behaves like a poor copy of one, exactly as it is told.

    with ScriptedProxy(endpoint) as proxy:
        proxy.script("PUT", "claims/", answer=409, times=2)     # nobody holds the key, and it says that somebody does
        proxy.script("PUT", "claims/", pass_on=True, answer=500)      # stored, and then an error
        proxy.url                                               # AWS_ENDPOINT_URL

What fits a rule is used up in order; where none fits, the request is passed on and answered as it should be. The
server behind is asked one thing at a time: it is not made for threads, and looks before it writes.
"""

import http.client
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

CODES = {403: "AccessDenied", 404: "NoSuchBucket", 409: "ConditionalRequestConflict", 500: "InternalError", 503: "SlowDown"}  # fmt: skip


@dataclass(kw_only=True)
class Rule:
    """What becomes of a request whose method and key fit."""

    method: str
    key: str  # a part of it
    times: int | None = None  # None: for ever
    skip: int = 0  # requests that pass unharmed first
    pass_on: bool = False  # whether the server behind sees it
    answer: int | None = None  # in place of the server's
    cut: bool = False  # the connection, without an answer
    drip: float = 0  # seconds between single bytes of the body
    unconditional: bool = False  # the condition is dropped on the way
    late: bool = False  # the condition is checked at once, and the write comes when it comes
    body: bytes | None = None  # what is answered with 200, whatever was written there
    until: threading.Event | None = None  # no answer before it is set


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request as it came."""

    method: str
    key: str
    conditional: bool


@dataclass
class _State:
    host: str
    port: int
    rules: list[Rule] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    asking: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)

    def next(self, method: str, key: str) -> Rule | None:
        with self.lock:
            for rule in self.rules:
                if rule.method not in {method, "*"} or rule.key not in key or rule.times == 0:
                    continue
                if rule.skip:
                    rule.skip -= 1
                    continue
                if rule.times is not None:
                    rule.times -= 1
                return rule
        return None


class ScriptedProxy:
    """Threads of its own; gone when the `with` ends."""

    def __init__(self, endpoint: str) -> None:
        self.behind = endpoint
        behind = urlsplit(endpoint)
        self._state = state = _State(behind.hostname or "", behind.port or 0)
        handler = type("Handler", (_Handler,), {"state": state})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def script(self, method: str, key: str, **what: Any) -> Rule:
        rule = Rule(method=method, key=key, **what)
        self._state.rules.append(rule)
        return rule

    def calm(self) -> None:
        """No more rules."""
        self._state.rules.clear()

    @property
    def seen(self) -> list[Seen]:
        return list(self._state.seen)

    def writes(self, part: str) -> list[str]:
        """The keys that were written to, as often as it was tried."""
        return [s.key for s in self.seen if s.method == "PUT" and part in s.key]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._state.closing.set()
        self._server.shutdown()
        self._server.server_close()


_SIGNED = {"authorization", "x-amz-date", "x-amz-content-sha256"}


class _Handler(BaseHTTPRequestHandler):
    state: _State
    protocol_version = "HTTP/1.1"

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        key = self.path.partition("?")[0]
        conditional = "If-None-Match" in self.headers
        self.state.seen.append(Seen(method=self.command, key=key, conditional=conditional))
        rule = self.state.next(self.command, key) or Rule(method="*", key="", pass_on=True)
        changes = rule.unconditional or rule.late or rule.drip
        status, headers, content = 200, dict[str, str](), b""
        if rule.pass_on or changes or rule.until:
            status, headers, content = self._passed_on(rule, body, conditional=conditional)
        if rule.until:
            rule.until.wait(60)
        if rule.cut:
            self.close_connection = True
            self.connection.close()
            return
        if rule.answer:
            status, headers = rule.answer, {"Content-Type": "application/xml"}
            content = f"<Error><Code>{CODES.get(status, 'Odd')}</Code></Error>".encode()
        content = content if rule.body is None else rule.body
        self._reply(status, headers, content, rule.drip)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _handle  # noqa: N815 - the library's names

    def _passed_on(self, rule: Rule, body: bytes, *, conditional: bool) -> tuple[int, dict[str, str], bytes]:
        if rule.late and conditional:
            status, _, _ = self._ask(
                "GET", b"", {n: v for n, v in self.headers.items() if n.lower() in _SIGNED}
            )
            if status == 200:
                return 412, {}, b"<Error><Code>PreconditionFailed</Code></Error>"
            time.sleep(0.1)  # a poor copy takes its time between the look and the write
        dropped = {"if-none-match"} if rule.unconditional or rule.late else set()
        headers = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
        return self._ask(self.command, body, headers)

    def _ask(self, method: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.state.host, self.state.port, timeout=60)
        with self.state.asking, closing(connection):
            connection.request(method, self.path, body=body or None, headers=headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()

    def _reply(self, status: int, headers: dict[str, str], content: bytes, drip: float) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in {"content-length", "connection", "transfer-encoding"}:
                self.send_header(name, value)
        length = (
            headers.get("Content-Length", str(len(content))) if self.command == "HEAD" else str(len(content))
        )
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            for n in range(0, len(content), 1 if drip else len(content) or 1):
                self.wfile.write(content[n : n + 1] if drip else content)
                self.wfile.flush()
                if drip and self.state.closing.wait(drip):
                    return
        except OSError:  # whoever asked has given up
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""
