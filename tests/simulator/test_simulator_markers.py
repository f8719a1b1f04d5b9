"""Rehearsals that a prompt asks for."""

import pytest

from seedance_make.simulator.faults import ApiError
from seedance_make.simulator.markers import Rehearsal, rehearsal, without_markers
from seedance_make.simulator.settings import Failure


@pytest.mark.parametrize(
    ("prompt", "asked"),
    [
        ("A kitten", Rehearsal()),
        ("A [[wiki]] link and [[ ]]", Rehearsal()),
        ("x [[reject 20002]]", Rehearsal(reject="20002")),
        ("x [[reject PRICING_UNAVAILABLE]]", Rehearsal(reject="PRICING_UNAVAILABLE")),
        ("[[fail 80007]] x [[fail 80003]]", Rehearsal(fail="80007")),
        ("[[slow 30]]", Rehearsal(slow=30)),
        ("[[ slow  0.5 ]]", Rehearsal(slow=0.5)),
        ("[[stuck]] [[lost]] [[gone]]", Rehearsal(stuck=True, lost=True, gone=True)),
        ("[[429]]", Rehearsal(wait=1)),
        ("[[429 20]]", Rehearsal(wait=20)),
        ("[[videos 3]]", Rehearsal(videos=3)),
    ],
)
def test_markers(prompt: str, asked: Rehearsal) -> None:
    assert rehearsal(prompt) == asked


@pytest.mark.parametrize(
    "marker",
    [
        "fail",
        "reject",
        "slow",
        "slow soon",
        "slow 1e9",
        "videos 0",
        "videos 10",
        "videos",
        "stuck 5",
        "429 x",
    ],
)
def test_a_marker_that_says_nothing_is_refused(marker: str) -> None:
    with pytest.raises(ApiError) as caught:
        rehearsal(f"x [[{marker}]]")
    assert (caught.value.fault.code, caught.value.fault.message) == (
        "20002",
        f"the marker [[{marker}]] is not understood",
    )


def test_the_card_shows_the_prompt_without_them() -> None:
    assert without_markers("A kitten [[fail 80007]] yawns\n  twice") == "A kitten yawns\n twice"
    assert without_markers("A  kitten") == "A  kitten"


def test_failures_from_flags() -> None:
    assert Failure.parse("80007:3") == Failure(code="80007", every=3)
    assert Failure.parse("PRICING_UNAVAILABLE") == Failure(code="PRICING_UNAVAILABLE", every=1)
    for text in ("", ":3", "80007:0", "80007:x", "80007:-1"):
        with pytest.raises(ValueError, match="is not CODE:N"):
            Failure.parse(text)
