"""An unknown key: a typing error, a field in the wrong place, or something that a manifest must not hold."""

import re

from seedance_make.core.storyboard.fields import SHOT_FIELDS, field_named
from seedance_make.core.text.diagnostic import Wording
from seedance_make.core.text.node import KeyPath
from seedance_make.core.text.suggest import nearest
from seedance_make.load.schema.file import compiled

_KEY = re.compile(r"(re)?api[_-]?(key|token)|token|secret|password|authorization|bearer", re.IGNORECASE)
_HOST = re.compile(r"(re)?(api[_-]?)?(base[_-]?url|host|endpoint|url)", re.IGNORECASE)
_SYNONYMS = {
    **{synonym: field.short or field.name for field in SHOT_FIELDS.values() for synonym in field.synonyms},
    "name": "title",
}
_IN_PROMPT = "say it in the `prompt`, or in a `style` for several shots"
_NOT_TAKEN = {
    "seed": "the API takes no seed: another take of the same request is `takes: 2`",
    "fps": "the model decides on the frame rate",
    **dict.fromkeys(
        ("negative_prompt", "negative"), "the API takes no negative prompt: say in the `prompt` what is to be seen"
    ),
    **dict.fromkeys(
        ("steps", "cfg", "cfg_scale", "guidance", "guidance_scale", "sampler", "strength"),
        "the API takes no such number: the model decides on it",
    ),
    **dict.fromkeys(("width", "height"), "choose `resolution` and `aspect_ratio`"),
    **dict.fromkeys(
        ("transition", "fade", "dissolve", "cut"),
        "cuts are made in the editing program; a shot goes on from another with `first_frame: {shot: NAME}`",
    ),
    **dict.fromkeys(("name", "id"), "a shot's name is the key that its fields stand under"),
    **dict.fromkeys(("order", "number", "index"), "shots are in the order in which they stand"),
    **dict.fromkeys(
        ("dialogue", "dialog", "speech", "voice", "lines", "narration"),
        "put the spoken words in quotes into the `prompt`, and set `generate_audio: true`",
    ),
    **dict.fromkeys(("music", "sound", "sounds", "sfx"), "say it in the `prompt`, and set `generate_audio: true`"),
    **dict.fromkeys(
        (
            "camera", "camera_motion", "camera_movement", "movement", "motion", "lens", "angle", "shot_type",
            "framing", "lighting", "light", "mood", "action", "description", "setting", "location", "weather", "time",
        ),
        _IN_PROMPT,
    ),
    **dict.fromkeys(
        ("character", "characters", "actor", "actors"), "describe them once under `cast`, and name them in `cast: [NAME]`"
    ),
}  # fmt: skip
"""What people write into a shot, and the API has no field for."""

_MOST_LISTED = 16
_LONGEST_GUESSED = 60  # characters; a longer key is no typing error


def unknown_key(key: str, path: KeyPath, known: tuple[str, ...], *, included: bool) -> Wording:
    """Name, message and help for a key that nothing at `path` is called. `included`: the file is an included one."""
    if wording := forbidden_key(key):
        return wording
    if "prompt" in known and (way_out := _NOT_TAKEN.get(key.lower().replace("-", "_"))):
        return "unknown-key", f"is not a field of {_whole(path)}", way_out
    if " " in key and "prompt" in known:
        return (
            "unknown-key",
            f"is not a field of {_whole(path)}",
            "a text with a comma in it needs quotes between { and }",
        )
    meant = _SYNONYMS.get(key.lower())
    near = meant if meant in known else nearest(key, known) if len(key) <= _LONGEST_GUESSED else None
    way_out = _home(key, included) or (f"did you mean `{near}`?" if near else _listed(known))
    return "unknown-key", f"is not a field of {_whole(path)}", way_out


def forbidden_key(key: str) -> Wording | None:
    """Name, message and help for a key that no file of a project may have; None for any other."""
    if _KEY.fullmatch(key):
        return (
            "secret-in-manifest", "a manifest never holds the API key",
            "set REAPI_API_KEY in the environment, or run `seedance-make login`; if the key is real, revoke it",
        )  # fmt: skip
    if _HOST.fullmatch(key):
        return (
            "host-in-manifest",
            "a manifest never chooses the API's host",
            "set REAPI_BASE_URL in the environment",
        )
    return None


def _whole(path: KeyPath) -> str:
    if not path:
        return "a storyboard"
    in_map = {
        "shots": "a shot",
        "groups": "a group",
        "profiles": "a profile",
        "cast": "a member of the cast",
        "prices": "a price",
    }
    if len(path) == 2 and path[0] in in_map:
        return in_map[str(path[0])]
    return f"`{path[-1]}`" if isinstance(path[-1], str) else "this entry"


def _home(key: str, included: bool) -> str | None:
    """Where a key belongs that has its place elsewhere."""
    if key in compiled(None)["properties"]:
        return "it belongs in the main manifest" if included else "it belongs at the top of the manifest"
    if field_named(key):
        return "it belongs in a shot, or in `defaults`"
    return None


def _listed(known: tuple[str, ...]) -> str:
    names = [
        f"`{key}`" for key in known if (field := field_named(key)) is None or key == (field.short or key)
    ]
    if len(names) <= _MOST_LISTED:
        return f"there is {', '.join(names)}"
    shown = names[: _MOST_LISTED - 4]
    return f"there is {', '.join(shown)} and {len(names) - len(shown)} more: `seedance-make schema` has them"
