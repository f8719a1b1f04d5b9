"""A storyboard against a revision of it, for people: which shots, what in them, what it costs."""

from collections import Counter
from collections.abc import Iterator, Sequence

from seedance_make.core.request.pricing import dollars
from seedance_make.core.request.storyboard_diff import Difference
from seedance_make.core.text.redact import plain
from seedance_make.ui.paint import Paint, View, columns
from seedance_make.ui.plan.text import change_lines
from seedance_make.ui.words import many

_SIGNS = {
    "added": ("+", "green"),
    "changed": ("~", "yellow"),
    "downstream": ("~", "yellow"),
    "renamed": (">", "cyan"),
    "removed": ("-", "red"),
}


def difference_text(differences: Sequence[Difference], *, revision: str, width: int, color: bool) -> str:
    """Each shot that differs, with its fields, and the price of all that is new, by the table."""
    view = View(paint=Paint(color), width=width)
    if not differences:
        return f"No shot differs from {plain(revision)}.\n"
    lines = [line for block in difference_blocks(differences, view, priced=True) for line in block]
    return "\n".join([*lines, "", _total(differences, plain(revision))]) + "\n"


def difference_blocks(
    differences: Sequence[Difference], view: View, *, priced: bool = False
) -> Iterator[list[str]]:
    """The lines of each shot that differs, with its fields; `priced`: also what its new takes cost by the table."""
    heads = columns(
        [[d.shot, _how(d), *([_price(d)] if priced else [])] for d in differences], right=frozenset({2})
    )
    for difference, head in zip(differences, heads, strict=True):
        sign, style = _SIGNS[difference.how]
        fields = [line for change in difference.changed for line in change_lines(change, view)]
        yield [f"{view.paint(sign, style)} {head}", *fields]


def counted(differences: Sequence[Difference]) -> str:
    """`1 added, 2 changed`."""
    counts = Counter(d.how for d in differences)
    return ", ".join(f"{counts[how]:,} {how}" for how in _SIGNS if counts[how])


def _how(difference: Difference) -> str:
    if difference.how == "renamed":
        return f"renamed, was {difference.was}"
    if difference.how == "downstream":
        return "changed upstream"
    return difference.how


def _price(difference: Difference) -> str:
    if not difference.takes:
        return ""
    return ("" if difference.exact else "at least ") + dollars(difference.credits)


def _total(differences: Sequence[Difference], revision: str) -> str:
    takes = sum(len(d.takes) for d in differences)
    if not takes:
        return f"Against {revision}: {counted(differences)}. Nothing new is asked for."
    least = "" if all(d.exact for d in differences) else "at least "
    credit_count = sum(d.credits for d in differences)
    return (
        f"Against {revision}: {counted(differences)}. {many(takes, 'take')} that {'is' if takes == 1 else 'are'} new cost "
        f"{least}{dollars(credit_count)} (= {credit_count:,} credits) by the price table; `plan` says what is bought already."
    )
