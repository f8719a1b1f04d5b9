"""Two shots that ask for one clip: a warning that names both, wherever their bytes lie."""

from resolving import line_of, resolved

from seedance_make.core.request.duplicates import same_requests


def warned(text: str, **files: str) -> list[str]:
    board = resolved(text)
    assert board.problems == ()
    return [line_of(p) for p in same_requests(board.shots, {f"{n}.png": d for n, d in files.items()})]


def test_a_shot_that_asks_for_a_clip_again_names_the_first_one() -> None:
    text = """shots:
  same: {prompt: "a   b"}
  again: {prompt: "a b "}
  other: {prompt: a b, take: 2}
  off: {prompt: a b, enabled: false}
"""
    assert warned(text) == [
        (
            "3:3-8: shots.again: warning: asks for the same clip as `same` (storyboard.yaml:2)"
            " (it is bought once and used twice; for another clip change the prompt, or set `take: 2`) [2:3]"
        )
    ]


def test_other_requests_are_not_the_same() -> None:
    text = """shots:
  a: {prompt: x}
  b: {prompt: x, duration: 6}
  c: {prompt: x, first_frame: a.png}
  d: {prompt: x, first_frame: b.png}
  e: {prompt: x, takes: [3]}
  f: {prompt: x, model: other}
  g: {prompt: x, first_frame: {shot: a}}
  h: {prompt: x, first_frame: {shot: b}}
"""
    assert warned(text, a="a" * 64, b="b" * 64) == []


def test_the_same_bytes_and_the_same_frame_are_the_same() -> None:
    text = """shots:
  a: {first_frame: a.png}
  b: {first_frame: b.png}
  c: {first_frame: {shot: a}}
  d: {first_frame: {shot: a}}
"""
    assert [line.partition(": warning")[0] for line in warned(text, a="a" * 64, b="a" * 64)] == [
        "3:3-4: shots.b",
        "5:3-4: shots.d",
    ]
