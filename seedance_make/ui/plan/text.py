"""The plan for a person: what is bought and why first, what needs a hand next, the money last.

Everything that a manifest or a server has written passes `plain`, so that nothing in it can steer a terminal.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.limits import Headroom
from seedance_make.core.plan.model import PAYS, Action, ActionKind, Plan
from seedance_make.core.request.changes import Change
from seedance_make.core.request.pricing import dollars
from seedance_make.core.storyboard.graph import upstream
from seedance_make.core.text.redact import plain
from seedance_make.core.text.suggest import listed
from seedance_make.ui.paint import (
    BESIDES,
    SHORTEST_NAME,
    Paint,
    View,
    cells,
    columns,
    cut,
    pad,
    plain_value,
    wrap,
)
from seedance_make.ui.plan.totals import totals
from seedance_make.ui.word_diff import DiffMark, pieces
from seedance_make.ui.words import RESOLVE_HELP, many, resolve_command, take_name

_SIGNS = {
    ActionKind.BUY: ("+", "green"),
    ActionKind.WAIT: ("~", "cyan"),
    ActionKind.RESUME: (">", "cyan"),
    ActionKind.RESTORE: ("<", "cyan"),
    ActionKind.FETCH: ("<", "cyan"),
    ActionKind.BLOCKED: ("?", "bad"),
    ActionKind.LOST: ("!", "bad"),
    ActionKind.REFUSED: ("x", "bad"),
    ActionKind.EDITED: ("*", "yellow"),
    ActionKind.REMOVE: ("-", "red"),
    ActionKind.KEEP: ("=", "dim"),
}
"""Each kind's sign and its style, in the order in which people read them."""

_BLOCKS = (
    (ActionKind.BUY, ActionKind.WAIT),
    (ActionKind.RESUME, ActionKind.RESTORE, ActionKind.FETCH),
    (ActionKind.BLOCKED, ActionKind.LOST, ActionKind.REFUSED, ActionKind.EDITED),
    (ActionKind.REMOVE, ActionKind.KEEP),
)
"""What stands together, aligned."""

_MARKS = {
    DiffMark.SAME: ("{}", None),
    DiffMark.GONE: ("[-{}-]", "removed"),
    DiffMark.NEW: ("{{+{}+}}", "added"),
}
_FREE = frozenset({ActionKind.RESTORE, ActionKind.FETCH})
_CROWD = 12
"""Free actions beyond which only their number is said."""


def plan_text(
    plan: Plan,
    *,
    headroom: Sequence[Headroom],
    today: date,
    command: str | None,
    width: int,
    color: bool,
    verbose: bool = False,
    balance: int | None = None,
) -> str:
    """The whole plan as lines of about `width` cells. `headroom` is what each limit leaves, `balance` what the account
    holds, in credits, once it has been read; `command` is what to type next, None where somebody is asked at once."""
    view = View(paint=Paint(color), width=width, verbose=verbose)
    broken = [] if plan.origin == SIMULATOR else [r.limit.words.name for r in headroom if r.breaks]
    groups = [_block(plan, kinds, view) for kinds in _BLOCKS]
    groups[-1] += _kept(plan, view)
    groups.append(
        [line for note in plan.notes for line in plain_value(f"note: {plain(note)}", "yellow", view)]
    )
    groups.append(totals(plan, headroom, today, view, balance))
    if broken:
        groups.append([f"Next: raise the {broken[0]}, or name fewer shots."])
    elif plan.unserved and command:
        groups.append(["Next: give those media an address, as the warning says; build refuses until then."])
    elif command and plan.has_work:
        groups.append([f"Next: {view.paint(command, 'bold')}"])
    return "\n\n".join("\n".join(lines) for lines in groups if lines) + "\n"


def _block(plan: Plan, kinds: tuple[ActionKind, ...], view: View) -> list[str]:
    """The actions of some kinds, aligned."""
    crowds = [k for k in kinds if k in _FREE and not view.verbose and plan.count(k) > _CROWD]
    named = [k for k in kinds if k not in crowds]
    shown = [a for k in named for a in plan.actions if a.kind is k and _worth_a_line(a, view)]
    longest = max(SHORTEST_NAME, view.width - BESIDES)
    heads = columns([_head(a, plan.output, longest) for a in shown], right=frozenset({2, 4}))
    widest = max(map(cells, heads), default=0)
    lines = []
    for action, head in zip(shown, heads, strict=True):
        sign, style = _SIGNS[action.kind]
        start = f"{sign} {action.kind.value:<7}  {pad(head, widest)}"
        lines += _with_reason(start, _reason(action, plan), style, view)
        for change in action.changed:
            lines += change_lines(change, view)
        if action.kind is ActionKind.BLOCKED and action.attempt:
            lines.append(f"    {resolve_command(action.attempt.short)}")
            lines += plain_value(RESOLVE_HELP, "dim", view, indent=6) if action is shown[0] else []
    return lines + _crowds(plan, crowds, view)


def _crowds(plan: Plan, kinds: Iterable[ActionKind], view: View) -> list[str]:
    """One line a kind and reason, where there are too many to name."""
    lines = []
    for kind in kinds:
        reasons = Counter(plain(a.reason) for a in plan.actions if a.kind is kind)
        for reason, count in reasons.items():
            start = f"{_SIGNS[kind][0]} {kind.value:<7}  {many(count, 'take')}"
            lines += _with_reason(start, reason, _SIGNS[kind][1], view)
    return lines


def _worth_a_line(action: Action, view: View) -> bool:
    """A take in place is only counted, but for a pin whose shot has drifted."""
    return action.kind is not ActionKind.KEEP or view.verbose or bool(action.changed)


def _head(action: Action, folder: str, longest: int) -> list[str]:
    file = plain(f"{folder}/{action.output}")
    name = cut(take_name(action.shot, action.take) if action.want else file, longest)
    if action.want is None or action.kind not in PAYS:
        return [name]
    shot = action.want.shot
    return [name, action.want.request.mode.value, f"{shot.duration} s", shot.resolution, price(action)]


def price(action: Action) -> str:
    """The dollars of one purchase."""
    if action.estimate is None:
        return "" if action.kind is ActionKind.WAIT else "no price"
    return ("" if action.estimate.exact else "at least ") + dollars(action.estimate.credits)


def _reason(action: Action, plan: Plan) -> str:
    reason = plain(action.reason)
    if action.asked or action.kind is ActionKind.KEEP:
        return reason
    users = [a.shot for a in plan.actions if a.want and action.shot in upstream(a.want.shot)]
    return (
        f"{reason} (included: {listed(list(dict.fromkeys(users)), 3)} needs its frame)" if users else reason
    )


def _with_reason(start: str, reason: str, style: str, view: View) -> list[str]:
    """The reason beside the head where there is room for it, else below."""
    sign, rest = view.paint(start[0], style), start[1:]
    room = view.width - cells(start) - 2
    if cells(reason) <= room:
        return [f"{sign}{rest}  {view.paint(reason, 'dim')}"]
    return [f"{sign}{rest}".rstrip(), *plain_value(reason, "dim", view, indent=4)]


def change_lines(change: Change, view: View) -> list[str]:
    """One field: a word diff in colour, or as git's `--word-diff` writes it."""
    marked = [
        (text if view.paint.color else _MARKS[mark][0].format(text), _MARKS[mark][1])
        for mark, text in pieces(change)
    ]
    lines = wrap([(f"{plain(change.field)}: ", "dim"), *marked], view.width - 6, view.paint)
    return [f"{'    ' if n == 0 else '      '}{line}" for n, line in enumerate(lines)]


def _kept(plan: Plan, view: View) -> list[str]:
    """One line for all that stays as it is, unless they have been listed; the whole answer when there is nothing else."""
    kept = [a for a in plan.actions if a.kind is ActionKind.KEEP]
    if not plan.actions:
        return ["Nothing to do: no take is asked for."]
    if len(kept) == len(plan.actions):
        return [view.paint(f"Nothing to do: {many(len(kept), 'take')} in place.", "green")]
    if not kept or view.verbose:
        return []
    names = f": {', '.join(take_name(a.shot, a.take) for a in kept)}" if len(kept) <= 4 else ""
    return plain_value(f"= keep     {many(len(kept), 'take')} in place{names}", "dim", view)
