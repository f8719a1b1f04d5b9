"""The film in numbers, for the head of the review page."""

from collections.abc import Sequence

from seedance_make.core.cut.clip import Source
from seedance_make.core.cut.cut import Cut, time_code
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import PAYS, Action
from seedance_make.core.request.pricing import dollars

Totals = tuple[tuple[str, str], ...]


def film_totals(
    actions: Sequence[Action], cuts: Sequence[Cut], snapshot: Snapshot, *, simulated: bool
) -> Totals:
    """Name → value: shots, length, clips, cost. `simulated`: nothing of this was bought."""
    own = sum(1 for cut in cuts if cut.clip and cut.clip.source is not Source.SIMULATED)
    shown = sum(1 for cut in cuts if cut.clip)
    takes = f" · {len(actions):,} takes" if len(actions) > len(cuts) else ""
    built = (
        ("Simulated", f"{shown:,} of {len(cuts):,}") if simulated else ("Built", f"{own:,} of {len(cuts):,}")
    )
    return (
        ("Shots", f"{len(cuts):,}{takes}"),
        ("Length", time_code(cuts[-1].end if cuts else 0)),
        built,
        *_money(actions, snapshot, simulated=simulated),
    )


def _money(actions: Sequence[Action], snapshot: Snapshot, *, simulated: bool) -> Totals:
    """What these takes have cost, each purchase once, and what is left to buy."""
    if simulated:
        return ()
    fingerprints = {a.fingerprint for a in actions if a.fingerprint}
    bought = [snapshot.bought[f] for f in fingerprints if f in snapshot.bought]
    left = [a.estimate for a in actions if a.kind in PAYS and a.estimate]
    least = "" if all(e.exact for e in left) else "at least "
    spent = ("Paid", dollars(sum(b.credits for b in bought)))
    return (spent, ("To buy", f"{least}{dollars(sum(e.credits for e in left))}")) if left else (spent,)
