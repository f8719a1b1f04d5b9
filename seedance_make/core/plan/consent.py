"""Whether a build may spend: the cap, the consent, the place where it runs. Decided before the first POST."""

from collections.abc import Sequence
from dataclasses import dataclass

from seedance_make.core.attempt.states import Attempt
from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.caps import Cap, committed, what_fits
from seedance_make.core.plan.model import Plan
from seedance_make.core.request.pricing import dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How consent could be had in this run."""

    terminal: bool  # somebody can be asked
    yes: bool
    saved_plan: bool
    throwaway_store: bool  # CI is set, and neither SEEDANCE_MAKE_HOME nor a writable team store is


def lower(*caps: int | None) -> int | None:
    """The cap that holds: the lowest that is set. Credits."""
    return min((c for c in caps if c is not None), default=None)


def must_ask(plan: Plan, ways: Ways, cap: int | None) -> bool:
    """Whether a person is to be asked before buying. Raises RefusedError when nobody may say yes."""
    if not plan.purchases:
        return False
    total = dollars(plan.credits)
    if ways.throwaway_store:
        raise RefusedError(
            "CI is set, and its store is thrown away with the runner: what is bought there would be lost",
            help="set SEEDANCE_MAKE_HOME to a folder that is kept",
        )
    if ways.saved_plan or (ways.yes and (cap is not None or ways.terminal)):
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


def check_cap(plan: Plan, rows: Sequence[Attempt], cap: Cap) -> None:
    """Raises RefusedError when the whole plan does not fit under the cap: nothing is sent then."""
    prices = [(f"{a.shot}@{a.take}", a.estimate.ceiling) for a in plan.purchases if a.estimate]
    spoken = committed(rows, cap)
    total = spoken + sum(price for _, price in prices)
    if cap.limit is None or total <= cap.limit or not prices:
        return
    flight = f", {dollars(spoken)} of it in flight or unknown" if spoken else ""
    worst = "" if plan.exact else " (reference videos of unknown length counted at 15 s)"
    fitting = what_fits(prices, cap.limit - spoken)
    raise RefusedError(
        f"the plan comes to {dollars(total)} ({total} credits{flight}){worst} and the cap is {dollars(cap.limit)}: "
        "nothing is sent",
        help=_fits_help(fitting) + f", or raise the cap to {total} credits",
    )


def check_balance(plan: Plan, balance: int) -> None:
    """Raises RefusedError when the account cannot pay for the plan: nothing is sent then."""
    if balance >= plan.credits:
        return
    prices = [(f"{a.shot}@{a.take}", a.estimate.credits) for a in plan.purchases if a.estimate]
    raise RefusedError(
        f"the plan comes to {dollars(plan.credits)} and the account holds {dollars(balance)}: nothing is sent",
        help=_fits_help(what_fits(prices, balance)) + ", or top up the account",
    )


def _fits_help(names: Sequence[str]) -> str:
    if not names:
        return "not even the first purchase fits: shorten it, or choose 480p"
    shots = " ".join(dict.fromkeys(n.rpartition("@")[0] for n in names))
    return f"what fits: build {shots}"
