"""`plan`: what `build` would do, why, and what it costs. No key, no network, nothing written but the store's index."""

import asyncio
from dataclasses import replace
from pathlib import Path

import click

from seedance_make.cli.build.confirm import on_terminal
from seedance_make.cli.build.options import SHARD
from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import build_command, refuse_problems, saved_command, show_plan
from seedance_make.cli.overwrite_guard import refuse_overwriting
from seedance_make.cli.project.open import Project, open_project, show_warnings
from seedance_make.cli.project.planning import (
    PlannedProject,
    limits_of,
    measure_and_replan,
    own_part,
    plan_project,
    real_cost,
)
from seedance_make.cli.project.team import check_shard
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.cli.wiring import open_downloads, open_world
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.plan.consent.saved import saved_text
from seedance_make.core.plan.select import Selection
from seedance_make.core.storyboard.rules.lint import unsilenced
from seedance_make.core.storyboard.shards import Shard
from seedance_make.core.text.diagnostic import in_order
from seedance_make.engine.facts.reference_changes import changed_references
from seedance_make.engine.world import World
from seedance_make.store.disk import disk_errors, replace_file
from seedance_make.ui.plan.totals import rehearsed


@click.command()
@selection_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "md"]),
    default="text",
    show_default=True,
    help="md is made for a pull request comment.",
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 when there is something to do.")
@click.option("--simulate", is_flag=True, help="As `build --simulate` would.")
@click.option(
    "--probe",
    is_flag=True,
    help="Look at references over the network: exact prices, and what has changed since.",
)
@click.option("--rebuy", multiple=True, metavar="SHOT[@TAKE]", help="As `build --rebuy`.")
@click.option("--overwrite", multiple=True, metavar="SHOT", help="As `build --overwrite`.")
@click.option(
    "--out", type=click.Path(dir_okay=False), metavar="FILE", help="Save the plan, for `build --plan FILE`."
)
@click.option("--max-credits", type=click.IntRange(0), metavar="N", help="The cap to show the plan against.")
@SHARD
@click.option("--compare", metavar="P1,P2", help="Price the shots under several profiles, side by side.")
@global_options
def plan(
    selection: Selection, form: str, detailed_exitcode: bool, simulate: bool, probe: bool, rebuy: tuple[str, ...],
    overwrite: tuple[str, ...], out: str | None, max_credits: int | None, compare: str | None,
    shard: Shard | None,
) -> int:  # fmt: skip
    """Say what build would do, why, and what it costs."""
    invocation = current_invocation()
    if compare is not None:
        from seedance_make.cli.project.compare import show_comparison  # noqa: PLC0415 - one form a run

        others = (simulate, probe, detailed_exitcode, rebuy, overwrite, out, shard)
        if any(others) or max_credits is not None:
            raise UsageError(
                "--compare prices the shots anew: it takes SHOT and selectors, and nothing else of `plan`"
            )
        show_comparison(invocation, selection, compare, form="json" if invocation.json else form)
        return int(Exit.OK)
    project = open_project(invocation, simulate=simulate)
    check_shard(project, shard)
    if out is not None:
        _check_out(out, invocation, project, shard)
    choice = ShotChoice(selection=selection, rebuy=rebuy, overwrite=overwrite).since(project, invocation)
    with open_world(project) as world:
        planned = plan_project(world, project, choice)
        refuse_problems(planned.plan, project)
        if probe:
            planned = asyncio.run(_probe(world, project, choice, planned))
    spending, whole = limits_of(project, planned, max_credits), planned
    planned = own_part(project, whole, shard)
    show_warnings(project, invocation, planned.plan.problems)
    command = build_command(invocation, selection, simulate=simulate, max_credits=max_credits, shard=shard)
    if out is not None:
        _save(Path(out), saved_text(planned.plan, selection, rebuy, overwrite))
        command = saved_command(invocation, out, approve=_needs_word(planned))
    if form == "md" and not invocation.json:
        from seedance_make.cli.project.comment import show_comment  # noqa: PLC0415 - one form a run

        show_comment(project, choice, planned, spending, command)
    else:
        show_plan(
            planned.plan,
            invocation,
            form="json" if invocation.json else form,
            headroom=planned.headroom(spending, whole),
            command=command,
        )
    if simulate and invocation.verbosity >= 0:
        last_word = rehearsed(*real_cost(project, choice, max_credits, shard), done=False)
        click.echo(f"\n{last_word}", err=invocation.json or form != "text")
    return int(Exit.CHANGES if detailed_exitcode and planned.plan.has_work else Exit.OK)


def _check_out(out: str, invocation: Invocation, project: Project, shard: Shard | None) -> None:
    """Raises UsageError where a plan cannot be saved so."""
    if shard is not None:
        way = f"build a part of it: build --plan {out} --shard {shard}"
        raise UsageError("--out saves the whole plan", help=way)
    refuse_overwriting("--out", out, invocation, project)


def _needs_word(planned: PlannedProject) -> bool:
    """Whether a build of it here would be refused before a person has approved it."""
    return planned.snapshot.budget.approve and bool(planned.plan.purchases) and not on_terminal()


def _save(path: Path, text: str) -> None:
    """Whole or not at all. Raises StoreError."""
    with disk_errors("write", path):
        replace_file(path, text.encode())


async def _probe(
    world: World, project: Project, choice: ShotChoice, planned: PlannedProject
) -> PlannedProject:
    """The same with prices made exact, and a warning for each reference that has changed since it was probed first."""
    planned = await measure_and_replan(world, project, choice, planned)
    changed = unsilenced(
        await changed_references(world, open_downloads(project), planned.plan),
        project.board.manifest.lint_ignore,
    )
    plan = replace(planned.plan, problems=in_order((*planned.plan.problems, *changed)))
    return replace(planned, plan=plan)
