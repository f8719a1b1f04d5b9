"""The use case: make the output tree true. One worker an action; a failure of one spares the rest.

What may be spent has been settled before `run` is called; what is spent is checked again at each INTENT.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace

from seedance_make.core.attempt.events import Done, Failed, Finished, Removed, Skipped, Started
from seedance_make.core.attempt.ledger import weight
from seedance_make.core.errors import Exit, RefusedError, SeedanceError, StoreError
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.facts import Bought, Snapshot
from seedance_make.core.plan.limits import SpendingLimits, SpendingTally
from seedance_make.core.plan.model import PAYS, Action, ActionKind, Options, Plan
from seedance_make.core.plan.report import BuildReport, Ending, Outcome, Result, exit_of
from seedance_make.core.request.receipts import purchases
from seedance_make.engine.build.frames import show_frames
from seedance_make.engine.build.interrupt import Interrupt, Interrupted
from seedance_make.engine.build.media_upload import MediaPublisher
from seedance_make.engine.build.ownership import Ownership
from seedance_make.engine.build.place_output import place_outputs
from seedance_make.engine.build.poll import Poller
from seedance_make.engine.build.rate_limits import RateLimits
from seedance_make.engine.build.submit import Submitter
from seedance_make.engine.build.take import TakeBuilder
from seedance_make.engine.team.claims import Claims
from seedance_make.engine.team.elsewhere import Elsewhere
from seedance_make.engine.team.share import Sharing
from seedance_make.engine.world import Network, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a person asks of this run. Times are seconds."""

    spending: SpendingLimits
    jobs: int = 8
    timeout: float = 1800.0
    interval: float | None = None
    fail_fast: bool = False
    buy: bool = True  # False: --no-buy


_PAID = PAYS | {ActionKind.RESUME, ActionKind.LOST}
"""Kinds whose clip comes from the API: the team store has it not yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run leaves: its report, and the exceptions that were bugs of ours."""

    report: BuildReport
    bugs: tuple[BaseException, ...] = ()


async def run(
    world: World,
    network: Network | None,
    halt: Interrupt,
    plan: Plan,
    snapshot: Snapshot,
    options: Options,
    orders: Orders,
) -> Run:
    """Carry the plan out; without a `network` only what is here already. Never raises for a single take."""
    return await _Build(world, network, halt, plan, snapshot, options, orders).run()


class _Build:
    def __init__(
        self,
        world: World,
        network: Network | None,
        halt: Interrupt,
        plan: Plan,
        snapshot: Snapshot,
        options: Options,
        orders: Orders,
    ) -> None:
        self.world, self.halt, self.plan, self.orders = world, halt, plan, orders
        self.snapshot, self.options = snapshot, options
        self.bugs: list[BaseException] = []
        claims = Claims(world=world, team=world.team, halt=halt)
        self.sharing = Sharing(world=world, team=world.team, claims=claims, halt=halt)
        limits = RateLimits(clock=world.clock, halt=halt, jobs=orders.jobs)
        poller = media = None
        self.submitter: Submitter | None = None
        if network is not None:
            self.submitter = Submitter(
                world=world,
                network=network,
                halt=halt,
                limits=limits,
                guard=SpendingTally(spending=orders.spending),
                profile=plan.profile,
                claims=claims,
            )
            poller = Poller(
                world=world, network=network, halt=halt, timeout=orders.timeout, interval=orders.interval
            )
            media = MediaPublisher(world=world, network=network)
        self.worker = self._worker(limits, poller, media)

    def _worker(self, limits: RateLimits, poller: Poller | None, media: MediaPublisher | None) -> TakeBuilder:
        world, plan, halt = self.world, self.plan, self.halt
        ownership = Ownership(world=world, halt=halt, poller=poller)
        elsewhere = Elsewhere(
            world=world, team=world.team, halt=halt, sharing=self.sharing, ownership=ownership,
            submitter=self.submitter, timeout=self.orders.timeout,
        )  # fmt: skip
        return TakeBuilder(
            world=world,
            halt=halt,
            limits=limits,
            snapshot=self.snapshot,
            options=self.options,
            submitter=self.submitter,
            ownership=ownership,
            elsewhere=elsewhere,
            media=media,
            buys=self.orders.buy,
            purchases=purchases(world.lock_file.read() if world.lock_file else (), world.origin),
            chosen={a.shot: a.want.shot.chosen for a in plan.actions if a.want and a.want.shot.choice},
        )

    async def run(self) -> Run:
        loop = asyncio.get_running_loop()
        work = [a for a in self.plan.actions if a.want]
        self.worker.clips = {(a.shot, a.take): loop.create_future() for a in work}
        bought = [a for a in work if a.buys or a.kind is ActionKind.RESUME]
        most = sum(a.estimate.ceiling for a in self.plan.purchases if a.estimate)
        self.world.emit(Started(total=self._priced(most), count=len(bought)))
        self.world.tree.expect(a.output for a in work)
        results = await asyncio.gather(*(self._one(a) for a in work))
        try:
            await show_frames(self.world, [r.action.want for r in results if r.action.want])
        except Exception as bug:  # noqa: BLE001 - what was bought is reported first
            self.bugs.append(bug)
        removals = (
            () if self.halt.soft.is_set() else [a for a in self.plan.actions if a.kind is ActionKind.REMOVE]
        )
        removed = [Result(action=a, outcome=await self._remove(a)) for a in removals]
        report = BuildReport(
            plan=self.plan,
            results=(*results, *removed),
            spent=await self._spent(),
            interrupted=self.halt.soft.is_set(),
            exit=self.halt.status or (self.halt.exit if self.halt.why else None),
        )
        self.world.emit(Finished(status=int(exit_of(report)), credits=report.spent))
        return Run(report=report, bugs=tuple(self.bugs))

    async def _one(self, action: Action) -> Result:
        """One action, whatever happens: others must not lose what they have paid for."""
        future = self.worker.clips[action.shot, action.take]
        try:
            result, bought = await self._bring(action)
        except Interrupted:
            result, bought = Result(action=action, outcome=_interrupted(self.halt)), None
        except SeedanceError as trouble:
            result, bought = Result(action=action, outcome=self._trouble(trouble)), None
        except Exception as bug:  # noqa: BLE001 - reported whole at the end, with a report file
            self.bugs.append(bug)
            outcome = Outcome(ending=Ending.FAILED, text=f"a bug of ours: {bug!r}", status=Exit.BUG)
            result, bought = Result(action=action, outcome=outcome), None
        finally:
            if not future.done():
                future.set_result(None)
        self._say(result, bought)
        return result

    async def _bring(self, action: Action) -> tuple[Result, Bought | None]:
        assert action.want is not None
        bought = await self.worker.clip(action, action.want)
        if isinstance(bought, Outcome):
            return Result(action=action, outcome=bought), None
        self.worker.clips[action.shot, action.take].set_result(bought)
        want = self.worker.settled.get((action.shot, action.take), action.want)
        left = await place_outputs(
            self.world,
            want,
            bought,
            self.plan.profile,
            planned=self.snapshot.outputs,
            overwrite=action.shot in self.options.overwrite,
        )
        if action.kind in _PAID or self.sharing.owes(want):
            await self.sharing.share(want, bought)
        outcome = Outcome(
            ending=Ending.FAILED if left else Ending.DONE,
            text=_left_alone(left, action.shot) if left else None,
            task_id=bought.task_id or None,
            credits=bought.credits,
            sha256=bought.artifacts[0].sha256,
        )
        return Result(action=replace(action, want=want), outcome=outcome), None if left else bought

    def _trouble(self, trouble: SeedanceError) -> Outcome:
        """The disk's, most likely: nothing more is bought, and what is paid is kept."""
        status = trouble.exit if isinstance(trouble, StoreError | RefusedError) else Exit.STORE
        text = trouble.message or f"{type(trouble).__name__}"
        self.halt.stop_submitting(text, status)
        return Outcome(ending=Ending.FAILED, text=text, status=status)

    def _say(self, result: Result, bought: Bought | None) -> None:
        action, outcome, emit = result.action, result.outcome, self.world.emit
        shot, take, task_id = action.shot, action.take, outcome.task_id
        if bought is not None:
            if action.kind is not ActionKind.KEEP:
                emit(
                    Done(
                        shot=shot,
                        take=take,
                        text=f"{self.plan.output}/{action.output}",
                        task_id=task_id,
                        credits=self._priced(bought.credits) if action.kind in PAYS else 0,
                        sha256=bought.artifacts[0].sha256,
                    )
                )
            return
        if outcome.ending is Ending.FAILED:
            emit(Failed(shot=shot, take=take, text=outcome.text, task_id=task_id, fault=outcome.fault))
            if self.orders.fail_fast:
                self.halt.stop_submitting(f"--fail-fast: {action.shot} failed", Exit.FAILED)
        elif outcome.ending is Ending.SKIPPED:
            emit(Skipped(shot=shot, take=take, text=outcome.text))

    async def _remove(self, action: Action) -> Outcome:
        """Only what the store still has is removed; checked again now."""
        try:
            if not await asyncio.to_thread(self._removed, action.output, action.digests[0]):
                return Outcome(ending=Ending.SKIPPED, text="it changed meanwhile: left alone")
        except SeedanceError as trouble:
            return self._trouble(trouble)
        self.world.emit(Removed(shot=action.shot, take=action.take, text=action.output))
        return Outcome(ending=Ending.DONE, sha256=action.digests[0])

    def _removed(self, path: str, digest: str) -> bool:
        """Whole bytes stay in the store: those of the output, where the store's own are damaged or gone."""
        world = self.world
        kept = world.cas.check(digest) or world.cas.adopt(world.tree.root / path, digest)
        if not kept or world.tree.look(path) != digest:
            return False
        world.tree.remove(path)
        return True

    def _priced(self, credit_count: int) -> int:
        """Money as people hear of it: a simulated build has none."""
        return 0 if self.world.origin == SIMULATOR else credit_count

    async def _spent(self) -> int:
        """Credits of what this run submitted, refunds taken off; a simulated one spends nothing."""
        if self.world.origin == SIMULATOR:
            return 0
        rows = self.submitter.submitted if self.submitter else []
        with suppress(StoreError):  # then as they were when they were sent
            found = [await self.world.transact(self.world.journal.get, r.id) for r in rows]
            rows = [now or sent for now, sent in zip(found, rows, strict=True)]
        return sum(weight(r) for r in rows)


def _left_alone(paths: tuple[str, ...], shot: str) -> str:
    listed = ", ".join(paths)
    return f"its clip is in the store, but {listed} was edited by hand: left alone; build --overwrite {shot} replaces it"


def _interrupted(halt: Interrupt) -> Outcome:
    return Outcome(ending=Ending.SKIPPED, text="interrupted", status=halt.status or Exit.INTERRUPTED)
