"""Failures on request: a marker in a prompt rehearses what cannot be waited for. They are not drawn on the card.

[[reject 20002]]   the POST is refused with that code; nothing is charged
[[fail 80007]]     the task fails with that code, and is refunded
[[slow 30]]        the task takes 30 seconds
[[stuck]]          the task never ends
[[429]]            the first POST of that prompt is told to wait, `[[429 20]]` for 20 seconds
[[lost]]           the task is made and charged, and the answer is a 500 without an id
[[gone]]           the task completes, and its video is not there
[[videos 3]]       the task gives three videos
"""

import re
from dataclasses import dataclass, fields

from seedance_make.core.text.marks import MARK
from seedance_make.simulator.faults import refusal

_MOST_VIDEOS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a prompt asks for; the first of each marker counts."""

    reject: str | None = None  # code
    fail: str | None = None  # code
    slow: float | None = None  # seconds
    stuck: bool = False
    wait: int | None = None  # seconds
    lost: bool = False
    gone: bool = False
    videos: int = 1


def rehearsal(prompt: str) -> Rehearsal:
    """Read the markers. Raises ApiError (20002) for one that says nothing: a rehearsal must not pass by mistake."""
    rehearsed: dict[str, object] = {}
    for name, value in MARK.findall(prompt):
        field = "wait" if name == "429" else name
        rehearsed.setdefault(field, _value(name, value))
    return Rehearsal(**{f.name: rehearsed[f.name] for f in fields(Rehearsal) if f.name in rehearsed})  # type: ignore[arg-type]


def without_markers(prompt: str) -> str:
    """The prompt as the card shows it."""
    return re.sub(r"[^\S\n]{2,}", " ", MARK.sub(" ", prompt)).strip() if MARK.search(prompt) else prompt


def _value(name: str, value: str) -> object:
    if name in {"stuck", "lost", "gone"} and not value:
        return True
    if name in {"reject", "fail"} and value:
        return value
    if name == "429" and (value or "1").isdigit():
        return int(value or 1)
    if name == "videos" and value.isdigit() and 1 <= int(value) <= _MOST_VIDEOS:
        return int(value)
    if name == "slow" and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", value):
        return float(value)
    raise refusal("20002", f"the marker [[{name} {value}]] is not understood".replace(" ]]", "]]"))
