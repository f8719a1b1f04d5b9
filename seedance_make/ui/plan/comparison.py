"""Profiles side by side: what each costs in all, then shot by shot."""

from collections.abc import Sequence
from datetime import date

from seedance_make.core.request.compare import ProfilePrice, shots_of
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.redact import plain
from seedance_make.ui.folders import MOST_LINES, by_folder
from seedance_make.ui.paint import View, columns, plain_value
from seedance_make.ui.words import many, prices_text


def comparison_text(prices: Sequence[ProfilePrice], *, as_of: str, today: date, view: View) -> str:
    """The whole page. Beyond forty shots folders are summed, unless it is verbose. `as_of`: the date of the prices."""
    paint = view.paint
    rows = [
        [plain(p.profile), plain(p.model), many(p.takes, "take"), f"{p.seconds:,} s", profile_total(p)]
        for p in prices
    ]
    totals = columns([["profile", "model", "takes", "film", "price"], *rows], right=frozenset({2, 3, 4}))
    shots = shots_of(prices)
    crowd = len(shots) > MOST_LINES and not view.verbose
    groups = by_folder(shots) if crowd else {name: [n] for n, name in enumerate(shots)}
    table = columns(
        [["", *(plain(p.profile) for p in prices)], *(_row(n, [shots[i] for i in at], prices) for n, at in groups.items())],
        right=frozenset(range(1, len(prices) + 1)),
    )  # fmt: skip
    totals[0], table[0] = paint(totals[0], "dim"), paint(table[0], "dim")
    more = [paint("-v lists every shot", "dim")] if crowd else []
    last = f"As if nothing had been bought; {prices_text(as_of, today)[0]}."
    doubts = dict.fromkeys(doubt for price in prices for doubt in price.doubts)
    notes = [line for doubt in doubts for line in plain_value(f"note: {plain(doubt)}", "yellow", view)]
    blocks = (totals, [*table, *more], notes, [last])
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _row(name: str, shots: Sequence[str], prices: Sequence[ProfilePrice]) -> list[str]:
    sums = [[p.shots[s] for s in shots if s in p.shots] for p in prices]
    return [plain(name), *(dollars(sum(costs)) if costs else "–" for costs in sums)]


def profile_total(price: ProfilePrice) -> str:
    """What all shots cost under a profile."""
    return ("" if price.exact else "at least ") + dollars(price.credits)
