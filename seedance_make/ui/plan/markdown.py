"""The plan as GitHub-flavoured Markdown, for a comment on a pull request.

Whoever writes the storyboard of a pull request writes into this page: all of it passes `md`, so that it cannot
break the table, write markup, or call people and issues.
"""

import re
from datetime import date

from seedance_make.core.plan.model import Action, ActionKind, Plan
from seedance_make.core.request.changes import Change
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.redact import plain
from seedance_make.ui.plan.text import price
from seedance_make.ui.plan.totals import breaks, cap_text
from seedance_make.ui.word_diff import DiffMark, pieces
from seedance_make.ui.words import many, prices_text, resolve_command, take_name

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"([\\`*_\[\]{}|~$!])")
_CALLS = re.compile(r"((?<!\w)@(?=\w)|#(?=\d))")
"""What GitHub would take for a person or an issue; the @ of `shot@2` is neither, and is there to be copied."""

_HAND = (ActionKind.BLOCKED, ActionKind.LOST, ActionKind.REFUSED, ActionKind.EDITED)
_QUIET = (ActionKind.RESUME, ActionKind.RESTORE, ActionKind.FETCH, ActionKind.REMOVE, ActionKind.KEEP)
_TAGS = {DiffMark.SAME: "{}", DiffMark.GONE: "<del>{}</del>", DiffMark.NEW: "<ins>{}</ins>"}
_LONGEST = 20_000
_MOST = 40_000
"""Characters of changes at most: GitHub refuses a comment of more than 65,536."""


def md(text: str) -> str:
    """Foreign text as Markdown shows it literally, on one line."""
    safe = "".join(_HTML.get(c, c) for c in plain(text, _LONGEST))
    return _CALLS.sub("\\1\u200b", _SPECIAL.sub(r"\\\1", safe))


def plan_md(plan: Plan, *, cap: int | None, today: date, command: str, committed: int = 0) -> str:
    """The whole comment. `cap` and `committed` are credits, `command` is what a reader may type."""
    parts = [
        f"### {_headline(plan)}",
        _table(plan),
        _others(plan),
        _by_hand(plan),
        _warnings(plan, cap, committed, today),
    ]
    parts += [_details(plan), _ending(plan, today, command)]
    return "\n\n".join(p for p in parts if p) + "\n"


def _headline(plan: Plan) -> str:
    buys = plan.purchases
    if buys:
        least = "" if plan.exact else "at least "
        return f"{many(len(buys), 'take')} to buy for {least}{dollars(plan.credits)} (= {plan.credits:,} credits)"
    return "Nothing to buy" if any(a.kind is not ActionKind.KEEP for a in plan.actions) else "Nothing to do"


def _table(plan: Plan) -> str:
    """Every purchase with its price and reason."""
    rows = [_row(a) for kind in (ActionKind.BUY, ActionKind.WAIT) for a in plan.actions if a.kind is kind]
    if not rows:
        return ""
    head = ["| | shot | mode | length | resolution | price | why |", "|---|---|---|---:|---|---:|---|"]
    return "\n".join([*head, *rows])


def _row(action: Action) -> str:
    if action.want is None:
        return ""
    shot = action.want.shot
    row = [
        action.kind.value, f"**{_name(action)}**", action.want.request.mode.value, f"{shot.duration} s",
        md(shot.resolution), price(action), md(action.reason),
    ]  # fmt: skip
    return f"| {' | '.join(row)} |"


def _name(action: Action) -> str:
    return md(take_name(action.shot, action.take) if action.want else action.output)


def _others(plan: Plan) -> str:
    """What costs nothing, as numbers."""
    return " · ".join(f"{kind.value} {plan.count(kind):,}" for kind in _QUIET if plan.count(kind))


def _by_hand(plan: Plan) -> str:
    """What a build cannot settle by itself, with the way out."""
    lines = []
    for action in (a for kind in _HAND for a in plan.actions if a.kind is kind):
        lines.append(f"- {action.kind.value} **{_name(action)}**: {md(action.reason)}")
        if action.kind is ActionKind.BLOCKED and action.attempt:
            lines.append(f"  - `{resolve_command(action.attempt.short)}`")
    return "\n".join(lines)


def _warnings(plan: Plan, cap: int | None, committed: int, today: date) -> str:
    aged, stale = prices_text(plan.prices_as_of, today)
    warnings = [md(note) for note in plan.notes]
    warnings += [f"{p.place.line}: {md(p.path)}: {md(p.message)}" for p in plan.problems]
    if cap is not None and breaks(plan, cap, committed):
        warnings.append(md(cap_text(plan, cap, committed)))
    warnings += [md(f"{aged[0].upper()}{aged[1:]}.")] if stale and plan.purchases else []
    return "\n".join(["> [!WARNING]", *(f"> - {s}" for s in warnings)]) if warnings else ""


def _details(plan: Plan) -> str:
    """What changed, field by field, folded away."""
    lines: list[str] = []
    left = _MOST
    changed = [a for a in plan.actions if a.changed]
    for action in changed:
        text = f"- **{_name(action)}**\n" + "\n".join(f"  - {_change(c)}" for c in action.changed)
        left -= len(text)
        if left < 0:
            lines.append("- … and more: see `seedance-make plan`")
            break
        lines.append(text)
    if not lines:
        return ""
    summary = f"<details><summary>What changed in {many(len(changed), 'take')}</summary>"
    return "\n\n".join([summary, "\n".join(lines), "</details>"])


def _change(change: Change) -> str:
    diff = "".join(_edges(mark, text) for mark, text in pieces(change))
    return f"{md(change.field)}: {diff}"


def _edges(mark: DiffMark, text: str) -> str:
    """One piece; `plain` takes the blanks at its ends, so they are put back."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return before + _TAGS[mark].format(md(text)) + after


def _ending(plan: Plan, today: date, command: str) -> str:
    if not any(a.kind is not ActionKind.KEEP for a in plan.actions):
        return ""
    aged, _ = prices_text(plan.prices_as_of, today)
    film = f"{many(plan.seconds, 'second')} of film; {md(aged)}. " if plan.purchases else ""
    return f"{film}To do it: `{md_code(command)}`"


def md_code(text: str) -> str:
    """Text that may stand in a code span."""
    return plain(text).replace("`", "'")
