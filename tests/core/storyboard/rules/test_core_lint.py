"""Warnings that save money."""

from resolving import resolved, told

from seedance_make.core.storyboard.rules.lint import LINTS
from seedance_make.core.text.diagnostic import Severity

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
    assert {p.name for p in board.problems} == set(LINTS) - {"same-request"}
    assert {p.severity for p in board.problems} == {Severity.WARNING}


def test_each_can_be_silenced_and_errors_cannot() -> None:
    names = ", ".join([*LINTS, "no-prompt"])
    board = resolved(f"lint: {{ignore: [{names}]}}{TEXT % ('x' * 4001, NINE)}  bad: {{}}\n")
    assert [p.name for p in board.problems] == ["no-prompt"]


def test_a_prompt_at_the_limit_is_fine() -> None:
    assert told(resolved(f"shots: {{a: {{prompt: {'x' * 4000}}}}}")) == []
