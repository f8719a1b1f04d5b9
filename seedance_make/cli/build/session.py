"""One build, from the plan to the exit status: what it may spend is settled first; then the engine runs."""

import asyncio
import os
import signal
import sys
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace

import click

from seedance_make.cli.account.balance import check_affordable
from seedance_make.cli.account.credentials import Credential, find_key, need_key
from seedance_make.cli.build.confirm import person_agrees
from seedance_make.cli.build.noop_cache import remember_noop
from seedance_make.cli.build.noop_files import files_read
from seedance_make.cli.build.observers import build_observers
from seedance_make.cli.build.simulated_cost import real_price
from seedance_make.cli.commands.make.plan import cap_of
from seedance_make.cli.errors import report_bug
from seedance_make.cli.invocation import Invocation, colored
from seedance_make.cli.output import build_command, echo_json, refuse_problems, show_plan, width
from seedance_make.cli.overwrite_guard import refuse_overwriting
from seedance_make.cli.project.open import Project, show_warnings
from seedance_make.cli.project.publishing import refuse_unserved, unserved_in
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import connected, open_world, probing, simulated
from seedance_make.core.attempt.events import Note
from seedance_make.core.errors import CredentialError, Exit, RefusedError
from seedance_make.core.plan.caps import Cap
from seedance_make.core.plan.consent import Ways, check_cap, lower, must_ask
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import PAYS, WORK, ActionKind, Options, Plan, lock_changes
from seedance_make.core.plan.report import exit_of
from seedance_make.core.plan.report_json import report_json
from seedance_make.core.plan.saved import SavedPlan, deviations
from seedance_make.core.request.pricing import dollars
from seedance_make.engine.build.adopt import adopt_dead
from seedance_make.engine.build.build import Orders, Run, run
from seedance_make.engine.build.interrupt import Interrupt
from seedance_make.engine.build.media_upload import check_publishing
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.engine.facts.reference_lengths import measure_references, unmeasured
from seedance_make.engine.world import World
from seedance_make.ui.words import many

_SIMULATED_POLL = 0.05  # seconds: the simulator answers at once and costs nothing to ask


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """The build's own options."""

    chosen: ShotChoice
    dry_run: bool = False
    yes: bool = False
    max_credits: int | None = None
    no_buy: bool = False
    simulate: bool = False
    jobs: int = 8
    fail_fast: bool = False
    poll_interval: float | None = None
    timeout: float = 1800.0
    events: str | None = None
    locked: bool = False
    agreed: SavedPlan | None = None  # of --plan


class Session:
    """One build. `warned` is what was printed of warnings already."""

    def __init__(self, invocation: Invocation, project: Project, asked: BuildOptions, warned: str) -> None:
        self.invocation, self.project, self.asked, self.warned = invocation, project, asked, warned
        self.id = uuid.uuid4().hex
        self.halt = Interrupt()
        self.said: tuple[str, ...] = ()
        self.command = build_command(
            invocation, asked.chosen.selection, simulate=asked.simulate, max_credits=asked.max_credits
        )

    async def build(self) -> Exit:
        """Plan, settle what may be spent, run, say how it ended. Raises SeedanceError for what refuses it."""
        if self.asked.events is not None:
            refuse_overwriting("--events", self.asked.events, self.invocation, self.project)
        with ExitStack() as stack:
            world = stack.enter_context(open_world(self.project, owner=not self.asked.dry_run))
            if not self.asked.dry_run:
                await adopt_dead(world)
            plan, snapshot, options = await self._plan(world)
            if self.asked.dry_run:
                show_warnings(self.project, self.invocation, unserved_in(plan))
                self._show(plan, snapshot, err=False, command=self.command)
                return Exit.OK
            cap = cap_of(self.project, snapshot, plan, self.asked.max_credits, self.id)
            credential = self._settle(plan, snapshot, cap)
            observe = stack.enter_context(
                build_observers(
                    self.invocation, self.id, self.asked.events, keep=not self.asked.simulate, plan=plan
                )
            )
            world = replace(world, observe=observe)
            ran = await self._run(world, plan, snapshot, options, cap, credential)
        with suppress(BrokenPipeError):  # nobody listens any more: the status stays what it is
            self._end(ran)
        return Exit.BUG if ran.bugs else exit_of(ran.report)

    async def _plan(self, world: World) -> tuple[Plan, Snapshot, Options]:
        snapshot = gather_facts(world, self.project.board)
        plan, options = self.asked.chosen.plan(self.project.board, snapshot)
        refuse_problems(plan, self.project)
        urls = () if self.asked.simulate or self.asked.dry_run else unmeasured(plan)
        if urls:
            self.said = await measure_references(world, probing(self.project), urls)
            snapshot = gather_facts(world, self.project.board)
            plan, options = self.asked.chosen.plan(self.project.board, snapshot)
        return replace(plan, notes=(*plan.notes, *self.said)), snapshot, options

    def _settle(self, plan: Plan, snapshot: Snapshot, cap: Cap) -> Credential | None:
        """Everything that may refuse, before anything is sent. Raises RefusedError, CredentialError."""
        if self.asked.simulate:
            return None
        if not self.asked.no_buy:
            refuse_unserved(plan, self.project, self.invocation)
        if self.asked.locked and (names := lock_changes(plan, snapshot)):
            raise RefusedError(
                f"--locked, and the lock file would change: {', '.join(names)}",
                help="run build without --locked",
            )
        if self.asked.agreed and (lines := deviations(self.asked.agreed, plan)):
            said = "\n".join(f"  {line}" for line in lines)
            raise RefusedError(
                f"the saved plan no longer fits, nothing is sent:\n{said}", help="save the plan again"
            )
        if not _calls(plan):
            return self._spare_key() if any(a.kind is ActionKind.RESTORE for a in plan.actions) else None
        if self.asked.no_buy:
            return find_key(self.project.host)
        credential = need_key(self.project.host) if _needs_key(plan) else find_key(self.project.host)
        check_cap(plan, snapshot.committed, cap)
        ask = must_ask(plan, self._ways(), cap.limit)
        if ask:
            self._show(plan, snapshot, err=self.invocation.json, command=None)
            if not person_agrees(
                f"Buy {many(len(plan.purchases), 'take')} for {_least(plan)}{dollars(plan.credits)}?"
            ):
                raise RefusedError("not bought: nothing was sent")
        return credential

    def _spare_key(self) -> Credential | None:
        """Needed only where the store's bytes turn out to be damaged: their task is asked again then."""
        with suppress(CredentialError):
            return find_key(self.project.host)
        return None

    def _ways(self) -> Ways:
        home = os.environ.get("SEEDANCE_MAKE_HOME", "")
        return Ways(
            terminal=sys.stdin.isatty() and sys.stderr.isatty(),
            yes=self.asked.yes,
            saved_plan=self.asked.agreed is not None,
            no_buy=self.asked.no_buy,
            throwaway_store=bool(os.environ.get("CI")) and not home,
        )

    async def _run(
        self,
        world: World,
        plan: Plan,
        snapshot: Snapshot,
        options: Options,
        cap: Cap,
        credential: Credential | None,
    ) -> Run:
        orders = Orders(
            cap=Cap(limit=None, build=self.id, project=cap.project, fingerprints=cap.fingerprints)
            if self.asked.simulate
            else cap,
            jobs=self.asked.jobs,
            timeout=self.asked.timeout,
            interval=_SIMULATED_POLL if self.asked.simulate else self.asked.poll_interval,
            fail_fast=self.asked.fail_fast,
            buy=not self.asked.no_buy,
        )
        async with AsyncExitStack() as stack:
            if self.asked.simulate and _calls(plan):
                world = await stack.enter_async_context(simulated(world, self.project))
            elif credential is not None:
                world = await stack.enter_async_context(connected(world, self.project, credential))
            if plan.purchases and not self.asked.no_buy:
                world.tree.check_writable()
                if not self.asked.simulate:
                    world.cas.check_writable()
                    if world.lock_file is not None:
                        world.lock_file.check_writable()
                    await check_affordable(world, plan)
                    await check_publishing(world, plan)
            stack.enter_context(self._signals(world))
            return await run(world, self.halt, plan, snapshot, options, orders)

    @contextmanager
    def _signals(self, world: World) -> Iterator[None]:
        """The first Ctrl-C or SIGTERM lets POSTs finish, the second does not."""
        loop = asyncio.get_running_loop()
        taken = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}

        def stop(status: Exit) -> None:
            self.halt.interrupt(status)
            world.emit(Note(text=_LAST_WORD if self.halt.hard.is_set() else _STOPPING))

        for number, status in taken.items():
            loop.add_signal_handler(number, stop, status)
        try:
            yield
        finally:
            for number in taken:
                loop.remove_signal_handler(number)

    def _show(self, plan: Plan, snapshot: Snapshot, *, err: bool, command: str | None) -> None:
        cap = cap_of(self.project, snapshot, plan, self.asked.max_credits, self.id)
        form = "json" if self.invocation.json and not err else "text"
        show_plan(plan, snapshot, self.invocation, form=form, cap=cap, command=command, err=err)

    @property
    def _limit(self) -> int | None:
        return lower(self.project.board.manifest.max_credits, self.asked.max_credits)

    def _end(self, ran: Run) -> None:
        """What was bought, where it is, what failed, what to do next."""
        if ran.bugs:
            click.echo(
                f"seedance-make: a bug of ours: {report_bug(list(ran.bugs), self.invocation)}", err=True
            )
        if self.invocation.json:
            echo_json(report_json(ran.report))
        from seedance_make.ui.plan.summary import summary_text  # noqa: PLC0415 - a refused build has no summary

        stream = sys.stderr if self.invocation.json else sys.stdout
        real = real_price(self.project, self.asked.chosen) if self.asked.simulate else None
        text = summary_text(
            ran.report, command=self.command, width=width(), color=colored(stream), real=real, cap=self._limit
        )
        if self.invocation.verbosity < 0 and exit_of(ran.report) is Exit.OK:
            text = ""
        click.echo(text, nl=False, err=self.invocation.json, color=colored(stream))
        if exit_of(ran.report) is Exit.OK and not any(a.kind in WORK for a in ran.report.plan.actions):
            remember_noop(
                self.invocation.arguments,
                os.environ,
                files_read(self.invocation, self.project, ran.report.plan),
                started_in=self.invocation.started_in,
                out=text,
                err=self.warned,
            )


_STOPPING = "stopping: requests that are being sent are waited for, what is paid is kept; once more leaves them unknown"
_LAST_WORD = "stopping at once: requests that are being sent have an unknown outcome"


def _calls(plan: Plan) -> bool:
    """Whether the API is asked for anything."""
    return any(a.kind in PAYS | {ActionKind.RESUME, ActionKind.LOST} for a in plan.actions)


def _needs_key(plan: Plan) -> bool:
    """Lost clips are asked for when there is a key; buying and resuming need one."""
    return any(a.kind in PAYS | {ActionKind.RESUME} for a in plan.actions)


def _least(plan: Plan) -> str:
    return "" if plan.exact else "at least "
