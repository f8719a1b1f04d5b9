"""Small phrases that every page of the tool says alike: names of takes, counts, times, sizes, the age of prices."""

import json
import re
import unicodedata
from datetime import date, datetime

from seedance_make.core.text.redact import plain

PROGRAM = "seedance-make"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
STALE = 90
"""Days after which the age of the prices is worth a warning."""


def take_name(shot: str, take: int) -> str:
    """As it is typed: the take is said when it isn't the first."""
    return shot if take == 1 else f"{shot}@{take}"


def many(count: int, one: str, more: str | None = None) -> str:
    """`1 take`, `3 takes`."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def clock(seconds: float) -> str:
    """A running time: `0:07`, `12:30`, `1:02:03`."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def local_time(text: str) -> str:
    """A time of the journal (ISO 8601, UTC) as this machine's clock would show it, to the second."""
    try:
        return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return text


def reason_words(reason: str) -> str:
    """A reason of a plan on one line that no terminal obeys, with times as this machine's clock would show them."""
    return _TIME.sub(lambda time: local_time(time[0]), plain(reason))


def megabytes(count: int) -> str:
    """A size in millions of bytes."""
    return f"{count / 1e6:.1f} MB"


def age(as_of: str, today: date) -> int | None:
    """Days since a table's date; None for a date that is none or lies ahead."""
    try:
        days = (today - date.fromisoformat(as_of)).days
    except ValueError:
        return None
    return days if days >= 0 else None


def prices_text(as_of: str, today: date) -> tuple[str, bool]:
    """The age of the prices, and whether it is worth a warning."""
    days = age(as_of, today)
    if days is None:
        return f"prices of {as_of}", False
    if days <= STALE:
        return f"prices of {as_of}, {'of today' if not days else many(days, 'day') + ' old'}", False
    return f"prices of {as_of}, {many(days, 'day')} old: check that they still hold", True


def resolve_command(attempt: str) -> str:
    """What to type about an unknown outcome."""
    return f"{PROGRAM} resolve {attempt} --task-id ID | --resubmit | --abandon"


RESOLVE_HELP = (
    "look into your reAPI account for a task of that time: --task-id ID if it is there, --resubmit if it is not, "
    "--abandon to give it up"
)


def pretty_json(value: object) -> str:
    """JSON on several lines that no terminal obeys: what could steer one stays escaped, and the JSON exact."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return "".join(c if c == "\n" or not _steers(c) else _escaped(c) for c in text)


def _steers(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1] if ord(char) > 127 else f"\\u{ord(char):04x}"
