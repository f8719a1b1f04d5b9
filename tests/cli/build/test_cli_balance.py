"""The balance before the first POST."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from seedance_make.cli.build.afford import check_affordable
from seedance_make.core.attempt.outcome import Trouble
from seedance_make.core.errors import OutOfReachError


def test_the_servers_word_keeps_nobody_waiting_for_long() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def balance() -> Trouble:
        return Trouble(reason="the API answered HTTP 429", retry_after=60.0)

    world: Any = SimpleNamespace(api=SimpleNamespace(balance=balance), clock=SimpleNamespace(sleep=sleep))
    plan: Any = None
    with pytest.raises(OutOfReachError, match="HTTP 429"):
        asyncio.run(check_affordable(world, plan))
    assert slept == [10.0, 10.0]
