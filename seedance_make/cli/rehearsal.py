"""What a rehearsal would cost for real, under the real plan: what is bought already costs nothing."""

from dataclasses import replace

from seedance_make.cli.choose import Chosen
from seedance_make.cli.project import Project
from seedance_make.cli.wiring import open_world
from seedance_make.engine.gather import gather


def real_price(project: Project, chosen: Chosen) -> int:
    """Credits that the same build would cost without `--simulate`."""
    real = replace(project, simulate=False)
    with open_world(real) as world:
        return chosen.plan(project.board, gather(world, project.board))[0].credits
