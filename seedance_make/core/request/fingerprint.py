"""What identifies a request: the one document about it, its canonical form and its sha256. Money hangs on this file.

Local bytes are named by their digest and the prompt's white space is folded, so that re-wrapping a text, moving a
bucket or re-encoding nothing never buys again. Only a frame of another shot can be told in more ways than one: by its
clip, which is what is fingerprinted; by shot and take, before that clip exists; by the shot's name, for people.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TypedDict, TypeGuard

from seedance_make.core.request.request import ByFile, ByFrame, ByUrl, Medium, Request
from seedance_make.core.storyboard.fields import SHOT_FIELDS
from seedance_make.core.storyboard.media.frame import frame_identity, frame_words

FINGERPRINT_VERSION = 1
"""Of the document; it changes only with a migration under which old results stay valid."""


class Document(TypedDict):
    """What identifies a request, and what is kept of it: in the journal, the index and the lock file."""

    v: int
    model: str
    take: int
    request: dict[str, object]  # every scalar; the prompt and the media fields that are set


FrameIdentity = Callable[[ByFrame], object]
"""What the document says of a frame; None while that cannot be said."""


def by_clip(frame: ByFrame) -> object:
    """The clip's digest and which frame of it; None while there is no clip."""
    return {"sha256": frame.sha256, **frame_identity(frame.frame)} if frame.sha256 else None


def by_take(chosen: Mapping[str, int]) -> FrameIdentity:
    """The shot and its chosen take, whether or not the clip exists. `chosen`: shot → take."""
    return lambda frame: {
        "shot": frame.shot,
        "take": chosen.get(frame.shot, 0),
        **frame_identity(frame.frame),
    }


def by_name(frame: ByFrame) -> object:
    """As people say it."""
    return f"the {frame_words(frame.frame)} of {frame.shot}"


def document(request: Request, frame: FrameIdentity = by_clip) -> Document | None:
    """What identifies the request; None while a frame cannot be told."""
    fields: dict[str, object] = dict(request.sent_scalars)
    if request.prompt:
        fields["prompt"] = " ".join(request.prompt.split())
    for field, many in request.media.items():
        identities = [_identity(m, frame) for m in many]
        if None in identities:
            return None
        fields[field] = identities if SHOT_FIELDS[field].many else identities[0]
    return Document(v=FINGERPRINT_VERSION, model=request.model.id, take=request.take, request=fields)


def _identity(medium: Medium, frame: FrameIdentity) -> object:
    match medium:
        case ByUrl():
            return {"url": medium.url}
        case ByFile():
            return {"sha256": medium.sha256}
        case ByFrame():
            return frame(medium)


def canonical(request: Request, frame: FrameIdentity = by_clip) -> bytes | None:
    """The document as RFC 8785 canonical JSON."""
    content = document(request, frame)
    return None if content is None else canonical_json(content)


def canonical_json(content: Mapping[str, object]) -> bytes:
    """A document, or what holds one, as RFC 8785 wants it. Of texts, whole numbers, booleans and ASCII keys the standard library's encoder
    makes the same bytes ten times as fast (a test compares them). Raises UnicodeEncodeError for half of a surrogate pair."""
    return _ENCODER.encode(content).encode()


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(request: Request, frame: FrameIdentity = by_clip) -> str | None:
    """sha256 of the canonical document, lower-case hex; None while a frame cannot be told."""
    text = canonical(request, frame)
    return None if text is None else sha256(text).hexdigest()


def fingerprint_of(content: Document) -> str | None:
    """The fingerprint that a document has; None for one that can have none."""
    try:
        return sha256(canonical_json(content)).hexdigest()
    except (UnicodeEncodeError, RecursionError):
        return None


def parse_document(text: str) -> Document | None:
    """A document as it is kept; None when it is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if is_document(value) else None


def is_document(value: object) -> TypeGuard[Document]:
    """Whether a JSON value is a document."""
    return (
        isinstance(value, dict)
        and value.keys() == Document.__annotations__.keys()
        and isinstance(value["model"], str)
        and type(value["v"]) is type(value["take"]) is int
        and isinstance(value["request"], dict)
    )
