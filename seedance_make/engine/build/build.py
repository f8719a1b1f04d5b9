"""The use case: make the output tree true. Start what is ready, end it, and see what is ready now.

A failure of one take spares the rest. What may be spent has been settled before; it is checked again at each INTENT.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from seedance_make.core.attempt.events import Blocked, Done, Failed, Finished, Note, Removed, Skipped, Started
from seedance_make.core.attempt.ledger import weight
from seedance_make.core.errors import Exit, RefusedError, SeedanceError, StoreError
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.facts import Bought, Snapshot
from seedance_make.core.plan.model import PAYS, Action, ActionKind, Options, Plan
from seedance_make.core.plan.report import BuildReport, Ending, Outcome, Result, exit_of
from seedance_make.engine.build.needed_frames import show_frames
from seedance_make.engine.build.parts import Orders, assemble
from seedance_make.engine.build.place_output import ReceiptWriter, place_outputs, remove_output
from seedance_make.engine.build.ready_takes import ReadyTakes, Take
from seedance_make.engine.interrupt import Interrupt, Interrupted
from seedance_make.engine.world import Network, World

_PAID = PAYS | {ActionKind.RESUME, ActionKind.LOST}
"""Kinds whose clip comes from the API: the team store has it not yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run leaves: its report, and the exceptions that were bugs of ours."""

    report: BuildReport
    bugs: tuple[BaseException, ...] = ()


class Build:
    """One run of a plan. `run` never raises for what happens to a single take."""

    def __init__(
        self,
        *,
        world: World,
        network: Network | None,
        interrupt: Interrupt,
        plan: Plan,
        snapshot: Snapshot,
        options: Options,
        orders: Orders,
    ) -> None:
        """Without a `network` only what is here already is used."""
        self.world, self.interrupt, self.plan, self.orders = world, interrupt, plan, orders
        self.snapshot, self.options = snapshot, options
        self.bugs: list[BaseException] = []
        self.clips: dict[Take, Bought | None] = {}  # of takes that have ended
        self.takes = assemble(world, network, interrupt, plan, snapshot, options, orders, self.clips)
        self.sharing = self.takes.claimed.sharing
        self.receipts = ReceiptWriter(world=world)

    async def run(self) -> Run:
        """Build every take, then remove what nothing asks for, and say how it ended."""
        takes = [a for a in self.plan.actions if a.want]
        most = sum(a.estimate.ceiling for a in self.plan.purchases if a.estimate)
        tasks = sum(a.buys or a.kind is ActionKind.RESUME for a in takes)
        self.world.emit(Started(total=self._priced(most), count=tasks))
        self.world.tree.expect(a.output for a in takes)
        results = await self._build(takes)
        await self._write_receipts()
        await self._show_frames(results)
        results += await self._remove_strays()
        report = BuildReport(
            plan=self.plan,
            results=tuple(results),
            spent=await self._spent(),
            interrupted=self.interrupt.soft.is_set(),
            exit=self.interrupt.status or (self.interrupt.exit if self.interrupt.why else None),
        )
        self.world.emit(Finished(status=int(exit_of(report)), credits=report.spent))
        return Run(report=report, bugs=tuple(self.bugs))

    async def _build(self, takes: list[Action]) -> list[Result]:
        """Start what is ready; whenever a take's clip has come, or won't, others become ready."""
        takes_left, ended = ReadyTakes(takes), asyncio.Queue[Action]()
        running: list[asyncio.Task[Result]] = []
        async with asyncio.TaskGroup() as group:
            while takes_left.open:
                running += [group.create_task(self._make(a, ended)) for a in takes_left.ready()]
                takes_left.finish(await ended.get())
        order = {action.output: number for number, action in enumerate(takes)}
        return sorted((task.result() for task in running), key=lambda r: order[r.action.output])

    async def _make(self, action: Action, ended: "asyncio.Queue[Action]") -> Result:
        """One take, whatever happens: others must not lose what they have paid for."""
        clip: Bought | Outcome
        now = action
        try:
            now, clip = await self.takes.bring(action)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this take's alone
            clip = self._outcome_of(error)
        self.clips[action.shot, action.take] = clip if isinstance(clip, Bought) else None
        ended.put_nowait(action)
        if isinstance(clip, Outcome):
            result = Result(action=action, outcome=clip)
        else:
            result = await self._finish(action, now, clip)
        self._tell(result)
        return result

    async def _finish(self, action: Action, now: Action, clip: Bought) -> Result:
        """Put the clip where people see it, and where the team finds it."""
        assert now.want is not None
        try:
            left = await place_outputs(
                self.world,
                now.want,
                clip,
                self.plan.profile,
                planned=self.snapshot.outputs,
                overwrite=action.shot in self.options.overwrite,
                receipts=self.receipts,
            )
            if action.kind in _PAID or self.sharing.owes(now.want):
                await self.sharing.share(now.want, clip)
        except Exception as error:  # noqa: BLE001 - as above
            return Result(action=action, outcome=self._outcome_of(error))
        outcome = Outcome(
            ending=Ending.FAILED if left else Ending.DONE,
            text=_left_alone(left, action.shot) if left else None,
            task_id=clip.task_id or None,
            credits=clip.credits,
            sha256=clip.artifacts[0].sha256,
        )
        return Result(action=replace(action, want=now.want), outcome=outcome)

    def _outcome_of(self, error: Exception) -> Outcome:
        """What an exception means for its take, and for the build."""
        if isinstance(error, Interrupted):
            status = self.interrupt.status or Exit.INTERRUPTED
            return Outcome(ending=Ending.SKIPPED, text="interrupted", status=status)
        if isinstance(error, SeedanceError):
            return self._store_failed(error)
        self.bugs.append(error)
        return Outcome(ending=Ending.FAILED, text=f"a bug of ours: {error!r}", status=Exit.BUG)

    def _store_failed(self, error: SeedanceError) -> Outcome:
        """The disk's, most likely: nothing more is bought, and what is paid is kept."""
        status = error.exit if isinstance(error, StoreError | RefusedError) else Exit.STORE
        text = error.message or f"{type(error).__name__}"
        self.interrupt.stop_submitting(text, status)
        return Outcome(ending=Ending.FAILED, text=text, status=status)

    def _tell(self, result: Result) -> None:
        """A take that is kept needs no word; one that was blocked before, or is pending, has had it."""
        action, outcome, emit = result.action, result.outcome, self.world.emit
        shot, take, task_id = action.shot, action.take, outcome.task_id
        if outcome.ending is Ending.DONE and action.kind is not ActionKind.KEEP:
            emit(
                Done(
                    shot=shot,
                    take=take,
                    text=f"{self.plan.output}/{action.output}",
                    task_id=task_id,
                    credits=self._priced(outcome.credits or 0) if action.kind in PAYS else 0,
                    sha256=outcome.sha256 or "",
                )
            )
        elif outcome.ending is Ending.FAILED:
            emit(Failed(shot=shot, take=take, text=outcome.text, task_id=task_id, fault=outcome.fault))
            if self.orders.fail_fast:
                self.interrupt.stop_submitting(f"--fail-fast: {shot} failed", Exit.FAILED)
        elif outcome.ending is Ending.BLOCKED and action.kind is not ActionKind.BLOCKED:
            emit(Blocked(shot=shot, take=take, text=outcome.text or "", attempt=outcome.attempt))
        elif outcome.ending is Ending.SKIPPED:
            emit(Skipped(shot=shot, take=take, text=outcome.text))

    async def _write_receipts(self) -> None:
        """Those still gathered. What cannot be written is in the journal: the next build adds it."""
        try:
            await self.receipts.write()
        except SeedanceError as error:
            self.world.emit(Note(text=self._store_failed(error).text or ""))

    async def _show_frames(self, results: Iterable[Result]) -> None:
        try:
            await show_frames(self.world, [r.action.want for r in results if r.action.want])
        except Exception as bug:  # noqa: BLE001 - what was bought is reported first
            self.bugs.append(bug)

    async def _remove_strays(self) -> list[Result]:
        if self.interrupt.soft.is_set():
            return []
        strays = [a for a in self.plan.actions if a.kind is ActionKind.REMOVE]
        return [Result(action=a, outcome=await self._remove(a)) for a in strays]

    async def _remove(self, action: Action) -> Outcome:
        try:
            if not await asyncio.to_thread(remove_output, self.world, action.output, action.digests[0]):
                return Outcome(ending=Ending.SKIPPED, text="it changed meanwhile: left alone")
        except SeedanceError as error:
            return self._store_failed(error)
        self.world.emit(Removed(shot=action.shot, take=action.take, text=action.output))
        return Outcome(ending=Ending.DONE, sha256=action.digests[0])

    def _priced(self, credit_count: int) -> int:
        """Money as people hear of it: a simulated build has none."""
        return 0 if self.world.origin == SIMULATOR else credit_count

    async def _spent(self) -> int:
        """Credits of what this run submitted, refunds taken off; a simulated one spends nothing."""
        if self.world.origin == SIMULATOR:
            return 0
        submitter = self.takes.submitter
        rows = submitter.submitted if submitter else []
        with suppress(StoreError):  # then as they were when they were sent
            known = [await self.world.transact(self.world.journal.get, r.id) for r in rows]
            rows = [now or sent for now, sent in zip(known, rows, strict=True)]
        return sum(weight(r) for r in rows)


def _left_alone(paths: tuple[str, ...], shot: str) -> str:
    listed = ", ".join(paths)
    return f"its clip is in the store, but {listed} was edited by hand: left alone; build --overwrite {shot} replaces it"
