"""Whether the lock file would change: what `--locked` refuses."""

from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import FROM_STORES, ActionKind, Plan


def lock_changes(plan: Plan, snapshot: Snapshot) -> tuple[str, ...]:
    """The takes for which a build would add a receipt to the lock file."""
    names = []
    for action in plan.actions:
        bought = snapshot.bought.get(action.fingerprint or "")
        unproved = bought is None or not bought.receipt
        free = action.kind in FROM_STORES | {ActionKind.KEEP} and not (action.want and action.want.shot.pin)
        if action.buys or action.kind is ActionKind.RESUME or (free and unproved):
            names.append(f"{action.shot}@{action.take}")
    return tuple(names)
