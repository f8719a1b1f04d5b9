"""The team store that `team:` names, and who we are in its claims."""

import getpass
import os
import platform
from collections.abc import Mapping
from typing import cast

from seedance_make.cli.clock import boottime
from seedance_make.cli.project.open import Project
from seedance_make.core.errors import UsageError
from seedance_make.core.ports.team import Team
from seedance_make.core.storyboard.shards import Shard
from seedance_make.engine.team.access import Identity, TeamAccess

_TEAM = "set `team` in it: s3://BUCKET/FOLDER (also gs:, az:, file:)"
_PEOPLE = ("GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILDKITE_BUILD_CREATOR", "CIRCLE_USERNAME")
_JOBS = ("CI_JOB_URL", "BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL", "BUILD_URL")


def team_of(project: Project) -> str | None:
    """The address that the storyboard names."""
    node = project.board.manifest.team
    return None if node is None else cast("str | None", node.value)


def team_url(project: Project) -> str | None:
    """The store's address; None without one, and for the simulator, whose clips nobody shares."""
    return None if project.simulate else team_of(project)


def need_team(project: Project) -> str:
    """The store's address. Raises UsageError where the storyboard names none."""
    url = team_url(project)
    if url is None:
        raise UsageError(
            "the storyboard names no team store",
            help=_TEAM,
        )
    return url


def check_shard(project: Project, shard: Shard | None, *, claims: bool = True) -> None:
    """Raises UsageError where two parts could buy the same: without a team store, or without its claims."""
    if shard is None:
        return
    if team_of(project) is None:
        raise UsageError(
            f"--shard {shard}: the machines meet in a team store, and the storyboard names none", help=_TEAM
        )
    if not claims:
        raise UsageError(
            f"--shard {shard} with --no-claims: two machines could buy the same", help="leave one of them out"
        )


def team_access(
    project: Project, *, claims: bool = True, retry: int = 15, timeout: float = 120
) -> TeamAccess | None:
    """The way to the team store, opened when it is asked. `retry`, `timeout`: seconds, as a store takes them."""
    url = team_url(project)
    if url is None:
        return None

    def opens() -> Team:
        from seedance_make.remote.team import open_team  # noqa: PLC0415 - only where a store is asked

        return open_team(url, retry=retry, timeout=timeout)

    return TeamAccess(url, opens, me=identity(os.environ), boottime=boottime, claims=claims)


def identity(environ: Mapping[str, str]) -> Identity:
    """Who, where, in which job: by the environment of the CI services, else of this machine."""
    return Identity(
        host=platform.node() or "a machine without a name",
        person=next((environ[name] for name in _PEOPLE if environ.get(name)), None) or _user(),
        job=next((environ[name] for name in _JOBS if environ.get(name)), None) or _github(environ),
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return "somebody"


def _github(environ: Mapping[str, str]) -> str | None:
    parts = [environ.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")]
    return f"{parts[0]}/{parts[1]}/actions/runs/{parts[2]}" if all(parts) else None
