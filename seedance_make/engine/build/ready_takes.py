"""Which takes of a plan can begin: those that wait for nobody's clip, and those whose others have ended, with a clip or not."""

from collections.abc import Iterable

from seedance_make.core.plan.model import PAYS, Action

Take = tuple[str, int]
"""Shot and number."""


class ReadyTakes:
    """Each action is given once, as soon as it can begin. An action without a take is none of these."""

    def __init__(self, actions: Iterable[Action]) -> None:
        takes = {(a.shot, a.take): a for a in actions}
        chosen = chosen_takes(takes.values())
        self._waiting: dict[Take, int] = {}  # take → how many others it waits for
        self._after: dict[Take, list[Action]] = {}  # take → those that wait for it
        self._ready: list[Action] = []
        self.open = len(takes)  # takes that have not ended
        for take, action in takes.items():
            others = {other for other in _needs(action, chosen) if other in takes}
            self._waiting[take] = len(others)
            for other in others:
                self._after.setdefault(other, []).append(action)
            if not others:
                self._ready.append(action)

    def ready(self) -> tuple[Action, ...]:
        """Those that can begin now, in the plan's order."""
        ready, self._ready = tuple(self._ready), []
        return ready

    def finish(self, action: Action) -> None:
        """Its clip has come, or it is known that it won't."""
        self.open -= 1
        for other in self._after.get((action.shot, action.take), ()):
            self._waiting[other.shot, other.take] -= 1
            if not self._waiting[other.shot, other.take]:
                self._ready.append(other)


def chosen_takes(actions: Iterable[Action]) -> dict[str, int]:
    """Shot → the take whose clip others use; without those of which none is chosen yet."""
    return {a.shot: a.want.shot.chosen for a in actions if a.want and a.want.shot.choice}


def _needs(action: Action, chosen: dict[str, int]) -> list[Take]:
    """What comes first: the take that brings this one's clip too, or the clips whose frames a purchase needs."""
    if action.twin:
        return [action.twin]
    return [(shot, chosen[shot]) for shot in action.needs if shot in chosen] if action.kind in PAYS else []
