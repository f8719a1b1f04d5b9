"""A storyboard as it was at a git revision: the manifest, what it includes and its local media, in a temporary folder.

Git itself checks the files out, into a folder of ours and with an index of ours: end-of-line and LFS filters work as
in any checkout, links stay links, and neither the work tree nor the user's index is touched.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from seedance_make.core.errors import StoreError, UsageError
from seedance_make.core.ports.git import NOT_INSTALLED, TOO_SLOW, Git
from seedance_make.core.text.redact import plain
from seedance_make.load.git import SECONDS, FolderGit

_TEXTS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A project folder as it was. `bring` adds files to it by their paths relative to it; those that were not there
    then are passed over."""

    commit: str  # the full id
    folder: Path
    there: bool  # whether the manifest existed
    bring: Callable[[Iterable[str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a file stands: its path in its repository, and the commit that is checked out there. Outside of one, or
    without git, its name and no commit."""

    path: str
    commit: str = ""
    dirty: bool = False  # files in its folder are not as that commit has them


def head_of(file: Path) -> Head:
    """Blocking; raises nothing."""
    git = FolderGit(file.parent)
    top = git("rev-parse", "--show-toplevel").text
    if top is None:
        return Head(path=file.name)
    return Head(
        path=file.relative_to(Path(top).resolve()).as_posix(),
        commit=git("rev-parse", "--verify", "--quiet", "HEAD").text or "",
        dirty=bool(git("status", "--porcelain", "--untracked-files=no", "--", ".").text),
    )


@contextmanager
def at_revision(folder: Path, manifest: str, rev: str) -> Iterator[Revision]:
    """The project in `folder` at `rev`; `manifest` is the manifest's name in it. All YAML files are brought at once.

    Raises UsageError for an unknown revision, outside of a repository and without git; StoreError for a full disk.
    """
    if rev.startswith("-") or not rev.strip() or "\0" in rev:
        raise UsageError(
            f"{plain(rev)!r} is no git revision", help="name a commit, a branch or a tag, as HEAD~1"
        )
    top, commit = _find(folder, rev)
    inside = PurePosixPath(folder.relative_to(top).as_posix())
    with tempfile.TemporaryDirectory(prefix="seedance-make-") as temporary:
        tree = Path(temporary) / "tree"
        tree.mkdir()
        git = FolderGit(top, index=Path(temporary) / "index")
        _read(git, "read-tree", commit)
        names = _listed(git, inside)
        below = tree / inside
        below.mkdir(parents=True, exist_ok=True)

        def bring(paths: Iterable[str]) -> None:
            wanted = [name for path in paths for name in _led_to(below, path) if name in names]
            _check_out(git, tree, [os.fspath(inside / name) for name in dict.fromkeys(wanted)])

        bring([name for name, link in names.items() if link])  # first: paths may lead through them
        bring([manifest, *(name for name in names if name.endswith(_TEXTS))])
        yield Revision(commit=commit, folder=below, there=manifest in names, bring=bring)


def _led_to(below: Path, path: str) -> Iterator[str]:
    """A path itself, and where links that are brought already lead it inside the project."""
    yield path
    real, root = (below / path).resolve(), below.resolve()
    if real.is_relative_to(root):
        yield real.relative_to(root).as_posix()


def _find(folder: Path, rev: str) -> tuple[Path, str]:
    """The top folder of the repository, and the commit's full id."""
    git = FolderGit(folder)
    try:
        top = _read(git, "rev-parse", "--show-toplevel").decode().rstrip("\n")
    except UsageError as error:
        if "not a git repository" not in error.message:
            raise
        raise UsageError(
            f"{folder} is in no git repository", help="run `git init` there, and commit the storyboard"
        ) from None
    try:
        commit = _read(git, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
    except UsageError:
        raise UsageError(f"git knows no revision {plain(rev)}", help=_way_to(rev, git)) from None
    return Path(top).resolve(), commit.decode().strip()


def _way_to(rev: str, git: Git) -> str:
    """What to do about a revision that git does not know."""
    if git("rev-parse", "--is-shallow-repository").text == "true":
        return "this clone is shallow: `git fetch --unshallow`, in a GitHub workflow `fetch-depth: 0` of the checkout"
    remote = f"origin/{rev}"
    if git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{remote}^{{commit}}").status == 0:
        return f"did you mean {plain(remote)}?"
    return "name a commit, a branch or a tag"


def _listed(git: Git, inside: PurePosixPath) -> Mapping[str, bool]:
    """The files of the project by path, and whether each is a link."""
    below = [] if inside == PurePosixPath() else ["--", f":(top,literal){inside}"]
    raw = _read(git, "ls-files", "-z", "--stage", *below)
    links = {}
    for entry in raw.decode(errors="surrogateescape").split("\0")[:-1]:
        facts, _, name = entry.partition("\t")
        path = PurePosixPath(name)
        if path.is_relative_to(inside):
            links[os.fspath(path.relative_to(inside))] = facts.startswith("120000")
    return links


def _check_out(git: Git, tree: Path, names: list[str]) -> None:
    if names:
        listed = "".join(f"{name}\0" for name in names)
        prefix = f"--prefix={tree.as_posix()}/"
        _read(git, "checkout-index", "--force", "--quiet", prefix, "-z", "--stdin", given=os.fsencode(listed))


def _read(git: Git, *words: str, given: bytes = b"") -> bytes:
    """What git prints. Raises UsageError with git's own words where it fails."""
    answer = git(*words, given=given)
    if answer.status == NOT_INSTALLED:
        raise UsageError("git is not installed", help="this compares with a git revision")
    if answer.status == TOO_SLOW:
        raise StoreError(f"git {words[0]} did not end in {SECONDS} seconds")
    if answer.status != 0:
        raise UsageError(f"git {words[0]} failed: {answer.error or 'it gave no reason'}")
    return answer.out
