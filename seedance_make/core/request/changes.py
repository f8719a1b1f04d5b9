"""What changed between the request that was bought last and the one that is wanted now, field by field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of the request; None stands for "not set"."""

    field: str
    old: object
    new: object


def changes(old: Mapping[str, object] | None, new: Mapping[str, object] | None) -> tuple[Change, ...]:
    """Compare two fingerprint documents; nothing when there is no older one. The take is not a change."""
    if not old or not new:
        return ()
    before, after = _flat(old), _flat(new)
    fields = dict.fromkeys([*after, *before])
    return tuple(
        Change(field=f, old=before.get(f), new=after.get(f)) for f in fields if before.get(f) != after.get(f)
    )


def _flat(document: Mapping[str, object]) -> dict[str, object]:
    request = document.get("request")
    fields = dict(request) if isinstance(request, Mapping) else {}
    return {"model": document.get("model")} | {name: _plain(value) for name, value in fields.items()}


def _plain(value: object) -> object:
    """Media as a person would name them: the URL alone, or the digest with its frame."""
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        if "url" in value:
            return value["url"]
        frame = f" ({value['frame']} frame)" if "frame" in value else ""
        return f"sha256:{value.get('sha256')}{frame}"
    return value


def parse_document(text: str) -> Mapping[str, object] | None:
    """A document as the journal keeps it; None when it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
