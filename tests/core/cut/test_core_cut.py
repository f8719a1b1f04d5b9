"""The cut: which takes the film has, where each stands, and how long a film is before anything is bought."""

from fractions import Fraction

import pytest
from plan_samples import board, facts, shot

from seedance_make.core.cut.clip import Clip, Clips, Source
from seedance_make.core.cut.cut import Cut, cut_of, time_code
from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import Options
from seedance_make.core.storyboard.model import ResolvedShot


def clip(frames: int, fps: Fraction | int = 24) -> Clip:
    return Clip(
        path="out/door.mp4", digest="a" * 64, source=Source.BOUGHT, width=864, height=496, fps=Fraction(fps),
        frames=frames, sound=False,
    )  # fmt: skip


def cuts(*shots: ResolvedShot, clips: Clips | None = None) -> tuple[Cut, ...]:
    return cut_of(make_plan(board(*shots), facts(), Options()).actions, clips or {})


def test_shots_follow_each_other_in_storyboard_order_with_their_planned_lengths() -> None:
    found = cuts(shot("door", duration=4), shot("wave", duration=5), shot("boat", duration=15))
    assert [(c.number, c.action.shot, c.start, c.frames, c.end) for c in found] == [
        (1, "door", 0, 97, 97),
        (2, "wave", 97, 121, 218),
        (3, "boat", 218, 361, 579),
    ]


def test_a_clip_that_is_there_gives_its_own_length() -> None:
    found = cuts(shot("door", duration=4), shot("wave"), clips={("door", 1): clip(90)})
    assert [(c.clip is None, c.start, c.frames) for c in found] == [(False, 0, 90), (True, 90, 121)]


@pytest.mark.parametrize(
    ("frames", "fps", "film"), [(50, 25, 48), (30, Fraction(30000, 1001), 24), (1, 60, 1)]
)
def test_a_clip_at_another_rate_keeps_its_time(frames: int, fps: Fraction | int, film: int) -> None:
    assert cuts(shot("door"), clips={("door", 1): clip(frames, fps)})[0].frames == film


def test_only_chosen_takes_of_enabled_shots_are_in_the_film() -> None:
    found = cuts(
        shot("door", takes=(1, 2, 3), chosen=2, choice=True),
        shot("left-out", enabled=False),
        shot("wave"),
    )
    assert [(c.number, c.action.shot, c.action.take) for c in found] == [(1, "door", 2), (2, "wave", 1)]


@pytest.mark.parametrize(
    ("frames", "code"),
    [(0, "00:00:00:00"), (23, "00:00:00:23"), (97, "00:00:04:01"), (86400 + 24 * 61, "01:01:01:00")],
)
def test_time_code(frames: int, code: str) -> None:
    assert time_code(frames) == code
