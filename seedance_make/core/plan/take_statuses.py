"""Where each take of a storyboard stands: the plan and its facts, read as a state of things."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from seedance_make.core.attempt.states import IN_FLIGHT, Attempt, State
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import Action, ActionKind, Plan, ShotState
from seedance_make.core.plan.wants import pin_of

_PAID = IN_FLIGHT | {State.PAID_MISSING}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStatus:
    """One take that the storyboard asks for."""

    shot: str
    take: int
    takes: tuple[int, ...]  # of the shot
    chosen: bool  # by name, or since it is the only one
    state: ShotState
    reason: str
    task_id: str | None
    output: str  # relative to the project
    sha256: str | None  # of its clip, where there is one
    seconds: int  # as asked for
    credits: int | None  # what it has cost; None where nothing was paid yet
    pinned: bool

    def as_json(self) -> dict[str, object]:
        """For `status --json`."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {"takes": list(self.takes), "state": self.state.value}


def take_statuses(plan: Plan, snapshot: Snapshot) -> tuple[TakeStatus, ...]:
    """One status a take, in the plan's order."""
    return tuple(_status(a, plan, snapshot) for a in plan.actions if a.want)


def _status(action: Action, plan: Plan, snapshot: Snapshot) -> TakeStatus:
    assert action.want is not None
    shot, attempt = action.want.shot, action.attempt
    pin = pin_of(shot, plan.origin) if action.take == shot.chosen else None
    pinned = snapshot.clip_purchases.get(snapshot.pins.get(pin or "", ""))
    bought = pinned if pin else snapshot.bought.get(action.fingerprint or "")
    digests = action.digests or (tuple(a.sha256 for a in bought.artifacts) if bought else ())
    paid = attempt.cost if attempt and attempt.state in _PAID else None
    return TakeStatus(
        shot=shot.name,
        take=action.take,
        takes=shot.takes,
        chosen=shot.choice and action.take == shot.chosen,
        state=action.state,
        reason=action.reason,
        task_id=(attempt.task_id if attempt else None) or (bought.task_id if bought else None),
        output=f"{plan.output}/{action.output}",
        sha256=digests[0] if digests else None,
        seconds=shot.duration,
        credits=None if plan.origin == SIMULATOR else bought.credits if bought else paid,
        pinned=pin is not None,
    )


def open_attempts(plan: Plan, snapshot: Snapshot, *, everything: bool) -> tuple[Attempt, ...]:
    """What is in flight, unknown, or paid and missing: of this manifest (`everything`: also of shots that the plan is
    not about), and of other projects where a take waits for it."""
    shots = {a.shot for a in plan.actions}
    fingerprints = {a.fingerprint for a in plan.actions}
    mine = {
        a.id: a for a in snapshot.committed if everything or a.shot in shots or a.fingerprint in fingerprints
    }
    others = {
        a.attempt.id: a.attempt
        for a in plan.actions
        if a.attempt and a.kind in {ActionKind.RESUME, ActionKind.BLOCKED}
    }
    return tuple(_as_it_will_be(a, snapshot) for a in (mine | others).values())


def _as_it_will_be(attempt: Attempt, snapshot: Snapshot) -> Attempt:
    """An intent whose process died in its POST is an unknown outcome, though nobody has written it down yet."""
    if attempt.state is State.INTENT and attempt.id in snapshot.dead:
        return replace(attempt, state=State.UNKNOWN, message="its process ended while it was being sent")
    return attempt


def film_seconds(takes: Sequence[TakeStatus]) -> int:
    """The length of these shots' film, as asked for: one take of each."""
    return sum({t.shot: t.seconds for t in takes}.values())


def film_credits(takes: Sequence[TakeStatus]) -> int:
    """What these takes have cost, a clip that serves several of them counted once."""
    return sum({t.task_id or (t.shot, t.take): t.credits or 0 for t in takes}.values())
