"""The plan for a person: what is bought and why first, what needs a hand next, the money last.

Everything that a manifest or a server has written passes `plain`, so that nothing in it can steer a terminal.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.limits import Headroom
from seedance_make.core.plan.model import FROM_STORES, PAYS, Action, ActionKind, Plan
from seedance_make.core.request.changes import Cause, Change
from seedance_make.core.request.pricing import dollars
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
from seedance_make.ui.plan.entries import Entry, entries, reason_text, users_of
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
    (ActionKind.RESUME, ActionKind.RESTORE, ActionKind.FETCH),
    (ActionKind.BLOCKED, ActionKind.LOST, ActionKind.REFUSED, ActionKind.EDITED, ActionKind.WAIT),
    (ActionKind.REMOVE, ActionKind.KEEP),
)
"""What stands together after the purchases, aligned."""

_MARKS = {
    DiffMark.SAME: ("{}", None),
    DiffMark.GONE: ("[-{}-]", "removed"),
    DiffMark.NEW: ("{{+{}+}}", "added"),
}
_FEW = 5
"""Reasons beyond which they are not told apart."""
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
    fields: bool = True,
) -> str:
    """The whole plan as lines of about `width` cells. `headroom` is what each limit leaves, `balance` what the account
    holds, in credits, once it has been read; `fields`: show what has changed in each; `command` is what to type next, None where somebody is asked at once."""
    view = View(paint=Paint(color), width=width, verbose=verbose, fields=fields)
    broken = [] if plan.origin == SIMULATOR else [r.limit.words.name for r in headroom if r.breaks]
    spent = plan.purchases and plan.origin != SIMULATOR
    used_up = [r.limit.words.name for r in headroom if spent and r.used_up]
    users = users_of(plan.actions)
    groups = [_block(plan, plan.purchases, view, users)]
    groups += [
        [*_block(plan, _of_kinds(plan, kinds, view), view, users), *_crowds(plan, kinds, view)]
        for kinds in _BLOCKS
    ]
    groups[-1] += _kept(plan, view)
    groups.append(
        [line for note in plan.notes for line in plain_value(f"note: {plain(note)}", "yellow", view)]
    )
    groups.append(totals(plan, headroom, today, view, balance))
    if used_up:
        groups.append([f"Next: raise the {used_up[0]}."])
    elif broken:
        groups.append([f"Next: raise the {broken[0]}, or name fewer shots."])
    elif plan.unpublishable and command:
        groups.append(["Next: give those media an address, as the warning says; build refuses until then."])
    elif command and plan.has_work:
        groups.append([f"Next: {view.paint(command, 'bold')}"])
    return "\n\n".join("\n".join(lines) for lines in groups if lines) + "\n"


def _of_kinds(plan: Plan, kinds: Sequence[ActionKind], view: View) -> list[Action]:
    """The actions of some kinds that have a line of their own, kind by kind."""
    crowds = _crowded(plan, kinds, view)
    return [
        a
        for kind in kinds
        if kind not in crowds
        for a in plan.actions
        if a.kind is kind and not a.buys and _worth_a_line(a, view)
    ]


def _block(
    plan: Plan, actions: Iterable[Action], view: View, users: Mapping[str, Sequence[str]]
) -> list[str]:
    """Some actions, aligned."""
    shown = entries(actions, verbose=view.verbose)
    longest = max(SHORTEST_NAME, view.width - BESIDES)
    models = plan.models if len(plan.models) > 1 else ()
    heads = columns([_head(e, plan.output, longest, models) for e in shown], right=frozenset({2, 4}))
    widest = max(map(cells, heads), default=0)
    lines: list[str] = []
    shown_causes: list[Cause] = []  # an edit that reaches takes of several entries is shown at the first
    for entry, head in zip(shown, heads, strict=True):
        sign, style = _SIGNS[entry.kind]
        start = f"{sign} {entry.kind.value:<7}  {pad(head, widest)}"
        lines += _with_reason(start, reason_text(entry, users), style, view)
        if len(entry.actions) > 1 and entry.folder is None:
            names = [take_name(a.shot, a.take) for a in entry.actions]
            lines += plain_value(listed(names, len(names) if view.verbose else 8), None, view, indent=4)
        for change in entry.changed if view.fields else ():
            lines += unshown_lines(change, shown_causes, view)
        if entry.kind is ActionKind.BLOCKED and entry.first.attempt and entry.folder is None:
            lines.append(f"    {resolve_command(entry.first.attempt.short)}")
            lines += plain_value(RESOLVE_HELP, "dim", view, indent=6) if entry is shown[0] else []
    return lines + ([view.paint("  -v lists every take", "dim")] if any(e.folder for e in shown) else [])


def _crowded(plan: Plan, kinds: Iterable[ActionKind], view: View) -> list[ActionKind]:
    return [k for k in kinds if k in FROM_STORES and not view.verbose and plan.count(k) > _CROWD]


def _crowds(plan: Plan, kinds: Iterable[ActionKind], view: View) -> list[str]:
    """One line a kind and reason, where there are too many to name."""
    lines = []
    for kind in _crowded(plan, kinds, view):
        reasons = Counter(plain(a.reason) for a in plan.actions if a.kind is kind)
        if len(reasons) > _FEW:
            reasons = Counter({"for nothing": reasons.total()})
        for reason, count in reasons.items():
            start = f"{_SIGNS[kind][0]} {kind.value:<7}  {many(count, 'take')}"
            lines += _with_reason(start, reason, _SIGNS[kind][1], view)
    return lines


def _worth_a_line(action: Action, view: View) -> bool:
    """A take in place is only counted, but for a pin whose shot has drifted."""
    return action.kind is not ActionKind.KEEP or view.verbose or bool(action.changed)


def _head(entry: Entry, folder: str, longest: int, models: Sequence[str]) -> list[str]:
    """Name, mode, length, resolution, price, and the model where there are several; of what is not bought the name
    alone."""
    action, count = entry.first, many(len(entry.actions), "take")
    wants = [a.want for a in entry.actions if a.want]
    model = [_common(w.request.model.id for w in wants)] if models else []
    if entry.folder is not None:
        return [cut(plain(entry.folder), longest), count, "", "", price(entry.actions), *model]
    if len(entry.actions) > 1:
        seconds = f"{sum(w.shot.duration for w in wants):,} s"
        mode = _common(w.request.mode.value for w in wants)
        resolution = _common(w.shot.resolution for w in wants)
        return [count, mode, seconds, resolution, price(entry.actions), *model]
    if action.want is None:
        return [cut(plain(f"{folder}/{action.output}"), longest)]
    name, shot = cut(take_name(action.shot, action.take), longest), action.want.shot
    if action.kind not in PAYS:
        return [name]
    mode = action.want.request.mode.value
    return [name, mode, f"{shot.duration} s", shot.resolution, price([action]), *model]


def _common(values: Iterable[str]) -> str:
    """What they all are; nothing where they differ."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else ""


def price(actions: Sequence[Action]) -> str:
    """The dollars of some purchases; nothing for what is not bought."""
    estimates = [a.estimate for a in actions if a.estimate]
    if not estimates:
        return "no price" if any(a.buys for a in actions) else ""
    least = "" if all(e.exact for e in estimates) else "at least "
    return least + dollars(sum(e.credits for e in estimates))


def _with_reason(start: str, reason: str, style: str, view: View) -> list[str]:
    """The reason beside the head where there is room for it, else below."""
    sign, rest = view.paint(start[0], style), start[1:]
    room = view.width - cells(start) - 2
    if cells(reason) <= room:
        return [f"{sign}{rest}  {view.paint(reason, 'dim')}"]
    return [f"{sign}{rest}".rstrip(), *plain_value(reason, "dim", view, indent=4)]


def unshown_lines(change: Change, shown_causes: list[Cause], view: View) -> list[str]:
    """One field, but for the edits behind it that have been shown: an edit is shown once. Those shown now join them."""
    unshown = tuple(c for c in change.causes if c not in shown_causes)
    shown_causes += unshown
    return [] if change.causes and not unshown else _change_lines(replace(change, causes=unshown), view)


def _change_lines(change: Change, view: View) -> list[str]:
    """One field, or what was edited behind it: a word diff in colour, or as git's `--word-diff` writes it."""
    if change.elsewhere:
        return []  # the reason says it
    edits = [(c.name, replace(change, old=c.old, new=c.new)) for c in change.causes]
    return [
        line for name, edit in edits or [(change.field, change)] for line in _diff_lines(name, edit, view)
    ]


def _diff_lines(name: str, change: Change, view: View) -> list[str]:
    marked = [
        (text if view.paint.color else _MARKS[mark][0].format(text), _MARKS[mark][1])
        for mark, text in pieces(change)
    ]
    lines = wrap([(f"{plain(name)}: ", "dim"), *marked], view.width - 6, view.paint)
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
