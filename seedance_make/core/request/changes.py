"""What changed between the request that was bought last and the one that is wanted now, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seedance_make.core.request.fingerprint import Document
from seedance_make.core.storyboard.media.frame import frame_identified, frame_words
from seedance_make.core.text.diagnostic import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What was edited. Without a place nothing was: another shot's clip is another one."""

    name: str  # vars.coat; act2/door is take 2 now
    place: Place | None = None
    old: object = None
    new: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of the request; None stands for "not set"."""

    field: str
    old: object
    new: object
    causes: tuple[Cause, ...] = ()  # where they are told; they may reach other takes too

    @property
    def elsewhere(self) -> bool:
        """Whether nothing was edited for it: another shot's clip is another one."""
        return any(cause.place is None for cause in self.causes)


def reason_of(changed: Sequence[Change]) -> str:
    """Why a take is bought again, by field, and in words where another shot's clip is the cause."""
    fields = [c.field for c in changed if not c.elsewhere]
    clips = [cause.name for c in changed if c.elsewhere for cause in c.causes]
    named = [f"changed: {', '.join(fields)}"] if fields or not clips else []
    return "; ".join((*named, *dict.fromkeys(clips))) if changed else "changed: the request"


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
