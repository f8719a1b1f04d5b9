"""Attempt ↔ a row of the journal: one column a field, tuples as JSON text."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from types import UnionType
from typing import Any

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.storyboard.model import Artifact

COLUMNS = tuple(field.name for field in fields(Attempt))
FACTS = frozenset(
    {
        "submitted", "ended", "task_id", "request_id", "urls", "artifacts",
        "charged", "code", "message", "answer",
    }
)  # fmt: skip
"""What a step may bring along. Everything else was fixed when the intent was made."""


def encode_row(name: str, value: Any) -> Any:
    """A field's value as SQLite keeps it."""
    if name == "artifacts":
        return json.dumps([asdict(artifact) for artifact in value])
    if name == "urls":
        return json.dumps(list(value))
    return str(value) if name == "state" else value


def to_row(attempt: Attempt) -> tuple[Any, ...]:
    """An attempt in the order of COLUMNS."""
    return tuple(encode_row(name, getattr(attempt, name)) for name in COLUMNS)


def from_row(row: Sequence[Any]) -> Attempt:
    """The attempt of a row that was selected in the order of COLUMNS. Raises ValueError, TypeError, KeyError."""
    values = dict(zip(COLUMNS, row, strict=True))
    values["state"] = State(values["state"])
    values["exact"] = bool(values["exact"])
    values["urls"] = tuple(json.loads(values["urls"]))
    values["artifacts"] = tuple(Artifact(**plain) for plain in json.loads(values["artifacts"]))
    _check(values)
    return Attempt(**values)


_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_KINDS = {f.name: f.type for f in fields(Attempt) if isinstance(f.type, type | UnionType)}


def _check(values: Mapping[str, Any]) -> None:
    """SQLite keeps whatever it is given, and checks no page: a value of another kind is damage. Raises ValueError, TypeError."""
    for name, kind in _KINDS.items():
        if not isinstance(values[name], kind):
            raise TypeError(f"its {name} is {values[name]!r:.80}")
    if not all(isinstance(url, str) for url in values["urls"]):
        raise ValueError("its urls are not all text")
    for artifact in values["artifacts"]:
        if not _DIGEST.match(artifact.sha256) or not isinstance(artifact.size, int):
            raise ValueError(f"its artifacts have {artifact!r:.120}")


def facts_text(facts: Mapping[str, Any]) -> str:
    """A step's facts as JSON text; bytes in base64."""
    return json.dumps(facts, default=_plain)


def _plain(value: Any) -> Any:
    return asdict(value) if isinstance(value, Artifact) else base64.b64encode(value).decode()
