"""`doctor` for people: each check with its verdict and its way out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seedance_make.core.text.redact import plain
from seedance_make.ui.paint import Paint, View, pad, plain_value
from seedance_make.ui.words import many


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of `doctor`. `good` None: a remark, neither good nor bad."""

    name: str
    good: bool | None
    text: str
    help: str | None = None


_SIGNS: Mapping[bool | None, tuple[str, str]] = {
    True: ("ok", "green"),
    False: ("BAD", "bad"),
    None: ("--", "yellow"),
}


def doctor_text(checks: Sequence[Check], *, width: int, color: bool) -> str:
    """Each check with its verdict, and the way out of those that are bad."""
    view = View(paint=Paint(color), width=width)
    longest = max((len(c.name) for c in checks), default=0)
    lines = []
    for check in checks:
        sign, style = _SIGNS[check.good]
        lines.append(f"{view.paint(pad(sign, 3), style)}  {pad(check.name, longest)}  {plain(check.text)}")
        lines += plain_value(plain(check.help), None, view, indent=longest + 7) if check.help else []
    bad = sum(c.good is False for c in checks)
    end = f"{many(bad, 'check')} to put right." if bad else "Everything that a build needs is there."
    return "\n".join([*lines, "", view.paint(end, "bad" if bad else "green")]) + "\n"
