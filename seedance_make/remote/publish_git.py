"""Local files served by a public GitHub or GitLab repository: the raw address of a commit that has been pushed.

What is pushed is read off the remote-tracking refs: nothing is fetched or asked over the network. The commit is the
newest pushed one that changed the file, so an address stays the same for as long as the file does, whatever else is
committed. It is compared by git's own object id of the very bytes, so a file that git keeps otherwise than it stands
here (Git LFS, converted line ends) is refused and never sent as a pointer.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlsplit

from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.rules.publishability import WAYS, Refusal
from seedance_make.core.ports.git import NOT_INSTALLED, Git
from seedance_make.core.urls import is_loopback
from seedance_make.remote.publish import read_file

_SCP = re.compile(r"(?:[^@/\s]+@)?([A-Za-z0-9.-]+):(?!//)(.+)")
_OTHERWISE = f"or set publish: to {WAYS.removeprefix('git, ')}"

_NO_GIT = Refusal(
    message="not to be looked up, since git is not installed", help=f"install git, {_OTHERWISE}"
)
_NO_REPOSITORY = Refusal(message="in no git repository", help=f"make one on GitHub or GitLab, {_OTHERWISE}")
_NO_FORGE = Refusal(
    message="in a git repository without a remote on GitHub or GitLab", help=f"add one and push, {_OTHERWISE}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """A remote whose raw files have addresses that we know."""

    name: str  # of the remote: origin
    root: str  # what an address starts with, up to the commit

    def address(self, commit: str, path: str) -> str:
        """The raw file at a commit."""
        return f"{self.root}/{commit}/{quote(path)}"


class GitPublisher:
    """`core.ports.network.Publisher` for `publish: git`. `folder` is the project's, and `git` runs there."""

    def __init__(self, folder: Path, git: Git) -> None:
        self._folder, self._git = folder, git

    @asynccontextmanager
    async def trial(self) -> AsyncIterator[None]:
        """Nothing to try: what is pushed is pushed."""
        yield None

    async def publish(self, path: Path, digest: str) -> str:
        """The raw address of the file. Raises RefusedError for one that is not pushed just as it is here."""
        address = await asyncio.to_thread(self._find, path, digest)
        if isinstance(address, Refusal):
            raise RefusedError(f"{path.name}: {address.message}", help=address.help)
        return address

    def refusals(self, files: Mapping[str, str]) -> dict[str, Refusal]:
        """Of local files (path in the project → sha256) those that have no address, and why. Blocking."""
        addresses = {path: self._find(self._folder / path, digest) for path, digest in files.items()}
        return {path: refusal for path, refusal in addresses.items() if isinstance(refusal, Refusal)}

    def _find(self, path: Path, digest: str) -> str | Refusal:
        if self._top is None:
            return _NO_GIT if self._git("version").status == NOT_INSTALLED else _NO_REPOSITORY
        if not self._forges:
            return _NO_FORGE
        inside = Path(os.path.relpath(path.resolve(), self._top)).as_posix()
        blob = self._git("hash-object", "--stdin", given=read_file(path, digest)).text or ""
        for forge in self._forges:
            commit = self._pushed(forge.name, inside, blob)
            if commit is not None:
                return forge.address(commit, inside)
        return self._why_not(inside, blob, self._forges[0].name)

    @cached_property
    def _top(self) -> Path | None:
        """The repository's folder; None outside of one."""
        top = self._git("rev-parse", "--show-toplevel").text
        return None if top is None else Path(top).resolve()

    @cached_property
    def _forges(self) -> list[Forge]:
        """The remotes that serve raw files; the one that this branch follows first, then origin."""
        names = (self._git("remote").text or "").split()
        branch = self._git("symbolic-ref", "--quiet", "--short", "HEAD").text
        followed = self._git("config", "--get", f"branch.{branch}.remote").text if branch else None
        names.sort(key=lambda name: (name != followed, name != "origin"))
        forges = []
        for name in names:
            written = self._git("config", "--get", f"remote.{name}.url").text or ""
            meant = (
                self._git("remote", "get-url", "--", name).text or ""
            )  # git's `insteadOf` leads there, or from there
            root = raw_root(written) or raw_root(meant)
            if root is not None:
                forges.append(Forge(name=name, root=root))
        return forges

    def _pushed(self, remote: str, path: str, blob: str) -> str | None:
        """The newest pushed commit in which the path has these bytes."""
        if "\n" in path:
            return None  # it would be two lines of the question
        commits = (
            self._git("rev-list", f"--remotes={remote}", "--", f":(top,literal){path}").text or ""
        ).split()
        lines = "".join(f"{commit}:{path}\n" for commit in commits)
        answers = (
            (self._git("cat-file", "--batch-check", given=lines.encode()).text or "").splitlines()
            if lines
            else []
        )
        kept = (c for c, answer in zip(commits, answers, strict=False) if answer.split(" ", 1)[0] == blob)
        return next(kept, None)

    def _why_not(self, path: str, blob: str, remote: str) -> Refusal:
        if self._git("rev-parse", "--verify", "--quiet", f"HEAD:{path}").text == blob:
            return Refusal(message=f"committed, but not pushed to {remote}", help="git push")
        if "filter: lfs" in (
            self._git("check-attr", "filter", "--", os.fspath(self._top / path if self._top else path)).text
            or ""
        ):
            return Refusal(
                message="kept by Git LFS, whose raw address gives a pointer and no file",
                help=_OTHERWISE[3:],
            )
        return Refusal(
            message="not committed to git as it is here", help=f"git add, commit and push it, {_OTHERWISE}"
        )


def raw_root(remote: str) -> str | None:
    """Where the raw files of a GitHub or GitLab repository stand, by the remote's address; None for any other host.

    User names and tokens in the address are left out.
    """
    scp = _SCP.fullmatch(remote)
    try:
        parts = urlsplit(f"ssh://{scp[1]}/{scp[2]}" if scp else remote)
        host, path = (parts.hostname or "").lower(), parts.path.strip("/").removesuffix(".git")
    except ValueError:
        return None
    if parts.scheme not in {"https", "http", "ssh", "git", "git+ssh"} or "/" not in path or is_loopback(host):
        return None
    if host in {"github.com", "ssh.github.com", "www.github.com"} and path.count("/") == 1:
        return f"https://raw.githubusercontent.com/{quote(path)}"
    if host in {"gitlab.com", "altssh.gitlab.com"} or host.startswith("gitlab."):
        return f"https://{'gitlab.com' if host.startswith('altssh.') else host}/{quote(path)}/-/raw"
    return None
