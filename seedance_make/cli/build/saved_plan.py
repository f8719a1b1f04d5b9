"""`build --plan FILE`: the saved plan, fit for this command line and host."""

import os
from pathlib import Path

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.selection import ShotChoice
from seedance_make.core.errors import InvalidInputError, UsageError
from seedance_make.core.host import api_host
from seedance_make.core.plan.saved import SavedPlan, parse_saved_plan


def open_saved_plan(saved: str, invocation: Invocation, chosen: ShotChoice, *, simulate: bool) -> SavedPlan:
    """The saved plan, fit for this command line and host. Raises UsageError, InvalidInputError, RefusedError."""
    if not chosen.selection.everything or chosen.rebuy or chosen.overwrite or simulate:
        raise UsageError(
            "--plan has its own selection: leave out SHOT, selectors, --rebuy, --overwrite, --simulate"
        )
    try:
        text = Path(saved).read_text(encoding="utf-8")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise InvalidInputError(f"cannot read the saved plan {saved}: {why}") from None
    except ValueError:
        raise InvalidInputError(
            f"{saved} is no saved plan", help="make one with: seedance-make plan --out FILE"
        ) from None
    agreed = parse_saved_plan(text, saved)
    host = api_host(os.environ.get("REAPI_BASE_URL")).origin
    if agreed.host != host:
        raise InvalidInputError(
            f"{saved} was saved for {agreed.host}, and REAPI_BASE_URL names {host}",
            help="save the plan again",
        )
    if invocation.profile is not None and invocation.profile != agreed.profile:
        name = f"the profile {agreed.profile}" if agreed.profile else "no profile"
        raise InvalidInputError(
            f"{saved} was saved with {name}, not {invocation.profile}", help="leave out --profile"
        )
    return agreed
