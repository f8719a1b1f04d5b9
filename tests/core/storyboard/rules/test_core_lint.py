"""Warnings that save money."""

from resolving import resolved, told

from seedance_make.core.storyboard.rules.lint import LINTS
from seedance_make.core.text.diagnostic import Severity

LATER = {"frames-want", "same-request", "cast-without-pictures", "silent-dialogue", "simulator-mark"}
NINE = ", ".join(f"{n}.png" for n in range(9))
TEXT = """
cast: {mara: {text: Mara}, old-man: {text: an old man}}
shots:
  long: {prompt: %s}
  search: {prompt: x, web_search: true, reference_images: [a.png]}
  bare: {prompt: "Mara's boat; MARA waves to the Old-Man."}
  cast: {prompt: "{{ cast.mara }} waits. Then Mara runs.", cast: [old-man]}
  part: {prompt: Marathon and samara and mara-like}
  many: {reference_images: [%s], reference_videos: [1.mp4, 2.mp4, 3.mp4], reference_audios: [1.mp3]}
"""


def test_each_has_a_name_a_place_and_a_way_out() -> None:
    board = resolved(TEXT % ("x" * 4001, NINE))
    assert told(board) == [
        (
            "4:18-4019: shots.long.prompt: warning: the prompt has 4,001 characters with its names put in, more than 4,000"
            " (the API may refuse it, or read only its beginning)"
        ),
        (
            "5:35-39: shots.search.web_search: warning: `web_search` has no effect on `search`, which has frames or references"
            " (it is for text alone: leave it out)"
        ),
        (
            "6:32-36: shots.bare.prompt: warning: `MARA` is one of the cast, but as a bare word brings neither text nor"
            " pictures along (write `{{ cast.mara }}`, or add `cast: [mara]`)"
        ),
        (
            "6:50-57: shots.bare.prompt: warning: `Old-Man` is one of the cast, but as a bare word brings neither text nor"
            " pictures along (write `{{ cast.old-man }}`, or add `cast: [old-man]`)"
        ),
        "9:3-7: shots.many: warning: sends 13 images, videos and audios; the API is said to take 12 in all (leave some out)",
    ]
    assert {p.name for p in board.problems} == set(LINTS) - LATER
    assert {p.severity for p in board.problems} == {Severity.WARNING}


FILM = """
cast:
  mara: {text: Mara, reference_images: [mara.png]}
  jonas: {text: Jonas, reference_audios: [jonas.mp3]}
  eli: {text: Eli}
shots:
  a: {prompt: A door.}
  b: {prompt: "{{ cast.mara }} and {{ cast.jonas }} with {{ cast.eli }}.", first_frame: {shot: a}}
  c: {prompt: "{{ cast.mara }} waits.", first_frame: x.png, last_frame: y.png}
  d: {prompt: "{{ cast.mara }} waits.", reference_images: [{shot: a}]}
  e: {prompt: "{{ cast.eli }} waits.", first_frame: {shot: a}}
  f: {prompt: "{{ cast.mara }} waits.", first_frame: {shot: a}, enabled: false}
"""


def test_a_first_frame_that_costs_the_cast_its_pictures() -> None:
    said = "with a first frame the API takes no references, so the pictures of"
    assert told(resolved(FILM)) == [
        (
            f"8:89-98: shots.b.first_frame: warning: {said} mara, jonas stay out (to keep them give the frame as a reference:"
            " `reference_images: [{shot: a}]` in place of `first_frame`)"
        ),
        (
            f"9:54-59: shots.c.first_frame: warning: {said} mara stay out (to keep them give the frame as a reference:"
            " `reference_images: […]` in place of `first_frame`)"
        ),
    ]


DIALOGUE = """
styles: {talk: 'She says "Never!"'}
defaults: {duration: 4}
shots:
  a: {prompt: 'Mara asks: "Who lit the lamp?"'}
  b: {prompt: 'Mara asks: "Who lit the lamp?"', generate_audio: true}
  c: {prompt: 'Mara asks: "Who lit the lamp?"', generate_audio: false}
  d: {prompt: 'A sign reads "Harbour"'}
  e: {prompt: A door., style: talk}
"""


def test_speech_without_sound() -> None:
    help_ = "set `generate_audio: true`, or `false` where lips alone are wanted"
    assert told(resolved(DIALOGUE)) == [
        f"5:27-46: shots.a.prompt: warning: “Who lit the lamp?” is spoken, and the clip will have no sound ({help_})",
        f"9:15-22: shots.e.prompt: warning: “Never!” is spoken, and the clip will have no sound ({help_})",
    ]
    silent = DIALOGUE.replace("defaults: {duration: 4}", "defaults: {generate_audio: false}")
    assert told(resolved(silent)) == []


def test_a_mark_of_the_simulator_before_a_real_api() -> None:
    film = "shots: {a: {prompt: 'A door. [[ fail 80007 ]]'}, b: {prompt: 'Not [[this]].'}}"
    assert told(resolved(film)) == [
        (
            "1:30-46: shots.a.prompt: warning: `[[ fail 80007 ]]` is for the simulator: this API would take it for a part of"
            " the prompt (take it out for a real build; rehearse with --simulate, or against `serve`)"
        ),
    ]
    assert told(resolved(film, loopback=True)) == []


def test_each_can_be_silenced_and_errors_cannot() -> None:
    names = ", ".join([*LINTS, "no-prompt"])
    board = resolved(f"lint: {{ignore: [{names}]}}{TEXT % ('x' * 4001, NINE)}  bad: {{}}\n")
    assert [p.name for p in board.problems] == ["no-prompt"]


def test_a_prompt_at_the_limit_is_fine() -> None:
    assert told(resolved(f"shots: {{a: {{prompt: {'x' * 4000}}}}}")) == []
