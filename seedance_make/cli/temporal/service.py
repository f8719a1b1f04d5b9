"""The way to a Temporal service: its address, its queues, and what is said where it cannot be had."""

import os
from hashlib import sha256
from typing import TYPE_CHECKING

import click

from seedance_make.cli.build.options import BuildOptions
from seedance_make.cli.project.open import Project
from seedance_make.cli.project.team import need_team
from seedance_make.core.errors import MissingExtraError, OutOfReachError, UsageError

if TYPE_CHECKING:
    from temporalio.client import Client

ADDRESS = "TEMPORAL_ADDRESS"
STEPS_A_SECOND = 4.0
"""WorkerSteps a second that all workers of a key begin together: no more POSTs than that."""

TEMPORAL = click.option("--temporal", metavar="ADDRESS", help="A Temporal service, as HOST:PORT.")


def check_temporal(project: Project, options: BuildOptions) -> None:
    """Raises UsageError where workers could not build what is planned here."""
    if options.temporal is None:
        return
    need_temporal()
    if options.simulate or options.no_claims or options.dry_run:
        raise UsageError(
            "--temporal buys through other machines: leave out --simulate, --dry-run, --no-claims"
        )
    need_team(project)


def need_temporal() -> None:
    """Raises UsageError where the extra is missing."""
    try:
        import temporalio  # noqa: F401, PLC0415 - only who uses it pays for its import
    except ImportError:
        raise MissingExtraError("--temporal", "temporal") from None


def address_of(given: str | None) -> str | None:
    """As given, else as the environment has it."""
    return given or os.environ.get(ADDRESS) or None


def queue_of(key_label: str, team: str) -> str:
    """The task queue of a key and a team store: it holds the key's rate, and its workers have that store."""
    return f"seedance-make:{key_label}:{sha256(team.encode()).hexdigest()[:8]}"


async def connect_temporal(address: str) -> "Client":
    """A client of the service; namespace, TLS and API key as the environment has them (TEMPORAL_NAMESPACE,
    TEMPORAL_API_KEY, TEMPORAL_TLS…). Raises UsageError, OutOfReachError."""
    need_temporal()
    from temporalio.client import Client  # noqa: PLC0415 - as above
    from temporalio.envconfig import ClientConfigProfile  # noqa: PLC0415

    try:
        config = ClientConfigProfile.load().to_client_connect_config()
    except RuntimeError as error:
        raise UsageError(f"the Temporal configuration cannot be read: {error}") from None
    config["target_host"] = address
    try:
        return await Client.connect(**config)
    except RuntimeError:
        raise OutOfReachError(
            f"the Temporal service at {address} cannot be reached: nothing was sent",
            help="start it, or build without --temporal",
        ) from None
