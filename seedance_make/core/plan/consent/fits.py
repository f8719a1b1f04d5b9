"""Whether a whole plan fits, under its limits and into the account; and what fits of one that does not."""

from collections.abc import Iterable

from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.limits import Headroom
from seedance_make.core.plan.model import Action, Plan
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.suggest import listed


def check_plan(plan: Plan, rooms: Iterable[Headroom]) -> None:
    """Raises RefusedError when the whole plan does not fit under a limit: nothing is sent then."""
    for room in rooms:
        if not room.breaks:
            continue
        words, total = room.limit.words, room.taken + room.needed
        before = f", {dollars(room.taken)} of it {words.taken}" if room.taken else ""
        unit = "credit" if total == 1 else "credits"
        worst = "" if plan.exact else " (reference videos of unknown length counted at 15 s)"
        raise RefusedError(
            f"{words.total} {dollars(total)} ({total:,} {unit}{before}){worst} and the {words.name} is "
            f"{dollars(room.limit.most)}: nothing is sent",
            help=f"{_what_fits(plan, room.limit.most - room.taken)}, or {words.remedy.format(total)}",
        )


def check_balance(plan: Plan, balance: int) -> None:
    """Raises RefusedError when the account cannot pay for the plan: nothing is sent then."""
    if balance < plan.credits:
        raise RefusedError(
            f"the plan comes to {dollars(plan.credits)} and the account holds {dollars(balance)}: nothing is sent",
            help=f"{_what_fits(plan, balance)}, or top up the account",
        )


def affordable(plan: Plan, credit_count: int) -> tuple[Action, ...]:
    """The first purchases, in order, that so much pays for, lengths that are not known at their worst."""
    fitting = []
    for action in plan.purchases:
        credit_count -= action.estimate.ceiling if action.estimate else 0
        if credit_count < 0:
            break
        fitting.append(action)
    return tuple(fitting)


def _what_fits(plan: Plan, credit_count: int) -> str:
    shots = list(dict.fromkeys(a.shot for a in affordable(plan, credit_count)))
    if shots:
        return f"what fits: build {listed(shots, between=' ')}"
    first = plan.purchases[0].want
    lowest = first.request.model.fields["resolution"].values[:1] if first else ()
    other = f", or choose {lowest[0]}" if first and lowest and first.shot.resolution not in lowest else ""
    return f"not even the first purchase fits: shorten it{other}"
