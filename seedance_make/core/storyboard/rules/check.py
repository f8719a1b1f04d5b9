"""The rules between fields: what the API refuses, or would take otherwise than meant. Problems, never exceptions.

They stand at the shot's name, since no single value is to blame.
"""

from collections.abc import Iterable

from seedance_make.core.storyboard.draft import Draft
from seedance_make.core.storyboard.model import MEDIA_FIELDS
from seedance_make.core.storyboard.modes import FRAMES, MOST_REFERENCES, REFERENCES, row_of
from seedance_make.core.storyboard.names import spoken
from seedance_make.core.text.diagnostic import Problem

_SHORT = {api: short for short, api in MEDIA_FIELDS.items()}
_KIND = {"reference_image_urls": "images", "reference_video_urls": "videos", "reference_audio_urls": "audios"}


def check_shot(draft: Draft) -> Iterable[Problem]:
    """Every rule that the shot breaks."""
    for rule in (_frames_with_references, _last_without_first, _audio_alone, _no_prompt, _too_many):
        for name, message, way in rule(draft):
            yield Problem(
                place=draft.shot.place,
                path=f"shots.{spoken(draft.shot.name)}",
                name=name,
                message=message,
                help=way,
            )


_Said = Iterable[tuple[str, str, str]]


def _frames_with_references(draft: Draft) -> _Said:
    frames = [field for field in FRAMES if field in draft.own]
    references = [field for field in REFERENCES if field in draft.own]
    if frames and references:
        inherited = [f for f in (*frames, *references) if f not in _own_layer(draft)]
        unset = f"unset what it inherits: `{_written(draft, inherited[0])}: null`" if inherited else ""
        yield (
            "frames-with-references",
            f"{_listed(draft, frames)} cannot stand together with {_listed(draft, references)}",
            f"the API goes by one or the other: {unset or 'leave one out'}",
        )


def _own_layer(draft: Draft) -> set[str]:
    return {MEDIA_FIELDS.get(name, name) for name in draft.shot.fields}


def _last_without_first(draft: Draft) -> _Said:
    if "last_frame_url" in draft.own and "first_frame_url" not in draft.own:
        yield (
            "last-frame-alone",
            f"`{_written(draft, 'last_frame_url')}` needs a first frame",
            "add `first_frame`: the API ends a clip on a picture only when it begins with one",
        )


def _audio_alone(draft: Draft) -> _Said:
    if set(draft.media) & set(REFERENCES) == {"reference_audio_urls"} and not set(draft.media) & set(FRAMES):
        yield (
            "audio-alone",
            "reference audio needs an image or a video beside it",
            "add `reference_images` or `reference_videos`",
        )


def _no_prompt(draft: Draft) -> _Said:
    row = row_of(draft.media)
    if (
        draft.prompt
        or draft.troubled
        or any(field in draft.media for field in (*row.spares_prompt, "last_frame_url"))
    ):
        return
    if row.spares_prompt:
        yield "no-prompt", "references without an image need a prompt", "add `prompt`, or `reference_images`"
    else:
        yield "no-prompt", "has no prompt, and no frame or reference either", "add `prompt`, or `first_frame`"


def _too_many(draft: Draft) -> _Said:
    for field, most in MOST_REFERENCES.items():
        count, own = len(draft.media.get(field, ())), len(draft.own.get(field, ()))
        if count > most >= own:
            yield (
                "too-many-references",
                f"{count} reference {_KIND[field]}, at most {most}: {own} of its own and {count - own} of its cast",
                "cast fewer, or give the cast fewer references",
            )


def _written(draft: Draft, field: str) -> str:
    return draft.fields[field].name if field in draft.fields else _SHORT[field]


def _listed(draft: Draft, fields: list[str]) -> str:
    return " and ".join(f"`{_written(draft, field)}`" for field in fields)
