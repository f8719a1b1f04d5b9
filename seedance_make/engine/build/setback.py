"""Why a take did not get its clip in this run: a value that travels up to the report."""

from dataclasses import dataclass

from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.errors import Exit
from seedance_make.core.plan.report import Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """`status` is what it costs the run; `attempt` is the short id of an outcome that a person resolves."""

    ending: Ending
    text: str
    status: Exit
    fault: ApiFault | None = None
    attempt: str | None = None
    task_id: str | None = None


def skipped(why: str, status: Exit) -> Setback:
    """It was never tried."""
    return Setback(ending=Ending.SKIPPED, text=f"not tried: {why}", status=status)
