"""Takes that ask for the same: one purchase serves all of them."""

from collections.abc import Sequence
from dataclasses import replace

from seedance_make.core.plan.model import Action, ActionKind

_BRINGS = frozenset({ActionKind.BUY, ActionKind.RESUME, ActionKind.FETCH})


def join_twins(actions: Sequence[Action]) -> list[Action]:
    """Takes with one fingerprint: the first brings the clip, the others restore it for nothing."""
    first: dict[str, Action] = {}
    joined = []
    for action in actions:
        twin = first.get(action.fingerprint or "")
        if twin is not None and action.kind in _BRINGS:
            joined.append(_twin(action, twin))
            continue
        if action.fingerprint and action.kind in _BRINGS:
            first[action.fingerprint] = action
        joined.append(action)
    return joined


def _twin(action: Action, twin: Action) -> Action:
    reason = f"the same request as {twin.shot}: one purchase serves both"
    verdict = replace(action.verdict, kind=ActionKind.RESTORE, reason=reason)
    return replace(action, verdict=verdict, estimate=None, twin=(twin.shot, twin.take))
