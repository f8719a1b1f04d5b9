"""A line for each request that was answered, and what the answer said: what a person at the server reads."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from seedance_make.core.ports.clock import Clock
from seedance_make.core.text.redact import plain

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
"""An ASGI application."""


class RequestLog:
    """An application that hands each request on to another, and writes a line when it has been answered."""

    def __init__(self, app: Application, clock: Clock, write: Callable[[str], None]) -> None:
        self._app, self._clock, self._write = app, clock, write

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, answer, is_json = 0, bytearray(), False

        async def note(message: Message) -> None:
            nonlocal status, is_json
            if message["type"] == "http.response.start":
                status = message["status"]
                is_json = (b"content-type", b"application/json") in message["headers"]
            elif is_json:
                answer.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, note)
        what = _worth_a_line(json.loads(answer)) if is_json and answer else ""
        now = self._clock.now().astimezone().strftime("%H:%M:%S")
        self._write(f"{now}  {scope['method']} {plain(scope['path'])}  {status}  {what}".rstrip())


def _worth_a_line(answer: Any) -> str:
    """What is worth a line: why it was refused, which task was made, how it stands, what is left."""
    if "balance" in answer:
        return f"{answer['balance']:,} credits"
    error = answer.get("error")
    failure = f"{error['code']} {error['message']}" if error else ""
    if "id" not in answer:
        return plain(failure)
    task = answer["id"] if "output" not in answer else answer["status"]
    return plain(f"{task} {failure or answer['model']}")
