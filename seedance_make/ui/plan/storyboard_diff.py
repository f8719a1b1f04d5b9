"""A storyboard against a revision of it, for people: which shots, what in them, what it costs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seedance_make.core.request.changes import Cause
from seedance_make.core.request.pricing import dollars
from seedance_make.core.request.storyboard_diff import Difference
from seedance_make.core.text.redact import plain
from seedance_make.core.text.suggest import listed
from seedance_make.ui.folders import MOST_LINES, folder_of
from seedance_make.ui.paint import Paint, View, columns, plain_value
from seedance_make.ui.plan.entries import edited_names, same_edit
from seedance_make.ui.plan.text import unshown_lines
from seedance_make.ui.words import many

_SIGNS = {
    "added": ("+", "green"),
    "changed": ("~", "yellow"),
    "downstream": ("~", "yellow"),
    "renamed": (">", "cyan"),
    "removed": ("-", "red"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceGroup:
    """Shots that one edit has changed; a shot of its own; or, where there are many, those of a `folder` that differ alike."""

    differences: tuple[Difference, ...]
    folder: str | None = None

    @property
    def first(self) -> Difference:
        """The one that stands for them."""
        return self.differences[0]


def difference_text(
    differences: Sequence[Difference], *, revision: str, width: int, color: bool, verbose: bool = False
) -> str:
    """Each edit with the shots that it reaches, and the price of all that is new, by the table. Beyond forty lines folders
    are counted, unless `verbose`."""
    view = View(paint=Paint(color), width=width, verbose=verbose)
    if not differences:
        return f"No shot differs from {plain(revision)}.\n"
    groups = difference_groups(differences)
    few = groups if verbose else in_folders(groups)
    shown = few if few is groups else few[:MOST_LINES]
    lines = [line for block in difference_blocks(shown, view, priced=True) for line in block]
    left = sum(len(group.differences) for group in few[len(shown) :])
    more = [f"… and {many(left, 'more shot')}"] if left else []
    more += [view.paint("  -v lists every shot", "dim")] if few is not groups else []
    total = plain_value(_total(differences, plain(revision)), None, view)
    return "\n".join([*lines, *more, "", *total]) + "\n"


def difference_groups(differences: Sequence[Difference]) -> list[DifferenceGroup]:
    """In order: what one edit did stands together, at the first of its shots."""
    groups: dict[object, list[Difference]] = {}
    for difference in differences:
        edit = same_edit(difference.changed)
        groups.setdefault((difference.how, edit) if edit else id(difference), []).append(difference)
    return [DifferenceGroup(differences=tuple(group)) for group in groups.values()]


def in_folders(groups: list[DifferenceGroup]) -> list[DifferenceGroup]:
    """The same where they are few. Of a crowd, single shots are counted by folder, the deepest that fits; edits that reach
    many shots stay as they are."""
    if len(groups) <= MOST_LINES:
        return groups
    deepest = max(group.first.shot.count("/") for group in groups)
    counts = (_by_folder(groups, depth) for depth in range(deepest, -1, -1))
    return next((few for few in counts if len(few) <= MOST_LINES), _by_folder(groups, 0))


def _by_folder(groups: Sequence[DifferenceGroup], depth: int) -> list[DifferenceGroup]:
    folders: dict[object, list[Difference]] = {}
    for group in groups:
        alone = len(group.differences) == 1
        key = (folder_of(group.first.shot, depth), group.first.how) if alone else id(group)
        folders.setdefault(key, []).extend(group.differences)
    return [
        DifferenceGroup(
            differences=tuple(many), folder=key[0] if isinstance(key, tuple) and len(many) > 1 else None
        )
        for key, many in folders.items()
    ]


def difference_blocks(
    groups: Sequence[DifferenceGroup], view: View, *, priced: bool = False
) -> Iterator[list[str]]:
    """The lines of each group, with its fields; `priced`: also what its new takes cost by the table."""
    heads = _heads(groups, priced=priced)
    shown_causes: list[Cause] = []
    for group, head in zip(groups, heads, strict=True):
        sign, style = _SIGNS[group.first.how]
        many_shots = len(group.differences)
        shots = [d.shot for d in group.differences]
        names = listed(shots, many_shots if view.verbose else 8) if many_shots > 1 else ""
        fields = [
            line for change in group.first.changed for line in unshown_lines(change, shown_causes, view)
        ]
        lines_apart = [*(plain_value(names, None, view, indent=4) if names else []), *fields]
        yield [f"{view.paint(sign, style)} {head}", *([] if group.folder else lines_apart)]


def counted(differences: Sequence[Difference]) -> str:
    """`1 added, 2 changed`."""
    counts = Counter(d.how for d in differences)
    return ", ".join(f"{counts[how]:,} {how}" for how in _SIGNS if counts[how])


def _heads(groups: Sequence[DifferenceGroup], *, priced: bool) -> list[str]:
    """Name, shots of a folder where there are folders, what happened, price."""
    rows = [
        [_name(g), many(len(g.differences), "shot") if g.folder else "", _how(g), _price(g) if priced else ""]
        for g in groups
    ]
    if any(g.folder for g in groups):
        return columns(rows, right=frozenset({1, 3}))
    return columns([[name, how, price] for name, _, how, price in rows], right=frozenset({2}))


def _name(group: DifferenceGroup) -> str:
    if group.folder is not None:
        return plain(group.folder)
    count = len(group.differences)
    return plain(group.first.shot) if count == 1 else many(count, "shot")


def _how(group: DifferenceGroup) -> str:
    first = group.first
    if first.how == "renamed":
        return f"renamed, was {first.was}" if first.was and group.folder is None else "renamed"
    if first.how == "downstream":
        return "changed upstream"
    edited = edited_names(first.changed) if group.folder is None else []
    return f"{first.how}: {plain(', '.join(edited))}" if edited else first.how


def _price(group: DifferenceGroup) -> str:
    if not any(d.takes for d in group.differences):
        return ""
    least = "" if all(d.exact for d in group.differences) else "at least "
    return least + dollars(sum(d.credits for d in group.differences))


def _total(differences: Sequence[Difference], revision: str) -> str:
    takes = sum(len(d.takes) for d in differences)
    if not takes:
        return f"Against {revision}: {counted(differences)}. Nothing new is asked for."
    least = "" if all(d.exact for d in differences) else "at least "
    credit_count = sum(d.credits for d in differences)
    return (
        f"Against {revision}: {counted(differences)}. {many(takes, 'take')} that {'is' if takes == 1 else 'are'} new cost "
        f"{least}{dollars(credit_count)} (= {many(credit_count, 'credit')}) by the price table; `plan` says what is bought already."
    )
