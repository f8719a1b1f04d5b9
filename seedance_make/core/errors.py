"""What ends a command early, with its exit status.

    SeedanceError
    ├── UsageError          64  wrong usage, unsafe REAPI_BASE_URL, unknown shot or selector
    ├── InvalidInputError   65  manifest, plan file or lock file
    ├── OutOfReachError     69  the API could not be reached; nothing was sent
    ├── StoreError          74  disk or store trouble
    │   ├── JournalLockedError  75  another process kept the journal for 30 s
    │   └── ReadOnlyError       74  the team store may be read and not written
    ├── CredentialError     77  key missing, invalid or revoked
    └── RefusedError         4  cap, credits, consent, saved plan, --locked

Anything else that escapes is a bug of ours (70). Faults of single shots are values, not exceptions.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum

from seedance_make.core.text.diagnostic import Problem


class Exit(IntEnum):
    """The exit statuses of the command."""

    OK = 0
    FAILED = 1
    CHANGES = 2
    BLOCKED = 3
    REFUSED = 4
    RUNNING = 5
    USAGE = 64
    INVALID = 65
    OUT_OF_REACH = 69
    BUG = 70
    STORE = 74
    LOCKED = 75
    NO_KEY = 77
    INTERRUPTED = 130
    TERMINATED = 143


_STRENGTH = (
    Exit.BUG,
    Exit.INTERRUPTED,
    Exit.TERMINATED,
    Exit.NO_KEY,
    Exit.STORE,
    Exit.LOCKED,
    Exit.BLOCKED,
    Exit.REFUSED,
    Exit.OUT_OF_REACH,
    Exit.FAILED,
    Exit.RUNNING,
    Exit.OK,
)


def strongest(statuses: Iterable[Exit]) -> Exit:
    """The one that wins when a run ends for several reasons; OK when there is none."""
    return min(statuses, key=_STRENGTH.index, default=Exit.OK)


class SeedanceError(Exception):
    """An expected end: a message for people and the way out."""

    exit = Exit.BUG

    def __init__(self, message: str, *, help: str | None = None) -> None:  # noqa: A002 - the word users read
        super().__init__(message)
        self.message = message
        self.help = help


class UsageError(SeedanceError):
    """The command line or the environment is wrong."""

    exit = Exit.USAGE


class MissingExtraError(UsageError):
    """Something that was asked for needs a library which only an extra brings."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs the extra `{extra}`",
            help=f"pip install 'seedance-make[{extra}]', then run it again",
        )


class InvalidInputError(SeedanceError):
    """A file that a person wrote is wrong: located problems, with the sources to show them in."""

    exit = Exit.INVALID

    def __init__(
        self,
        message: str = "",
        *,
        problems: Iterable[Problem] = (),
        sources: Mapping[str, str] | None = None,
        help: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(message, help=help)
        self.problems = tuple(problems)
        self.sources = dict(sources or {})


class OutOfReachError(SeedanceError):
    """The API could not be reached and nothing was sent."""

    exit = Exit.OUT_OF_REACH


class StoreError(SeedanceError):
    """The store, the journal or the output tree cannot be read or written."""

    exit = Exit.STORE


class JournalLockedError(StoreError):
    """Another process held the journal's lock for too long."""

    exit = Exit.LOCKED


class ReadOnlyError(StoreError):
    """The team store may be read and not written. `why`: what it says."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            f"{url} takes nothing from us: {why}",
            help="building from it goes on; to buy, ask for permission to write there, or add --no-claims",
        )


class CredentialError(SeedanceError):
    """The API key is missing, malformed, invalid or revoked."""

    exit = Exit.NO_KEY


class RefusedError(SeedanceError):
    """Spending was refused: a cap, the balance, consent, a saved plan, `--locked`."""

    exit = Exit.REFUSED
