"""Who may say yes to a purchase, and whether somebody is to be asked."""

from dataclasses import dataclass

from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.model import Plan
from seedance_make.core.request.pricing import dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How consent could be had in this run."""

    terminal: bool  # somebody can be asked
    yes: bool
    saved_plan: bool
    throwaway_store: bool  # CI is set, and neither SEEDANCE_MAKE_HOME nor a writable team store is


def must_ask(plan: Plan, ways: Ways, *, capped: bool) -> bool:
    """Whether a person is to be asked before buying. Raises RefusedError when nobody may say yes."""
    if not plan.purchases:
        return False
    total = dollars(plan.credits)
    if ways.throwaway_store:
        raise RefusedError(
            "CI is set, and its store is thrown away with the runner: what is bought there would be lost",
            help="name a team store in `team` (without --no-claims), or set SEEDANCE_MAKE_HOME to a folder that is kept",
        )
    if ways.saved_plan or (ways.yes and (capped or ways.terminal)):
        return False
    if ways.terminal:
        return True
    if ways.yes:
        raise RefusedError(
            f"--yes without a terminal needs a cap as well: {total} would be spent",
            help=f"add --max-credits {plan.credits}, or max_credits to the storyboard",
        )
    raise RefusedError(
        f"nobody can be asked here, and {total} would be spent",
        help=f"say so: --yes --max-credits {plan.credits}; or save a plan (plan --out FILE) and build --plan FILE",
    )
