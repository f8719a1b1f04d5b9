"""`models:` of a storyboard: model files of its own, what may be wrong with them, and what they give."""

from pathlib import Path

import pytest
from load_tools import manifest_of

from seedance_make.load.manifest.read import Loaded, read_manifest
from seedance_make.ui.diagnostics import render_problems

FILM = (
    "version: 1\nmodels: [models/kling.yaml]\nmodel: kling-3\nshots: {a: {prompt: A door., duration: 10}}\n"
)
KLING = """\
model: kling-3
title: Kling 3
confidence: yours
fields:
  prompt: {most: 2500}
  duration: {least: 5, most: 10, default: 5}
  resolution: {values: [1080p], default: 1080p}
  generate_audio: {default: false, as: sound}
  aspect_ratio: {values: ["16:9", "9:16"], default: "16:9"}
billing: per-task
as_of: 2026-11-01
prices:
  1080p: {usd_per_task: 0.4}
"""


def load(folder: Path, kling: str = KLING, film: str = FILM, **more: str) -> Loaded:
    (folder / "models").mkdir(exist_ok=True)
    (folder / "storyboard.yaml").write_text(film)
    for name, text in {"kling": kling, **more}.items():
        (folder / "models" / f"{name}.yaml").write_text(text)
    return read_manifest(folder / "storyboard.yaml", name="storyboard.yaml")


def said(loaded: Loaded) -> str:
    return render_problems(loaded.problems, loaded.sources).removesuffix("\n")


def test_a_model_of_the_projects_own(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert said(loaded) == ""
    model = manifest_of(loaded).models["kling-3"]
    assert (model.title, model.confidence, model.billing, model.prices.source) == (
        "Kling 3", "yours", "per-task", "models/kling.yaml",
    )  # fmt: skip
    assert dict(model.defaults) == {
        "aspect_ratio": "16:9", "duration": 5, "generate_audio": False, "resolution": "1080p",
    }  # fmt: skip
    assert list(loaded.paths) == ["storyboard.yaml", "models/kling.yaml"]
    assert list(manifest_of(loaded).models)[-1] == "kling-3"


def test_what_it_does_not_say_of_itself(tmp_path: Path) -> None:
    plain = KLING.replace("title: Kling 3\nconfidence: yours\n", "").partition("as_of")[0]
    model = manifest_of(load(tmp_path, plain)).models["kling-3"]
    assert (model.title, model.source, model.confidence, model.prices.rates) == ("", "", "yours", {})
    assert (model.output.fps, model.output.frames(5), model.output.size("1080p", "9:16")) == (
        24,
        120,
        (1080, 1920),
    )


def test_its_values_are_what_the_storyboard_may_say(tmp_path: Path) -> None:
    loaded = load(tmp_path, film=FILM.replace("duration: 10", "duration: 11, resolution: 720p"))
    assert said(loaded) == (
        "storyboard.yaml:4:40: shots.a.duration: must be 5 to 10 seconds, not 11\n"
        "    4 | shots: {a: {prompt: A door., duration: 11, resolution: 720p}}\n"
        "      |                                        ^^\n"
        "   help: 11 seconds are made by every model but `kling-3`; what is longer takes several shots\n"
        "storyboard.yaml:4:56: shots.a.resolution: must be 1080p, not 720p\n"
        "    4 | shots: {a: {prompt: A door., duration: 11, resolution: 720p}}\n"
        "      |                                                        ^^^^\n"
        "   help: 720p is made by every model but `kling-3`"
    )


def test_its_prices_are_those_of_the_storyboard_where_it_has_some(tmp_path: Path) -> None:
    film = FILM + "prices: {as_of: 2026-11-02, kling-3: {1080p: {usd_per_task: 0.35}}}\n"
    prices = manifest_of(load(tmp_path, film=film)).prices["kling-3"]
    assert (str(prices.rates["1080p"].usd_per_task), prices.as_of) == ("0.35", "2026-11-02")
    wrong = film.replace("usd_per_task: 0.35", "usd_per_second: 0.1")
    assert [(p.path, p.message, p.help) for p in load(tmp_path, film=wrong).problems] == [
        ("prices.kling-3.1080p", "`usd_per_task` is missing", "write it like `usd_per_task: 0.4`"),
        (
            "prices.kling-3.1080p.usd_per_second",
            "the model does not bill by it",
            "it bills by `usd_per_task`",
        ),
    ]


def test_of_a_misspelt_model_in_prices_nothing_else_is_told(tmp_path: Path) -> None:
    film = (
        FILM
        + "prices: {as_of: 2026-11-02, klng-3: {1080p: {usd_per_task: 0.35}}, kling-3: {720p: {usd_per_task: 1}}}\n"
    )
    assert [(p.path, p.message, p.help) for p in load(tmp_path, film=film).problems] == [
        ("prices.klng-3", "no model is named `klng-3`", "did you mean `kling-3`?"),
        ("prices.kling-3.720p", "`720p` is no resolution of this model", "there is 1080p"),
    ]


def test_a_shipped_id_is_taken(tmp_path: Path) -> None:
    loaded = load(
        tmp_path, KLING.replace("kling-3", "seedance-2.0-mini"), FILM.replace("kling-3", "seedance-2.0-mini")
    )
    assert said(loaded) == (
        "models/kling.yaml:1:8: model: `seedance-2.0-mini` is a model that ships\n"
        "    1 | model: seedance-2.0-mini\n"
        "      |        ^^^^^^^^^^^^^^^^^\n"
        "   help: give it an id of its own; other prices go under `prices:` in the storyboard"
    )
    assert loaded.manifest is None


def test_one_id_twice(tmp_path: Path) -> None:
    film = FILM.replace("[models/kling.yaml]", "[models/kling.yaml, models/other.yaml]")
    assert said(load(tmp_path, film=film, other=KLING)) == (
        "models/other.yaml:1:8: model: there is a `kling-3` already\n"
        "    1 | model: kling-3\n"
        "      |        ^^^^^^^\n"
        "   help: give it an id of its own"
    )


FLAWS = {
    "an unknown rule": ("billing: per-task", "billing: weekly", "billing", "must be seconds or per-task, not weekly", "choose one of them"),
    "an address": ("billing:", "endpoint: https://x.io\nbilling:", "endpoint", "must be videos, not https://x.io", "write `endpoint: videos`"),
    "no fields": ("fields:", "felds:", "felds", "is not a field of a model file", "did you mean `fields`?"),
    "nothing of them": ("billing: per-task\n", "", "", "`billing` is missing", "write it"),
    "a field at the top": ("billing:", "web_search: true\nbilling:", "web_search", "is not a field of a model file", "it belongs below `fields`"),
    "a field's short name": ("  prompt:", "  first_frame: {}\n  prompt:", "fields.first_frame", "is not a field of `fields`", "did you mean `first_frame_url`?"),
    "a field that no storyboard has": ("  prompt:", "  negative_prompt: {}\n  prompt:", "fields.negative_prompt", "is not a field of `fields`", "there is `prompt`, `first_frame_url`, `last_frame_url`, `reference_image_urls`, `reference_video_urls`, `reference_audio_urls`, `aspect_ratio`, `duration`, `generate_audio`, `nsfw_checker`, `resolution` and `web_search`; what the body always has besides goes under `sends`"),
    "no mapping": ("{default: false, as: sound}", "true", "fields.generate_audio", "must be a mapping, not true", "`seedance-make schema --model` shows what may stand here"),
    "an unknown field": ("  prompt:", "  camera: {}\n  prompt:", "fields.camera", "is not a field of `fields`", None),
    "a typing error": ("most: 10,", "mots: 10,", "fields.duration.mots", "is not a field of `duration`", "did you mean `most`?"),
    "no default": (", default: 5}", "}", "fields.duration", "`default` is missing", "write what it is when nobody sets it: `default: …`"),
    "two defaults": ("default: false, as", "default: false, unsent: true, as", "fields.generate_audio.unsent", "`default` and `unsent` both say what it is when nobody sets it", "keep one"),
    "a default out of range": ("default: 5}", "default: 4}", "fields.duration.default", "must be 5 to 10, not 4", "choose one of them"),
    "a default that is none": ("default: 1080p", "default: 720p", "fields.resolution.default", "must be 1080p, not 720p", "choose one of them"),
    "upside down": ("least: 5, most: 10", "least: 10, most: 5", "fields.duration", "`least` is 10, and `most` 5", "write the lower one as `least`"),
    "one name twice": ("as: sound", "as: prompt", "fields.generate_audio", "`prompt` goes by the name `prompt` too", "name it with `as:`"),
    "a role without a list": ("  prompt:", "  first_frame_url: {role: first_frame}\n  prompt:", "fields.first_frame_url", "`in` is missing", "write it like `{in: image_with_roles, role: first_frame}`"),
    "a role twice": ("  prompt:", "  first_frame_url: {in: pics, role: start}\n  last_frame_url: {in: pics, role: start}\n  prompt:", "fields.last_frame_url", "`first_frame_url` has this role too", "give it another role"),
    "the model's own name": ("as: sound", "as: model", "fields.generate_audio", "`model` goes by the name `model` too", "name it with `as:`"),
    "a list's name": ("  prompt:", "  first_frame_url: {in: prompt, role: start}\n  prompt:", "fields.prompt", "`first_frame_url` goes by the name `prompt` too", "name it with `as:`"),
    "a flag in another's place": ("default: false, as: sound", "default: false, when_true: {duration: 10}", "fields.generate_audio", "`duration` goes by the name `duration` too", "name it with `as:`"),
    "another model always": ("billing:", "sends: {model: veo}\nbilling:", "sends.model", "`model` goes by the name `model`", "leave it out here: the storyboard says what it is"),
    "a field always": ("billing:", "sends: {sound: true}\nbilling:", "sends.sound", "`generate_audio` goes by the name `sound`", "leave it out here: the storyboard says what it is"),
    "frames want nothing": ("billing:", "limits: {with_frames: {light: adaptive}}\nbilling:", "limits.with_frames.light", "`light` is no setting of this model", "there is `aspect_ratio`, `duration`, `generate_audio`, `resolution`"),
    "frames want what is not": ("billing:", "limits: {with_frames: {duration: 30}}\nbilling:", "limits.with_frames.duration", "this model's `duration` is never 30", "write a value that it takes"),
    "pixels of no shape": ("billing:", "output: {pixels: {1080p: {16x9: [1920, 1080]}}}\nbilling:", "output.pixels.1080p.16x9", "`16x9` is no aspect ratio of this model", "there is 16:9 or 9:16"),
    "an odd side": ("billing:", "output: {pixels: {1080p: {16:9: [1921, 1080]}}}\nbilling:", "output.pixels.1080p.16:9", "1921 × 1080 has an odd side, and H.264 has even ones alone", "write the even numbers that the model delivers"),
    "an unknown pair": ("billing:", "excludes: [[prompt, durration]]\nbilling:", "excludes[0][1]", "`durration` is no field of this model", "did you mean `duration`?"),
    "a price for nothing": ("  1080p: {usd", "  720p: {usd_per_task: 1}\n  1080p: {usd", "prices.720p", "`720p` is no resolution of this model", "there is 1080p"),
    "pixels for nothing": ("billing:", "output: {fps: 30, pixels: {720p: {}}}\nbilling:", "output.pixels.720p", "`720p` is no resolution of this model", "there is 1080p"),
    "a price that is none": ("usd_per_task: 0.4", "usd_per_task: cheap", "prices.1080p.usd_per_task", "must be a decimal number of US dollars, not cheap", "write it like 0.045125"),
    "another rule's price": ("usd_per_task: 0.4", "usd_per_second: 0.4", "prices.1080p", "`usd_per_task` is missing", "write it like `usd_per_task: 0.4`"),
    "no date": ("as_of: 2026-11-01\n", "", "prices", "prices must be dated: `as_of` is missing", "write the day they were read: `as_of: 2026-07-23`"),
    "a date that is none": ("2026-11-01", "2026-13-01", "as_of", "must be a date, not 2026-13-01", "write it like 2026-07-23"),
    "an odd constant": ("billing:", "sends: {x: .nan}\nbilling:", "sends.x", "must be text, a number, true or false, a list or a mapping, not the number .nan", None),
    "an odd id": ("model: kling-3", "model: kling 3", "model", "must be a name of letters, digits, `.`, `_` and `-`, not kling 3", None),
    "a key of the API": ("billing:", "api_key: rk_live_1\nbilling:", "api_key", "a manifest never holds the API key", None),
}  # fmt: skip


@pytest.mark.parametrize("name", FLAWS)
def test_what_is_wrong_with_a_file_is_told_at_its_place(tmp_path: Path, name: str) -> None:
    old, new, path, message, way_out = FLAWS[name]
    assert old in KLING
    loaded = load(tmp_path, KLING.replace(old, new, 1))
    assert loaded.problems, "nothing was said"
    first = next(p for p in loaded.problems if (p.path, p.message) == (path, message))
    assert first.place.file == "models/kling.yaml"
    assert way_out in {first.help, None}
    assert {p.place.file for p in loaded.problems} == {"models/kling.yaml"}, (
        "of the storyboard nothing is known"
    )
    assert loaded.manifest is None


def test_a_misspelt_key_is_told_once_and_the_storyboard_s_prices_wait_for_the_file(tmp_path: Path) -> None:
    film = FILM + "prices: {as_of: 2026-11-02, kling-3: {1080p: {usd_per_task: 0.35}}}\n"
    loaded = load(tmp_path, KLING.replace("most: 10", "mots: 10"), film)
    assert [(p.path, p.message, p.help) for p in loaded.problems] == [
        ("fields.duration.mots", "is not a field of `duration`", "did you mean `most`?")
    ]


@pytest.mark.parametrize(
    ("entry", "message", "way_out"),
    [
        ("models/klng.yaml", "there is no such file", "did you mean `kling.yaml`?"),
        ("../kling.yaml", "a model file must be inside the project", "copy it beside the manifest"),
        ("models", "is a folder, not a file", "name each file"),
        ("storyboard.yaml", "the file includes itself", "remove the entry"),
        ("models\\kling.yaml", "a path is written with `/`", "write `models/kling.yaml`"),
    ],
)
def test_a_path_that_leads_to_no_model(tmp_path: Path, entry: str, message: str, way_out: str) -> None:
    loaded = load(tmp_path, film=FILM.replace("models/kling.yaml", entry))
    assert [(p.path, p.message, p.help) for p in loaded.problems] == [("models[0]", message, way_out)]


def test_a_model_file_that_is_empty_or_no_mapping(tmp_path: Path) -> None:
    assert [(p.message, p.help) for p in load(tmp_path, "").problems] == [
        ("is empty", "begin with `model: NAME`")
    ]
    assert [(p.message, p.help) for p in load(tmp_path, "- x\n").problems] == [
        ("must be a mapping, not a list", "begin with `model: NAME`")
    ]


def test_an_included_file_names_no_models(tmp_path: Path) -> None:
    (tmp_path / "act.yaml").write_text("models: [models/kling.yaml]\nshots: {b: {prompt: x}}\n")
    loaded = load(tmp_path, film=FILM + "include: [act.yaml]\n")
    assert [(p.path, p.message, p.help) for p in loaded.problems] == [
        ("models", "is not a field of a storyboard", "it belongs in the main manifest")
    ]


def test_a_shot_is_told_what_its_own_model_has(tmp_path: Path) -> None:
    film = FILM.replace("model: kling-3\n", "").replace("duration: 10", "resolution: 4k, model: kling-3")
    assert said(load(tmp_path, film=film)) == (
        "storyboard.yaml:3:42: shots.a.resolution: must be 1080p, not 4k\n"
        "    3 | shots: {a: {prompt: A door., resolution: 4k, model: kling-3}}\n"
        "      |                                          ^^\n"
        "   help: 4k is made by `doubao-seedance-2.0`, `doubao-seedance-2.0-face` and `seedance-2.0-beta`, not by `kling-3`"
    )


def test_a_source_does_not_pass_for_our_own_words(tmp_path: Path) -> None:
    second = KLING.replace(
        "confidence: yours", f"confidence: second-hand\nsource: 'a \"page\" of{' more' * 20}'"
    )
    assert manifest_of(load(tmp_path, second)).models["kling-3"].doubt == (
        f"what is known of kling-3 is second-hand (\"a 'page' of{' more' * 9} mo…\", 2026-11-01): "
        "fields and prices may be otherwise"
    )
