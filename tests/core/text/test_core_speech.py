"""What somebody says in a prompt, and what only stands between quotation marks."""

import pytest

from seedance_make.core.text.speech import speeches, words_of


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ('Mara says "Who lit it"', ["Who lit it"]),
        ('"Go!" She runs.', ["Go!"]),
        ("He whispers: “not now”, and leaves", ["not now"]),
        ("„Wer da?“ fragt Jonas", ["Wer da?"]),
        ("« Qui est là ? » demande-t-elle", ["Qui est là ?"]),
        ("彼女は言う：「誰？」", ["誰？"]),
        ('She calls, "Jonas", and he answers "Yes, here."', ["Jonas", "Yes, here."]),
        ("V.O. “It was a cold winter”", ["It was a cold winter"]),
    ],
)
def test_what_is_said(prompt: str, words: list[str]) -> None:
    assert [words_of(speech) for speech in speeches(prompt)] == words


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        'A sign reads "Harbour"',
        "The boat “Petrel” at anchor",
        "It's Mara's lamp, isn't it",
        'A 6" nail and a 4" plank',
        '"',
        '""',
        'Two "unmatched',
        'first "line\nsecond" line.',
    ],
)
def test_what_is_not(prompt: str) -> None:
    assert list(speeches(prompt)) == []
