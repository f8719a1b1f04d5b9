"""What changed in a field, as pieces to print: a word diff for texts and lists, old and new for the rest."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import Enum

from seedance_make.core.request.changes import Change
from seedance_make.core.text.redact import plain

_TOKENS = re.compile(r"\s+|[\u2e80-\u9fff\uff00-\uffef]|[\w'’-]+|.")
"""Words, single signs, and single characters of the scripts that put no blanks between words."""

_LIMIT = 20_000
"""Characters of a prompt that are compared; the API takes 4,000."""

_PATIENCE = 4_000_000
"""Pairs of tokens that are worth comparing; beyond, the middle is shown as replaced."""

_CONTEXT = 8
"""Words shown on each side of a change."""

_DIGEST = re.compile(r"^(sha256:[0-9a-f]{12})[0-9a-f]{52}")


class DiffMark(Enum):
    """What happened to a piece of a text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


Piece = tuple[DiffMark, str]


def pieces(change: Change) -> list[Piece]:
    """The change of one field. Both sides are made safe to print."""
    old, new = change.old, change.new
    if change.field == "prompt" and isinstance(old, str) and isinstance(new, str):
        return shortened(split_words(plain(old, _LIMIT), plain(new, _LIMIT)))
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return _items([shown_value(v) for v in old], [shown_value(v) for v in new])
    return [(DiffMark.SAME, f"{shown_value(old)} → {shown_value(new)}")]


def shown_value(value: object) -> str:
    """A value of a request as a person would say it."""
    if value is None:
        return "(not set)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ", ".join(map(shown_value, value))
    return _DIGEST.sub(r"\1…", plain(str(value)))


def split_words(old: str, new: str) -> list[Piece]:
    """A word diff. A lone blank between two changes belongs to them, so that phrases stay whole."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    runs: list[tuple[str, str, str]] = []  # (same, gone, new), of which `same` stands first
    for tag, gone, fresh in _matched(before, after):
        if tag == "equal":
            runs.append((gone, "", ""))
        elif len(runs) > 1 and runs[-1][1:] == ("", "") and runs[-1][0].isspace():
            blank = runs.pop()[0]
            same, earlier, later = runs.pop()
            runs.append((same, earlier + blank + gone, later + blank + fresh))
        elif runs and runs[-1][1:] == ("", ""):
            runs[-1] = (runs[-1][0], gone, fresh)
        else:
            runs.append(("", gone, fresh))
    diff = [p for s, g, n in runs for p in ((DiffMark.SAME, s), (DiffMark.GONE, g), (DiffMark.NEW, n))]
    return [(mark, text) for mark, text in diff if text]


def _matched(before: list[str], after: list[str]) -> list[tuple[str, str, str]]:
    """Runs of equal and of replaced tokens, joined to texts."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    runs = [("equal", "".join(before[:head]), "")]
    if len(old) * len(new) > _PATIENCE:
        runs.append(("replace", "".join(old), "".join(new)))
    else:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        runs += [(t, "".join(old[a:b]), "".join(new[c:d])) for t, a, b, c, d in matcher.get_opcodes()]
    runs.append(("equal", "".join(before[len(before) - tail :]), ""))
    return [r for r in runs if r[1] or r[2]]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many tokens two texts begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _items(old: list[str], new: list[str]) -> list[Piece]:
    """The entries of two lists that came and went."""
    diff: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            diff += [(DiffMark.SAME, item) for item in old[a:b]]
        else:
            diff += [(DiffMark.GONE, item) for item in old[a:b]] + [(DiffMark.NEW, item) for item in new[c:d]]
    return [p for n, piece in enumerate(diff) for p in ((DiffMark.SAME, ", " if n else ""), piece) if p[1]]


def shortened(diff: list[Piece]) -> list[Piece]:
    """Long stretches without a change, cut to some words of context."""
    last = len(diff) - 1
    return [
        (mark, _context(text, first=n == 0, last=n == last) if mark is DiffMark.SAME else text)
        for n, (mark, text) in enumerate(diff)
    ]


def _context(text: str, *, first: bool, last: bool) -> str:
    tokens = _TOKENS.findall(text)
    keep = _CONTEXT * 2  # a word and its blank
    if first and last:
        return text
    if first:
        return text if len(tokens) <= keep + 2 else "… " + "".join(tokens[-keep:]).lstrip()
    if last:
        return text if len(tokens) <= keep + 2 else "".join(tokens[:keep]).rstrip() + " …"
    if len(tokens) <= 2 * keep + 2:
        return text
    return "".join(tokens[:keep]).rstrip() + " … " + "".join(tokens[-keep:]).lstrip()
