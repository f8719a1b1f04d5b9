"""A request that keeps the rules of its model."""

from dataclasses import dataclass

from seedance_make.core.storyboard.video_model import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """What was asked for, with the defaults put in."""

    model: str
    mode: str  # t2v, i2v, r2v
    prompt: str  # empty when not sent
    first_frame: str | None
    last_frame: str | None
    images: tuple[str, ...]
    videos: tuple[str, ...]
    audios: tuple[str, ...]
    generate_audio: bool
    resolution: str
    aspect_ratio: str
    duration: int  # seconds
    output: Output  # what the clip is to be like
    shapes: tuple[str, ...]  # the aspect ratios that `adaptive` may stand for
    wants_last_frame: bool = False  # as a picture beside the clip
