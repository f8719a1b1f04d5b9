"""What a simulated clip is told beside its request."""

from resolving import resolved

from seedance_make.core.cut.slate import Slate, slate_of

FILM = """
styles: {noir: "Grainy 16 mm.", wet: "Rain on {{ lens }}."}
vars: {lens: the lens}
cast:
  mara: {text: Mara, reference_images: [cast/mara.png], reference_audios: [cast/mara.wav]}
  jonas: {text: Jonas, reference_images: [cast/jonas.png]}
defaults: {style: [noir, wet]}
shots:
  act1/door:
    prompt: "{{ cast.mara }} opens a door."
    reference_images: [places/door.png, {shot: act1/sea}]
    cast: [jonas]
  act1/sea: {prompt: The sea., style: null}
  act1/wave: {prompt: "A wave lifts {{ cast.mara }}.", first_frame: {shot: act1/door}, takes: 3}
"""


def test_a_slate_has_the_style_s_text_and_whose_each_picture_is() -> None:
    assert slate_of(resolved(FILM), "act1/door", 1) == Slate(
        shot="act1/door",
        take=1,
        style="Grainy 16 mm. Rain on the lens.",
        labels={
            "reference_image_urls": ("", "act1/sea, last frame", "mara", "jonas"),
            "reference_audio_urls": ("mara",),
        },
    )


def test_a_frame_is_named_by_its_shot_and_a_shot_without_style_has_none() -> None:
    wave = slate_of(resolved(FILM), "act1/wave", 3)
    assert (wave.take, wave.labels) == (3, {"first_frame_url": ("act1/door, last frame",)})
    assert slate_of(resolved(FILM), "act1/sea", 1) == Slate(shot="act1/sea", take=1)
