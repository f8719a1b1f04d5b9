"""The quick answer to "is there nothing to do?", with the standard library alone.

A build that found everything in place writes down the command line it was given, what it said, and the stat of every
file that it looked at: storyboard, includes, local media, lock file, journal, outputs, artifacts. While all of them are
the same, the same command line gets the same answer. Anything else, trouble included, is left to the real build.

The stamps are files of the store: they go with it, and they may be deleted at any time. A stamp is only written when
every file is old enough for its stat to tell a later change (the file systems' clocks tick in milliseconds).
"""

import json
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from seedance_make import __version__

_CALM_NS = 20_000_000
_ENVIRONMENT = (
    "XDG_DATA_HOME", "REAPI_BASE_URL", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS",
)  # fmt: skip
"""What a build without work depends on besides files."""

_NEVER = frozenset({
    "--simulate", "--dry-run", "-n", "--json", "--events", "--plan", "--help", "-h", "--version", "--changed-since",
    "--rebuy", "--overwrite", "--locked", "--open", "--on-done", "--notify",
    "try",
})  # fmt: skip
"""Options whose answer is more than a word about files."""

Facts = dict[str, list[int] | None]


def quick_answer(arguments: Sequence[str], environ: Mapping[str, str]) -> int | None:
    """Print what the last build with nothing to do printed, if nothing has changed since: its exit status, 0.
    None where the real build is needed."""
    try:
        path = _stamp(arguments, environ, os.getcwd())
    except OSError:  # the folder is gone: the command says so
        return None
    if path is None:
        return None
    try:
        stamp = json.loads(path.read_text(encoding="utf-8"))
        if any(_facts(name) != facts for name, facts in stamp["files"].items()):
            return None
        out, err = str(stamp["out"]), str(stamp["err"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    sys.stderr.write(err)
    sys.stdout.write(out)
    sys.stdout.flush()
    return 0


def remember_noop(
    arguments: Sequence[str],
    environ: Mapping[str, str],
    files: Iterable[Path],
    *,
    started_in: str,
    out: str,
    err: str,
) -> None:
    """Write the stamp of a build that found everything in place. Trouble is no trouble: there is just no stamp."""
    path = _stamp(arguments, environ, started_in)
    if path is None:
        return
    facts: Facts = {os.path.abspath(file): _facts(file) for file in files}  # noqa: PTH100 - links stay links
    newest = max((max(f[1], f[2]) for f in facts.values() if f), default=0)
    if time.time_ns() - newest < _CALM_NS:
        return
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps({"files": facts, "out": out, "err": err}), encoding="utf-8")
        part.replace(path)


def _stamp(arguments: Sequence[str], environ: Mapping[str, str], started_in: str) -> Path | None:
    """Where the stamp of this command line stands; None for one that never gets a quick answer."""
    if "build" not in arguments or not _NEVER.isdisjoint(a.partition("=")[0] for a in arguments):
        return None
    from seedance_make.store.home import store_home  # noqa: PLC0415 - only for a build

    streams = [_stream(sys.stdout), _stream(sys.stderr)]
    key = [__version__, started_in, list(arguments), [environ.get(n) for n in _ENVIRONMENT], streams]
    name = sha256(json.dumps(key).encode()).hexdigest()
    return store_home(environ) / "stamps" / f"{name}.json"


def _stream(stream: object) -> list[int] | None:
    """A terminal's size; None for a pipe: both are part of what is printed."""
    with suppress(OSError, AttributeError, ValueError):
        return list(os.get_terminal_size(stream.fileno()))  # type: ignore[attr-defined]
    return None


def _facts(name: str | Path) -> list[int] | None:
    """What tells a file from what it was; None when it is not there."""
    try:
        seen = os.lstat(name)
    except OSError:
        return None
    return [seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, seen.st_mode]
