"""The API document as an ASGI application: routes, envelopes, media with ranges. What it means is `service`'s.

POST /api/v1/videos/generations      a task, charged
GET  /api/v1/tasks/{id}              how it stands
GET  /api/v1/balance                 credits
GET  /media/tasks/{id}/{n}.mp4       its videos, as a CDN gives them: no key, ranges, ETag
GET  /media/tasks/{id}/0.last.png    the last frame of the first, where the request asked for it
"""

import json
from random import Random
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from seedance_make.simulator.faults import ApiError, SimulatedFault, refusal, simulated_fault
from seedance_make.simulator.service import Service

_MOST = 1024 * 1024  # bytes of a request


def create_app(service: Service, random: Random) -> Starlette:
    """The simulator over HTTP. `random` names the requests. Closing the service is the caller's."""
    front = _Front(service, random)
    return Starlette(
        routes=[
            Route("/api/v1/videos/generations", front.submit, methods=["POST"]),
            Route("/api/v1/tasks/{task_id}", front.look),
            Route("/api/v1/balance", front.balance),
            Route("/media/tasks/{task_id}/{name}", front.clip),
        ],
        exception_handlers={ApiError: front.refused, HTTPException: front.misled, Exception: front.broken},
    )


class _Front:
    """One method a route."""

    def __init__(self, service: Service, random: Random) -> None:
        self._service = service
        self._random = random

    async def submit(self, request: Request) -> Response:
        account = self._service.account(request.headers.get("authorization"))
        self._service.admit(account)
        return self._json(await self._service.submit(account, await _body(request)))

    async def look(self, request: Request) -> Response:
        account = self._service.account(request.headers.get("authorization"))
        base = str(request.base_url).rstrip("/")
        return self._json(await self._service.look(account, request.path_params["task_id"], base))

    async def balance(self, request: Request) -> Response:
        account = self._service.account(request.headers.get("authorization"))
        return self._json({"balance": self._service.balance(account)})

    async def clip(self, request: Request) -> Response:
        path = self._service.clip(request.path_params["task_id"], request.path_params["name"])
        if path is None:
            return PlainTextResponse("Gone", status_code=410)
        kind = "video/mp4" if path.suffix == ".mp4" else "image/png"
        return FileResponse(path, media_type=kind, headers={"Cache-Control": "private, max-age=604800"})

    async def refused(self, _request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiError)
        return self._envelope(error.fault, error.http, dict(error.headers))

    async def misled(self, _request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        name = str(error.detail).upper().replace(" ", "_")
        return self._envelope(
            SimulatedFault(code=name, message=str(error.detail)), error.status_code, dict(error.headers or {})
        )

    async def broken(self, _request: Request, _error: Exception) -> Response:
        return self._envelope(simulated_fault("60099"), 500, {})

    def _envelope(self, fault: SimulatedFault, http: int, headers: dict[str, str]) -> Response:
        name = self._request_id()
        body = {"error": {**fault.plain(), "request_id": name}}
        return JSONResponse(body, status_code=http, headers={**headers, "X-Request-Id": name})

    def _json(self, body: dict[str, Any]) -> Response:
        return JSONResponse(body, headers={"X-Request-Id": self._request_id()})

    def _request_id(self) -> str:
        return f"req_{self._random.getrandbits(64):016x}"


async def _body(request: Request) -> object:
    """The request's JSON value. Raises ApiError (20001) for what is none, or far too large."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > _MOST:
            raise ApiError(simulated_fault("20001", "Request body is too large"), 413)
    if "json" not in request.headers.get("content-type", ""):
        raise refusal("20001", "Content-Type must be application/json")
    try:
        text = data.decode()
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise refusal("20001", "Request body is not valid JSON") from None


def _no_number(_name: str) -> object:
    raise ValueError
