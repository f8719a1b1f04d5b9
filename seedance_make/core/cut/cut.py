"""The cut: the chosen takes in storyboard order, and where in the film each begins and ends. Counted in frames."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from seedance_make.core.cut.clip import Clip, Clips
from seedance_make.core.plan.model import Action
from seedance_make.core.storyboard.model import ResolvedShot

FPS = 24
"""Frames a second of the film: what most models deliver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One shot's place in the film. `clip` None: nothing is there to be seen yet, and the length is the planned one."""

    number: int  # from 1
    action: Action  # of the chosen take
    clip: Clip | None
    start: int  # frames of the film before it
    frames: int

    @property
    def end(self) -> int:
        """The first frame that is not the shot's any more."""
        return self.start + self.frames


def cut_of(actions: Iterable[Action], clips: Clips) -> tuple[Cut, ...]:
    """The film that these actions give, as it would be seen now."""
    cuts: list[Cut] = []
    start = 0
    for action in actions:
        if action.want is None or action.take != action.want.shot.chosen:
            continue
        clip = clips.get((action.shot, action.take))
        frames = film_frames(clip) if clip else planned_frames(action.want.shot)
        cuts.append(Cut(number=len(cuts) + 1, action=action, clip=clip, start=start, frames=frames))
        start += frames
    return tuple(cuts)


def planned_frames(shot: ResolvedShot) -> int:
    """How many frames of the film a shot will fill, by what its model is said to deliver."""
    output = shot.model.output
    return _in_film(output.frames(shot.duration), output.fps)


def planned_size(shot: ResolvedShot) -> tuple[int, int]:
    """Width and height in pixels that a shot will have, by what its model is said to deliver."""
    return shot.model.output.size(shot.resolution, shot.aspect_ratio)


def film_size(cuts: Iterable[Cut]) -> tuple[int, int]:
    """The one size of a film that is joined: the one that most of it has; of two, the larger."""
    frames: Counter[tuple[int, int]] = Counter()
    for cut in cuts:
        assert cut.action.want is not None
        size = (cut.clip.width, cut.clip.height) if cut.clip else planned_size(cut.action.want.shot)
        frames[size] += cut.frames
    width, height = max(frames, key=lambda size: (frames[size], size[0] * size[1]))
    return width // 2 * 2, height // 2 * 2


def film_frames(clip: Clip) -> int:
    """How many frames of the film a clip fills: its own, or as many as take its time where it runs at another rate."""
    return _in_film(clip.frames, clip.fps)


def _in_film(frames: int, fps: Fraction | int) -> int:
    return frames if fps in {0, FPS} else max(1, round(frames / Fraction(fps) * FPS))


def time_code(frames: int) -> str:
    """Frames as SMPTE time code without drop frames: `00:01:04:12`."""
    seconds, rest = divmod(frames, FPS)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{rest:02}"
