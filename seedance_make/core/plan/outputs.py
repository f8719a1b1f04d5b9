"""Where things are seen in the output tree. Paths are relative to it, with `/`."""

from collections.abc import Mapping

from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import Action, ActionKind, ShotState, Verdict, Want
from seedance_make.core.request.request import ByFrame
from seedance_make.core.storyboard.media.frame import FRAME_FILE

FRAMES_FOLDER = "_frames"


def output_of(shot: str, take: int, chosen: int) -> str:
    """Where a take is seen in the output tree."""
    return f"{shot}.mp4" if take == chosen else f"_takes/{shot}/{take}.mp4"


def frame_output(shot: str, frame: str) -> str:
    """Where a frame that other shots need is seen in the output tree."""
    return f"{FRAMES_FOLDER}/{shot}.{frame}.png"


def framed_shot(path: str) -> str | None:
    """The shot whose frame is seen at a path; None for what is no frame."""
    frame = (
        FRAME_FILE.fullmatch(path.removeprefix(f"{FRAMES_FOLDER}/"))
        if path.startswith(FRAMES_FOLDER)
        else None
    )
    return frame["shot"] if frame else None


def frames_needed(want: Want) -> Mapping[str, ByFrame]:
    """The frames that a take needs, by their paths in the output tree."""
    media = (m for many in want.request.media.values() for m in many)
    return {frame_output(m.shot, m.frame): m for m in media if isinstance(m, ByFrame)}


def outputs_of(want: Want, videos: int) -> tuple[str, ...]:
    """Where each of a task's videos is seen, its clip's path first, which is there without a video too."""
    return (want.output, *(f"_takes/{want.shot.name}/{want.take}.{n}.mp4" for n in range(2, videos + 1)))


def removals(snapshot: Snapshot) -> list[Action]:
    """Outputs that nothing asks for any more; those that a person edited are left and said."""
    removals = []
    for stray in snapshot.strays:
        kind, state, fate = ActionKind.REMOVE, ShotState.DONE, "; its clip stays in the store"
        if stray.edited:
            kind, state, fate = ActionKind.EDITED, ShotState.EDITED, ", but it was edited by hand: left alone"
        reason = f"no shot asks for it any more{fate}"
        verdict = Verdict(kind=kind, state=state, reason=reason, digests=(stray.digest,))
        removals.append(Action(shot=stray.shot, take=stray.take, output=stray.path, verdict=verdict))
    return removals
