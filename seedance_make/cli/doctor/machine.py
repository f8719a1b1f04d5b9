"""What `doctor` looks at on this machine: the tool and the store. Each look gives lines, and never raises for what it
finds."""

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from seedance_make import __version__
from seedance_make.cli.wiring import JOURNAL, home
from seedance_make.core.attempt.states import State
from seedance_make.core.errors import Exit, SeedanceError
from seedance_make.core.request.pricing import dollars
from seedance_make.store.budget import read_budget
from seedance_make.store.disk import plain_words
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.ui.doctor import Check
from seedance_make.ui.words import many

_PACKAGES = ("httpx", "av", "pillow", "diskcache", "jsonschema")
_LITTLE = 1_000_000_000  # bytes: room for about two hundred clips
_TOO_LITTLE = 50_000_000
_PASSING = {
    "tmpfs": "what is paid for is gone after a restart",
    "ramfs": "what is paid for is gone after a restart",
}
_FAR = {"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "afpfs", "smbfs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the doctor's, and the exit status that a build would meet."""

    check: Check
    exit: Exit = Exit.OK


def good(name: str, text: str) -> Finding:
    """All is well."""
    return Finding(check=Check(name=name, good=True, text=text))


def remark(name: str, text: str, way_out: str | None = None) -> Finding:
    """Worth knowing; a build works all the same."""
    return Finding(check=Check(name=name, good=None, text=text, help=way_out))


def bad(name: str, text: str, way_out: str | None, exit_: Exit) -> Finding:
    """A build would fail."""
    return Finding(check=Check(name=name, good=False, text=text, help=way_out), exit=exit_)


def failed(name: str, error: SeedanceError) -> Finding:
    """The same of an error that says it all."""
    return bad(name, error.message or "is not valid", error.help, error.exit)


def tool_findings() -> Iterator[Finding]:
    """Which Python and which packages run here."""
    yield good(
        "tool", f"seedance-make {__version__}, Python {platform.python_version()}, {platform.system()}"
    )
    versions = {name: _version(name) for name in _PACKAGES}
    missing = [name for name, number in versions.items() if number is None]
    if missing:
        way_out = "install seedance-make again: pip install --force-reinstall seedance-make"
        yield bad("packages", f"missing: {', '.join(missing)}", way_out, Exit.BUG)
    else:
        yield good("packages", ", ".join(f"{name} {number}" for name, number in versions.items()))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def store_findings() -> Iterator[Finding]:
    """The store: writable, on a disk that lasts, with room, its journal whole."""
    where = home()
    flaw = write_flaw(where)
    if flaw:
        yield bad(
            "store",
            f"cannot write {where}: {flaw}",
            "set SEEDANCE_MAKE_HOME to a folder of yours",
            Exit.STORE,
        )
    else:
        yield _lasting(where)
    yield _room(where)
    yield _journal(where)
    yield from _budget(where)


def _budget(where: Path) -> Iterator[Finding]:
    """What a person has set for every build, where something is set."""
    try:
        budget = read_budget(where)
    except SeedanceError as error:
        yield failed("budget", error)
        return
    parts = [
        f"{dollars(most)} a {name}"
        for name, most in (("day", budget.day), ("month", budget.month))
        if most is not None
    ]
    parts += ["approved plans alone without a terminal"] if budget.approve else []
    if parts:
        yield good("budget", ", ".join(parts))


def _lasting(where: Path) -> Finding:
    kind = _file_system(where)
    way_out = "set SEEDANCE_MAKE_HOME to a folder on a local disk"
    if kind in _PASSING:
        return remark("store", f"{where} is on {kind}: {_PASSING[kind]}", way_out)
    if kind in _FAR:
        return remark("store", f"{where} is on {kind}: the journal's locks may not hold there", way_out)
    if os.environ.get("CI") and not os.environ.get("SEEDANCE_MAKE_HOME"):
        return remark(
            "store",
            f"{where} is this CI runner's own, and thrown away with it",
            "set SEEDANCE_MAKE_HOME to a kept folder",
        )
    return good("store", str(where))


def _file_system(where: Path) -> str | None:
    """The type of the file system that a path is on, where the system tells."""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    real = _standing(where).resolve()
    mounts = [
        (Path(m[1].replace("\\040", " ")), m[2]) for m in (line.split() for line in lines) if len(m) > 2
    ]
    under = [
        (len(point.parts), n, kind) for n, (point, kind) in enumerate(mounts) if real.is_relative_to(point)
    ]
    return max(under)[2] if under else None  # of two mounts at one point the later one is seen


def _standing(path: Path) -> Path:
    """The path, or the nearest folder above it that is there. Raises OSError."""
    return next(p for p in (path, *path.parents) if p.exists())


def write_flaw(folder: Path) -> str | None:
    """Why nothing can be written in a folder, or where it would be made."""
    try:
        there = _standing(folder)
        if not there.is_dir():
            return f"{there} is no folder"
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return plain_words(error)
    return None


def _room(where: Path) -> Finding:
    try:
        free = shutil.disk_usage(_standing(where)).free
    except OSError as error:
        return remark("disk", f"cannot be measured: {plain_words(error)}")
    text = f"{free / 1e9:,.1f} GB free"
    if free < _TOO_LITTLE:
        return bad(
            "disk", text, "make room: clips have a few megabytes each; `gc` says what could go", Exit.STORE
        )
    if free < _LITTLE:
        return remark("disk", text, "clips have a few megabytes each; `gc` says what could go")
    return good("disk", text)


def _journal(where: Path) -> Finding:
    try:
        with SqliteJournal(where / JOURNAL) as journal:
            rows = journal.rows()
    except SeedanceError as error:
        return failed("journal", error)
    unknown = sum(r.state is State.UNKNOWN for r in rows)
    if unknown:
        text = f"whole; {many(unknown, 'attempt')} with an unknown outcome"
        return remark("journal", text, "`seedance-make status` shows them and how to settle them")
    return good("journal", f"whole, {many(len(rows), 'attempt')}" if rows else "none yet")
