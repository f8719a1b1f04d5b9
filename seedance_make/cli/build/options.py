"""The options of `build`, as they were given."""

from dataclasses import dataclass

from seedance_make.cli.selection import ShotChoice
from seedance_make.core.plan.saved import SavedPlan


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
    saved_plan: SavedPlan | None = None  # of --plan
