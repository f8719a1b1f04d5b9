"""What `doctor` looks at on this machine: the tool, the store, the project, git. Each look gives lines, and never raises
for what it finds."""

import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from seedance_make import __version__
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project import Project, read_project
from seedance_make.cli.wiring import JOURNAL, LOCK_FILE, home
from seedance_make.core.errors import Exit, InvalidInputError, SeedanceError, UsageError
from seedance_make.core.problem import errors
from seedance_make.core.task import State
from seedance_make.store.disk import plain_words
from seedance_make.store.journal import SqliteJournal
from seedance_make.store.lock_file import DiskLockFile
from seedance_make.ui.tables import Check
from seedance_make.ui.words import age, many, prices_said

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


def tool() -> Iterator[Finding]:
    """Which Python and which packages run here."""
    yield good(
        "tool", f"seedance-make {__version__}, Python {platform.python_version()}, {platform.system()}"
    )
    found = {name: _version(name) for name in _PACKAGES}
    missing = [name for name, number in found.items() if number is None]
    if missing:
        way_out = "install seedance-make again: pip install --force-reinstall seedance-make"
        yield bad("packages", f"missing: {', '.join(missing)}", way_out, Exit.BUG)
    else:
        yield good("packages", ", ".join(f"{name} {number}" for name, number in found.items()))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def store() -> Iterator[Finding]:
    """The store: writable, on a disk that lasts, with room, its journal whole."""
    where = home()
    flaw = _write_flaw(where)
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
    found = [
        (len(point.parts), n, kind) for n, (point, kind) in enumerate(mounts) if real.is_relative_to(point)
    ]
    return max(found)[2] if found else None  # of two mounts at one point the later one is seen


def _standing(path: Path) -> Path:
    """The path, or the nearest folder above it that is there. Raises OSError."""
    return next(p for p in (path, *path.parents) if p.exists())


def _write_flaw(folder: Path) -> str | None:
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
    said = f"{free / 1e9:,.1f} GB free"
    if free < _TOO_LITTLE:
        return bad(
            "disk", said, "make room: clips have a few megabytes each; `gc` says what could go", Exit.STORE
        )
    if free < _LITTLE:
        return remark("disk", said, "clips have a few megabytes each; `gc` says what could go")
    return good("disk", said)


def _journal(where: Path) -> Finding:
    try:
        with SqliteJournal(where / JOURNAL) as journal:
            rows = journal.rows()
    except SeedanceError as error:
        return failed("journal", error)
    unknown = sum(r.state is State.UNKNOWN for r in rows)
    if unknown:
        said = f"whole; {many(unknown, 'attempt')} with an unknown outcome"
        return remark("journal", said, "`seedance-make status` shows them and how to settle them")
    return good("journal", f"whole, {many(len(rows), 'attempt')}" if rows else "none yet")


def project(told: Invocation) -> Iterator[Finding]:
    """The storyboard and what stands beside it."""
    found: Project | None = None
    try:
        found, problems = read_project(told)
        wrong = errors(problems)
    except InvalidInputError as error:
        wrong = error.problems
        if not wrong:
            yield failed("storyboard", error)
    except UsageError as error:
        yield failed("storyboard", error)
        return
    except SeedanceError as error:
        yield failed("storyboard", error)
        return
    if wrong:
        yield bad(
            "storyboard",
            f"{told.file} has {many(len(wrong), 'problem')}",
            "`seedance-make validate` shows them",
            Exit.INVALID,
        )
    if found is None:
        return
    if not wrong:
        yield good("storyboard", f"{told.file}, {many(len(found.board.shots), 'shot')}")
    yield _lock_file(found)
    yield _output(found)
    yield _prices(found)
    yield from _git(found)


def _lock_file(project: Project) -> Finding:
    try:
        receipts = DiskLockFile(project.folder / LOCK_FILE, home()).read()
    except InvalidInputError as error:
        problem = error.problems[0]
        said = f"{problem.place.file}:{problem.place.line}: {problem.message}"
        return bad("lock file", said, problem.help, Exit.INVALID)
    except SeedanceError as error:
        return failed("lock file", error)
    return good("lock file", many(len(receipts), "receipt") if receipts else "none yet")


def _output(project: Project) -> Finding:
    root = project.folder / project.output
    if root.is_symlink():
        return bad(
            "output", f"{root} is a link", "outputs are not written through links: remove it", Exit.STORE
        )
    if flaw := _write_flaw(root):
        return bad(
            "output",
            f"cannot write {root}: {flaw}",
            "set `output` to a folder that can be written",
            Exit.STORE,
        )
    return good("output", str(root))


def _prices(project: Project) -> Finding:
    table = project.prices
    today = datetime.now(UTC).date()
    said, stale = prices_said(table.as_of, today)
    source = "shipped" if table.source == "shipped" else f"from {table.source}"
    if stale:
        days = age(table.as_of, today) or 0
        way_out = "compare them with the model page, and set `prices` in the storyboard"
        return remark("prices", f"of {table.as_of} ({source}), {many(days, 'day')} old", way_out)
    return good("prices", f"{said.removeprefix('prices ')} ({source})")


def _git(project: Project) -> Iterator[Finding]:
    """Whether git keeps the lock file, merges it line by line, and leaves the outputs out."""
    run = _runner(project.folder)
    if run("rev-parse", "--is-inside-work-tree") != "true":
        yield remark("git", "no repository here", "the storyboard and storyboard.lock belong into one")
        return
    flaws = []
    if not (run("check-attr", "merge", "--", LOCK_FILE) or "").endswith(": union"):
        flaws.append(
            ("storyboard.lock is not merged by lines", "add `storyboard.lock merge=union` to .gitattributes")
        )
    if run("check-ignore", "--", LOCK_FILE):
        flaws.append(("storyboard.lock is ignored: others would buy again", "take it out of .gitignore"))
    if not run("check-ignore", "--", f"{project.output}/x.mp4"):
        flaws.append((f"{project.output}/ is not ignored", f"add `/{project.output}/` to .gitignore"))
    for text, way_out in flaws:
        yield remark("git", text, way_out)
    if not flaws:
        yield good("git", "keeps storyboard.lock, ignores the outputs")


def _runner(folder: Path) -> Callable[..., str | None]:
    def run(*words: str) -> str | None:
        try:
            done = subprocess.run(  # noqa: S603 - our own words
                ["git", "-C", os.fspath(folder), *words],  # noqa: S607 - the user's git
                capture_output=True, text=True, errors="replace", timeout=20, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    return run
