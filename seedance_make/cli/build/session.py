"""One build, top to bottom: plan, check what it may spend, ask, run, report."""

import uuid
from contextlib import AsyncExitStack, suppress
from dataclasses import replace

from seedance_make.cli.account.balance import affordable_balance
from seedance_make.cli.account.credentials import Credential
from seedance_make.cli.build.checks import Permit, asks_the_api, check_before_sending
from seedance_make.cli.build.confirm import confirm_purchase
from seedance_make.cli.build.observers import build_observers
from seedance_make.cli.build.options import BuildOptions
from seedance_make.cli.build.report import report_build
from seedance_make.cli.build.saved_plan import SavedPlanFile
from seedance_make.cli.build.signals import interrupted_by_signals
from seedance_make.cli.build.simulation import SIMULATED_POLL, simulated, with_slates
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.output import build_command, refuse_problems, saved_command, show_plan
from seedance_make.cli.overwrite_guard import refuse_overwriting
from seedance_make.cli.project.open import Project, show_warnings
from seedance_make.cli.project.planning import (
    PlannedProject,
    ask_and_replan,
    limits_of,
    measure_and_replan,
    own_part,
    plan_project,
)
from seedance_make.cli.wiring import open_network, open_world
from seedance_make.core.errors import Exit, ReadOnlyError, RefusedError, StoreError
from seedance_make.core.plan.consent.fits import check_plan
from seedance_make.core.plan.limits import SpendingLimits
from seedance_make.core.plan.model import FROM_STORES, ActionKind
from seedance_make.core.plan.report import exit_of
from seedance_make.engine.build.build import Build, Run
from seedance_make.engine.build.media_upload import check_publishing
from seedance_make.engine.build.ownership import adopt_dead
from seedance_make.engine.build.parts import Orders
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.team.claims import follow_claims
from seedance_make.engine.team.proof import prove_claims
from seedance_make.engine.world import Network, World

_PULLED = FROM_STORES | {ActionKind.KEEP, ActionKind.EDITED}
"""What `pull` does of a plan."""


class Session:
    """One build. `warnings` is what was printed of them already."""

    def __init__(
        self, invocation: Invocation, project: Project, options: BuildOptions, warnings: str
    ) -> None:
        self.invocation, self.project, self.options = invocation, project, options
        self.warnings = warnings
        self.id = uuid.uuid4().hex
        saved = options.saved_plan
        self.command = (
            saved_command(invocation, saved.name)
            if saved
            else build_command(
                invocation,
                options.choice.selection,
                simulate=options.simulate,
                max_credits=options.max_credits,
                shard=options.shard,
            )
        )

    async def build(self) -> Exit:
        """Plan, check, ask, run, say how it ended. Raises SeedanceError for what refuses it."""
        if self.options.events is not None:
            refuse_overwriting("--events", self.options.events, self.invocation, self.project)
        async with AsyncExitStack() as stack:
            world = stack.enter_context(
                open_world(self.project, owner=not self.options.dry_run, claims=not self.options.no_claims)
            )
            if self.options.dry_run:
                return self._dry_run(world)
            await adopt_dead(world)
            await follow_claims(world)
            planned, spending = self._own_part(await self._plan(world))
            shared = await self._prove_claims(world, planned)
            permit = check_before_sending(
                self.project, self.options, planned, spending, world.journal, shared=shared
            )
            spending = replace(spending, under=permit.under)
            network = await self._connect(stack, world, planned, permit.credential)
            balance = await self._check_means(world, network, planned)
            if permit.ask:
                confirm_purchase(self.invocation, planned, spending, balance)
            observe = stack.enter_context(
                build_observers(
                    self.invocation,
                    self.id,
                    self.options.events,
                    keep=not self.options.simulate,
                    plan=planned.plan,
                )
            )
            if self.options.simulate:
                observe = with_slates(observe, self.project.board)
            world = replace(world, observe=observe)
            if balance is not None and network is not None:
                await check_publishing(network, planned.plan)
            interrupt = Interrupt()
            stack.enter_context(interrupted_by_signals(interrupt, world))
            if self.options.temporal is None or not planned.plan.purchases:
                ran = await self._run(world, network, interrupt, planned, spending)
            else:
                ran = await self._run_elsewhere(world, network, interrupt, planned, permit, spending)
        with suppress(BrokenPipeError):  # nobody listens any more: the status stays what it is
            report_build(
                self.invocation, self.project, self.options, ran, command=self.command, warnings=self.warnings
            )
        return Exit.BUG if ran.bugs else exit_of(ran.report)

    def _own_part(self, whole: PlannedProject) -> tuple[PlannedProject, SpendingLimits]:
        """What this machine builds, and what it may spend: all of the plan, unless it builds a part of it. The limits
        hold for the whole then, and this part spends what it comes to and no more. Raises RefusedError."""
        spending = limits_of(self.project, whole, self.options.max_credits, self.id)
        planned = own_part(self.project, whole, self.options.shard)
        if planned is not whole and not self.options.simulate:
            if not self.options.no_buy:
                check_plan(whole.plan, whole.headroom(replace(spending, store=())))
            spending = spending.lowered_to(planned.headroom(spending))
        return planned, spending

    def _dry_run(self, world: World) -> Exit:
        planned = plan_project(world, self.project, self.options.choice)
        refuse_problems(planned.plan, self.project)
        show_warnings(self.project, self.invocation, planned.plan.unpublishable)
        spending, whole = limits_of(self.project, planned, self.options.max_credits), planned
        planned = own_part(self.project, whole, self.options.shard)
        headroom = planned.headroom(spending, whole)
        form = "json" if self.invocation.json else "text"
        show_plan(planned.plan, self.invocation, form=form, headroom=headroom, command=self.command)
        return Exit.OK

    async def _plan(self, world: World) -> PlannedProject:
        """The plan, its prices exact where they can be had. Raises InvalidInputError."""
        planned = plan_project(world, self.project, self.options.choice)
        refuse_problems(planned.plan, self.project)
        if self.options.simulate:
            return planned
        planned = await self._ask_team(world, planned)
        if self.options.pull:
            free = [a for a in planned.plan.actions if a.kind in _PULLED]
            return replace(planned, plan=replace(planned.plan, actions=tuple(free)))
        return await measure_and_replan(world, self.project, self.options.choice, planned)

    async def _ask_team(self, world: World, planned: PlannedProject) -> PlannedProject:
        """What the team store has is fetched, what somebody else has claimed is not bought. Out of reach it is trouble
        where something would be bought, and else a note. Raises StoreError, UsageError."""
        try:
            return await ask_and_replan(world, self.project, self.options.choice, planned)
        except StoreError as error:
            if planned.plan.purchases and not self.options.no_buy:
                raise StoreError(f"{error.message}: nothing was sent", help=error.help) from None
            note = f"the team store could not be asked: {error.message}"
            return replace(planned, plan=replace(planned.plan, notes=(*planned.plan.notes, note)))

    async def _prove_claims(self, world: World, planned: PlannedProject) -> bool:
        """Whether what is bought is claimed first, and shared. Raises RefusedError, StoreError."""
        buys = planned.plan.purchases and not self.options.no_buy
        if not buys or world.team is None or not world.team.claims:
            return False
        try:
            await prove_claims(world, world.team)
        except ReadOnlyError as refused:
            raise RefusedError(
                f"{refused.message}: without a claim nothing is bought", help=refused.help
            ) from None
        return True

    async def _connect(
        self, stack: AsyncExitStack, world: World, planned: PlannedProject, credential: Credential | None
    ) -> Network | None:
        """The API or the simulator, where there is something to ask of it."""
        if self.options.simulate and asks_the_api(planned.plan):
            return await stack.enter_async_context(simulated(world, self.project))
        if credential is not None:
            return await stack.enter_async_context(open_network(self.project, credential))
        return None

    async def _check_means(
        self, world: World, network: Network | None, planned: PlannedProject
    ) -> int | None:
        """What is bought can be kept and paid: the account's credits, where something is really bought. Raises
        StoreError, RefusedError, CredentialError, OutOfReachError."""
        if network is None or not planned.plan.purchases or self.options.no_buy:
            return None
        world.tree.check_writable()
        if self.options.simulate:
            return None
        world.cas.check_writable()
        if world.lock_file is not None:
            world.lock_file.check_writable()
        return await affordable_balance(network.api, world.clock, planned.plan)

    async def _run_elsewhere(
        self, world: World, network: Network | None, interrupt: Interrupt, planned: PlannedProject, permit: Permit,
        spending: SpendingLimits,
    ) -> Run:  # fmt: skip
        """Temporal's workers buy what is planned; then this build brings the clips, for nothing."""
        from seedance_make.cli.temporal.film import run_film, with_ends, without_missing  # noqa: PLC0415 - few builds want it

        assert self.options.temporal is not None
        assert permit.credential is not None
        states = await run_film(
            self.invocation, self.project, world, interrupt, planned.plan, build=self.id,
            address=self.options.temporal, key_label=permit.credential.label,
        )  # fmt: skip
        self.options = replace(self.options, no_buy=True)
        now, _ = self._own_part(await self._plan(world))
        there = replace(now, plan=without_missing(now.plan, states))
        ran = await self._run(world, network, interrupt, there, spending)
        return replace(ran, report=with_ends(ran.report, now.plan, states))

    async def _run(
        self, world: World, network: Network | None, interrupt: Interrupt, planned: PlannedProject,
        spending: SpendingLimits,
    ) -> Run:  # fmt: skip
        orders = Orders(
            spending=SpendingLimits(build=self.id) if self.options.simulate else spending,
            jobs=self.options.jobs,
            timeout=self.options.timeout,
            interval=SIMULATED_POLL if self.options.simulate else self.options.poll_interval,
            fail_fast=self.options.fail_fast,
            buy=not self.options.no_buy,
        )
        build = Build(
            world=world, network=network, interrupt=interrupt, plan=planned.plan, snapshot=planned.snapshot,
            options=planned.options, orders=orders,
        )  # fmt: skip
        ran = await build.run()
        if (saved := self.options.saved_plan) and spending.under and spending.under.taken_back:
            self.command = _save_again(self.invocation, saved)
        return ran


def _save_again(invocation: Invocation, saved: SavedPlanFile) -> str:
    """What follows a plan that was taken back: it buys no more, and what of it is bought keeps it from being approved again."""
    out = "plan.json" if saved.stored else saved.name
    again = build_command(invocation, saved.choice.selection, simulate=False, max_credits=None, out=out)
    return f"{again}   # then a person approves it"
