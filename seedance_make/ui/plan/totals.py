"""The money of a plan in words: dollars to a tenth of a cent, credits once, the limits, the age of the prices."""

from collections.abc import Iterable, Sequence
from datetime import date

from seedance_make.core.attempt.daybook import DAY, MONTH
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.consent.fits import affordable
from seedance_make.core.plan.limits import BuildCap, Headroom, PeriodLimit
from seedance_make.core.plan.model import ActionKind, Plan
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.suggest import listed
from seedance_make.ui.paint import View, plain_value
from seedance_make.ui.words import many, prices_text, take_name

_WHEN = {DAY: "today", MONTH: "this month"}


def totals(
    plan: Plan, headroom: Sequence[Headroom], today: date, view: View, balance: int | None = None
) -> list[str]:
    """Takes, seconds, dollars, credits once; each limit; what the account holds, in credits, once it has been read; the age
    of the prices. Nothing when nothing is bought."""
    buys = plan.purchases
    if not buys:
        work = any(a.kind is not ActionKind.KEEP for a in plan.actions)
        return [view.paint("Nothing is bought.", "bold")] if work else []
    least = "" if plan.exact else "at least "
    total = (
        f"Buys {many(len(buys), 'take')}, {many(plan.seconds, 'second')} of film, for {least}{dollars(plan.credits)} "
        f"(= {many(plan.credits, 'credit')})."
    )
    lines = plain_value(total, "bold", view)
    if not plan.exact:
        lines += plain_value(
            "At least, since a reference video's length is not known; caps count it as 15 s.",
            None,
            view,
        )
    if not any(isinstance(room.limit, BuildCap) for room in headroom):
        lines += plain_value("No cap is set (max_credits in the manifest, or --max-credits N).", "dim", view)
    left = []  # of the store's limits that need no look
    for room in headroom:
        bad = room.breaks or room.used_up
        if isinstance(room.limit, PeriodLimit) and not bad and not room.near:
            left.append(f"{dollars(room.left)} {_WHEN[room.limit.period]}")
        else:
            lines += plain_value(
                limit_text(plan, room), "bad" if bad else "warn" if room.near else None, view
            )
    if left:
        lines += plain_value(f"Limits left after this: {', '.join(left)}.", None, view)
    if balance is not None:
        lines += plain_value(f"The account holds {dollars(balance)}.", None, view)
    aged, stale = prices_text(plan.prices_as_of, today)
    return lines + plain_value(f"{aged[0].upper()}{aged[1:]}.", "warn" if stale else "dim", view)


def limit_text(plan: Plan, room: Headroom) -> str:
    """What is left of a limit, or by how much it breaks and what would fit."""
    words, most = room.limit.words, dollars(room.limit.most)
    before = f" {dollars(room.taken)} of it is {words.taken}." if room.taken else ""
    if not room.breaks:
        name = words.name[0].upper() + words.name[1:]
        if room.used_up:
            return f"{name}: {most};{before} It is used up, over by {dollars(-room.left)}: a build would send nothing."
        near = " That is near the limit." if room.near else ""
        return f"{name}: {most};{before} {dollars(room.left)} of it is left after this.{near}"
    fit = [take_name(a.shot, a.take) for a in affordable(plan, room.limit.most - room.taken)]
    fits = f"What fits, in order: {listed(fit)}." if fit else "Nothing of it fits."
    build = "a real build" if plan.origin == SIMULATOR else "a build"
    return f"The {words.name} of {most} breaks by {dollars(-room.left)}: {build} would send nothing.{before} {fits}"


def rehearsed(cost: int, headroom: Iterable[Headroom], *, done: bool = True) -> str:
    """The last word of a rehearsal: nothing was sent, and what the same costs for real, in credits.
    `headroom`: of the real build. `done`: clips were simulated; else it was only planned."""
    sent = (
        "Simulated: nothing was sent and nothing was spent." if done else "Only simulated: nothing is sent."
    )
    sentence = f"{sent} For real it would cost {dollars(cost)} (= {many(cost, 'credit')})."
    for room in headroom:
        if room.breaks:
            name, most = room.limit.words.name, dollars(room.limit.most)
            sentence += f" The {name} of {most} would break by {dollars(-room.left)}: a real build would send nothing."
    return sentence
