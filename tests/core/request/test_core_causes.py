"""What was edited, told by the requests before and after: each kind of edit once, whatever number of shots it reaches."""

from collections.abc import Mapping
from typing import Any

import pytest
from resolving import resolved

from seedance_make.core.request.causes import ChangedTake, with_causes
from seedance_make.core.request.changes import Cause, changes
from seedance_make.core.request.fingerprint import document
from seedance_make.core.request.request import Request, bind
from seedance_make.core.storyboard.model import Storyboard

FILM = """
vars: {coat: yellow oilskin, crew: {boat: the Anna}}
styles: {noir: "Grainy 16 mm, {{ coat }} light.", storm: Grey rain.}
cast:
  mara: {text: "Mara in {{ coat }}", reference_images: [a.png]}
  tom: {text: Tom, reference_images: [b.png]}
defaults: {resolution: 720p, style: storm}
groups: {act2/*: {duration: 6}}
profiles: {draft: {resolution: 480p}}
shots:
  act1/door: {prompt: "{{ cast.mara }} opens a door."}
  act1/wave: {prompt: "A wave.", style: noir}
  act2/fire: {prompt: "{{ crew.boat }} burns. {{ cast.mara }} waits, {{ coat }} wet."}
  act2/sea: {prompt: "Sea."}
"""
FILES = {f"{n}.png": n * 64 for n in "abc"}


def requests(board: Storyboard, clips: Mapping[str, str]) -> dict[str, Request]:
    return {s.name: bind(s, s.chosen, files=FILES, clips=clips) for s in board.shots}


def told(
    old: str, new: str, profile: str | None = None, clips: tuple[dict[str, str], dict[str, str]] = ({}, {})
) -> dict[str, list[Any]]:
    """Shot → for each change its field, and the cause with its line."""
    before, board = resolved(old, profile), resolved(new, profile)
    assert before.problems == board.problems == ()
    then, now = requests(before, clips[0]), requests(board, clips[1])
    takes = [
        ChangedTake(shot=s, request=now[s.name], changes=found)
        for s in board.shots
        if s.name in then and (found := changes(document(then[s.name]), document(now[s.name])))
    ]
    causes = with_causes(takes, board.manifest, {s.name: s for s in board.shots})
    return {
        take.shot.name: [(c.field, *map(_line, c.causes)) for c in changed]
        for take, changed in zip(takes, causes, strict=True)
    }


def _line(cause: Cause) -> tuple[object, ...]:
    place = f"{cause.place.file}:{cause.place.line}" if cause.place else None
    return cause.name, place, cause.old, cause.new


def test_an_edited_variable_is_named_wherever_it_comes_from() -> None:
    cause = ("prompt", ("vars.coat", "storyboard.yaml:2", "yellow oilskin", "red slicker"))
    assert told(FILM, FILM.replace("yellow oilskin", "red slicker")) == {
        "act1/door": [cause], "act1/wave": [cause], "act2/fire": [cause],
    }  # fmt: skip
    grown = ("prompt", ("vars.coat", "storyboard.yaml:2", "yellow oilskin", "old yellow oilskin"))
    assert told(FILM, FILM.replace("coat: yellow", "coat: old yellow")) == {
        "act1/door": [grown], "act1/wave": [grown], "act2/fire": [grown],
    }  # fmt: skip


def test_a_nested_variable_that_one_shot_uses_is_named_where_its_text_is_another_one() -> None:
    assert told(FILM, FILM.replace("the Anna", "a yawl")) == {
        "act2/fire": [("prompt", ("vars.crew.boat", "storyboard.yaml:2", "the Anna", "a yawl"))]
    }
    assert told(FILM, FILM.replace("the Anna", "the Anna II")) == {"act2/fire": [("prompt",)]}


COAT = ("vars.coat", "storyboard.yaml:2", "yellow oilskin", "red slicker")


def test_two_edits_at_once_are_both_named() -> None:
    """Where each also reaches shots alone, and where no shot tells one of them alone."""
    boat = ("vars.crew.boat", "storyboard.yaml:2", "the Anna", "a yawl")
    new = FILM.replace("yellow oilskin", "red slicker").replace("the Anna", "a yawl")
    assert told(FILM, new) == {
        "act1/door": [("prompt", COAT)], "act1/wave": [("prompt", COAT)], "act2/fire": [("prompt", boat, COAT)],
    }  # fmt: skip
    both = FILM.replace("style: storm", "style: noir").replace("{{ coat }} light", "blue light")
    rain = (
        "styles.noir", "storyboard.yaml:3", "Grainy 16 mm, blue light.", "Smooth 35 mm, blue light.",
    )  # fmt: skip
    found = told(both, both.replace("yellow oilskin", "red slicker").replace("Grainy 16", "Smooth 35"))
    assert found["act1/door"] == found["act2/fire"] == [("prompt", COAT, rain)]
    assert found["act1/wave"] == found["act2/sea"] == [("prompt", rain)]
    alone = both.replace('"A wave."', '"{{ coat }} and {{ cast.mara }}."').replace(
        '"Sea."', '"{{ cast.mara }}."'
    )
    alone = alone.replace("opens a door", "and the {{ coat }} of {{ crew.boat }}")
    found = told(alone, alone.replace("yellow oilskin", "red slicker").replace("Grainy 16", "Smooth 35"))
    names = {key: [c[0] for c in cause[1:]] for key, [cause] in found.items()}
    assert names == {
        s: ["vars.coat", "styles.noir"] for s in ("act1/door", "act1/wave", "act2/fire", "act2/sea")
    }


def test_the_same_words_in_a_shot_that_does_not_use_the_name_are_its_own() -> None:
    film = FILM.replace('"Sea."', '"A yellow oilskin in the sea."')
    found = told(film, film.replace("yellow oilskin", "red slicker"))
    assert (found["act1/door"], found["act2/sea"]) == ([("prompt", COAT)], [("prompt",)])


def test_two_edits_that_may_have_been_others_are_not_named() -> None:
    """Nothing tells where the one text ended and the other began."""
    film = FILM.replace('"Sea."', '"{{ crew.boat }}"').replace("{{ crew.boat }} burns", "It burns")
    assert told(film, film.replace("the Anna", "a yawl").replace("Grey rain", "Much rain"))["act2/sea"] == [
        ("prompt",)
    ]


def test_an_edited_style_and_an_edited_person_are_named() -> None:
    assert told(FILM, FILM.replace("Grainy", "Coarse")) == {
        "act1/wave": [
            ("prompt", ("styles.noir", "storyboard.yaml:3", "Grainy 16 mm, yellow oilskin light.", "Coarse 16 mm, yellow oilskin light."))
        ]
    }  # fmt: skip
    person = (
        "prompt",
        ("cast.mara", "storyboard.yaml:5", "Mara in yellow oilskin", "Mara, sixty, in yellow oilskin"),
    )
    found = told(FILM, FILM.replace("Mara in", "Mara, sixty, in"))
    assert found == {"act1/door": [person], "act2/fire": [person]}


def test_another_style_by_default_is_the_default_s_edit() -> None:
    cause = (
        "prompt",
        ("defaults.style", "storyboard.yaml:7", "Grey rain.", "Grainy 16 mm, yellow oilskin light."),
    )
    found = told(FILM, FILM.replace("style: storm", "style: noir"))
    assert found == {key: [cause] for key in ("act1/door", "act2/fire", "act2/sea")}


def test_the_shot_s_own_words_have_no_other_cause() -> None:
    for old, new in (("opens a", "shuts the"), ("A wave", "A big wave"), ('"Sea."', '"Sea"')):
        assert [c for found in told(FILM, FILM.replace(old, new)).values() for c in found] == [("prompt",)]


def test_a_person_s_picture_is_the_person_s() -> None:
    cause = (
        "reference_image_urls",
        ("cast.mara", "storyboard.yaml:5", [f"sha256:{'a' * 64}"], [f"sha256:{'c' * 64}"]),
    )
    assert told(FILM, FILM.replace("a.png", "c.png")) == {"act1/door": [cause], "act2/fire": [cause]}


@pytest.mark.parametrize(
    ("old", "new", "profile", "cause", "shots"),
    [
        ("720p", "480p", None, ("resolution", ("defaults.resolution", "storyboard.yaml:7", "720p", "480p")), 4),
        ("duration: 6", "duration: 8", None, ("duration", ("groups.act2/*.duration", "storyboard.yaml:8", 6, 8)), 2),
        ("resolution: 480p", "duration: 9", "draft", ("duration", ("profiles.draft.duration", "storyboard.yaml:9", 6, 9)), 2),
    ],
)  # fmt: skip
def test_what_shots_inherit_is_named_with_its_place(
    old: str, new: str, profile: str | None, cause: Any, shots: int
) -> None:
    found = told(FILM, FILM.replace(old, new), profile)
    assert sum(cause in changed for changed in found.values()) == shots


def test_a_value_of_the_shot_s_own_has_no_other_cause() -> None:
    own = FILM.replace('"Sea."', '"Sea.", duration: 9')
    assert told(FILM, own) == {"act2/sea": [("duration",)]}


CHAIN = """
shots:
  door: {prompt: A door., takes: 2, take: %d}
  gate: {prompt: A gate.}
  wave: {prompt: A wave., first_frame: {shot: door}}
  foam: {prompt: Foam., reference_images: [{shot: gate}, a.png]}
"""


def test_another_clip_of_another_shot_is_told_in_words() -> None:
    clips = {"door": "1" * 64, "gate": "2" * 64}
    assert told(CHAIN % 1, CHAIN % 2, clips=(clips, {**clips, "door": "3" * 64})) == {
        "wave": [("first_frame_url", ("door is take 2 now", None, None, None))]
    }
    assert told(CHAIN % 1, CHAIN % 1, clips=(clips, {**clips, "gate": "3" * 64})) == {
        "foam": [("reference_image_urls", ("gate has another clip now", None, None, None))]
    }
    both = told(CHAIN % 1, (CHAIN % 1).replace("a.png", "b.png"), clips=(clips, {**clips, "gate": "3" * 64}))
    assert both == {"foam": [("reference_image_urls",)]}
