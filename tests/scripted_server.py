"""A real server on loopback that behaves like the API, or misbehaves exactly as it is told.

    with ScriptedServer() as server:
        server.script.post(status=500, charged=True, times=2)   # the next two POSTs
        server.script.poll(task={"status": "dreaming"})         # one poll
        server.script.media(truncate=1000, prompt="harbour")    # media of the shot with that prompt
        server.script.fail(80007, prompt="flagged")             # accepted, then failed and refunded
        ...                                                     # server.url, server.key
        server.assert_never_paid_twice()

Alone: `python tests/scripted_server.py --port 0 --script faults.json` prints `serving http://127.0.0.1:PORT`. The file
is a list of faults, each with `"on"`. `GET /_ledger` tells what happened, `POST /_script` adds faults.

Every fault is one `Fault`; those that fit are used up in order, and where none fits the API answers as it should.
"""

import argparse
import contextlib
import gzip
import json
import re
import select
import socket
import socketserver
import ssl
import struct
import threading
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from scripted_api import LISTS, ApiError, ScriptedApi, Task, labelled_mp4, real_mp4, same

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy of the environment


@dataclass(kw_only=True)
class Fault:
    """What to do to a request instead of, or on top of, the right answer."""

    on: str  # post, poll, media, balance
    times: int | None = 1  # None: for ever
    skip: int = 0  # requests that pass unharmed first
    prompt: str | None = None  # only where the shot's prompt has these words in it
    path: str | None = None  # only where the path has this in it
    # what is answered
    status: int | None = None
    body: Any = None  # bytes and text as they are, all else as JSON
    error: tuple[int | str, str] | None = None  # the envelope: code, message
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | str | None = None  # the whole answer, head and all
    charged: bool = False  # POST: whether the task is made although the answer is not the right one
    task: Mapping[str, Any] | None = None  # laid over the task document; a value of None is null
    # how it is answered
    reset: str | None = None  # "before" the request is read, "after" it was handled, "mid" answer
    hang: float | bool = False  # seconds before the answer; True: until somebody gives up
    until: threading.Event | None = None  # no answer before it is set
    drip: float = 0  # seconds between single bytes of the body
    truncate: int | None = None  # bytes of the body that are sent, while Content-Length promises all
    no_length: bool = False  # no Content-Length: the end of the connection is the end
    gzip: bool = False
    ignore_range: bool = False
    wrong_range: bool = False  # a 206 that starts elsewhere
    endless: bytes = b""  # after the body, these bytes again and again
    close: bool = False  # the connection, once the answer is out, though nothing announced it

    @property
    def replaces(self) -> bool:
        """Whether the right answer is not given at all."""
        return any(x is not None for x in (self.status, self.body, self.error, self.raw)) or self.reset in {
            "before",
            "after",
        }


class Script:
    """The faults to come."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.failures: list[tuple[str | None, dict[str, Any], list[int]]] = []
        self._lock = threading.Lock()

    def add(self, **what: Any) -> Fault:
        """Any fault, as data."""
        if "error" in what and what["error"] is not None:
            what["error"] = tuple(what["error"])
        fault = Fault(**what)
        with self._lock:
            self.faults.append(fault)
        return fault

    def post(self, **what: Any) -> Fault:
        return self.add(on="post", **what)

    def poll(self, **what: Any) -> Fault:
        return self.add(on="poll", **what)

    def media(self, **what: Any) -> Fault:
        return self.add(on="media", **what)

    def balance(self, **what: Any) -> Fault:
        return self.add(on="balance", **what)

    def fail(
        self, code: int | str, message: str = "it failed", *, prompt: str | None = None, times: int = 1
    ) -> None:
        """Tasks that are accepted, then fail and are refunded."""
        self.failures.append((prompt, {"code": code, "message": message}, [times]))

    def failure_of(self, task: Task) -> dict[str, Any] | None:
        with self._lock:
            for prompt, error, left in self.failures:
                if left[0] > 0 and (prompt is None or prompt in task.prompt):
                    left[0] -= 1
                    return error
        return None

    def next(self, on: str, prompt: str, path: str) -> Fault | None:
        with self._lock:
            for fault in self.faults:
                fits = fault.on == on and (fault.prompt or "") in prompt and (fault.path or "") in path
                if not fits or fault.times == 0:
                    continue
                if fault.skip:
                    fault.skip -= 1
                    return None
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes
    connection: int  # which one it came on
    at: float  # monotonic seconds

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    gives: str | None = None  # a task's id, to whoever reads it


class ScriptedServer:
    """See the top of the file."""

    def __init__(self, *, port: int = 0, tls: ssl.SSLContext | None = None, **account: Any) -> None:
        self.api = ScriptedApi(**account)
        self.script = Script()
        self.requests: list[Recorded] = []
        self.ids: list[str] = []  # that were given out in an answer
        self.files: dict[str, tuple[bytes, str]] = {"/reference.mp4": (real_mp4(), "video/mp4")}
        self.media: dict[str, bytes] = {}  # what addresses on this machine gave when a POST named them
        self.base = ""  # where its videos are said to stand, if not at `url`
        self.closing = threading.Event()
        self._lock = threading.RLock()
        self._connections = 0
        self._tcp = _Tcp(("127.0.0.1", port), _Connection)
        self._tcp.owner = self
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            self._tcp.socket = tls.wrap_socket(
                self._tcp.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(
            target=self._tcp.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._tcp.server_address[1]}"

    @property
    def key(self) -> str:
        return self.api.key

    @property
    def environment(self) -> dict[str, str]:
        """What a command needs in order to talk to this server."""
        return {"REAPI_BASE_URL": self.url, "REAPI_API_KEY": self.key}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._tcp.shutdown()
        self._tcp.server_close()

    def serve_forever(self) -> None:
        self._thread.start()
        self._thread.join()

    # what happened

    @property
    def posts(self) -> list[Recorded]:
        return [r for r in self.requests if r.method == "POST" and r.path.endswith("/videos/generations")]

    @property
    def polls(self) -> list[Recorded]:
        return [r for r in self.requests if r.path.startswith("/api/v1/tasks/")]

    @property
    def fetches(self) -> list[Recorded]:
        return [r for r in self.requests if not r.path.startswith(("/api/", "/_"))]

    @property
    def bodies(self) -> list[Any]:
        return [post.json for post in self.posts]

    @property
    def prompts(self) -> list[str]:
        return [body.get("prompt", "") for body in self.bodies]

    def spent(self) -> int:
        """Credits, net of refunds."""
        return sum(task.credits for task in self.api.tasks.values() if not task.refunded)

    def assert_never_paid_twice(self, *, takes: int = 1) -> None:
        """No clip was charged more than once, net of refunds. Takes of one shot have equal bodies: say how many."""
        twice = {
            body: [t.id for t in tasks] for body, tasks in self.api.spent().items() if len(tasks) > takes
        }
        assert not twice, f"paid more than {takes} time(s): {twice}"

    def ledger(self) -> dict[str, Any]:
        """All of it as data, for tests in other processes."""
        return {
            "posts": [post.body.decode("utf-8", "replace") for post in self.posts],
            "requests": [[r.method, r.path] for r in self.requests],
            "ids": self.ids,
            "charges": {body: [t.id for t in tasks] for body, tasks in self.api.spent().items()},
            "tasks": {
                t.id: {"body": same(t.body), "credits": t.credits, "refunded": t.refunded}
                for t in self.api.tasks.values()
            },
            "credits": self.api.credits,
        }

    # one request

    def number(self) -> int:
        with self._lock:
            self._connections += 1
            return self._connections

    def answer(self, request: Recorded) -> tuple[Answer | None, Fault | None]:
        """The answer and how to spoil it. None: there is none."""
        with self._lock:
            if request.path.startswith("/_"):
                return self._control(request), None
            self.requests.append(request)
            kind = self._kind(request)
            fault = self.script.next(kind, self._prompt(request), request.path)
            if fault is not None and fault.replaces:
                return self._replaced(fault, request, kind), fault
            try:
                return self._right(kind, request, fault), fault
            except ApiError as err:
                headers = {"Retry-After": "1"} if err.status == 429 else {}
                return _json(
                    err.status, {"error": {"code": err.code, "message": err.message}}, headers
                ), fault

    def peek(self, method: str, path: str) -> Fault | None:
        """The fault that strikes before a request is read, if it is next."""
        kind = self._kind(Recorded(method=method, path=path, headers={}, body=b"", connection=0, at=0))
        first = next((f for f in self.script.faults if f.on == kind and f.times != 0), None)
        if first is None or first.reset != "before" or first.prompt or first.skip:
            return None
        return self.script.next(kind, "", path)

    def _kind(self, request: Recorded) -> str:
        if request.path == "/api/v1/videos/generations":
            return "post"
        if request.path.startswith("/api/v1/tasks/"):
            return "poll"
        return "balance" if request.path == "/api/v1/balance" else "media"

    def _prompt(self, request: Recorded) -> str:
        if request.method == "POST":
            found = re.search(rb'"prompt"\s*:\s*("(?:[^"\\]|\\.)*")', request.body)
            return str(json.loads(found[1])) if found else ""
        task = self.api.tasks.get(self._task_id(request))
        return task.prompt if task else ""

    def _task_id(self, request: Recorded) -> str:
        found = re.search(r"/tasks/([^/?]+)", request.path)
        return found[1] if found else ""

    def _replaced(self, fault: Fault, request: Recorded, kind: str) -> Answer | None:
        task = self.api.charge(json.loads(request.body)) if kind == "post" and fault.charged else None
        if fault.reset in {"before", "after"}:
            return None
        body = fault.body
        if fault.error is not None:
            body = {"error": {"code": fault.error[0], "message": fault.error[1]}}
        status = fault.status or (200 if fault.error is None else 400)
        data = (
            body
            if isinstance(body, bytes)
            else body.encode()
            if isinstance(body, str)
            else json.dumps(body).encode()
        )
        if body is None:
            data = b""
        given = task.id if task is not None and task.id.encode() in data else None
        return Answer(status, data, {"Content-Type": "application/json"}, given)

    def _right(self, kind: str, request: Recorded, fault: Fault | None) -> Answer:
        if kind == "media":
            return self._media(request, fault)
        self.api.authorize(request.headers.get("authorization"))
        if kind == "balance":
            return _json(200, {"balance": self.api.credits})
        if kind == "post":
            if request.method != "POST":
                raise ApiError(405, 20001, "POST only")
            task = self.api.submit(request.body)
            task.failure = self.script.failure_of(task)
            self._read_media(task)
            return self._created(task)
        task = self.api.poll(self._task_id(request))
        return _json(
            200, {**self.api.document(task, self.base or self.url), **((fault.task if fault else None) or {})}
        )

    def _read_media(self, task: Task) -> None:
        """What the API would see behind the addresses of a request, as far as they are on this machine."""
        named = [task.body[f] for f in ("first_frame_url", "last_frame_url") if f in task.body]
        named += [url for field in LISTS for url in task.body.get(field, ())]
        for url in named:
            if url.startswith("http://127.0.0.1:") and not url.startswith(self.url):
                with contextlib.suppress(OSError), _DIRECT.open(url, timeout=5) as answer:
                    self.media[url] = answer.read()

    def _created(self, task: Task) -> Answer:
        created = {
            "id": task.id,
            "model": task.body["model"],
            "status": "processing",
            "created_at": "2026-11-22T12:00:00Z",
        }
        answer = _json(200, created)
        answer.gives = task.id
        return answer

    def _media(self, request: Recorded, fault: Fault | None) -> Answer:
        """With Range and If-Range, as a CDN answers."""
        path = request.path.partition("?")[0]
        if path in self.files:
            data, kind = self.files[path]
        elif re.fullmatch(r"/media/tasks/[^/]+/\d+\.mp4", path) and self._task_id(request) in self.api.tasks:
            data, kind = labelled_mp4(path), "video/mp4"
        else:
            return Answer(404, b"<html>gone</html>", {"Content-Type": "text/html"})
        etag = f'"{len(data)}-{path.replace("/", "-")}"'
        headers = {"Content-Type": kind, "ETag": etag, "Accept-Ranges": "bytes"}
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
        condition = request.headers.get("if-range", etag)
        if not asked or condition != etag or (fault is not None and fault.ignore_range):
            return Answer(200, data, headers)
        start, end = int(asked[1]), min(int(asked[2] or len(data)), len(data) - 1)
        if start >= len(data):
            return Answer(416, b"", {**headers, "Content-Range": f"bytes */{len(data)}"})
        if fault is not None and fault.wrong_range:
            start = max(0, start - 1)
        return Answer(
            206, data[start : end + 1], {**headers, "Content-Range": f"bytes {start}-{end}/{len(data)}"}
        )

    def _control(self, request: Recorded) -> Answer:
        if request.path == "/_script":
            for fault in request.json:
                self.script.add(**fault)
        return _json(200, self.ledger())


def _json(status: int, doc: object, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(doc).encode(), {"Content-Type": "application/json", **(headers or {})})


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    owner: ScriptedServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news."""


class _Connection(socketserver.StreamRequestHandler):
    server: _Tcp

    def handle(self) -> None:
        number = self.server.owner.number()
        while not self.server.owner.closing.is_set() and self._one(number):
            pass

    def _one(self, number: int) -> bool:
        """One request; whether the connection goes on."""
        owner = self.server.owner
        line = self.rfile.readline(65537).decode("latin-1").split()
        if len(line) < 2:
            return False
        if owner.peek(line[0], line[1]):
            self._reset()
            return False
        answer, fault = owner.answer(self._read(line[0], line[1], number))
        return self._deliver(answer, fault or Fault(on=""))

    def _read(self, method: str, path: str, number: int) -> Recorded:
        headers: dict[str, str] = {}
        while (line := self.rfile.readline(65537).decode("latin-1").rstrip("\r\n")) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        return Recorded(
            method=method, path=path, headers=headers, body=body, connection=number, at=time.monotonic()
        )

    def _deliver(self, answer: Answer | None, fault: Fault) -> bool:
        """Send it, spoiled as told; whether the connection goes on."""
        if fault.until is not None and not self._wait(None, fault.until):
            return False
        if fault.hang and not self._wait(None if fault.hang is True else float(fault.hang)):
            return False
        if answer is None:
            self._reset()
            return False
        if answer.gives and fault.reset is None and fault.truncate is None:
            self.server.owner.ids.append(answer.gives)
        if fault.raw is not None:
            self.wfile.write(fault.raw.encode() if isinstance(fault.raw, str) else fault.raw)
            return False
        body = gzip.compress(answer.body) if fault.gzip else answer.body
        self._head(answer, fault, len(body))
        self._body(body if fault.truncate is None else body[: fault.truncate], fault)
        if fault.reset == "mid":
            self._reset()
        over = (
            fault.reset == "mid"
            or fault.truncate is not None
            or fault.no_length
            or fault.endless
            or fault.close
        )
        return not over

    def _head(self, answer: Answer, fault: Fault, length: int) -> None:
        headers = dict(answer.headers)
        if not fault.no_length and not fault.endless:
            headers["Content-Length"] = str(length)
        if fault.gzip:
            headers["Content-Encoding"] = "gzip"
        headers.update(fault.headers)
        status = fault.status or answer.status
        lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
        self.wfile.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    def _body(self, body: bytes, fault: Fault) -> None:
        if fault.reset == "mid":
            body = body[: len(body) // 2] if fault.truncate is None else body
        if fault.drip:
            for n in range(len(body)):
                self.wfile.write(body[n : n + 1])
                if self.server.owner.closing.wait(fault.drip):
                    return
        else:
            self.wfile.write(body)
        while fault.endless and not self.server.owner.closing.is_set():
            self.wfile.write(fault.endless)

    def _wait(self, seconds: float | None, until: threading.Event | None = None) -> bool:
        """Until the time or the event comes, the client has gone, or the server closes; whether there is still a client."""
        end = None if seconds is None else time.monotonic() + seconds
        while not self.server.owner.closing.is_set() and (end is None or time.monotonic() < end):
            if until is not None and until.is_set():
                return True
            left = 0.05 if end is None else max(0.0, min(0.05, end - time.monotonic()))
            readable = select.select([self.connection], [], [], left)[0]
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return False
        return not self.server.owner.closing.is_set()

    def _reset(self) -> None:
        """RST, not FIN."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="the API on loopback, scripted")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--script", help="a JSON list of faults")
    parser.add_argument("--key", default=ScriptedApi.key)
    parser.add_argument("--credits", type=int, default=ScriptedApi.credits)
    parser.add_argument("--polls", type=int, default=ScriptedApi.polls)
    given = parser.parse_args()
    server = ScriptedServer(port=given.port, key=given.key, credits=given.credits, polls=given.polls)
    if given.script:
        for fault in json.loads(Path(given.script).read_text(encoding="utf-8")):
            server.script.add(**fault)
    print(f"serving {server.url}", flush=True)  # noqa: T201 - the promise to whoever started it
    server.serve_forever()


if __name__ == "__main__":
    main()
