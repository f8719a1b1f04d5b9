"""Requests + Snapshot → Plan: what a build would do, why by field, and what it costs. Pure; the one truth about both.

Shots are decided after the shots whose frames they need, since only a clip's digest completes a request.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from seedance_make.core.attempt.states import Attempt
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.request.changes import Change
from seedance_make.core.request.fingerprint import fingerprint
from seedance_make.core.request.pricing import Estimate
from seedance_make.core.request.request import ByFrame, Request, bind, with_clips
from seedance_make.core.storyboard.model import FrameMedia, ResolvedShot, Storyboard
from seedance_make.core.team.chain import Try
from seedance_make.core.text.diagnostic import Problem


class ActionKind(StrEnum):
    """One step of a plan (the words people and scripts see)."""

    KEEP = "keep"
    RESTORE = "restore"
    FETCH = "fetch"
    RESUME = "resume"
    BUY = "buy"
    WAIT = "wait"
    BLOCKED = "blocked"
    LOST = "lost"
    EDITED = "edited"
    REFUSED = "refused"
    REMOVE = "remove"


PAYS = frozenset({ActionKind.BUY, ActionKind.WAIT})
WORK = frozenset(ActionKind) - {ActionKind.KEEP}


class ShotState(StrEnum):
    """The state of a shot, for people and for `-s state:…`."""

    DONE = "done"
    NEW = "new"
    CHANGED = "changed"
    WAITING = "waiting"
    RUNNING = "running"
    BLOCKED = "blocked"
    FAILED = "failed"
    LOST = "lost"
    EDITED = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One take that the storyboard asks for."""

    shot: ResolvedShot
    take: int
    request: Request
    fingerprint: str | None
    output: str  # path in the output tree, with `/`


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision and its reason."""

    kind: ActionKind
    state: ShotState
    reason: str
    digests: tuple[str, ...] = ()  # the clip and a task's further videos, where they are known
    attempt: Attempt | None = None
    claim: Try | None = None  # of another machine
    changed: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One take and what is done for it. `want` is None for a removal."""

    shot: str
    take: int
    kind: ActionKind
    state: ShotState
    reason: str
    output: str
    want: Want | None = None
    changed: tuple[Change, ...] = ()
    estimate: Estimate | None = None
    digests: tuple[str, ...] = ()
    attempt: Attempt | None = None
    claim: Try | None = None  # of another machine
    needs: tuple[str, ...] = ()  # shots whose clip comes first
    twin: tuple[str, int] | None = None  # the take that brings this one's clip, since both ask for the same
    asked: bool = True  # False: included only because an asked shot needs its frame

    @property
    def fingerprint(self) -> str | None:
        """Of the request, when it is settled."""
        return self.want.fingerprint if self.want else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person asks of this plan. Shot names are exact; `only` None means the whole storyboard."""

    only: frozenset[str] | None = None
    named: frozenset[str] = frozenset()  # typed out on the command line: may repeat a refused failure
    rebuy: frozenset[tuple[str, int | None]] = frozenset()  # a lost take; None: the chosen one
    overwrite: frozenset[str] = frozenset()  # edited outputs that may be replaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plain value: what `plan`, `build --dry-run`, a saved plan and `build` share."""

    model: str
    origin: str
    profile: str | None
    output: str  # folder of the output tree, relative to the project
    prices_as_of: str
    actions: tuple[Action, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()  # what people should know besides: orphans, a table that is off

    def count(self, kind: ActionKind) -> int:
        """Takes with that action."""
        return sum(a.kind is kind for a in self.actions)

    @property
    def purchases(self) -> tuple[Action, ...]:
        """What is bought, now or after another shot."""
        return tuple(a for a in self.actions if a.kind in PAYS)

    @property
    def credits(self) -> int:
        """Of all purchases."""
        return sum(a.estimate.credits for a in self.purchases if a.estimate)

    @property
    def exact(self) -> bool:
        """False when a purchase's price is a lower bound."""
        return all(a.estimate.exact for a in self.purchases if a.estimate)

    @property
    def seconds(self) -> int:
        """Of film that is bought."""
        return sum(a.want.shot.duration for a in self.purchases if a.want)


def output_of(shot: str, take: int, chosen: int) -> str:
    """Where a take is seen in the output tree."""
    return f"{shot}.mp4" if take == chosen else f"_takes/{shot}/{take}.mp4"


def further_output(shot: str, take: int, video: int) -> str:
    """Where a task's second and later videos are seen."""
    return f"_takes/{shot}/{take}.{video}.mp4"


def frame_output(shot: str, frame: str) -> str:
    """Where a frame that other shots need is seen in the output tree."""
    return f"_frames/{shot}.{frame}.png"


def frames_needed(want: Want) -> Mapping[str, ByFrame]:
    """The frames that a take needs, by their paths in the output tree."""
    media = (m for many in want.request.media.values() for m in many)
    return {frame_output(m.shot, m.frame): m for m in media if isinstance(m, ByFrame)}


def outputs_of(action: "Action") -> tuple[str, ...]:
    """Every path that an action's clip and further videos have in the output tree."""
    count = len(action.digests) if action.want else 1
    return (action.output, *(further_output(action.shot, action.take, n) for n in range(2, count + 1)))


def pin_of(shot: ResolvedShot, origin: str) -> str | None:
    """The pin that counts; a simulated build has none of the bought clips and simulates the shot instead."""
    return None if origin == SIMULATOR else shot.pin


def upstream(shot: ResolvedShot) -> tuple[str, ...]:
    """The shots whose frames it needs."""
    frames = (m.shot for many in shot.media.values() for m in many if isinstance(m, FrameMedia))
    return tuple(dict.fromkeys(frames))


def by_need(shots: Iterable[ResolvedShot]) -> list[ResolvedShot]:
    """Shots after those that they need, in storyboard order otherwise; a ring (a problem elsewhere) is left as it is."""
    named = {s.name: s for s in shots}
    sorter = TopologicalSorter({n: [u for u in upstream(s) if u in named] for n, s in named.items()})
    try:
        return [named[n] for n in sorter.static_order()]
    except CycleError:
        return list(named.values())


def with_upstream(shots: Iterable[ResolvedShot], only: frozenset[str]) -> frozenset[str]:
    """The names and everything that they need, at any distance."""
    named = {s.name: s for s in shots}
    found: set[str] = set()
    todo = [n for n in only if n in named]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(u for u in upstream(named[name]) if u in named)
    return frozenset(found)


def wants(board: Storyboard, snapshot: Snapshot, only: frozenset[str] | None = None) -> tuple[Want, ...]:
    """Every take that is asked for, in storyboard order, with its request as far as upstream clips are known."""
    clips: dict[str, str | None] = {}
    found: dict[str, list[Want]] = {}
    enabled = [s for s in board.shots if s.enabled]
    for shot in by_need(enabled):
        if only is not None and shot.name not in only:
            continue
        takes = [_want(shot, take, snapshot.files, clips) for take in shot.takes]
        found[shot.name] = takes
        clips[shot.name] = _chosen_clip(shot, takes, snapshot)
    return tuple(w for s in enabled for w in found.get(s.name, ()))


def _want(shot: ResolvedShot, take: int, files: Mapping[str, str], clips: Mapping[str, str | None]) -> Want:
    request = bind(shot, take, files=files, clips=clips)
    return Want(
        shot=shot, take=take, request=request, fingerprint=fingerprint(request),
        output=output_of(shot.name, take, shot.chosen),
    )  # fmt: skip


def settle(want: Want, clips: Mapping[str, str | None]) -> Want:
    """The take once clips that it waited for exist: shot → sha256. With the last of them it has its fingerprint."""
    request = with_clips(want.request, clips)
    return replace(want, request=request, fingerprint=fingerprint(request))


def _chosen_clip(shot: ResolvedShot, takes: Iterable[Want], snapshot: Snapshot) -> str | None:
    """The digest whose frames others use; None while there is no clip, or several and none chosen."""
    if pin := pin_of(shot, snapshot.origin):
        return snapshot.pins.get(pin)
    if not shot.choice:
        return None
    chosen = next((w for w in takes if w.take == shot.chosen), None)
    bought = snapshot.bought.get(chosen.fingerprint or "") if chosen else None
    return bought.artifacts[0].sha256 if bought else None


def lock_changes(plan: Plan, snapshot: Snapshot) -> tuple[str, ...]:
    """The takes for which a build would add a receipt to the lock file."""
    names = []
    for action in plan.actions:
        bought = snapshot.bought.get(action.fingerprint or "")
        unproved = bought is None or not bought.receipt
        free = action.kind in {ActionKind.KEEP, ActionKind.RESTORE, ActionKind.FETCH} and not (
            action.want and action.want.shot.pin
        )
        if action.kind in PAYS | {ActionKind.RESUME} or (free and unproved):
            names.append(f"{action.shot}@{action.take}")
    return tuple(names)


def rebuys(want: Want, options: Options) -> bool:
    """Whether a person has named this very take for a second purchase."""
    name = want.shot.name
    return (name, want.take) in options.rebuy or (
        (name, None) in options.rebuy and want.take == want.shot.chosen
    )
