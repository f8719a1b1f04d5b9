"""`plan`: what `build` would do, why, and what it costs. No key, no network, nothing written but the store's index."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import click

from seedance_make.cli.build.simulated_cost import real_price
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import build_command, refuse_problems, saved_command, show_plan
from seedance_make.cli.overwrite_guard import refuse_overwriting
from seedance_make.cli.project.open import Project, open_project, show_warnings
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.cli.wiring import open_world, probing
from seedance_make.core.errors import Exit, StoreError
from seedance_make.core.plan.caps import Cap
from seedance_make.core.plan.consent import lower
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import WORK, Plan
from seedance_make.core.plan.saved import saved_text
from seedance_make.core.plan.select import Selection
from seedance_make.core.ports.network import Downloads
from seedance_make.core.storyboard.rules.lint import heard
from seedance_make.core.text.diagnostic import Problem, in_order
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.engine.facts.reference_changes import changed_references
from seedance_make.engine.facts.reference_lengths import measure_references, unmeasured
from seedance_make.engine.world import World
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
@global_options
def plan(
    shots: tuple[str, ...], selectors: tuple[str, ...], exclude: tuple[str, ...], changed_since: str | None,
    form: str, detailed_exitcode: bool, simulate: bool, probe: bool, rebuy: tuple[str, ...],
    overwrite: tuple[str, ...], out: str | None, max_credits: int | None,
) -> int:  # fmt: skip
    """Say what build would do, why, and what it costs."""
    invocation = current_invocation()
    project = open_project(invocation, simulate=simulate)
    if out is not None:
        refuse_overwriting("--out", out, invocation, project)
    selection = Selection(shots=shots, selectors=selectors, exclude=exclude, changed_since=changed_since)
    chosen = ShotChoice(selection=selection, rebuy=rebuy, overwrite=overwrite).since(project, invocation)
    with open_world(project) as world:
        found, snapshot = _planned(world, project, chosen, probe=probe)
    refuse_problems(found, project)
    show_warnings(project, invocation, found.problems)
    command = build_command(invocation, selection, simulate=simulate, max_credits=max_credits)
    if out is not None:
        _save(Path(out), saved_text(found, selection, rebuy, overwrite))
        command = saved_command(invocation, out)
    show_plan(
        found,
        snapshot,
        invocation,
        form="json" if invocation.json else form,
        cap=cap_of(project, snapshot, found, max_credits),
        command=command,
    )
    if simulate and invocation.verbosity >= 0:
        cap = lower(project.board.manifest.max_credits, max_credits)
        said = rehearsed(real_price(project, chosen), cap, done=False)
        click.echo(f"\n{said}", err=invocation.json or form != "text")
    work = any(a.kind in WORK for a in found.actions)
    return int(Exit.CHANGES if detailed_exitcode and work else Exit.OK)


def _save(path: Path, text: str) -> None:
    """Whole or not at all. Raises StoreError."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}") from error


def _planned(world: World, project: Project, chosen: ShotChoice, *, probe: bool) -> tuple[Plan, Snapshot]:
    snapshot = gather_facts(world, project.board)
    found, _ = chosen.plan(project.board, snapshot)
    if not probe:
        return found, snapshot
    said, changed = asyncio.run(_probed(world, probing(project), found))
    snapshot = gather_facts(world, project.board)
    found, _ = chosen.plan(project.board, snapshot)
    problems = in_order((*found.problems, *heard(changed, project.board.manifest.lint_ignore)))
    return replace(found, notes=(*found.notes, *said), problems=problems), snapshot


async def _probed(
    world: World, downloads: Downloads, found: Plan
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """What could not be measured, and which references have changed since they were looked at first."""
    said = await measure_references(world, downloads, unmeasured(found))
    return said, await changed_references(world, downloads, found)


def cap_of(
    project: Project, snapshot: Snapshot, found: Plan, max_credits: int | None, build: str = ""
) -> Cap:
    """The cap of a build: the lower of the manifest's and the command line's."""
    return Cap(
        limit=lower(project.board.manifest.max_credits, max_credits),
        build=build,
        project=os.fspath(project.path),
        fingerprints=frozenset(snapshot.attempts) | {a.fingerprint for a in found.actions if a.fingerprint},
    )
