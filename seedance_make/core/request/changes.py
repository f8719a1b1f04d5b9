"""What changed between the request that was bought last and the one that is wanted now, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from seedance_make.core.request.fingerprint import Document
from seedance_make.core.storyboard.media.frame import frame_identified, frame_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of the request; None stands for "not set"."""

    field: str
    old: object
    new: object


def changes(old: Document | None, new: Document | None) -> tuple[Change, ...]:
    """Compare two fingerprint documents; nothing when there is no older one. The take is not a change."""
    if not old or not new:
        return ()
    before, after = _flat(old), _flat(new)
    fields = dict.fromkeys([*after, *before])
    return tuple(
        Change(field=f, old=before.get(f), new=after.get(f)) for f in fields if before.get(f) != after.get(f)
    )


def _flat(document: Document) -> dict[str, object]:
    return {"model": document["model"]} | {f: _plain(value) for f, value in document["request"].items()}


def _plain(value: object) -> object:
    """Media as a person would name them: the URL alone, or the digest with its frame."""
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        if "url" in value:
            return value["url"]
        frame = frame_identified(value)
        return f"sha256:{value.get('sha256')}" + (f" ({frame_words(frame)})" if frame else "")
    return value
