"""A storyboard against a revision of it, for people: which shots, what in them, what it costs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from seedance_make.core.request.changes import Cause
from seedance_make.core.request.pricing import dollars
from seedance_make.core.request.storyboard_diff import Difference
from seedance_make.core.text.redact import plain
from seedance_make.core.text.suggest import listed
from seedance_make.ui.folders import MOST_LINES, few, folder_of
from seedance_make.ui.paint import Paint, View, columns, plain_value
from seedance_make.ui.plan.entries import edited_names, same_edit
from seedance_make.ui.plan.text import untold_lines
from seedance_make.ui.words import many

_SIGNS = {
    "added": ("+", "green"),
    "changed": ("~", "yellow"),
    "downstream": ("~", "yellow"),
    "renamed": (">", "cyan"),
    "removed": ("-", "red"),
}

DifferenceGroup = tuple[Difference, ...]
"""Shots that one edit has changed; a shot of its own otherwise."""


def difference_text(
    differences: Sequence[Difference], *, revision: str, width: int, color: bool, verbose: bool = False
) -> str:
    """Each edit with the shots that it reaches, and the price of all that is new, by the table. Beyond forty lines folders
    are counted, unless `verbose`."""
    view = View(paint=Paint(color), width=width, verbose=verbose)
    if not differences:
        return f"No shot differs from {plain(revision)}.\n"
    groups = difference_groups(differences)
    if len(groups) > MOST_LINES and not verbose:
        lines = [*few(_folders(differences, view), "folder"), view.paint("  -v lists every shot", "dim")]
    else:
        lines = [line for block in difference_blocks(groups, view, priced=True) for line in block]
    total = plain_value(_total(differences, plain(revision)), None, view)
    return "\n".join([*lines, "", *total]) + "\n"


def difference_groups(differences: Sequence[Difference]) -> list[DifferenceGroup]:
    """In order: what one edit did stands together, at the first of its shots."""
    groups: dict[object, list[Difference]] = {}
    for difference in differences:
        edit = same_edit(difference.changed)
        groups.setdefault((difference.how, edit) if edit else id(difference), []).append(difference)
    return [tuple(group) for group in groups.values()]


def difference_blocks(
    groups: Sequence[DifferenceGroup], view: View, *, priced: bool = False
) -> Iterator[list[str]]:
    """The lines of each group, with its fields; `priced`: also what its new takes cost by the table."""
    heads = columns(
        [[_name(g), _how(g), *([_price(g)] if priced else [])] for g in groups], right=frozenset({2})
    )
    told: list[Cause] = []
    for group, head in zip(groups, heads, strict=True):
        sign, style = _SIGNS[group[0].how]
        names = listed([d.shot for d in group], len(group) if view.verbose else 8) if len(group) > 1 else ""
        fields = [line for change in group[0].changed for line in untold_lines(change, told, view)]
        yield [
            f"{view.paint(sign, style)} {head}",
            *(plain_value(names, None, view, indent=4) if names else []),
            *fields,
        ]


def _folders(differences: Sequence[Difference], view: View) -> list[str]:
    """A line for each folder and way in which its shots differ."""
    folders: dict[tuple[str, str], list[Difference]] = {}
    for difference in differences:
        folders.setdefault((folder_of(difference.shot), difference.how), []).append(difference)
    rows = [
        [folder, many(len(group), "shot"), _how((replace(group[0], changed=(), was=None),)), _price(group)]
        for (folder, _), group in folders.items()
    ]
    signs = [view.paint(*_SIGNS[how]) for _, how in folders]
    return [f"{sign} {row}" for sign, row in zip(signs, columns(rows, right=frozenset({1, 3})), strict=True)]


def counted(differences: Sequence[Difference]) -> str:
    """`1 added, 2 changed`."""
    counts = Counter(d.how for d in differences)
    return ", ".join(f"{counts[how]:,} {how}" for how in _SIGNS if counts[how])


def _name(group: DifferenceGroup) -> str:
    return plain(group[0].shot) if len(group) == 1 else many(len(group), "shot")


def _how(group: DifferenceGroup) -> str:
    first = group[0]
    if first.how == "renamed":
        return f"renamed, was {first.was}" if first.was else "renamed"
    if first.how == "downstream":
        return "changed upstream"
    edited = edited_names(first.changed)
    return f"{first.how}: {plain(', '.join(edited))}" if edited else first.how


def _price(group: Sequence[Difference]) -> str:
    if not any(d.takes for d in group):
        return ""
    least = "" if all(d.exact for d in group) else "at least "
    return least + dollars(sum(d.credits for d in group))


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
