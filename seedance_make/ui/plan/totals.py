"""The money of a plan in words: dollars to a tenth of a cent, credits once, the cap, the age of the prices."""

from datetime import date

from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.caps import what_fits
from seedance_make.core.plan.model import ActionKind, Plan
from seedance_make.core.request.pricing import dollars
from seedance_make.ui.paint import View, plain_value
from seedance_make.ui.words import many, prices_text, take_name


def totals(plan: Plan, cap: int | None, committed: int, today: date, view: View) -> list[str]:
    """Takes, seconds, dollars, credits once; the cap; the age of the prices. Nothing when nothing is bought."""
    buys = plan.purchases
    if not buys:
        work = any(a.kind is not ActionKind.KEEP for a in plan.actions)
        return [view.paint("Nothing is bought.", "bold")] if work else []
    least = "" if plan.exact else "at least "
    total = (
        f"Buys {many(len(buys), 'take')}, {many(plan.seconds, 'second')} of film, for {least}{dollars(plan.credits)} "
        f"(= {plan.credits:,} credits)."
    )
    lines = plain_value(total, "bold", view)
    if not plan.exact:
        lines += plain_value(
            "At least, since a reference video's length is not known; caps count it as 15 s.",
            None,
            view,
        )
    lines += _cap(plan, cap, committed, view)
    aged, stale = prices_text(plan.prices_as_of, today)
    return lines + plain_value(f"{aged[0].upper()}{aged[1:]}.", "warn" if stale else "dim", view)


def _cap(plan: Plan, cap: int | None, committed: int, view: View) -> list[str]:
    if cap is None:
        return plain_value("No cap is set (max_credits in the manifest, or --max-credits N).", "dim", view)
    return plain_value(cap_text(plan, cap, committed), "bad" if breaks(plan, cap, committed) else None, view)


def breaks(plan: Plan, cap: int | None, committed: int) -> bool:
    """Whether the purchases do not fit under a cap, lengths that are not known counted at their worst."""
    needed = committed + sum(p for _, p in _ceilings(plan))
    return cap is not None and bool(plan.purchases) and needed > cap


def _ceilings(plan: Plan) -> list[tuple[str, int]]:
    return [(take_name(a.shot, a.take), a.estimate.ceiling) for a in plan.purchases if a.estimate]


def cap_text(plan: Plan, cap: int, committed: int) -> str:
    """What is left of a cap, or by how much it breaks and what would fit. All in credits."""
    prices = _ceilings(plan)
    left = cap - committed - sum(p for _, p in prices)
    taken = f" {dollars(committed)} of it is taken by tasks in flight or unknown." if committed else ""
    if not breaks(plan, cap, committed):
        return f"Cap: {dollars(cap)};{taken} {dollars(left)} of it is left after this."
    fit = what_fits(prices, cap - committed)
    fits = f"What fits, in order: {', '.join(fit)}." if fit else "Nothing of it fits."
    build = "a real build" if plan.origin == SIMULATOR else "a build"
    return f"The cap of {dollars(cap)} breaks by {dollars(-left)}: {build} would send nothing.{taken} {fits}"


def rehearsed(cost: int, cap: int | None, *, done: bool = True) -> str:
    """The last word of a rehearsal: nothing was sent, and what the same costs for real. All in credits.
    `done`: clips were simulated; else it was only planned."""
    sent = (
        "Simulated: nothing was sent and nothing was spent." if done else "Only simulated: nothing is sent."
    )
    sentence = f"{sent} For real it would cost {dollars(cost)} (= {cost:,} credits)."
    if cap is None or cost <= cap:
        return sentence
    return f"{sentence} The cap of {dollars(cap)} would break by {dollars(cost - cap)}: a real build would send nothing."
