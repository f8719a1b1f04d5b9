"""`pull`: brings what the lock file names from the team store, and puts it in place."""

import asyncio

import click

from seedance_make.cli.build.options import BuildOptions
from seedance_make.cli.build.session import Session
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.open import open_project, show_warnings
from seedance_make.cli.project.team import need_team
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.core.plan.select import Selection


@click.command()
@selection_options
@global_options
def pull(selection: Selection) -> int:
    """Restore from the team store what the lock file names, and what others have shared."""
    invocation = current_invocation()
    project = open_project(invocation)
    need_team(project)
    choice = ShotChoice(selection=selection).since(project, invocation)
    warnings = show_warnings(project, invocation)
    options = BuildOptions(choice=choice, no_buy=True, no_claims=True, pull=True)
    return int(asyncio.run(Session(invocation, project, options, warnings).build()))
