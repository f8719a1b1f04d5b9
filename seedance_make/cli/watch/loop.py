"""`watch`, top to bottom: a save is looked at, told and rendered; a key does what it says. Nothing is spent but by `b`,
which is the real build in a process of its own, with its own question."""

import asyncio
import signal
import sys
import tempfile
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from seedance_make.cli.film.show import open_with_system
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.watch.child import RealBuild
from seedance_make.cli.watch.files import FileWatch, Stamps, changed_files, stamps
from seedance_make.cli.watch.film_board import BoardKeeper, open_clip, shown_board
from seedance_make.cli.watch.keyboard import HAS_KEYS, Keyboard
from seedance_make.cli.watch.live_board import LiveBoard, served
from seedance_make.cli.watch.look import Look, Looker
from seedance_make.cli.watch.render import Renderer
from seedance_make.cli.watch.reporter import Reporter
from seedance_make.cli.watch.screen import Screen
from seedance_make.cli.wiring import LOCK_FILE
from seedance_make.core.errors import Exit
from seedance_make.core.plan.select import Selection
from seedance_make.ui.watch.events import Planned, Rendered, Serving, Unrendered
from seedance_make.ui.watch.text import keys_text, watching_text

_SIGNALS = {signal.SIGINT: Exit.INTERRUPTED} | {
    number: Exit.TERMINATED
    for name in ("SIGTERM", "SIGHUP", "SIGQUIT")
    if (number := getattr(signal, name, None)) is not None
}
"""What ends it, the terminal given back: not every system has them all."""

_QUIT = {"q", "\x04"}


@dataclass(frozen=True, slots=True)
class _Saved:
    """A file may be another."""


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A key."""

    key: str


@dataclass(frozen=True, slots=True)
class _Ended:
    """A side task: `builds` for the real build, else the rendering."""

    builds: bool = False


_Happening = _Saved | _Pressed | _Ended | Rendered | Unrendered | Exit | BaseException


class Watch:
    """One `watch`, from its first look to its end. `keys`: there is a terminal, whose keys it reads."""

    def __init__(
        self,
        invocation: Invocation,
        selection: Selection,
        compare: str,
        *,
        simulate: bool,
        keys: bool,
    ) -> None:
        self._invocation, self._selection, self._simulate, self._keys = invocation, selection, simulate, keys
        self._happenings: asyncio.Queue[_Happening] = asyncio.Queue()
        self._screen = Screen(invocation)
        self._reporter = Reporter(self._screen, quiet=invocation.verbosity < 0)
        self._looker = Looker(invocation, ShotChoice(selection=selection), compare)
        self._watch = FileWatch(lambda: self._tell(_Saved()))
        self._renderer = Renderer(invocation, self._tell, lambda: self._tell(_Ended()))
        self._build = RealBuild(invocation, selection)
        self._keyboard: Keyboard | None = None
        self._keeper: BoardKeeper | None = None
        self._files: frozenset[str] = frozenset()
        self._stamps: Stamps = {}
        self._last: Look | None = None  # whatever it saw
        self._planned: Look | None = None  # the last that had a plan
        self._shot: str | None = None  # that changed last
        self._builds = False  # from the key to the end of the real build
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> Exit:
        """Watch until `q` (OK) or a signal (its status). Raises UsageError, StoreError at the start, BrokenPipeError."""
        async with AsyncExitStack() as stack:
            stack.callback(self._screen.last_line, "")
            stack.push_async_callback(self._end)
            self._take_signals(stack)
            await self._start(stack)
            while True:
                self._screen.last_line(self._status())
                match await self._happenings.get():
                    case Exit() as status:
                        return status
                    case _Pressed(key) if key in _QUIT:
                        return Exit.OK
                    case BaseException() as bug:
                        raise bug
                    case happening:
                        await self._take(happening)

    def _tell(self, happening: _Happening) -> None:
        self._happenings.put_nowait(happening)

    async def _start(self, stack: AsyncExitStack) -> None:
        await self._look(())
        if self._simulate:
            board = LiveBoard()
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="seedance-make-")))
            make = partial(shown_board, self._invocation, self._selection, folder)
            self._keeper = BoardKeeper(board, make)
            self._beside(self._keeper.keep())
            address = await stack.enter_async_context(served(board))
            self._screen.data(Serving(address=address))
            self._screen.words(f"\nThe board: {address}\n")
            self._keeper.refresh()
            if self._keys:
                self._beside(_open_page(board, address))
            await self._render()
        if self._keys:
            self._keyboard = stack.enter_context(Keyboard(lambda key: self._tell(_Pressed(key))))

    def _take_signals(self, stack: AsyncExitStack) -> None:
        loop = asyncio.get_running_loop()
        for number, status in _SIGNALS.items():
            loop.add_signal_handler(number, self._signalled, status)
            stack.callback(loop.remove_signal_handler, number)

    def _signalled(self, status: Exit) -> None:
        """Ctrl-C is the build's while one runs."""
        if status is Exit.INTERRUPTED and self._builds:
            return
        self._build.end()
        self._tell(status)

    async def _take(self, happening: _Saved | _Pressed | _Ended | Rendered | Unrendered) -> None:
        match happening:
            case _Saved():
                await self._saved()
            case _Pressed(key):
                await self._press(key)
            case Rendered() | Unrendered():
                self._reporter.clip(happening)
                self._show()
            case _Ended(builds=True):
                self._builds = False
                self._screen.release()
                await self._look(())
            case _Ended():
                self._reporter.rendered()

    async def _saved(self) -> None:
        now = stamps(self._files)
        names = changed_files(self._stamps, now)
        if self._builds and all(name.endswith(LOCK_FILE) for name in names):
            self._stamps = now  # receipts of our own build: its end is looked at
            self._show()
        elif names:
            await self._look(names)
            if self._simulate:
                await self._render()

    async def _look(self, saved: Sequence[str]) -> None:
        """Look, and again until all that was seen was watched before it was read."""
        while True:
            stamped = stamps(self._files)
            look = await asyncio.to_thread(self._looker.look, self._planned, saved)
            if not await self._watch.watch(look.files, look.root) and look.files == self._files:
                break
            self._files = look.files
        self._stamps, first = stamped, self._last is None
        if first:
            self._screen.words(watching_text(len(self._files), keys=self._keys, view=self._screen.view))
        self._last = look
        self._shot = next(iter(look.changed), self._shot)
        self._reporter.look(look)
        if isinstance(look.event, Planned):
            self._planned = look
        self._show()

    def _show(self) -> None:
        if self._keeper is not None:
            self._keeper.refresh()

    async def _render(self) -> None:
        look = self._last
        if look is not None and look.project is not None and isinstance(look.event, Planned):
            unbuilt = look.unbuilt
            first = [name for name in look.changed if name in unbuilt]
            await self._renderer.render(look.project, first, unbuilt)

    async def _press(self, key: str) -> None:
        plan = self._last.event.plan if self._last and isinstance(self._last.event, Planned) else None
        if plan is None or self._builds:
            return  # the last line says so, or the terminal is the build's
        match key:
            case "b" if plan.has_work:
                self._builds = True
                self._screen.hold()
                self._beside(self._real_build())
            case "b":
                self._screen.words("Nothing to build.\n")
            case "o" if shot := self._to_open():
                self._beside(self._open(shot))
            case "r":
                await self._render()
                if not self._renderer.left:
                    self._screen.words("Nothing to render: each shot has its clip.\n")

    async def _real_build(self) -> None:
        """The terminal is the build's until it ends; what happens meanwhile is told then."""
        assert self._keyboard is not None
        try:
            with self._keyboard.lent():
                await self._build.run()
        finally:
            self._tell(_Ended(builds=True))

    def _to_open(self) -> str | None:
        """The shot that changed last; before any did, the first that is not built as it is."""
        look = self._planned
        if look is None:
            return None
        if self._shot in look.requests:
            return self._shot
        return next(iter((*look.unbuilt, *look.requests)), None)

    async def _open(self, shot: str) -> None:
        message = await asyncio.to_thread(open_clip, self._invocation, shot)
        if message:
            self._screen.words(f"{message}\n")

    def _status(self) -> str:
        if not self._keys or self._last is None:
            return ""
        rendering = len(self._renderer.left)
        return keys_text(self._last.event, shot=self._to_open(), rendering=rendering, simulate=self._simulate)

    def _beside(self, work: Coroutine[object, object, None]) -> None:
        """Run something beside the loop; a bug in it ends the loop."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (bug := task.exception()) is not None:
            self._tell(bug)

    async def _end(self) -> None:
        """Nothing of ours goes on: a build, told to end, is waited for."""
        await self._renderer.stop()
        await self._watch.close()
        while self._builds:
            self._builds = await self._happenings.get() != _Ended(builds=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _open_page(board: LiveBoard, address: str) -> None:
    """Once there is one."""
    await board.first()
    open_with_system(address)


def watch_storyboard(invocation: Invocation, selection: Selection, compare: str, *, simulate: bool) -> Exit:
    """Watch until told to end. Raises click.Abort for Ctrl-C, SystemExit for SIGTERM, and what `Watch.run` does."""
    keys = HAS_KEYS and sys.stdin.isatty() and sys.stdout.isatty() and not invocation.json
    status = asyncio.run(Watch(invocation, selection, compare, simulate=simulate, keys=keys).run())
    if status is Exit.INTERRUPTED:
        raise click.Abort
    if status is Exit.TERMINATED:
        sys.exit(int(status))
    return status
