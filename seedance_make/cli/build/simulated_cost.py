"""What a rehearsal would cost for real, under the real plan: what is bought already costs nothing."""

from dataclasses import replace

from seedance_make.cli.project.open import Project
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import open_world
from seedance_make.engine.facts.gather import gather_facts


def real_price(project: Project, chosen: ShotChoice) -> int:
    """Credits that the same build would cost without `--simulate`."""
    real = replace(project, simulate=False)
    with open_world(real) as world:
        return chosen.plan(project.board, gather_facts(world, project.board))[0].credits
