"""`push`: shares what is built through the team store."""

import asyncio

import click

from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import echo_json, refuse_problems
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.project.planning import plan_project
from seedance_make.cli.project.team import need_team
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import Exit
from seedance_make.core.plan.select import Selection
from seedance_make.engine.upkeep.push import Pushed, push_clips
from seedance_make.ui.words import many, megabytes, take_name


@click.command()
@selection_options
@global_options
def push(selection: Selection) -> int:
    """Share what is built through the team store."""
    invocation = current_invocation()
    project = open_project(invocation)
    need_team(project)
    choice = ShotChoice(selection=selection).since(project, invocation)
    pushed = asyncio.run(_push(project, choice, invocation))
    new = [p for p in pushed if p.uploaded]
    if invocation.json:
        takes = [
            {"shot": p.shot, "take": p.take, "sha256": p.sha256, "bytes": p.size, "uploaded": p.uploaded}
            for p in pushed
        ]
        echo_json({"shared": takes})
    elif invocation.verbosity >= 0:
        there = len(pushed) - len(new)
        size = megabytes(sum(p.size for p in new))
        click.echo(
            f"{many(len(new), 'clip')} shared ({size})" + (f", {there} there already" if there else "")
        )
    return int(Exit.OK)


async def _push(project: Project, choice: ShotChoice, invocation: Invocation) -> list[Pushed]:
    def report(pushed: Pushed) -> None:
        if pushed.uploaded and not invocation.json and invocation.verbosity >= 0:
            click.echo(f"  shared  {take_name(pushed.shot, pushed.take)}  {megabytes(pushed.size)}", err=True)

    with open_world(project, owner=True) as world:
        planned = plan_project(world, project, choice)
        refuse_problems(planned.plan, project)
        assert world.team is not None
        return await push_clips(world, world.team, planned.plan, planned.snapshot, report)
