"""`worker`: takes tasks of a Temporal service. Each step that it takes is a build of this tool, in a process of its own."""

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import click

from seedance_make.cli.account.credentials import need_key
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.project.team import need_team, team_access
from seedance_make.cli.temporal.service import (
    ADDRESS,
    STEPS_A_SECOND,
    TEMPORAL,
    address_of,
    connect_temporal,
    need_temporal,
    queue_of,
)
from seedance_make.core.errors import Exit, UsageError

_LAST_POST = timedelta(seconds=130)
"""How long a worker that is stopped lets its builds finish: a POST lasts 120 seconds at the most."""


@click.command()
@TEMPORAL
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 256), default=8, show_default=True, help="Builds at a time."
)
@global_options
def worker(temporal: str | None, jobs: int) -> int:
    """Take tasks of a Temporal service: buy and bring takes for builds elsewhere.

    Those builds have the same key, and the same team store.
    """
    invocation = current_invocation()
    need_temporal()
    address = address_of(temporal)
    if address is None:
        raise UsageError("no Temporal service is named", help=f"add --temporal HOST:PORT, or set {ADDRESS}")
    project = open_project(invocation)
    need_team(project)
    asyncio.run(_work(project, address, jobs))
    return int(Exit.OK)


async def _work(project: Project, address: str, jobs: int) -> None:
    """Until Ctrl-C or SIGTERM; what is being sent is waited for. Raises UsageError, OutOfReachError, CredentialError."""
    from temporalio.worker import Worker  # noqa: PLC0415 - the extra is not always there

    from seedance_make.cli.temporal.steps import WorkerSteps  # noqa: PLC0415
    from seedance_make.cli.temporal.workflows import FilmWorkflow, TakeWorkflow  # noqa: PLC0415

    team = team_access(project)
    assert team is not None
    steps = WorkerSteps(await team(lambda: team.store))
    queue = queue_of(need_key(project.host).label, team.url)
    client = await connect_temporal(address)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    with ThreadPoolExecutor(jobs) as threads:
        async with Worker(
            client, task_queue=queue, workflows=[TakeWorkflow, FilmWorkflow], activities=[steps.buy, steps.bring],
            activity_executor=threads, max_concurrent_activities=jobs, max_task_queue_activities_per_second=STEPS_A_SECOND,
            graceful_shutdown_timeout=_LAST_POST,
        ):  # fmt: skip
            click.echo(f"working for {queue} at {address}, {os.getpid()}", err=True)
            await stop.wait()
