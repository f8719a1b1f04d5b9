"""`b`: the tool's own build of what is shown, in a process of its own, on this terminal."""

import asyncio
import sys
from asyncio.subprocess import Process
from contextlib import suppress

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.output import selecting_options
from seedance_make.core.plan.select import Selection


class RealBuild:
    """One at a time. Ctrl-C reaches it by the terminal, as it reaches us; SIGTERM only by `end`."""

    def __init__(self, invocation: Invocation, selection: Selection) -> None:
        self._words = _words(invocation, selection)
        self._process: Process | None = None

    async def run(self) -> None:
        """Build to the end, however that is. Raises OSError."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "seedance_make", *self._words
        )
        try:
            await self._process.wait()
        finally:
            self._process = None

    def end(self) -> None:
        """Have it end as at SIGTERM: what is in flight is kept."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.terminate()


def _words(invocation: Invocation, selection: Selection) -> list[str]:
    """Its command line; we work in the folder of -C already."""
    words = ["build", "-f", invocation.file, *selecting_options(invocation, selection)]
    step = "-v" if invocation.verbosity > 0 else "-q"
    return [*words, *[step] * abs(invocation.verbosity), "--", *selection.shots]
