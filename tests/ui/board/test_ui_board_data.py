"""What the review page knows of each shot and take: pure, from hand-made plans and facts."""

from fractions import Fraction
from typing import Any

from plan_samples import (
    CLIP_A,
    CLIP_B,
    bought,
    clip_at,
    document_of,
    facts,
    frame,
    local,
    plan,
    print_of,
    replace,
    shot,
    url,
)

from seedance_make.core.cut.clip import Clip, Clips, Source
from seedance_make.core.cut.cut import cut_of
from seedance_make.core.host import SIMULATOR
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.ui.board.data import Links, board_data, clip_poster
from seedance_make.ui.board.totals import film_totals

CLIP = Clip(
    path="out/door.mp4", digest=CLIP_A, source=Source.BOUGHT, width=1280, height=720, fps=Fraction(24), frames=121,
    sound=True,
)  # fmt: skip


def data(
    *shots: ResolvedShot, clips: Clips | None = None, posters: tuple[str, ...] = (), **world: Any
) -> Any:
    actions = plan(*shots, **world).actions
    links = Links(clip=lambda clip: f"at:{clip.path}", posters={key: f"_board/{key}.jpg" for key in posters})
    return board_data(
        actions, cut_of(actions, clips or {}), clips or {}, facts(**world), links=links, pick=("pick", "")
    )


def test_a_shot_that_is_in_place_whole() -> None:
    door = shot("door", tags=("hero",), styles=("noir",), cast=("mara",), note="Hold.", generate_audio=True)
    found = data(
        door,
        clips={("door", 1): CLIP},
        posters=(clip_poster(CLIP),),
        bought={print_of(door): bought(CLIP_A)},
        outputs={"door.mp4": clip_at(CLIP_A)},
        at_hand=frozenset({CLIP_A}),
    )
    assert found == {
        "pick": ["pick", ""],
        "shots": [
            {
                "n": 1,
                "name": "door",
                "in": "00:00:00:00",
                "out": "00:00:05:01",
                "states": ["done"],
                "facts": ["text to video", "5 s", "720p 16:9", "sound"],
                "prompt": "A door opens.",
                "styles": ["noir"],
                "cast": ["mara"],
                "tags": ["hero"],
                "note": "Hold.",
                "takes": [
                    {
                        "k": 1,
                        "chosen": True,
                        "state": "done",
                        "price": 487,
                        "charge": 487,
                        "task": "task_1",
                        "clip": {
                            "src": "at:out/door.mp4",
                            "poster": f"_board/{CLIP_A[:24]}.jpg",
                            "source": "bought",
                            "w": 1280,
                            "h": 720,
                            "fps": 24.0,
                            "frames": 121,
                            "sound": True,
                        },
                    }
                ],
            }
        ],
    }


def test_a_changed_prompt_is_told_word_by_word_and_other_fields_in_words() -> None:
    before = shot("door", "A red door opens slowly.", duration=4)
    now = shot("door", "A blue door opens.", duration=5)
    found = data(now, previous={("door", 1): document_of(before)})["shots"][0]
    assert found["diff"] == [[0, "A "], [1, "red"], [2, "blue"], [0, " door opens"], [1, " slowly"], [0, "."]]
    assert found["changed"] == ["duration: 4 → 5"]
    assert found["takes"] == [{"k": 1, "chosen": True, "state": "changed", "price": 487}]


def test_takes_stand_side_by_side_and_none_is_chosen_before_a_person_chooses() -> None:
    door = shot("door", takes=(1, 2, 5), chosen=1, choice=False)
    takes = data(door)["shots"][0]["takes"]
    assert [(t["k"], "chosen" in t) for t in takes] == [(1, False), (2, False), (5, False)]
    takes = data(replace(door, chosen=5, choice=True))["shots"][0]["takes"]
    assert [(t["k"], "chosen" in t) for t in takes] == [(1, False), (2, False), (5, True)]


def test_what_goes_along_is_numbered_as_the_prompt_may_name_it() -> None:
    media = {
        "reference_image_urls": (local("cast/mara.png"), frame("boat"), url("https://example.com/a.png")),
        "reference_audio_urls": (local("wind.mp3"),),
    }
    boat = shot("boat", "A boat.")
    found = data(
        boat,
        shot("door", media=media),
        files={"cast/mara.png": CLIP_B, "wind.mp3": "c" * 64},
        bought={print_of(boat): bought(CLIP_A)},
        posters=(CLIP_B[:24], f"{CLIP_A[:24]}.last"),
    )
    assert found["shots"][1]["media"] == [
        {"as": "image 1", "what": "cast/mara.png", "poster": f"_board/{CLIP_B[:24]}.jpg"},
        {"as": "image 2", "what": "last frame of boat", "poster": f"_board/{CLIP_A[:24]}.last.jpg"},
        {"as": "image 3", "what": "https://example.com/a.png"},
        {"as": "audio 1", "what": "wind.mp3"},
    ]


def test_the_head_counts_shots_length_clips_and_money() -> None:
    kept, new = shot("kept", "k"), shot("new", "n", takes=(1, 2), chosen=1)
    world: dict[str, Any] = {
        "bought": {print_of(kept): bought(CLIP_A)},
        "outputs": {"kept.mp4": clip_at(CLIP_A)},
        "at_hand": frozenset({CLIP_A}),
    }
    actions = plan(kept, new, **world).actions
    clips: Clips = {("kept", 1): CLIP, ("new", 1): replace(CLIP, source=Source.SIMULATED, frames=97)}
    cuts = cut_of(actions, clips)
    assert film_totals(actions, cuts, facts(**world), simulated=False) == (
        ("Shots", "2 · 3 takes"),
        ("Length", "00:00:09:02"),
        ("Built", "1 of 2"),
        ("Paid", "$0.487"),
        ("To buy", "$0.974"),
    )
    assert film_totals(actions, cuts, facts(**world), simulated=True)[2:] == (("Simulated", "2 of 2"),)


def test_a_simulated_take_has_a_price_and_nothing_paid() -> None:
    door = shot("door")
    take = data(door, bought={print_of(door): bought(CLIP_A)}, origin=SIMULATOR)["shots"][0]["takes"][0]
    assert (take["price"], take.get("charge")) == (487, None)
