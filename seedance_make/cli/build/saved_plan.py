"""`build --plan`: the saved plan of a file, or of the store by its digest, fit for this command line and host."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import home
from seedance_make.core.errors import InvalidInputError, UsageError
from seedance_make.core.host import api_host
from seedance_make.core.plan.consent.approval import SHORTEST
from seedance_make.core.plan.consent.saved import SavedPlan, parse_saved_plan
from seedance_make.store.plans import find_plans, plans_folder

_DIGITS = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlanFile:
    """A saved plan, and where it stands."""

    plan: SavedPlan
    name: str  # as typed
    text: str
    stored: bool  # in the store's `plans/`: an agent's, which needs a person's word

    @property
    def choice(self) -> ShotChoice:
        """What was selected."""
        plan = self.plan
        return ShotChoice(
            selection=plan.selection, rebuy=plan.rebuy, overwrite=plan.overwrite, take=plan.take
        )


def open_saved_plan(
    saved: str, invocation: Invocation, chosen: ShotChoice, *, simulate: bool
) -> SavedPlanFile:
    """The saved plan, fit for this command line and host. Raises UsageError, InvalidInputError, StoreError."""
    if not chosen.selection.everything or chosen.rebuy or chosen.overwrite or simulate:
        raise UsageError(
            "--plan has its own selection: leave out SHOT, selectors, --rebuy, --overwrite, --simulate"
        )
    file = read_saved_plan(saved)
    if invocation.profile is not None and invocation.profile != file.plan.profile:
        name = f"the profile {file.plan.profile}" if file.plan.profile else "no profile"
        raise InvalidInputError(
            f"{saved} was saved with {name}, not {invocation.profile}", help="leave out --profile"
        )
    return file


def read_saved_plan(saved: str) -> SavedPlanFile:
    """A saved plan for this host: a file, else a digest, or the first digits of one. Raises UsageError, InvalidInputError,
    StoreError."""
    path = _path(saved)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise InvalidInputError(f"cannot read the saved plan {saved}: {why}") from None
    except ValueError:
        raise InvalidInputError(
            f"{saved} is no saved plan", help="make one with: seedance-make plan --out FILE"
        ) from None
    plan = parse_saved_plan(text, saved)
    stored = path.resolve().parent == plans_folder(home()).resolve()
    if stored and plan.digest != path.stem:
        raise InvalidInputError(f"{saved} is not the plan that its name says", help="save the plan again")
    host = api_host(os.environ.get("REAPI_BASE_URL")).origin
    if plan.host != host:
        raise InvalidInputError(
            f"{saved} was saved for {plan.host}, and REAPI_BASE_URL names {host}",
            help="save the plan again",
        )
    return SavedPlanFile(plan=plan, name=saved, text=text, stored=stored)


def _path(saved: str) -> Path:
    if not _DIGITS.match(saved) or os.path.lexists(saved):
        return Path(saved)
    plans = find_plans(home(), saved)
    if not plans:
        raise UsageError(
            f"no plan of this store begins with {saved}",
            help="an agent's `plan` saves one, and says its digest",
        )
    if len(plans) > 1:
        raise UsageError(
            f"{len(plans)} plans of this store begin with {saved}", help="give more of its digits"
        )
    return plans[0]
