"""Names of shots, and the rules between fields."""

import pytest
from resolving import resolved, told

from seedance_make.core.storyboard.fields import Mode, mode_of
from seedance_make.core.storyboard.names import name_flaw

RULE = "names are made of A–Z, a–z, 0–9, `.`, `_`, `-`, with `/` between parts"


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "act1/door",
        "007",
        "off",
        "1.10",
        "2024-13-01",
        "a" * 200,
        "A.b_c-d/E",
        "console",
        "com",
        "a.mp4.b",
        "nul1",
    ],
)
def test_names(name: str) -> None:
    assert name_flaw(name) is None


@pytest.mark.parametrize(
    ("name", "message", "way"),
    [
        ("../x", "each part of a shot's name begins with a letter or a digit, not with `.`", "write `x`"),
        ("..", "each part of a shot's name begins with a letter or a digit, not with `.`", RULE),
        ("a/../b", "each part of a shot's name begins with a letter or a digit, not with `.`", "write `a/b`"),
        (
            ".hidden",
            "each part of a shot's name begins with a letter or a digit, not with `.`",
            "write `hidden`",
        ),
        ("_x", "each part of a shot's name begins with a letter or a digit, not with `_`", "write `x`"),
        (
            "a/_board",
            "each part of a shot's name begins with a letter or a digit, not with `_`",
            "write `a/board`",
        ),
        ("-x", "each part of a shot's name begins with a letter or a digit, not with `-`", "write `x`"),
        ("", "a shot's name is a relative path without empty parts", RULE),
        ("/x", "a shot's name is a relative path without empty parts", "write `x`"),
        ("a/", "a shot's name is a relative path without empty parts", "write `a`"),
        ("a//b", "a shot's name is a relative path without empty parts", "write `a/b`"),
        ("x.", "no part of a shot's name ends in a dot: Windows drops it", "write `x`"),
        ("x./y", "no part of a shot's name ends in a dot: Windows drops it", "write `x/y`"),
        (
            "x.mp4",
            "no part of a shot's name ends in `.mp4`: the output gets that ending by itself",
            "write `x`",
        ),
        (
            "x.MP4/y",
            "no part of a shot's name ends in `.mp4`: the output gets that ending by itself",
            "write `x/y`",
        ),
        ("CON", "`CON` is a reserved name of Windows", "write `shot-CON`"),
        ("a/nul.txt", "`nul.txt` is a reserved name of Windows", "write `a/shot-nul.txt`"),
        ("Com1", "`Com1` is a reserved name of Windows", "write `shot-Com1`"),
        ("x\n", "U+000A cannot stand in a shot's name", "write `x`"),
        ("x\x00", "U+0000 cannot stand in a shot's name", "write `x`"),
        ("a b", "a blank cannot stand in a shot's name", "write `a-b`"),
        ("a\\b", "`\\` cannot stand in a shot's name", "write `a-b`"),
        ("a:b", "`:` cannot stand in a shot's name", "write `a-b`"),
        ("caf\u00e9", "`é` cannot stand in a shot's name", "write `cafe`"),
        ("cafe\u0301", "U+0301 cannot stand in a shot's name", "write `cafe`"),
        ("日本", "`日` cannot stand in a shot's name", RULE),
        ("a" * 201, "a shot's name has at most 200 characters, not 201", "shorten it; `note` takes the rest"),
    ],
)
def test_names_that_cannot_be_paths_everywhere(name: str, message: str, way: str) -> None:
    assert name_flaw(name) == (message, way)


def test_names_that_collide_on_some_systems() -> None:
    text = """
shots:
  A/door: {prompt: 1 x}
  a/Door: {prompt: 2 x}
  act1: {prompt: 3 x}
  act1/door: {prompt: 4 x}
  act1.last.png/door: {prompt: 5 x}
  act1.at-2.5.png/door: {prompt: 6 x}
"""
    assert told(resolved(text)) == [
        (
            "4:3-9: shots.a/Door: differs from `A/door` (storyboard.yaml:3) only in upper and lower case"
            " (many file systems take them for one file: rename one) [3:3]"
        ),
        (
            "7:3-21: shots.act1.last.png/door: its folder `act1.last.png` is the file of a frame of `act1`"
            " (rename one of them) [5:3]"
        ),
        (
            "8:3-23: shots.act1.at-2.5.png/door: its folder `act1.at-2.5.png` is the file of a frame of `act1`"
            " (rename one of them) [5:3]"
        ),
    ]


def test_a_name_is_told_on_one_line_and_its_shot_is_still_looked_at() -> None:
    assert told(resolved('shots: {"x\\n": {prompt: y, style: z}}')) == [
        "1:9-14: shots.'x\\n': U+000A cannot stand in a shot's name (write `x`)",
        "1:35-36: shots.'x\\n'.style: no style is named `z` (this storyboard has no `styles` yet)",
    ]


@pytest.mark.parametrize(
    ("fields", "mode"),
    [
        (set(), Mode.T2V),
        ({"first_frame_url"}, Mode.I2V),
        ({"first_frame_url", "last_frame_url"}, Mode.I2V),
        ({"reference_image_urls"}, Mode.R2V),
        ({"reference_video_urls", "reference_audio_urls"}, Mode.R2V),
    ],
)
def test_the_mode_follows_from_the_inputs(fields: set[str], mode: Mode) -> None:
    assert mode_of(fields) is mode


@pytest.mark.parametrize(
    "fields",
    [
        "{prompt: x}",
        "{first_frame: a.png}",
        "{first_frame: a.png, last_frame: b.png}",
        "{reference_images: [a.png]}",
        "{reference_images: [a.png], reference_audios: [a.mp3], reference_videos: [a.mp4]}",
        "{prompt: x, reference_videos: [a.mp4], reference_audios: [a.mp3]}",
    ],
)
def test_what_the_api_takes(fields: str) -> None:
    assert told(resolved(f"shots: {{a: {fields}}}")) == []


ONE_OR_OTHER = "the API goes by one or the other: "
NO_PROMPT = "has no prompt, and no frame or reference either (add `prompt`, or `first_frame`)"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ("{}", [NO_PROMPT]),
        ("", [NO_PROMPT]),
        ("{prompt: null}", [NO_PROMPT]),
        (
            "{first_frame: a.png, reference_images: [b.png]}",
            [f"`first_frame` cannot stand together with `reference_images` ({ONE_OR_OTHER}leave one out)"],
        ),
        (
            "{first_frame: a.png, last_frame: c.png, reference_videos: [b.mp4], reference_audio_urls: [https://example.com/a]}",
            [
                (
                    "`first_frame` and `last_frame` cannot stand together with `reference_videos` and `reference_audio_urls`"
                    f" ({ONE_OR_OTHER}leave one out)"
                )
            ],
        ),
        (
            "{last_frame: a.png, prompt: x}",
            [
                (
                    "`last_frame` needs a first frame"
                    " (add `first_frame`: the API ends a clip on a picture only when it begins with one)"
                )
            ],
        ),
        (
            "{last_frame_url: https://example.com/a}",
            [
                (
                    "`last_frame_url` needs a first frame"
                    " (add `first_frame`: the API ends a clip on a picture only when it begins with one)"
                )
            ],
        ),
        (
            "{reference_audios: [a.mp3], prompt: x}",
            [
                "reference audio needs an image or a video beside it (add `reference_images` or `reference_videos`)"
            ],
        ),
        (
            "{reference_videos: [a.mp4]}",
            ["references without an image need a prompt (add `prompt`, or `reference_images`)"],
        ),
        (
            "{reference_audios: [a.mp3]}",
            [
                "reference audio needs an image or a video beside it (add `reference_images` or `reference_videos`)",
                "references without an image need a prompt (add `prompt`, or `reference_images`)",
            ],
        ),
    ],
)
def test_what_the_api_refuses_is_told_at_the_shots_name(fields: str, messages: list[str]) -> None:
    assert told(resolved(f"shots:\n  a: {fields}\n")) == [
        f"2:3-4: shots.a: {message}" for message in messages
    ]


def test_references_that_are_inherited_can_be_unset() -> None:
    text = "defaults: {reference_images: [a.png]}\nshots:\n  a: {first_frame: b.png}\n  b: {first_frame: b.png, reference_images: null}\n"
    assert told(resolved(text)) == [
        (
            "3:3-4: shots.a: `first_frame` cannot stand together with `reference_images`"
            f" ({ONE_OR_OTHER}unset what it inherits: `reference_images: null`)"
        )
    ]
