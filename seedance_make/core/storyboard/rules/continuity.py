"""Continuity: shots that begin with, end on, or look at a frame of another. Together they are a graph without rings."""

from collections.abc import Iterable, Mapping

from seedance_make.core.storyboard.draft import Draft
from seedance_make.core.storyboard.graph import arrange, drawn
from seedance_make.core.storyboard.media.frame import moment_of
from seedance_make.core.storyboard.model import FrameMedia
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.suggest import short


def frame_media(draft: Draft) -> tuple[FrameMedia, ...]:
    """The frames of other shots that a shot needs."""
    return tuple(m for media in draft.media.values() for m in media if isinstance(m, FrameMedia))


def check_continuity(
    drafts: Mapping[str, Draft], enabled: Mapping[str, bool], lengths: Mapping[str, int]
) -> Iterable[Problem]:
    """Rings, shown whole, frames of shots that are switched off, and moments past a shot's end. `lengths`: in seconds."""
    needs = {name: frame_media(draft) for name, draft in drafts.items()}
    _, rings = arrange({name: [frame.shot for frame in frames] for name, frames in needs.items()})
    for ring in rings:
        after = (*ring[1:], ring[0])
        hops = [_hop(needs[name], to) for name, to in zip(ring, after, strict=True)]
        yield Problem.at(
            drafts[ring[0]],
            place=hops[0].place,
            name="shot-ring",
            message=f"needs itself: {drawn(ring)}",
            help="a shot can only take a frame of one that is made before it"
            if len(ring) == 1
            else "break the ring at one of these shots",
            also=tuple(hop.place for hop in hops[1:]),
        )
    for name, frames in needs.items():
        for frame in frames:
            if enabled[name] and not enabled.get(frame.shot, True):
                needed = short(frame.shot)
                yield Problem.at(
                    drafts[name],
                    place=frame.place,
                    name="frame-of-disabled",
                    message=f"needs a frame of `{needed}`, which is disabled",
                    help=f"enable `{needed}`, or disable `{short(name)}` too",
                )

    for name, frames in needs.items():
        for frame in frames:
            moment, length = moment_of(frame.frame), lengths.get(frame.shot)
            if moment is not None and length is not None and moment >= length:
                yield Problem.at(
                    drafts[name],
                    place=frame.moment,
                    name="past-the-end",
                    message=f"`{short(frame.shot)}` lasts {length} seconds: it has no frame at {moment} s",
                    help=f"name a moment before {length}, or write `frame: last`",
                )


def _hop(frames: Iterable[FrameMedia], to: str) -> FrameMedia:
    return next(frame for frame in frames if frame.shot == to)
