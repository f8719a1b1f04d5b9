"""The options of `build`, as they were given, and those that `try` has too."""

from dataclasses import dataclass

import click

from seedance_make.cli.build.saved_plan import SavedPlanFile
from seedance_make.cli.selection import ShotChoice
from seedance_make.core.storyboard.shards import Shard, parse_shard

YES = click.option("--yes", is_flag=True, help="Buy without asking; without a terminal a cap is needed too.")
MAX_CREDITS = click.option(
    "--max-credits", type=click.IntRange(0), metavar="N", help="The most that this build may spend."
)
POLL_INTERVAL = click.option(
    "--poll-interval", type=click.FloatRange(0.01), metavar="S", help="Seconds between two polls of a task."
)
TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=1800.0,
    show_default=True,
    metavar="S",
    help="Seconds from a task's submission after which it is left running.",
)

SHARD = click.option(
    "--shard",
    metavar="I/N",
    callback=lambda _context, _option, text: None if text is None else parse_shard(text),
    help="Only the I-th of N parts, for N machines side by side (with a team store).",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """Times are seconds, money is credits."""

    choice: ShotChoice
    dry_run: bool = False
    yes: bool = False
    max_credits: int | None = None
    no_buy: bool = False
    simulate: bool = False
    jobs: int = 8
    fail_fast: bool = False
    poll_interval: float | None = None
    timeout: float = 1800.0
    events: str | None = None
    locked: bool = False
    no_claims: bool = False
    shard: Shard | None = None
    temporal: str | None = None  # address of a service whose workers buy
    pull: bool = False  # only what stores have
    saved_plan: SavedPlanFile | None = None  # of --plan
    offered: str | None = None  # the shot whose takes `try` offers itself
