"""What `doctor` looks at in a project: the storyboard, and what stands beside it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from seedance_make.cli.doctor.fonts import font_findings
from seedance_make.cli.doctor.git import git_findings
from seedance_make.cli.doctor.machine import Finding, bad, failed, good, remark, write_flaw
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project, read_project
from seedance_make.cli.wiring import LOCK_FILE, home
from seedance_make.core.errors import Exit, InvalidInputError, SeedanceError, UsageError
from seedance_make.core.text.diagnostic import errors
from seedance_make.store.lock_file import DiskLockFile
from seedance_make.ui.words import age, many, prices_text


def storyboard_findings(invocation: Invocation) -> Iterator[Finding]:
    """The storyboard and what stands beside it."""
    project: Project | None = None
    try:
        project, problems = read_project(invocation)
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
            f"{invocation.file} has {many(len(wrong), 'problem')}",
            "`seedance-make validate` shows them",
            Exit.INVALID,
        )
    if project is None:
        return
    if not wrong:
        yield good("storyboard", f"{invocation.file}, {many(len(project.board.shots), 'shot')}")
    yield _lock_file(project)
    yield _output(project)
    yield _prices(project)
    yield from git_findings(project)
    yield from font_findings(project.board)


def _lock_file(project: Project) -> Finding:
    try:
        receipts = DiskLockFile(project.folder / LOCK_FILE, home()).read()
    except InvalidInputError as error:
        problem = error.problems[0]
        text = f"{problem.place.file}:{problem.place.line}: {problem.message}"
        return bad("lock file", text, problem.help, Exit.INVALID)
    except SeedanceError as error:
        return failed("lock file", error)
    return good("lock file", many(len(receipts), "receipt") if receipts else "none yet")


def _output(project: Project) -> Finding:
    root = project.folder / project.output
    if root.is_symlink():
        return bad(
            "output", f"{root} is a link", "outputs are not written through links: remove it", Exit.STORE
        )
    if flaw := write_flaw(root):
        return bad(
            "output",
            f"cannot write {root}: {flaw}",
            "set `output` to a folder that can be written",
            Exit.STORE,
        )
    return good("output", str(root))


def _prices(project: Project) -> Finding:
    shots = [shot for shot in project.board.shots if shot.enabled]
    known = [project.prices.of(shot.model) for shot in shots] or [project.prices.of(project.board.model)]
    oldest = min(known, key=lambda prices: prices.as_of)
    today = datetime.now(UTC).date()
    text, stale = prices_text(oldest.as_of, today)
    source = "shipped" if oldest.source == "shipped" else f"from {oldest.source}"
    if stale:
        days = age(oldest.as_of, today) or 0
        way_out = "compare them with the model page, and set `prices` in the storyboard"
        return remark("prices", f"of {oldest.as_of} ({source}), {many(days, 'day')} old", way_out)
    return good("prices", f"{text.removeprefix('prices ')} ({source})")
