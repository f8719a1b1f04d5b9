"""Mini as data, beside the simulator's own tables, which were written from the API document and not from ours."""

from seedance_make.core.storyboard.fields import MEDIA, REFERENCES
from seedance_make.load.models.library import shipped_models
from seedance_make.simulator.rules.document import DURATIONS, FIELDS, OUTPUT, RATIOS, RESOLUTIONS

MINI = shipped_models()["seedance-2.0-mini"]


def test_mini_takes_what_the_simulator_takes() -> None:
    duration = MINI.fields["duration"]
    assert set(MINI.fields) == set(FIELDS)
    assert MINI.fields["resolution"].values == RESOLUTIONS
    assert MINI.fields["aspect_ratio"].values == RATIOS
    assert (duration.least, duration.most) == (DURATIONS.start, DURATIONS.stop - 1)


def test_minis_clips_are_those_that_the_simulator_makes() -> None:
    assert MINI.output == OUTPUT


def test_mini_has_a_price_for_each_of_its_resolutions() -> None:
    assert set(MINI.prices.rates) == set(MINI.fields["resolution"].values)


def test_no_frame_stands_beside_a_reference() -> None:
    frames = [field.name for field in MEDIA if not field.many]
    assert set(MINI.excludes) == {(frame, field.name) for frame in frames for field in REFERENCES}
