"""What a shot asks of its model: each problem at the value, with where the model comes from, and who takes what was asked."""

import pytest
from resolving import resolved, told

OTHERS = "leave it out; it is for every other model"
FILM = """\
defaults: {resolution: 480p}
profiles:
  final: {model: doubao-seedance-2.0, resolution: 1080p}
  large: {model: doubao-seedance-2.5}
  wrong: {resolution: 4k}
shots:
  a: {prompt: x, web_search: true}
  b: {prompt: y, duration: 20, model: doubao-seedance-2.5}
  c: {prompt: z, reference_videos: [https://x.io/v.mp4]}
"""


def test_a_film_on_its_own_models_is_fine() -> None:
    assert told(resolved(FILM)) == []


def test_a_profile_moves_it_to_another_and_what_that_does_not_take_is_told_at_both_places() -> None:
    assert told(resolved(FILM, "final")) == [
        (
            "8:28-30: shots.b.duration: `doubao-seedance-2.0` takes 4 to 15 seconds, not 20"
            " (20 seconds are made by `doubao-seedance-2.5`) [3:18]"
        ),
    ]
    assert told(resolved(FILM, "large")) == [
        f"7:30-34: shots.a.web_search: `doubao-seedance-2.5` takes no `web_search` ({OTHERS}) [4:18]",
        (
            "9:36-56: shots.c.reference_videos: `doubao-seedance-2.5` takes no `reference_videos`"
            f" ({OTHERS}) [4:18]"
        ),
    ]


def test_a_profile_at_fault_is_told_with_the_shot() -> None:
    assert told(resolved(FILM, "wrong")) == [
        (
            "5:23-25: profiles.wrong.resolution: `seedance-2.0-mini` takes 480p or 720p, not 4k"
            " (4k is made by `doubao-seedance-2.0`, `doubao-seedance-2.0-face` and `seedance-2.0-beta`) [7:3]"
        ),
        (
            "5:23-25: profiles.wrong.resolution: `doubao-seedance-2.5` takes 480p, 720p or 1080p, not 4k"
            " (4k is made by `doubao-seedance-2.0`, `doubao-seedance-2.0-face` and `seedance-2.0-beta`) [8:39] [8:3]"
        ),
    ]


def test_what_is_inherited_is_told_where_it_stands_with_the_shot_that_a_profile_moved() -> None:
    text = """\
defaults: {web_search: true}
profiles: {large: {model: doubao-seedance-2.5}}
shots: {a: {prompt: x}, b: {prompt: y}}
"""
    assert told(resolved(text, "large")) == [
        (
            "1:24-28: defaults.web_search: `doubao-seedance-2.5` takes no `web_search`"
            f" ({OTHERS}) [2:27] [3:9]"
        ),
    ]


@pytest.mark.parametrize("value", ["false", "null"])
def test_what_mini_has_by_default_is_nothing_to_another_model(value: str) -> None:
    text = f"model: doubao-seedance-2.5\nshots: {{a: {{prompt: x, web_search: {value}}}}}"
    board = resolved(text)
    assert told(board) == []
    assert "web_search" not in board.shots[0].scalars


def test_references_of_the_cast_count_too() -> None:
    text = """\
model: doubao-seedance-2.5
cast: {m: {text: M, reference_videos: [https://x.io/v.mp4]}}
shots: {a: {prompt: "{{ cast.m }} walks"}}
"""
    assert told(resolved(text)) == [
        (
            "2:39-59: shots.a.reference_videos: `doubao-seedance-2.5` takes no `reference_videos`"
            f" ({OTHERS}) [1:8]"
        ),
    ]


def test_more_pictures_than_one_model_takes_and_another_does() -> None:
    pictures = ", ".join(f"https://x.io/{n}.png" for n in range(10))
    text = f"shots: {{a: {{prompt: x, reference_images: [{pictures}]}}}}"
    (problem,) = resolved(text).problems
    assert (problem.path, problem.message, problem.help) == (
        "shots.a.reference_images", "`seedance-2.0-mini` takes at most 9 images, not 10",
        "10 images are taken by `doubao-seedance-2.5`",
    )  # fmt: skip
    assert told(resolved(f"model: doubao-seedance-2.5\n{text}")) == []
    (clips,) = resolved("shots: {a: {prompt: x, reference_videos: [1.mp4, 2.mp4, 3.mp4, 4.mp4]}}").problems
    assert (clips.message, clips.help) == ("`seedance-2.0-mini` takes at most 3 videos, not 4", "leave 1 out")


def test_a_value_that_no_model_takes() -> None:
    assert told(resolved("shots: {a: {prompt: x, resolution: 8k}}")) == [
        (
            "1:36-38: shots.a.resolution: `seedance-2.0-mini` takes 480p or 720p, not 8k"
            " (no model takes it: choose what this one does)"
        ),
    ]


def test_a_made_up_model_takes_what_its_file_says() -> None:
    file = """\
model: made-up
fields: {prompt: {}, duration: {least: 8, most: 8, default: 8}, resolution: {values: [768p], default: 768p}}
billing: per-task
"""
    text = "model: made-up\nshots: {a: {prompt: x, duration: 5, aspect_ratio: 1:1}, b: {prompt: x, resolution: 768p}}"
    assert [(p.path, p.message) for p in resolved(text, models=[file]).problems] == [
        ("shots.a.duration", "`made-up` takes 8 seconds, not 5"),
        ("shots.a.aspect_ratio", "`made-up` takes no `aspect_ratio`"),
    ]
    text = "profiles: {p: {model: made-up}}\nshots: {a: {prompt: x, web_search: true, duration: 8}}"
    assert [p.help for p in resolved(text, "p", models=[file]).problems] == [
        "leave it out; it is for every model but `doubao-seedance-2.5` and `made-up`"
    ]


def test_frames_that_want_another_ratio_are_warned_of() -> None:
    text = """\
model: doubao-seedance-2.5
shots:
  a: {prompt: x, first_frame: a.png, aspect_ratio: 16:9}
  b: {prompt: x, first_frame: a.png}
  c: {prompt: x, aspect_ratio: 16:9}
"""
    assert told(resolved(text)) == [
        (
            "3:52-56: shots.a.aspect_ratio: warning: with frames `doubao-seedance-2.5` is said to take"
            " `aspect_ratio: adaptive` alone (write `aspect_ratio: adaptive`)"
        ),
    ]


def test_a_medium_may_exclude_what_is_no_medium() -> None:
    file = """\
model: made-up
fields:
  prompt: {}
  first_frame_url: {}
  generate_audio: {default: false}
  duration: {least: 5, most: 10, default: 5}
  resolution: {values: [768p], default: 768p}
excludes: [[first_frame_url, generate_audio], [first_frame_url, duration]]
billing: per-task
"""
    text = """\
model: made-up
defaults: {first_frame: a.png}
shots:
  a: {prompt: x, generate_audio: false, duration: 5}
  b: {prompt: x, generate_audio: true}
  c: {prompt: x, generate_audio: true, first_frame: null}
"""
    assert told(resolved(text, models=[file])) == [
        (
            "5:3-4: shots.b: `first_frame` cannot stand together with `generate_audio`"
            " (the API goes by one or the other: unset what it inherits: `first_frame: null`)"
        ),
    ]
