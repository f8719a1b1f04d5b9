"""Every take that a storyboard asks for, with its request as far as it is known.

A shot comes after the shots whose frames it needs, since only a clip's digest completes a request.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import Want
from seedance_make.core.plan.outputs import output_of
from seedance_make.core.request.fingerprint import fingerprint
from seedance_make.core.request.request import bind, with_clips
from seedance_make.core.storyboard.graph import by_need
from seedance_make.core.storyboard.model import ResolvedShot, Storyboard


def wants(board: Storyboard, snapshot: Snapshot) -> tuple[Want, ...]:
    """Every take that is asked for, in storyboard order, with its request as far as upstream clips are known."""
    clips: dict[str, str | None] = {}
    by_shot: dict[str, list[Want]] = {}
    enabled = [s for s in board.shots if s.enabled]
    for shot in by_need(enabled):
        takes = [_want(shot, take, snapshot.files, clips) for take in shot.takes]
        by_shot[shot.name] = takes
        clips[shot.name] = _chosen_clip(shot, takes, snapshot)
    return tuple(w for s in enabled for w in by_shot[s.name])


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


def pin_of(shot: ResolvedShot, origin: str) -> str | None:
    """The pin that counts; a simulated build has none of the bought clips and simulates the shot instead."""
    return None if origin == SIMULATOR else shot.pin
