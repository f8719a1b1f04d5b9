"""The words of `watch`: at the start the whole plan, then of each save what it changed, and the price."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from seedance_make.core.plan.limits import Headroom
from seedance_make.core.plan.model import FROM_STORES, Action, ActionKind, Plan
from seedance_make.core.request.compare import ProfilePrice
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.diagnostic import Problem, errors
from seedance_make.core.text.redact import clean, plain
from seedance_make.core.text.suggest import listed
from seedance_make.ui.diagnostics import problem_count, render_problems
from seedance_make.ui.paint import View, plain_value
from seedance_make.ui.plan.storyboard_diff import difference_blocks, difference_groups
from seedance_make.ui.plan.text import plan_text
from seedance_make.ui.plan.totals import limit_text
from seedance_make.ui.watch.events import Invalid, Planned, Unrendered
from seedance_make.ui.words import many, take_name

_NAMES = 6
"""Takes that the price's line names."""

_BESIDES = (
    ActionKind.RESUME, ActionKind.RESTORE, ActionKind.FETCH, ActionKind.REMOVE,
    ActionKind.BLOCKED, ActionKind.LOST, ActionKind.EDITED, ActionKind.REFUSED,
)  # fmt: skip
"""What else a build would do, or leave to a person, as the price's line counts it."""

_FREE = FROM_STORES | {ActionKind.REMOVE}


def watching_text(files: int, *, keys: bool, view: View) -> str:
    """What it does, before anything else."""
    spends = "until you press b and say yes" if keys else "by watching"
    return view.paint(f"Watching {many(files, 'file')}. Nothing is spent {spends}.", "dim") + "\n\n"


def first_text(planned: Planned, *, today: date, view: View) -> str:
    """The whole plan, before anything was saved."""
    text = plan_text(
        planned.plan, headroom=planned.headroom, today=today, command=None, width=view.width, color=view.paint.color,
        verbose=view.verbose,
    )  # fmt: skip
    return text + "".join(f"{line}\n" for line in _compared(planned.prices, view))


def save_text(planned: Planned, *, at: str, mended: bool, view: View) -> str:
    """What a save changed and what the film costs since. `at`: the time as people read it; `mended`: there was no plan
    before it."""
    nothing = "" if planned.since or mended else ": no shot asks for anything new"
    lines = [f"{view.paint(at, 'dim')}  {_saved(planned.saved)}{nothing}"]
    if mended:
        lines.append(view.paint("The error is gone.", "green"))
    for block in difference_blocks(difference_groups(planned.since), view, priced=True):
        lines += block
    if planned.since or mended:
        lines += [*_price(planned.plan, planned.headroom, view), *_compared(planned.prices, view)]
    return "".join(f"{line}\n" for line in lines)


def price_text(planned: Planned, *, view: View) -> str:
    """The price alone: after a build, whoever built."""
    lines = [*_price(planned.plan, planned.headroom, view), *_compared(planned.prices, view)]
    return "".join(f"{line}\n" for line in lines)


def invalid_text(invalid: Invalid, sources: Mapping[str, str], *, at: str, view: View) -> str:
    """An error, with its place. `sources`: file → its text; `at`: nothing at the start."""
    head = f"{view.paint(at, 'dim')}  {_saved(invalid.saved)}\n" if at and invalid.saved else ""
    if invalid.problems:
        text = render_problems(invalid.problems, sources, color=view.paint.color)
        return head + text + problem_count(invalid.problems)
    more = f"   {view.paint('help:', 'cyan')} {clean(invalid.help)}\n" if invalid.help else ""
    return f"{head}{view.paint(clean(invalid.message), 'bad')}\n{more}"


def rendered_text(clips: Sequence[tuple[str, int]], *, at: str, view: View) -> str:
    """Simulated clips that are there now: shots and takes."""
    names = listed([take_name(*clip) for clip in clips], _NAMES)
    return f"{view.paint(at, 'dim')}  rendered {names}: simulated, nothing is spent\n"


def unrendered_text(event: Unrendered, *, at: str, view: View) -> str:
    """A clip that could not be had."""
    why = view.paint(f"{take_name(event.shot, event.take)} cannot be rendered: {plain(event.message)}", "bad")
    return f"{view.paint(at, 'dim')}  {why}\n"


def standing_text(invalid: Invalid, *, at: str, view: View) -> str:
    """An error that was there before this save, in a line."""
    wrong = errors(invalid.problems)
    first = _place(wrong[0]) if wrong else clean(invalid.message)
    more = f", and {many(len(wrong) - 1, 'more error')}" if len(wrong) > 1 else ""
    what = f"{_saved(invalid.saved)}, and this stands: "
    return f"{view.paint(at, 'dim')}  {what}{view.paint(first, 'bad')}{more}\n"


def keys_text(last: Planned | Invalid, *, shot: str | None, rendering: int, simulate: bool) -> str:
    """The keys and what each would do now. `shot`: the one that changed last; `rendering`: shots being rendered."""
    if isinstance(last, Invalid):
        count = len(errors(last.problems))
        return f"no plan while {'the error stands' if count < 2 else f'{count} errors stand'} · q quits"
    buys = last.plan.purchases
    price = (
        f"buys {many(len(buys), 'take')} for {_dollars(last.plan)}, after asking"
        if buys
        else "builds, buys nothing"
    )
    keys = [
        f"b {price if last.plan.has_work else 'has nothing to build'}",
        f"o opens {plain(shot)}" if shot else "",
    ]
    keys += [
        f"rendering {many(rendering, 'shot')}" if rendering else "" if simulate else "r renders",
        "q quits",
    ]
    return " · ".join(key for key in keys if key)


def _saved(saved: Sequence[str]) -> str:
    return f"{listed([plain(name) for name in saved], 3)} saved"


def _place(problem: Problem) -> str:
    place = problem.place
    path = f"{clean(problem.path)}: " if problem.path else ""
    return f"{clean(place.file)}:{place.line}:{place.column}: {path}{clean(problem.message)}"


def _price(plan: Plan, headroom: Iterable[Headroom], view: View) -> list[str]:
    """Against what is built: what would be bought, and the limits."""
    buys = plan.purchases
    besides = [
        f"{plan.count(k):,} {k.value}{' (free)' if k in _FREE else ''}" for k in _BESIDES if plan.count(k)
    ]
    more = f"; {', '.join(besides)}" if besides else ""
    if not buys:
        return plain_value(f"Since the last build: nothing to buy{more}.", "bold", view)
    film = f"{many(len(buys), 'take')} to buy ({_names(buys)}), {many(plan.seconds, 'second')} of film"
    lines = plain_value(f"Since the last build: {film}, {_dollars(plan)}{more}.", "bold", view)
    for room in headroom:
        lines += plain_value(limit_text(plan, room), "bad" if room.breaks else "dim", view)
    return lines


def _names(buys: Sequence[Action]) -> str:
    return listed([take_name(a.shot, a.take) for a in buys], _NAMES)


def _dollars(plan: Plan) -> str:
    return ("" if plan.exact else "at least ") + dollars(plan.credits)


def _compared(prices: Sequence[ProfilePrice], view: View) -> list[str]:
    """Profiles beside each other."""
    if not prices:
        return []
    each = [f"{plain(p.profile)} {'' if p.exact else 'at least '}{dollars(p.credits)}" for p in prices]
    return plain_value(f"As if nothing had been bought: {' · '.join(each)}.", None, view)
