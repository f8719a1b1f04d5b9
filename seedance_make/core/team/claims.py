"""A claim: one immutable object of the team store that says what a machine has done about one purchase.

The claims on a fingerprint are numbered 1, 2, 3 … and each is made by create-if-absent, so that of two machines one
is first. A try to buy has a nonce, the id of its attempt, and goes through

    intent → submitted → done | failed
       ├ failed      the API said no, and made nothing
       ├ released    nothing left that machine, or a person said that it may be bought again
       └ abandoned   a person closed its unknown outcome

Nothing here ages: an intent never turns into leave to buy by itself. What somebody else wrote is read with care: an
object that is none of ours is unreadable, which is never leave to buy either.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from seedance_make.core.text.redact import plain

CLAIM_BYTES = 4096
"""More is no claim."""

VERSION = 1
"""Of everything that the team store keeps as JSON. Another one is unreadable: it may mean what we don't know."""

_NONCE = re.compile(r"[0-9a-f]{32}\Z")
TASK_ID = re.compile(r"[!-~]{1,256}\Z")
"""What a task's id looks like."""

_WORDS = 250  # characters of a text


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentClaim:
    """Somebody is about to send. `store` and `process` are its owner; the rest is for people."""

    nonce: str  # the attempt's id
    store: str  # 32 hex digits: a store of one machine
    process: str  # 32 hex digits: whose lock that store can try
    host: str
    person: str
    job: str | None  # the address of a CI job
    time: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedClaim:
    """The API gave it an id: paid. `by` names the person who found the id out, where that was one."""

    nonce: str
    store: str  # that wrote it; so in all that follow
    task_id: str
    by: str | None
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneClaim:
    """Its clip is in the team store."""

    nonce: str
    store: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedClaim:
    """The API refused it, or its task failed. What that means for a next try is the journal's rule."""

    nonce: str
    store: str
    code: str | None
    refunded: bool
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedClaim:
    """It may be bought again: by its own store, since nothing was sent (`by` is None), or by a person's word."""

    nonce: str
    store: str
    by: str | None
    why: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbandonedClaim:
    """A person closed its unknown outcome: refused until it is released."""

    nonce: str
    store: str
    by: str
    time: str


Claim = IntentClaim | SubmittedClaim | DoneClaim | FailedClaim | ReleasedClaim | AbandonedClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class NoClaim:
    """What stands at a claim's place and is none."""

    why: str


_KINDS: Mapping[str, type[Claim]] = {
    "intent": IntentClaim, "submitted": SubmittedClaim, "done": DoneClaim, "failed": FailedClaim, "released": ReleasedClaim,
    "abandoned": AbandonedClaim,
}  # fmt: skip
_NAMES = {kind: name for name, kind in _KINDS.items()}


def encode_claim(claim: Claim) -> bytes:
    """As it is kept. Texts are cut to what a reader takes."""
    fields = {name: _cleaned(name, value) for name, value in asdict(claim).items()}
    content = {"v": VERSION, "claim": _NAMES[type(claim)], **fields}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def parse_claim(raw: bytes) -> Claim | NoClaim:
    """The claim, its texts made plain; or why it is none. Keys that we don't know are passed over."""
    content = read_object(raw, CLAIM_BYTES)
    if isinstance(content, str):
        return NoClaim(why=content)
    name = content.get("claim")
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        return NoClaim(why="it is no kind of claim that this seedance-make knows")
    fields = kind.__dataclass_fields__
    lacks = _MAY_LACK - {"by"} if kind is AbandonedClaim else _MAY_LACK
    wrong = next((f for f in fields if not _fits(f, content.get(f), lacks)), None)
    if wrong is not None:
        return NoClaim(why=f"its `{wrong}` is not as it should be")
    values: dict[str, Any] = {f: _cleaned(f, content.get(f)) for f in fields}
    return kind(**values)


def _cleaned(field: str, value: object) -> object:
    return plain(value, _WORDS) or "?" if field in _TEXTS and value is not None else value


def read_object(raw: bytes, most: int) -> dict[str, Any] | str:
    """A JSON object of our version that the team store keeps; or why it is none. `most`: bytes."""
    if len(raw) > most:
        return f"it has more than {most:,} bytes"
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        return "it is no JSON"
    if not isinstance(content, dict):
        return "it is no JSON object"
    if type(content.get("v")) is not int or content["v"] != VERSION:
        return "it has a version that this seedance-make does not know"
    return content


def _fits(field: str, value: object, may_lack: frozenset[str]) -> bool:
    if value is None:
        return field in may_lack
    return _RULES[field](value)


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.match(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and plain(value, _WORDS) != ""


def _is_moment(value: object) -> bool:
    """ISO 8601 with its offset."""
    if not isinstance(value, str) or len(value) > 40:
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


_TEXTS = frozenset({"host", "person", "job", "by", "why", "code"})
_MAY_LACK = frozenset({"job", "by", "code"})
_RULES: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(("nonce", "store", "process"), _matches(_NONCE)),
    "task_id": _matches(TASK_ID),
    "refunded": lambda value: isinstance(value, bool),
    "time": _is_moment,
    **dict.fromkeys(_TEXTS, _is_text),
}
