"""Git, as the project asks it."""

from dataclasses import dataclass
from typing import Protocol

NOT_INSTALLED = 127
TOO_SLOW = 124
"""Statuses of a git that could not be run, and of one that did not end in time: those that a shell has for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GitAnswer:
    """How one call of git ended."""

    status: int
    out: bytes = b""
    error: str = ""  # git's own first line, where it failed

    @property
    def text(self) -> str | None:
        """What it printed, without its last line end; None when it failed."""
        return self.out.decode("utf-8", "surrogateescape").removesuffix("\n") if self.status == 0 else None


class Git(Protocol):
    """Runs git in one folder: no shell, no hooks, no questions, no locks, and no repository but the folder's own."""

    def __call__(self, *words: str, given: bytes = b"") -> GitAnswer:
        """Run it with these arguments and this standard input. Blocking; raises nothing."""
