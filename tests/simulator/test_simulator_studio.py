"""A request becomes a card: with what the storyboard says beside it, or by its own words alone."""

from pathlib import Path
from typing import Any

import pytest
from render_tools import plain, png
from simulator_tools import URL, body

from seedance_make.core.cut.slate import Slate
from seedance_make.core.storyboard.video_model import DEFAULT_MODEL, VideoModel
from seedance_make.load.models.library import shipped_models
from seedance_make.simulator.library import Library
from seedance_make.simulator.render.card import Card
from seedance_make.simulator.rules.check_body import check_body
from seedance_make.simulator.studio import Studio


def card_of(
    tmp_path: Path, slate: Slate | None = None, *, opened: bytes | None = None, **fields: Any
) -> Card:
    studio = Studio(Library(tmp_path, {URL: opened}.get), 1)
    try:
        return studio.card(check_body(body(**fields), shipped_models()), slate, 1)
    finally:
        studio.close()


def test_a_request_becomes_a_card(tmp_path: Path) -> None:
    prompt, opened = "A kitten [[slow 3]] yawns", png(plain((9, 9, 9), (400, 800)))
    drawn = card_of(tmp_path, opened=opened, prompt=prompt, first_frame_url=URL, aspect_ratio="adaptive")
    assert drawn.size == (496, 864)
    assert (drawn.heading, drawn.take) == ("image to video", None)
    assert drawn.facts == "I2V · 480p · 9:16 · 4 s · seedance-2.0-mini"
    assert (drawn.action, drawn.style, drawn.title) == ("A kitten yawns", "", "A kitten yawns")
    assert [(m.label, m.picture and m.picture.size) for m in drawn.media] == [("first frame", (400, 800))]


def test_a_slate_tells_shot_take_style_and_names(tmp_path: Path) -> None:
    slate = Slate(
        shot="act1/door",
        take=2,
        style="Grainy 16 mm.",
        labels={"reference_image_urls": ("mara", "")},
    )
    prompt = "Mara opens a door. Grainy 16 mm."
    drawn = card_of(tmp_path, slate, prompt=prompt, reference_image_urls=[URL, URL])
    assert (drawn.heading, drawn.take) == ("act1/door", 2)
    assert (drawn.action, drawn.style, drawn.look) == ("Mara opens a door.", "Grainy 16 mm.", "Grainy 16 mm.")
    assert drawn.title == "act1/door, take 2: Mara opens a door. Grainy 16 mm."
    assert [m.label for m in drawn.media] == ["mara (image 1)", "image 2"]


def test_a_frame_is_called_by_the_shot_that_it_is_of(tmp_path: Path) -> None:
    slate = Slate(shot="b", take=1, labels={"first_frame_url": ("a, last frame",)})
    drawn = card_of(tmp_path, slate, first_frame_url=URL)
    assert [m.label for m in drawn.media] == ["first frame: a, last frame"]


def test_speech_is_taken_out_of_the_action(tmp_path: Path) -> None:
    drawn = card_of(tmp_path, prompt='Mara asks: "Who lit it?" He says “You did.” The sign reads "Harbour".')
    assert drawn.action == 'Mara asks: “…” He says “…” The sign reads "Harbour".'
    assert drawn.speech == ("Who lit it?", "You did.")


def test_scenes_without_a_style_wear_their_folder_s_colours_and_requests_their_last_sentence_s(
    tmp_path: Path,
) -> None:
    assert card_of(tmp_path, Slate(shot="act1/door", take=1)).look == "act1"
    assert card_of(tmp_path, prompt="A door. Cold dusk.").look == "Cold dusk."


def test_pictures_out_of_reach_are_only_named(tmp_path: Path) -> None:
    fields: dict[str, Any] = {f"reference_{kind}_urls": [URL] for kind in ("image", "video", "audio")}
    drawn = card_of(tmp_path, aspect_ratio="adaptive", generate_audio=True, **fields)
    assert drawn.facts == "R2V · 480p · 16:9 · 4 s · seedance-2.0-mini · sound"
    assert [(m.label, m.picture) for m in drawn.media] == [
        ("image 1", None),
        ("video 1", None),
        ("audio 1", None),
    ]


OTHERS = [model for model in shipped_models().values() if model.id != DEFAULT_MODEL]


@pytest.mark.parametrize("model", OTHERS, ids=lambda model: model.id)
def test_a_clip_has_the_pixels_rate_and_length_that_its_model_s_file_says(
    tmp_path: Path, model: VideoModel
) -> None:
    name = model.fields["aspect_ratio"].wire or "aspect_ratio"
    for resolution, sizes in model.output.pixels.items():
        for shape, size in sizes.items():
            shaped: dict[str, Any] = {"resolution": resolution, name: shape}
            made = card_of(tmp_path, model=model.id, duration=6, **shaped)
            assert (made.size, made.fps, made.frames) == (size, 24, 145)
            assert made.facts == f"T2V · {resolution} · {shape} · 6 s · {model.id}"


def test_adaptive_takes_one_of_the_model_s_own_shapes(tmp_path: Path) -> None:
    tall, field = png(plain((9, 9, 9), (400, 800))), {"url": URL, "role": "first_frame"}
    fields: dict[str, Any] = {"model": "doubao-seedance-2.5", "image_with_roles": [field]}
    assert card_of(tmp_path, opened=tall, **fields).size == (496, 864)
    assert card_of(tmp_path, **fields).size == (864, 496)
