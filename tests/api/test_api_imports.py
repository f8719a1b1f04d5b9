"""What a request costs besides the network: nothing is looked for on the import path once a build is under way."""

import asyncio
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

from api_tools import AGENT, BODY, MemorySink, downloader
from scripted_api import ScriptedApi
from scripted_server import ScriptedServer

from seedance_make.api.client import Client
from seedance_make.core.attempt.outcome import Accepted, Fetched, TaskReport
from seedance_make.core.host import api_host


class Searches:
    """A finder that finds nothing and remembers what was looked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        self.names.append(name)
        return None


def test_a_second_purchase_looks_for_no_module() -> None:
    searches = Searches()

    async def purchase(client: Client) -> None:
        accepted = await client.submit(BODY)
        assert isinstance(accepted, Accepted)
        report = await client.task(accepted.task_id)
        assert isinstance(report, TaskReport)
        outcome = await downloader().fetch(report.urls[0], MemorySink(), lambda _received, _expected: None)
        assert isinstance(outcome, Fetched)

    async def two(url: str) -> None:
        async with Client(api_host(url), ScriptedApi.key, user_agent=AGENT) as client:
            await purchase(client)
            sys.meta_path.insert(0, searches)
            await purchase(client)

    with ScriptedServer() as server:
        try:
            asyncio.run(two(server.url))
        finally:
            sys.meta_path.remove(searches)
    assert searches.names == []
