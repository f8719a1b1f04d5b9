"""Which files a storyboard is made of, there or not, and word of each that changes.

Folders are watched and not files: editors replace a file by renaming another one, and a file that is missing has no
watch of its own. Of a folder that is not there, the nearest above it is watched until it comes.
"""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, awatch

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project
from seedance_make.cli.wiring import LOCK_FILE
from seedance_make.core.errors import SeedanceError
from seedance_make.core.storyboard.media.files import files_used

_STEP = 30  # milliseconds of quiet after which a save is over: an editor's write, rename and removal are one
_MOST = 100  # milliseconds that it may take before it is told all the same

Stamps = dict[str, tuple[int, int, int] | None]


def files_of(invocation: Invocation, project: Project | None) -> frozenset[str]:
    """Absolute paths: manifest, included and model files, local media, lock file. Without a `project` (its files cannot
    be read together) what can be read of them, and what those name."""
    manifest = Path(invocation.file)
    named = {manifest}
    if project is not None:
        named |= {invocation.folder / name for name in project.board.manifest.sources}
        named |= {project.folder / use.media.path for use in files_used(project.board.shots)}
        named.add(project.folder / LOCK_FILE)
    else:
        from seedance_make.load.manifest.read import read_manifest  # noqa: PLC0415 - reads YAML, which --help needs not

        with suppress(SeedanceError):
            loaded = read_manifest(manifest, name=invocation.file)
            named |= {*loaded.paths.values(), *loaded.named, loaded.root / LOCK_FILE}
    return frozenset(path for name in named for path in _both(name))


def _both(path: Path) -> Iterator[str]:
    """A path as it is named, and where its links lead: either may be replaced."""
    with suppress(ValueError, OSError):
        yield os.path.normpath(os.path.abspath(path))  # noqa: PTH100 - links stay links
        yield os.path.realpath(path)


def stamps(files: Iterable[str]) -> Stamps:
    """What tells each file from what it was; None for one that is not there."""
    return {file: _stamp(file) for file in files}


def changed_files(before: Stamps, now: Stamps) -> list[str]:
    """The files that are another by now, relative to this folder, each once though a link leads to it."""
    differing = sorted(file for file, stamp in now.items() if file not in before or before[file] != stamp)
    return [*{os.path.realpath(file): os.path.relpath(file) for file in differing}.values()]


def _stamp(file: str) -> tuple[int, int, int] | None:
    try:
        seen = os.stat(file)  # noqa: PTH116 - thousands of them
    except (OSError, ValueError):
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino


def folders_above(files: Iterable[str], root: str) -> set[str]:
    """The folders whose entries matter to these files, up to the project's `root`; outside of it only the nearest that
    is there."""
    folders: set[str] = set()
    for file in files:
        folder = os.path.dirname(file)  # noqa: PTH120
        while folder not in folders:
            if os.path.isdir(folder):  # noqa: PTH112
                folders.add(folder)
                if folder == root or not folder.startswith(root + os.sep):
                    break
            above = os.path.dirname(folder)  # noqa: PTH120
            if above == folder:
                break
            folder = above
    return folders


class FileWatch:
    """Calls `saved` when a file of interest may have changed. `watch` says which those are."""

    def __init__(self, saved: Callable[[], None]) -> None:
        self._saved = saved
        self._matters: set[str] = set()
        self._folders: set[str] = set()
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def watch(self, files: frozenset[str], root: str) -> bool:
        """Watch these files. True where that needs other folders than before: what was read before it was so may have
        changed unseen, so it is to be read again."""
        folders = folders_above(files, root)
        self._matters = {*files}
        for file in files:
            above = os.path.dirname(file)  # noqa: PTH120
            while above not in self._matters and len(above) > 1:
                self._matters.add(above)
                above = os.path.dirname(above)  # noqa: PTH120
        if folders == self._folders and self._task is not None and not self._task.done():
            return False
        await self.close()
        self._folders, self._stop = folders, asyncio.Event()
        self._task = asyncio.create_task(self._follow([*folders], self._stop))
        await asyncio.sleep(0)  # the task's first step sets the watches
        return True

    async def close(self) -> None:
        """Watch nothing any more."""
        self._stop.set()
        if self._task is not None:
            with suppress(asyncio.CancelledError, OSError):
                await self._task

    async def _follow(self, folders: list[str], stop: asyncio.Event) -> None:
        try:
            await self._listen(folders, stop, polling=None)
        except OSError:  # the system has no more watches to give, or a folder has just gone
            with suppress(OSError):
                await self._listen([*filter(os.path.isdir, folders)], stop, polling=True)

    async def _listen(self, folders: list[str], stop: asyncio.Event, *, polling: bool | None) -> None:
        changes = awatch(
            *folders, watch_filter=self._concerns, debounce=_MOST, step=_STEP, stop_event=stop, recursive=False,
            force_polling=polling, poll_delay_ms=100, ignore_permission_denied=True,
        )  # fmt: skip
        async for changed in changes:
            if any(path in self._folders for _, path in changed):
                self._folders = set()  # one is gone, or made again: the watch of the old one sees nothing
            self._saved()

    def _concerns(self, _change: Change, path: str) -> bool:
        """One of the files, or a folder above one."""
        return path in self._matters
