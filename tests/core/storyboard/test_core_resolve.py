"""Layers, takes, profiles: what a shot is once every default is in place."""

from itertools import pairwise
from typing import Any

import pytest
from resolving import line_of, manifest, resolved, told

from seedance_make.core.errors import UsageError
from seedance_make.core.storyboard.fields import Mode
from seedance_make.core.storyboard.model import ResolvedShot, UrlMedia
from seedance_make.core.storyboard.resolve import resolve_storyboard
from seedance_make.core.text.diagnostic import Place


def one(text: str, profile: str | None = None, **kind: Any) -> ResolvedShot:
    board = resolved(text, profile, **kind)
    assert told(board) == []
    return board.shots[0]


def test_a_bare_shot_has_the_defaults_of_the_api() -> None:
    shot = one("shots: {a: {prompt: A cat.}}")
    assert dict(shot.scalars) == {
        "aspect_ratio": "16:9", "duration": 5, "generate_audio": False, "nsfw_checker": True,
        "resolution": "720p", "web_search": False,
    }  # fmt: skip
    assert (shot.aspect_ratio, shot.duration, shot.resolution) == ("16:9", 5, "720p")
    assert (shot.model.id, shot.mode, shot.prompt, dict(shot.media)) == (
        "seedance-2.0-mini",
        Mode.T2V,
        "A cat.",
        {},
    )
    assert (shot.takes, shot.chosen, shot.choice, shot.enabled) == ((1,), 1, True, True)
    assert (shot.tags, shot.note, shot.pin, shot.remarks) == ((), None, None, ())
    assert origins_of(shot) == {
        **dict.fromkeys(
            ("aspect_ratio", "duration", "generate_audio", "nsfw_checker", "resolution", "web_search"),
            "default",
        ),
        **dict.fromkeys(("model", "take", "takes", "enabled", "output"), "default"),
        "prompt": "storyboard.yaml:1",
    }


def origins_of(shot: ResolvedShot) -> dict[str, str]:
    return {field: origin.name for field, origin in shot.origins.items()}


LAYERS = """
model: top
output: film
defaults: {duration: 6, resolution: 480p, web_search: true, tags: [a, b]}
profiles:
  draft: {resolution: 720p, duration: null, takes: 1}
  other: {output: elsewhere, model: other}
shots:
  a: {prompt: x, duration: 7, web_search: null, tags: [c], takes: [2, 5], take: 5, note: " n ", pin: ABCDEF012345}
"""


def test_a_stronger_layer_replaces_a_field_whole_and_null_unsets() -> None:
    shot = one(LAYERS)
    assert (shot.duration, shot.resolution, shot.scalars["web_search"]) == (7, "480p", False)
    assert (shot.tags, shot.note, shot.pin, shot.model.id) == (("c",), "n", "abcdef012345", "top")
    assert (shot.takes, shot.chosen, shot.choice) == ((2, 5), 5, True)
    origins = {
        field: shot.origins[field].name
        for field in ("duration", "resolution", "web_search", "model", "output")
    }
    assert origins == {
        "duration": "storyboard.yaml:9",
        "resolution": "storyboard.yaml:4",
        "web_search": "default",
        "model": "storyboard.yaml:2",
        "output": "storyboard.yaml:3",
    }
    assert line_of_place(shot.place_of("duration")) == "9:28"


def line_of_place(place: Place) -> str:
    return f"{place.line}:{place.column}"


def test_a_profile_is_the_strongest_and_has_a_tree_of_its_own() -> None:
    board = resolved(LAYERS, "draft")
    shot = board.shots[0]
    assert (board.output, shot.resolution, shot.duration) == ("film-draft", "720p", 5)
    assert (shot.takes, shot.chosen, shot.choice) == ((1,), 1, True), "naming takes replaces take too"
    origins = {
        field: shot.origins[field].name for field in ("resolution", "duration", "takes", "take", "output")
    }
    assert origins == {
        "resolution": "profile draft",
        "duration": "default",
        "takes": "profile draft",
        "take": "default",
        "output": "profile draft",
    }
    other = resolved(LAYERS, "other")
    assert (other.output, other.shots[0].model.id, other.shots[0].takes) == ("elsewhere", "other", (2, 5))
    assert resolved(LAYERS).output == "film"


def test_a_profile_unsets_pins() -> None:
    text = "profiles: {final: {pin: null}}\nshots: {a: {prompt: x, pin: ABCDEF012345}}"
    assert (one(text).pin, one(text, "final").pin) == ("abcdef012345", None)


def test_a_profile_cannot_reach_other_fields() -> None:
    shot = one(
        "profiles: {p: {prompt: other, reference_images: [a.png], duration: 4}}\nshots: {a: {prompt: x}}", "p"
    )
    assert (shot.prompt, dict(shot.media), shot.duration) == ("x", {}, 4)


def test_an_unknown_profile_is_wrong_usage() -> None:
    with pytest.raises(UsageError) as caught:
        resolved("profiles: {draft: {}}\nshots: {a: {prompt: x}}", "drafft")
    assert (caught.value.message, caught.value.help) == (
        "no profile is named `drafft`",
        "did you mean `draft`?",
    )
    with pytest.raises(UsageError) as caught:
        resolved("shots: {a: {prompt: x}}", "draft")
    assert caught.value.help == "storyboard.yaml has no `profiles`"


def test_the_names_of_a_media_field_are_one_field_across_layers() -> None:
    text = """
defaults: {first_frame: https://example.com/a.png, prompt: x}
shots:
  a: {first_frame_url: https://example.com/b.png}
  b: {}
  c: {first_frame_url: null}
"""
    shots = resolved(text).shots
    urls = [
        [m.url for m in shot.media.get("first_frame_url", ()) if isinstance(m, UrlMedia)] for shot in shots
    ]
    assert urls == [["https://example.com/b.png"], ["https://example.com/a.png"], []]
    assert [shot.mode for shot in shots] == [Mode.I2V, Mode.I2V, Mode.T2V]


def test_both_names_in_one_layer_are_refused() -> None:
    text = """
defaults: {reference_images: [https://example.com/a.png], reference_image_urls: [https://example.com/a.png]}
shots:
  a: {first_frame_url: https://example.com/a.png, first_frame: https://example.com/b.png, reference_images: null}
cast:
  m: {text: M, reference_videos: [https://example.com/a], reference_video_urls: [https://example.com/b]}
"""
    assert told(resolved(text)) == [
        (
            "2:59-79: defaults.reference_image_urls: `reference_image_urls` and `reference_images` are one field"
            " (keep one of them) [2:12]"
        ),
        "4:51-62: shots.a.first_frame: `first_frame` and `first_frame_url` are one field (keep one of them) [4:7]",
        (
            "6:59-79: cast.m.reference_video_urls: `reference_video_urls` and `reference_videos` are one field"
            " (keep one of them) [6:16]"
        ),
    ]


@pytest.mark.parametrize(
    ("fields", "takes", "chosen", "choice"),
    [
        ("takes: 1", (1,), 1, True),
        ("takes: 3", (1, 2, 3), 1, False),
        ("takes: [5, 2, 5]", (2, 5), 2, False),
        ("takes: [7]", (7,), 7, True),
        ("take: 4", (4,), 4, True),
        ("take: 2, takes: 3", (1, 2, 3), 2, True),
        ("take: 5, takes: [2, 5]", (2, 5), 5, True),
    ],
)
def test_takes(fields: str, takes: tuple[int, ...], chosen: int, choice: bool) -> None:
    shot = one(f"shots: {{a: {{prompt: x, {fields}}}}}")
    assert (shot.takes, shot.chosen, shot.choice) == (takes, chosen, choice)


def test_a_take_must_be_among_the_takes_wherever_both_stand() -> None:
    text = """
defaults: {takes: 3}
profiles: {p: {takes: [1, 2], take: 3}}
shots:
  a: {prompt: x, take: 2}
  b: {prompt: y, take: 4}
  c: {prompt: z, takes: [9, 8], take: 1}
"""
    assert told(resolved(text)) == [
        (
            "3:37-38: profiles.p.take: take 3 is not among takes 1, 2"
            " (choose one of them, or have it made too: `takes: [1, 2, 3]`) [3:23]"
        ),
        (
            "6:24-25: shots.b.take: take 4 is not among takes 1, 2, 3"
            " (choose one of them, or have it made too: `takes: [1, 2, 3, 4]`) [2:19]"
        ),
        (
            "7:39-40: shots.c.take: take 1 is not among takes 8, 9"
            " (choose one of them, or have it made too: `takes: [1, 8, 9]`) [7:25]"
        ),
    ]


def test_a_disabled_shot_is_still_looked_at() -> None:
    board = resolved("shots:\n  a: {enabled: false, style: noir, duration: 6}\n")
    assert (board.shots[0].enabled, board.shots[0].duration) == (False, 6)
    assert told(board) == [
        "2:30-34: shots.a.style: no style is named `noir` (this storyboard has no `styles` yet)",
    ]


def test_a_style_that_there_is_beside_one_that_there_is_not() -> None:
    board = resolved("styles: {noir: dark}\nshots: {a: {style: [nope, noir]}}")
    assert told(board) == [
        "2:21-25: shots.a.style[0]: no style is named `nope` (there is `noir`)",
    ]
    assert (board.shots[0].prompt, board.shots[0].origins["prompt"].name) == ("dark", "storyboard.yaml:1")


WRONG = [
    "5",
    "true",
    "text",
    "[]",
    "[1, [2], {a: 1}]",
    "{}",
    "{shot: 5}",
    "{shot: [1]}",
    "{a: {b: {c: 1}}}",
    "null",
    "''",
]


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("layer", ["shot", "defaults", "group", "profile"])
def test_values_of_a_wrong_type_anywhere_neither_raise_nor_are_told_twice(wrong: str, layer: str) -> None:
    fields = [
        "first_frame",
        "last_frame_url",
        "reference_images",
        "reference_audio_urls",
        "generate_audio",
        "resolution",
        "aspect_ratio",
        "duration",
        "web_search",
        "nsfw_checker",
        "model",
        "cast",
        "style",
        "tags",
        "note",
        "enabled",
        "takes",
        "take",
        "pin",
        "prompt",
        "unheard_of",
    ]
    known = {"text", "true", "''", "5"}  # texts are looked at: they may be paths and names
    for field in fields:
        said = f"{{{field}: {wrong}}}"
        sections = {"shot": "{}", "defaults": "{}", "group": "{}", "profile": "{}"} | {layer: said}
        text = (
            f"groups: {{a: {sections['group']}}}\n"
            f"defaults: {sections['defaults']}\nprofiles: {{p: {sections['profile']}}}\n"
            f"shots: {{a: {sections['shot']}, b: {{prompt: x}}}}"
        )
        board = resolved(text, "p")
        problems = [
            p for p in board.problems if p.name not in {"no-prompt", "last-frame-alone", "audio-alone"}
        ]
        assert wrong in known or problems == [], (field, [line_of(p) for p in problems])


@pytest.mark.parametrize("section", ["vars", "styles", "cast", "defaults", "groups", "profiles", "shots"])
@pytest.mark.parametrize("wrong", WRONG)
def test_sections_of_a_wrong_type_neither_raise_nor_are_told_twice(section: str, wrong: str) -> None:
    outer = f"{section}: {wrong}\n" + ("" if section == "shots" else "shots: {a: {prompt: x}}")
    inner = f"{section}: {{x: {wrong}}}\n" + (
        "" if section == "shots" else "shots: {a: {prompt: '{{ x }} {{ cast.x }} {{ styles.x }}'}}"
    )
    for text in (outer, inner):
        said = told(resolved(text))
        assert len(said) == len(set(said))


def test_shots_keep_the_storyboards_order_and_problems_the_files() -> None:
    more = {"act1.yaml": "shots: {z: {style: x}}\n"}
    board = resolved("shots: {b: {prompt: '{{ x }}'}, a: {prompt: '{{ y }}'}}", more=more)
    assert [shot.name for shot in board.shots] == ["z", "b", "a"]
    places = [(p.place.file, p.place.line, p.place.column) for p in board.problems]
    assert [file for file, *_ in places] == ["act1.yaml", "storyboard.yaml", "storyboard.yaml"]
    assert all(first < second for first, second in pairwise(places))


def test_what_many_shots_inherit_is_told_once() -> None:
    shots = "".join(f"  s{n}: {{prompt: x{n}}}\n" for n in range(50))
    board = resolved(
        f"defaults: {{style: nior, first_frame: ftp://x/y}}\nstyles: {{noir: dark}}\nshots:\n{shots}"
    )
    assert told(board) == [
        "1:19-23: defaults.style: no style is named `nior` (did you mean `noir`?)",
        (
            "1:38-47: defaults.first_frame: must be an http or https URL, not `ftp:`"
            " (the API fetches media itself, from the open internet)"
        ),
    ]


def test_resolving_changes_nothing_and_can_be_repeated() -> None:
    source = manifest("cast: {m: {text: M}}\nshots: {a: {prompt: '{{ cast.m }}'}}")
    assert resolve_storyboard(source) == resolve_storyboard(source)
