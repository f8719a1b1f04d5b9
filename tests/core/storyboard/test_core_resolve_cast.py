"""The cast: who comes along, with what, and in which order."""

from typing import Any

from resolving import resolved, told

from seedance_make.core.storyboard.fields import Mode
from seedance_make.core.storyboard.media.read import media_identity
from seedance_make.core.storyboard.model import ResolvedShot

CAST = """
cast:
  mara:
    text: Mara
    reference_images: [cast/mara.png, cast/coat.png]
    reference_videos: [cast/walk.mp4]
  ivo: {text: Ivo, reference_images: [https://example.com/ivo.png, cast/coat.png], reference_audios: [cast/ivo.mp3]}
  dog: {text: the dog}
styles: {family: "with {{ cast.ivo }}"}
vars: {pair: "{{ cast.ivo }} and {{ cast.mara }}"}
shots:
"""


def shot(fields: str, world: str = CAST) -> ResolvedShot:
    board = resolved(f"{world}  a: {fields}\n")
    assert told(board) == []
    return board.shots[0]


def media(fields: str) -> dict[str, Any]:
    return {field: [media_identity(m)[-1] for m in found] for field, found in shot(fields).media.items()}


def test_naming_a_member_in_the_text_casts_it_and_its_references_follow_the_shots_own() -> None:
    assert media("{prompt: '{{ cast.mara }} runs', reference_images: [own.png]}") == {
        "reference_image_urls": ["own.png", "cast/mara.png", "cast/coat.png"],
        "reference_video_urls": ["cast/walk.mp4"],
    }


def test_a_shot_says_whom_it_casts_and_which_styles_it_has() -> None:
    found = shot("{prompt: '{{ cast.ivo }} runs', cast: [mara, ivo], style: family}")
    assert (found.cast, found.styles) == (("ivo", "mara"), ("family",))
    assert (shot("{prompt: x}").cast, shot("{prompt: x}").styles) == ((), ())


def test_the_list_casts_without_words_after_those_of_the_text() -> None:
    found = shot("{prompt: '{{ cast.ivo }} runs', cast: [mara, ivo, mara]}")
    assert (found.prompt, found.mode) == ("Ivo runs", Mode.R2V)
    assert [media_identity(m)[-1] for m in found.media["reference_image_urls"]] == [
        "https://example.com/ivo.png",
        "cast/coat.png",
        "cast/mara.png",
    ]


def test_the_order_is_that_of_mention_also_through_other_texts() -> None:
    def pictures(fields: str) -> list[str]:
        named: list[str] = media(fields)["reference_image_urls"]
        return named

    mara_first = ["cast/mara.png", "cast/coat.png", "https://example.com/ivo.png"]
    ivo_first = ["https://example.com/ivo.png", "cast/coat.png", "cast/mara.png"]
    assert pictures("{prompt: '{{ cast.mara }}, {{ cast.ivo }}'}") == mara_first
    assert pictures("{prompt: '{{ pair }}'}") == ivo_first
    assert pictures("{prompt: '{{ cast.mara }}', style: family}") == mara_first
    assert pictures("{prompt: '{{ cast.mara }} {{ pair }}'}") == mara_first


def test_nothing_is_sent_twice_but_what_the_shot_itself_names_twice() -> None:
    assert media("{prompt: '{{ cast.mara }}', reference_images: [cast/coat.png, cast/coat.png]}")[
        "reference_image_urls"
    ] == [
        "cast/coat.png",
        "cast/coat.png",
        "cast/mara.png",
    ]


def test_a_picture_is_named_by_its_place_in_the_shot() -> None:
    assert (
        shot("{prompt: '{{ cast.ivo.image }} meets {{ cast.mara.image }}'}").prompt == "@image1 meets @image3"
    )
    assert shot("{prompt: 'x {{ cast.mara.image }}', reference_images: [a.png, b.png]}").prompt == "x @image3"
    assert (
        shot("{prompt: 'x {{ cast.mara.image }}', reference_images: [a.png, cast/mara.png]}").prompt
        == "x @image2"
    )


def test_a_picture_named_in_a_variable_is_numbered_in_each_shot() -> None:
    board = resolved(
        f"vars: {{face: 'as {{{{ cast.mara.image }}}}'}}{CAST.replace('vars: {pair', 'unused: {pair')}"
        "  a: {prompt: 'x {{ face }}'}\n  b: {prompt: 'x {{ face }}', reference_images: [a.png]}\n"
    )
    assert [s.prompt for s in board.shots] == ["x as @image1", "x as @image2"]


def test_with_a_first_frame_only_the_text_is_used_and_show_says_so() -> None:
    fields = "{prompt: '{{ cast.mara }} with {{ cast.dog }}', cast: [ivo], first_frame: a.png}"
    found = shot(fields, f"lint: {{ignore: [cast-without-pictures]}}{CAST}")
    assert (found.prompt, found.mode, sorted(found.media)) == (
        "Mara with the dog",
        Mode.I2V,
        ["first_frame_url"],
    )
    assert found.remarks == (
        (
            "cast.mara gives only its text here: with a first frame the API takes no references"
            " (left out: cast/mara.png, cast/coat.png, cast/walk.mp4)"
        ),
        (
            "cast.ivo gives only its text here: with a first frame the API takes no references"
            " (left out: https://example.com/ivo.png, cast/coat.png, cast/ivo.mp3)"
        ),
    )


def test_a_picture_that_is_not_sent_cannot_be_named() -> None:
    board = resolved(
        f"lint: {{ignore: [cast-without-pictures]}}{CAST}  a: {{prompt: '{{{{ cast.mara.image }}}}', first_frame: a.png}}\n  b: {{prompt: '{{{{ cast.dog.image }}}}'}}\n"
    )
    assert told(board) == [
        (
            "12:19-34: shots.a.prompt: with a first frame the API takes no pictures to name"
            " (write `{{ cast.mara }}` for the words alone, or leave the first frame out)"
        ),
        "13:19-33: shots.b.prompt: `cast.dog` has no picture (give it `reference_images`)",
    ]


def test_the_cast_of_defaults_comes_along_until_a_shot_says_otherwise() -> None:
    board = resolved(
        f"defaults: {{cast: [mara]}}{CAST}  a: {{prompt: x}}\n  b: {{prompt: x, cast: null}}\n  c: {{prompt: x, cast: [dog]}}\n"
    )
    assert [sorted(s.media) for s in board.shots] == [
        ["reference_image_urls", "reference_video_urls"],
        [],
        [],
    ]


def test_where_a_value_comes_from_when_only_cast_or_style_gives_it() -> None:
    found = shot("{style: family}")
    assert {
        field: found.origins[field].name
        for field in ("prompt", "reference_image_urls", "reference_audio_urls", "style")
    } == {
        "prompt": "storyboard.yaml:9",
        "reference_image_urls": "storyboard.yaml:7",
        "reference_audio_urls": "storyboard.yaml:7",
        "style": "storyboard.yaml:12",
    }


def test_unknown_members_and_styles() -> None:
    assert told(resolved(f"{CAST}  a: {{prompt: x, cast: [mara, Ivo, nobody], style: [famly]}}\n")) == [
        "12:31-34: shots.a.cast[1]: nobody of the cast is named `Ivo` (did you mean `ivo`?)",
        "12:36-42: shots.a.cast[2]: nobody of the cast is named `nobody` (there is `mara`, `ivo`, `dog`)",
        "12:53-58: shots.a.style[0]: no style is named `famly` (did you mean `family`?)",
    ]


def test_a_cast_that_brings_too_much_or_too_little_is_told_at_the_shot() -> None:
    pictures = ", ".join(f"{n}.png" for n in range(8))
    text = f"""
cast:
  many: {{text: Many, reference_images: [{pictures}]}}
  voice: {{text: Voice, reference_audios: [v.mp3]}}
shots:
  a: {{prompt: "{{{{ cast.many }}}}", reference_images: [x.png, y.png]}}
  b: {{prompt: "{{{{ cast.voice }}}} sings"}}
  c: {{prompt: "{{{{ cast.voice }}}} sings", reference_images: [x.png]}}
"""
    assert told(resolved(text)) == [
        (
            "6:3-4: shots.a: 10 reference images, at most 9: 2 of its own and 8 of its cast"
            " (cast fewer, or give the cast fewer references)"
        ),
        (
            "7:3-4: shots.b: reference audio needs an image or a video beside it"
            " (add `reference_images` or `reference_videos`)"
        ),
    ]
