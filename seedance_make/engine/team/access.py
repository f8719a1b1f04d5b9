"""A build's way to the team store: the store itself, who we are in its claims, and whether we make any."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import ParamSpec, TypeVar

from seedance_make.core.ports.team import Team

_P = ParamSpec("_P")
_R = TypeVar("_R")

_AT_ONCE = 32
"""Questions to the team store under way at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who makes a claim, in words for people."""

    host: str
    person: str
    job: str | None  # the address of a CI job


class TeamAccess:
    """Called like `to_thread`: with a method of the store and its arguments. Raises what that raises.

    A storyboard that names a team store has one; the store itself is opened when something is asked of it.
    """

    def __init__(
        self,
        url: str,
        opens: Callable[[], Team],
        *,
        me: Identity,
        boottime: Callable[[], float],
        claims: bool = True,
    ) -> None:
        """`boottime`: seconds of a clock that counts the machine's sleep. `claims`: False makes none (--no-claims), and
        obeys those that can be read."""
        self.url = url
        self.me = me
        self.boottime = boottime
        self.claims = claims
        self._opens = opens
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="team")

    @cached_property
    def store(self) -> Team:
        """Raises UsageError for an address that cannot be opened."""
        return self._opens()

    async def __call__(self, call: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
        """The store is asked in a thread of its own: neither the loop nor the disk waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: call(*args, **kwargs))

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
