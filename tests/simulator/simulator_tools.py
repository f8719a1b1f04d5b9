"""A simulator in the process, on a clock that the test turns."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx

from seedance_make.core.request.price_table import SHIPPED
from seedance_make.load.models.library import shipped_models
from seedance_make.simulator.app import create_app
from seedance_make.simulator.service import Service
from seedance_make.simulator.settings import Settings

MODEL = "seedance-2.0-mini"
ONLY = {MODEL: shipped_models()[MODEL]}
POST = "/api/v1/videos/generations"
URL = "https://example.com/a.jpg"


class TurnedClock:
    """Time stands until the test turns it."""

    def __init__(self) -> None:
        self.time = 100.0

    def monotonic(self) -> float:
        return self.time

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)

    async def sleep(self, seconds: float) -> None:
        self.time += seconds


class Api:
    """A client with a key, and the clock of its server."""

    def __init__(self, client: httpx.AsyncClient, clock: TurnedClock, folder: Path) -> None:
        self.client, self.clock, self.folder = client, clock, folder

    async def post(self, **fields: Any) -> httpx.Response:
        return await self.client.post(POST, json=body(**fields))

    async def made(self, **fields: Any) -> str:
        """A task's id."""
        answer = await self.post(**fields)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    async def task(self, task_id: str) -> dict[str, Any]:
        answer = await self.client.get(f"/api/v1/tasks/{task_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def balance(self) -> int:
        return int((await self.client.get("/api/v1/balance")).json()["balance"])


def body(**fields: Any) -> dict[str, Any]:
    """A request that is in order; a field given as ... is left out."""
    whole = {"model": MODEL, "prompt": "A kitten", "duration": 4, "resolution": "480p"} | fields
    return {name: value for name, value in whole.items() if value is not ...}


@asynccontextmanager
async def simulator(
    settings: Settings | None = None, *, base: str = "http://127.0.0.1:8080", key: str = "rk_test"
) -> AsyncIterator[Api]:
    clock = TurnedClock()
    random = Random(7)
    with (
        tempfile.TemporaryDirectory() as folder,
        Service(
            settings or Settings(latency=0),
            clock=clock,
            random=random,
            models=shipped_models(),
            prices=SHIPPED,
            home=Path(folder),
        ) as service,
    ):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        transport = httpx.ASGITransport(app=create_app(service, random))
        async with httpx.AsyncClient(transport=transport, base_url=base, headers=headers) as client:
            yield Api(client, clock, Path(folder))


Story = Callable[[Api], Awaitable[None]]


def error(answer: httpx.Response) -> tuple[int, object, str]:
    """Status, code and message of an envelope, whose form is checked."""
    said = answer.json()
    assert set(said) == {"error"}
    assert set(said["error"]) == {"code", "message", "request_id"}
    assert said["error"]["request_id"].startswith("req_")
    assert answer.headers["x-request-id"] == said["error"]["request_id"]
    return answer.status_code, said["error"]["code"], said["error"]["message"]
