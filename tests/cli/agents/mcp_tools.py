"""An agent's client, the official one, at a server of ours over real stdio."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from harness import COMMAND, PATIENCE, Film
from mcp import Client, StdioServerParameters
from mcp.client.session import ClientRequestContext
from mcp.types import CallToolResult, ElicitRequestParams, ElicitResult, TextContent

MODES = ("auto", "legacy")
"""Its ways: the protocol of 2026-07-28, where a form is asked for by a result, and the one with a handshake."""
LONGEST = 5.0
"""Seconds that a call may take; the machine that tests may be busy with other things."""


class Agent:
    """A client that has connected, and the forms that it was shown."""

    def __init__(self, client: Client, forms: list[str]) -> None:
        self.client, self.forms = client, forms

    async def __call__(self, tool: str, **arguments: Any) -> CallToolResult:
        began = time.monotonic()
        result = await self.client.call_tool(tool, arguments)
        assert time.monotonic() - began < LONGEST, tool
        return result

    async def data(self, tool: str, **arguments: Any) -> Any:
        """What a call that went well gave."""
        result = await self(tool, **arguments)
        assert not result.is_error, text(result)
        return result.structured_content

    async def said(self, tool: str, **arguments: Any) -> str:
        """What a call that failed says."""
        result = await self(tool, **arguments)
        assert result.is_error, text(result)
        return text(result)

    async def ended(self, handle: str) -> Any:
        """What a build has come to in the end."""
        end = time.monotonic() + PATIENCE
        while (status := await self.data("status", handle=handle))["state"] in {"starting", "running"}:
            assert time.monotonic() < end, status
            await asyncio.sleep(0.05)
        return status


def text(result: CallToolResult) -> str:
    return "\n".join(c.text for c in result.content if isinstance(c, TextContent))


Answer = ElicitResult | None
YES = ElicitResult(action="accept", content={"approve": True})
"""What a person says to a form."""


@asynccontextmanager
async def connected(
    film: Film, *, mode: str = "auto", answer: Answer = None, words: tuple[str, ...] = (), **env: str | None
) -> AsyncIterator[Agent]:
    """Serve the film to a client. `answer`: what its person says to each form; without one it has none."""
    forms: list[str] = []

    async def form(context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        forms.append(params.message)
        assert answer is not None
        return answer

    server = StdioServerParameters(
        command=COMMAND[0], args=[*COMMAND[1:], "mcp", *words], cwd=film.folder, env=film.environment(**env)
    )
    async with Client(server, mode=mode, elicitation_callback=form if answer else None) as client:
        yield Agent(client, forms)


def session(film: Film, use: Callable[[Agent], Awaitable[None]], **how: Any) -> None:
    """What one client does. Raises what it raises, out of the groups that clients wrap it in."""

    async def main() -> None:
        async with connected(film, **how) as agent:
            await use(agent)

    plainly(main())


def plainly(work: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(work)
    except BaseExceptionGroup as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        raise error from None


def everything(folder: str | os.PathLike[str]) -> bytes:
    """All bytes of all files below a folder."""
    return b"\n".join(
        open(os.path.join(at, name), "rb").read()  # noqa: PTH118, PTH123 - a few small files
        for at, _, names in os.walk(folder)
        for name in names
    )
