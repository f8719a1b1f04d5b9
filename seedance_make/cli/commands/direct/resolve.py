"""`resolve`: settles an unknown outcome. Works on attempts whose shot was edited or removed since, too."""

import asyncio
import re
from collections.abc import Sequence

import click

from seedance_make.cli.account.credentials import find_key
from seedance_make.cli.account.task import check_task, no_key_to_check
from seedance_make.cli.completions import shot_names
from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.project.planning import PlannedProject, ask_and_replan, plan_project
from seedance_make.cli.selection import ShotChoice, split_take
from seedance_make.cli.temporal.service import address_of
from seedance_make.cli.wiring import open_network, open_world
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.claimed import as_attempt
from seedance_make.core.plan.select import Selection
from seedance_make.core.text.redact import plain
from seedance_make.engine.build.ownership import adopt_dead
from seedance_make.engine.team.claims import follow_claims
from seedance_make.engine.upkeep.resolve import OPEN, resolve_attempt, resolve_claim
from seedance_make.engine.world import World
from seedance_make.ui.words import local_time

_ATTEMPT = re.compile(r"[0-9a-f]{8,32}")
_TASK = re.compile(r"[!-~]{1,256}")
_ADVICE = (
    "{whose} claimed it. Stop that machine first: what it still sends after your word is paid all the same."
)
_MAY = OPEN | {State.FAILED, State.REJECTED, State.PAID_MISSING}
"""States that a name finds: --resubmit also lets a refused shot be bought, --task-id also mends a mistyped id."""


@click.command()
@click.argument("which", metavar="SHOT[@TAKE]|ATTEMPT", shell_complete=shot_names)
@click.option("--task-id", metavar="ID", help="It was accepted: this is its task.")
@click.option("--unchecked", is_flag=True, help="With --task-id: don't ask the API for that task first.")
@click.option("--resubmit", is_flag=True, help="It was not accepted: the next build may buy it again.")
@click.option("--abandon", is_flag=True, help="Close it: not counted, not bought again until --resubmit.")
@global_options
def resolve(which: str, task_id: str | None, unchecked: bool, resubmit: bool, abandon: bool) -> int:
    """Settle an unknown outcome."""
    ways = [w for w, given in (("task", task_id), ("resubmit", resubmit), ("abandon", abandon)) if given]
    if len(ways) != 1:
        raise UsageError(
            "say one of: --task-id ID, --resubmit, --abandon",
            help="look at your account's task page first: --resubmit after an accepted request pays twice",
        )
    if task_id is not None and not _TASK.fullmatch(task_id):
        raise UsageError("--task-id: that is no task id")
    if unchecked and task_id is None:
        raise UsageError("--unchecked goes with --task-id")
    invocation = current_invocation()
    project = open_project(invocation)
    settled = asyncio.run(_resolve(project, which, ways[0], task_id, checked=not unchecked))
    _report(settled, invocation)
    if address := address_of(None):
        from seedance_make.cli.temporal.ask import tell_resolved  # noqa: PLC0415 - few have such a service

        if why := asyncio.run(tell_resolved(address, settled)):
            click.echo(f"the Temporal service was not told: {plain(why)}; build again", err=True)
    return int(Exit.OK)


async def _resolve(project: Project, which: str, way: str, task_id: str | None, *, checked: bool) -> Attempt:
    with open_world(project, owner=True) as world:
        await adopt_dead(world)
        await follow_claims(world)
        row = await _ours(world, which) or await _claimed(world, project, which)
        if row is None:
            raise await _nothing(world, which)
        ours = await world.transact(world.journal.get, row.id) is not None
        if not ours:
            click.echo(_ADVICE.format(whose=plain(row.message or "")), err=True)
        if task_id is not None and checked:
            await _check(world, project, row, task_id)
        settled = resolve_attempt if ours else resolve_claim
        return await settled(world, row, way, task_id)


async def _check(world: World, project: Project, row: Attempt, task_id: str) -> None:
    credential = find_key(project.host)
    if credential is None:
        raise no_key_to_check(task_id)
    async with open_network(project, credential) as network:
        await check_task(network.api, world.clock, row, task_id)


async def _ours(world: World, which: str) -> Attempt | None:
    """The attempt of this store that is meant. Raises UsageError for several."""
    rows = await world.transact(world.journal.rows, origin=world.origin)
    if _ATTEMPT.fullmatch(which) and (attempts := [r for r in rows if r.id.startswith(which)]):
        return _only(attempts, which)
    shot, take = split_take(which)
    mine = [r for r in rows if r.project == world.project and r.shot == shot and take in {None, r.take}]
    named = [r for r in mine if r.state in _MAY or r.state is State.INTENT]
    unknown = [r for r in named if r.state is State.UNKNOWN]
    return _only(unknown or named[-1:], which) if named else None


async def _claimed(world: World, project: Project, which: str) -> Attempt | None:
    """The claim of another machine that is meant, among those on takes that the storyboard asks for: one that decides,
    or, by its id, any.

    Raises UsageError for several, StoreError when the team store cannot be asked.
    """
    if world.team is None:
        return None
    everything = ShotChoice(selection=Selection())
    planned = plan_project(world, project, everything)
    planned = await ask_and_replan(world, project, everything, planned)
    claims = [a.attempt for a in planned.plan.actions if a.claim and a.attempt]
    shot, take = split_take(which)
    meant = [c for c in _tries(planned) if c.id.startswith(which)] if _ATTEMPT.fullmatch(which) else []
    meant = meant or [c for c in claims if c.shot == shot and take in {None, c.take}]
    return _only(meant, which) if meant else None


def _tries(planned: PlannedProject) -> list[Attempt]:
    """All that the team store says of the takes of a plan, each fingerprint once."""
    chains = planned.snapshot.team.chains if planned.snapshot.team else {}
    wants = {a.fingerprint: a.want for a in planned.plan.actions if a.want and a.fingerprint in chains}
    return [as_attempt(w, t, planned.snapshot) for fp, w in wants.items() for t in chains[fp or ""].tries]


async def _nothing(world: World, which: str) -> UsageError:
    rows = await world.transact(world.journal.rows, origin=world.origin)
    known = sorted({f"{r.shot}@{r.take}" for r in rows if r.state in OPEN})
    return UsageError(
        f"{which} has no unknown outcome",
        help=f"unknown are: {', '.join(known)}"
        if known
        else "nothing is unknown: status shows where each shot stands",
    )


def _only(attempts: Sequence[Attempt], which: str) -> Attempt:
    if len(attempts) > 1:
        listed = ", ".join(f"{r.short} ({r.shot}@{r.take}, {local_time(r.created)})" for r in attempts)
        raise UsageError(f"{which} means several attempts: name one of {listed}")
    return attempts[0]


def _report(row: Attempt, invocation: Invocation) -> None:
    if invocation.json:
        echo_json({
            "attempt": row.short, "shot": row.shot, "take": row.take, "state": row.state.lower(),
            "task_id": row.task_id,
        })  # fmt: skip
        return
    name = plain(f"{row.shot}@{row.take}")
    words = {
        State.SUBMITTED: f"{name}: task {plain(row.task_id or '')} is kept; the next build takes it up for nothing",
        State.RELEASED: f"{name}: the next build may buy it again",
        State.ABANDONED: f"{name}: closed; it is not bought again before resolve {row.short} --resubmit",
    }
    click.echo(words[row.state])
