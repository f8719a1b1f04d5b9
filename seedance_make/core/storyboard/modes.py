"""The three modes as data: which inputs choose a mode, and what it asks for (API document, "Modes").

One endpoint serves all; there is no flag. The first row that fits wins.
"""

from collections.abc import Collection
from dataclasses import dataclass

from seedance_make.core.storyboard.model import Mode

FRAMES = ("first_frame_url", "last_frame_url")
REFERENCES = ("reference_image_urls", "reference_video_urls", "reference_audio_urls")
MOST_REFERENCES = {"reference_image_urls": 9, "reference_video_urls": 3, "reference_audio_urls": 3}
"""The most entries of each list (API document, "Parameters")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRow:
    """One mode: any of `chosen_by` selects it; without any of `spares_prompt` it needs a prompt."""

    mode: Mode
    title: str
    chosen_by: tuple[str, ...]
    spares_prompt: tuple[str, ...]


MODES = (
    ModeRow(
        mode=Mode.I2V,
        title="image to video",
        chosen_by=("first_frame_url",),
        spares_prompt=("first_frame_url",),
    ),
    ModeRow(
        mode=Mode.R2V,
        title="reference to video",
        chosen_by=REFERENCES,
        spares_prompt=("reference_image_urls",),
    ),
    ModeRow(mode=Mode.T2V, title="text to video", chosen_by=(), spares_prompt=()),
)


def row_of(present: Collection[str]) -> ModeRow:
    """The row of a request that sets these fields, by the API's names."""
    return next((row for row in MODES if any(field in present for field in row.chosen_by)), MODES[-1])


def mode_of(present: Collection[str]) -> Mode:
    """The mode of a request that sets these fields, by the API's names."""
    return row_of(present).mode
