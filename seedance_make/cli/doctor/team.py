"""`doctor` on `team`: whose credentials are used, and whether claims hold there, tried with a race."""

import asyncio
from collections.abc import Iterator

from seedance_make.cli.doctor.machine import Finding, failed, good, remark
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project, read_project
from seedance_make.cli.project.team import team_url
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import ReadOnlyError, SeedanceError
from seedance_make.core.text.redact import plain
from seedance_make.engine.team.proof import prove_claims

_NAME = "team"


def team_findings(invocation: Invocation, *, offline: bool) -> Iterator[Finding]:
    """Nothing for a storyboard without a team store; what is wrong with its address is said elsewhere."""
    try:
        project, _ = read_project(invocation)
        if project is None or team_url(project) is None:
            return
        if offline:
            yield remark(_NAME, "not tried (--offline)")
        else:
            yield from _tried(project)
    except SeedanceError as error:
        yield failed(_NAME, error)


def _tried(project: Project) -> Iterator[Finding]:
    with open_world(project) as world:
        team = world.team
        assert team is not None
        yield good(_NAME, f"{plain(team.url)}, with {plain(team.store.credentials)}")
        try:
            asyncio.run(prove_claims(world, team, anew=True))
        except ReadOnlyError as refused:
            yield remark(_NAME, refused.message, refused.help)
            return
        yield good(_NAME, "claims hold: of 16 at once one was first")
