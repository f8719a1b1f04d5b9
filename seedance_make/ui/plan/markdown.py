"""The plan as a comment on a pull request, in GitHub-flavoured Markdown.

Whoever opens a pull request writes into this page: prompts, names, reasons that quote them. All of it stands in code,
behind a fence that is longer than any run of back-ticks in it: nothing in there calls people, links, or is markup.
Outside of code stand our own words and numbers alone. GitHub colours the lines of a `diff` by their signs.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from seedance_make.core.plan.limits import Headroom
from seedance_make.core.plan.model import WORK, Plan
from seedance_make.core.request.compare import ProfilePrice
from seedance_make.core.request.pricing import dollars
from seedance_make.core.request.storyboard_diff import Difference
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.redact import plain
from seedance_make.ui.diagnostics import render_problems
from seedance_make.ui.paint import Paint, View
from seedance_make.ui.plan.comparison import comparison_text, profile_total
from seedance_make.ui.plan.storyboard_diff import counted, difference_blocks, difference_groups, in_folders
from seedance_make.ui.plan.text import plan_text
from seedance_make.ui.words import PROGRAM, many

_WIDTH = 100  # cells of a line, whatever the terminal
_OPEN = 40  # lines of differences that are not folded away
_FOLDERS, _DIFFERENCES, _PLAN, _WARNINGS = 8_000, 32_000, 15_000, 8_000
"""Characters of each block at most: with all that stands around them 65,000, of the 65,536 that GitHub takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The revision that a storyboard is compared with: as typed, its commit's id, and the shots that differ."""

    revision: str
    commit: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a comment is about: the manifest's path in its repository, and the commit that it was made for ("" outside
    of one). `dirty`: files of it are not as that commit has them."""

    project: str
    commit: str = ""
    dirty: bool = False


def plan_md(
    plan: Plan, subject: Subject, *, against: Comparison | None, headroom: Sequence[Headroom], today: date, command: str,
) -> str:  # fmt: skip
    """The whole comment; "" where nothing differs, or without a revision where there is nothing to do. Its first line,
    hidden, is the same for every comment about this project. `command` is what a reader may type."""
    if not (against.differences if against else any(a.kind in WORK for a in plan.actions)):
        return ""
    text = plan_text(
        plan, headroom=headroom, today=today, command=command, width=_WIDTH, color=False,
        fields=against is None,  # which a comparison shows
    )  # fmt: skip
    parts = [
        marker(subject.project),
        f"### {_headline(plan)}",
        _about(subject, against),
        _differences(against.differences) if against else "",
        _fence(_kept(([line] for line in text.splitlines()), _PLAN, "line")),
        _warnings(plan.problems),
    ]
    return "\n\n".join(p for p in parts if p) + "\n"


def comparison_md(prices: Sequence[ProfilePrice], *, as_of: str, today: date, verbose: bool = False) -> str:
    """Profiles side by side, for the same place."""
    totals = " · ".join(f"{_code(price.profile)} {profile_total(price)}" for price in prices)
    view = View(paint=Paint(color=False), width=_WIDTH, verbose=verbose)
    text = comparison_text(prices, as_of=as_of, today=today, view=view)
    return f"### {totals}\n\n{_fence(_kept(([line] for line in text.splitlines()), _PLAN, 'line'), 'text')}\n"


def marker(project: str) -> str:
    """By which a workflow finds its own comment about a project again."""
    path = quote(project, errors="surrogateescape")  # no `>`: nothing in it ends the comment
    return f"<!-- {PROGRAM}: {path} -->"


def _headline(plan: Plan) -> str:
    buys = plan.purchases
    if not buys:
        return "Nothing to buy"
    least = "" if plan.exact else "at least "
    return f"{many(len(buys), 'take')} to buy for {least}{dollars(plan.credits)} (= {many(plan.credits, 'credit')})"


def _about(subject: Subject, against: Comparison | None) -> str:
    """Which storyboard, of which commit, against which other."""
    words = _code(subject.project)
    if subject.commit:
        words += f" at {_code(subject.commit[:10])}"
    if subject.dirty:
        words += " with changes that are not committed"
    if against is None:
        return words
    if against.commit.startswith(against.revision):
        other = _code(against.revision[:10])
    else:
        other = f"{_code(against.revision)} ({_code(against.commit[:10])})"
    return f"{words}, against {other}: {counted(against.differences)}"


def _differences(differences: Sequence[Difference]) -> str:
    """Shot by shot and field by field; of a crowd the folders, and the shots folded away."""
    groups, view = difference_groups(differences), View(paint=Paint(color=False), width=_WIDTH)
    lines = _kept(
        difference_blocks(groups, view), _DIFFERENCES, "shot", [len(group.differences) for group in groups]
    )
    if len(lines) <= _OPEN:
        return _fence(lines)
    title = f"What differs in {many(len(differences), 'shot')}"
    whole = f"<details><summary>{title}</summary>\n\n{_fence(lines)}\n\n</details>"
    few = in_folders(groups)
    if few is groups:
        return whole
    counts = [len(group.differences) for group in few]
    return f"{_fence(_kept(difference_blocks(few, view), _FOLDERS, 'shot', counts))}\n\n{whole}"


def _warnings(problems: Sequence[Problem]) -> str:
    if not problems:
        return ""
    counts = Counter(p.severity.value for p in problems)
    title = ", ".join(many(count, severity) for severity, count in counts.items())
    blocks = (render_problems([p], {}).splitlines() for p in problems)
    return f"**{title}**\n\n{_fence(_kept(blocks, _WARNINGS, 'problem', [1] * len(problems)), 'text')}"


def _kept(
    blocks: Iterable[Sequence[str]], most: int, noun: str, counts: Sequence[int] | None = None
) -> list[str]:
    """The lines of the first blocks, of together at most so many characters, and how many more there are. `counts`: of how
    much each block tells, where that is known without making it; else of one."""
    lines: list[str] = []
    rest = iter(blocks)
    for number, block in enumerate(rest):
        most -= sum(len(line) + 1 for line in block)
        if most < 0:
            left = 1 + sum(1 for _ in rest) if counts is None else sum(counts[number:])
            return [*lines, f"… and {many(left, f'more {noun}')}"]
        lines += block
    return lines


def _fence(lines: Sequence[str], language: str = "diff") -> str:
    fence = "`" * max(3, 1 + _longest(lines))
    return "\n".join([f"{fence}{language}", *lines, fence])


def _code(text: str) -> str:
    """A name or an id on one line, as a code span."""
    shown = plain(text)
    ticks = "`" * (1 + _longest([shown]))
    edge = " " if "`" in (shown[:1], shown[-1:]) else ""
    return f"{ticks}{edge}{shown}{edge}{ticks}"


def _longest(lines: Iterable[str]) -> int:
    """The longest run of back-ticks."""
    return max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
