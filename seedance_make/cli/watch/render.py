"""Simulated clips of the shots that have changed, in this process: what takes long to load is loaded once."""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from seedance_make.cli.build.simulation import SIMULATED_POLL, simulated, with_slates
from seedance_make.cli.errors import report_bug
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project
from seedance_make.cli.project.planning import plan_project
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import open_world
from seedance_make.core.attempt.events import Done, Event, Failed
from seedance_make.core.errors import Exit, SeedanceError
from seedance_make.core.plan.limits import SpendingLimits
from seedance_make.core.plan.model import ActionKind
from seedance_make.core.plan.select import Selection
from seedance_make.core.text.redact import plain
from seedance_make.engine.build.build import Build
from seedance_make.engine.build.parts import Orders
from seedance_make.engine.interrupt import Interrupt
from seedance_make.ui.watch.events import Rendered, Unrendered


class Renderer:
    """Renders one storyboard at a time: a new one stops the one before, of which what is done stays.

    `tell` hears of each clip, and of a bug, `ended` when there is nothing to render any more.
    """

    def __init__(
        self,
        invocation: Invocation,
        tell: Callable[[Rendered | Unrendered | Exception], None],
        ended: Callable[[], None],
    ) -> None:
        self._invocation, self._tell, self._ended = invocation, tell, ended
        self._task: asyncio.Task[None] | None = None
        self._halt = Interrupt()
        self.left: set[str] = set()  # shots that are being rendered

    async def render(self, project: Project, first: Sequence[str], then: Sequence[str]) -> None:
        """Begin with the shots of `first`, and go on with the others; those that have their clip already are left out."""
        await self.stop()
        self._halt = Interrupt()
        rehearsal = project.rehearsal()
        try:
            self.left = await asyncio.to_thread(_stale, rehearsal, (*first, *then))
        except SeedanceError as error:
            self._tell(Unrendered(shot=(*first, *then)[0], take=1, message=error.message))
        rest = [name for name in then if name not in first]
        parts = [part for names in (first, rest) if (part := [n for n in names if n in self.left])]
        if parts:
            self._task = asyncio.create_task(self._all(rehearsal, parts))

    async def stop(self) -> None:
        """Stop what is being rendered."""
        if self._task is not None:
            self._halt.signal(Exit.INTERRUPTED)
            self._halt.signal(Exit.INTERRUPTED)  # nothing here is worth waiting for
            await self._task
        self._task, self.left = None, set()

    async def _all(self, project: Project, parts: Sequence[Sequence[str]]) -> None:
        try:
            for part in parts:
                await self._part(project, part)
                self.left -= {*part}
        except SeedanceError as error:
            self._tell(Unrendered(shot=parts[0][0], take=1, message=error.message))
        except Exception as bug:  # noqa: BLE001 - it ends the watch, and not this task alone
            self._tell(bug)
        finally:
            self.left = set()
            self._ended()

    async def _part(self, project: Project, names: Sequence[str]) -> None:
        """As `build --simulate` does it. Raises UsageError, StoreError."""
        async with AsyncExitStack() as stack:
            world = stack.enter_context(open_world(project, owner=True))
            choice = ShotChoice(selection=Selection(shots=tuple(names)))
            planned = await asyncio.to_thread(plan_project, world, project, choice)
            if self._halt.soft.is_set() or not planned.plan.has_work:
                return
            world.tree.check_writable()
            network = await stack.enter_async_context(simulated(world, project))
            orders = Orders(spending=SpendingLimits(build=uuid.uuid4().hex), interval=SIMULATED_POLL)
            seen = replace(world, observe=with_slates(self._observe, project.board))
            build = Build(
                world=seen, network=network, interrupt=self._halt, plan=planned.plan, snapshot=planned.snapshot,
                options=planned.options, orders=orders,
            )  # fmt: skip
            ran = await build.run()
        if ran.bugs and not self._halt.hard.is_set():
            bug = f"a bug of ours: {report_bug(list(ran.bugs), self._invocation)}"
            self._tell(Unrendered(shot=names[0], take=1, message=bug))

    def _observe(self, event: Event, _at: str) -> None:
        if self._halt.soft.is_set():
            return
        match event:
            case Done():
                self.left.discard(event.shot)
                self._tell(Rendered(shot=event.shot, take=event.take, output=event.text))
            case Failed():
                message = event.text or (event.fault.message if event.fault else None) or "it failed"
                self._tell(Unrendered(shot=event.shot, take=event.take, message=plain(message)))


def _stale(project: Project, names: Sequence[str]) -> set[str]:
    """The shots whose simulated clip is not of the request as it is. Raises UsageError, StoreError."""
    if not names:
        return set()
    with open_world(project) as world:
        plan = plan_project(world, project, ShotChoice(selection=Selection(shots=tuple(names)))).plan
    return {a.shot for a in plan.actions if a.kind is not ActionKind.KEEP and a.shot in names}
