"""One key of one mapping: set or replaced as text, with the layout and the comments around it kept.

A splice says which characters become which. Whether the outcome means what was intended is not judged here: `edit`
reads it again.
"""

import re
from dataclasses import dataclass

from seedance_make.load.edit.spans import EntrySpan, Span

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """Characters from `start` to `end` become `new`."""

    start: int
    end: int
    new: str


class CannotSplice(Exception):  # noqa: N818 - says what cannot be done, and is always caught
    """There is no way that keeps comments and layout."""


def apply(text: str, splices: list[Splice]) -> str:
    """The text after all splices, which must not overlap."""
    parts, at = [], 0
    for splice in sorted(splices, key=lambda s: s.start):
        parts += [text[at : splice.start], splice.new]
        at = splice.end
    return "".join([*parts, text[at:]])


def set_key(text: str, holder: EntrySpan, key: str, value: str) -> list[Splice]:
    """Make `key` of the mapping that `holder` holds have a value. Where it has no such key, it is added at the end."""
    entries = holder.value.entries or {}
    return [_value(text, entries[key], value) if key in entries else _added(text, holder, f"{key}: {value}")]


def _value(text: str, entry: EntrySpan, new: str) -> Splice:
    start, end = entry.value.start, entry.value.end
    if start == end:
        return Splice(start=start, end=end, new=f" {new}")
    old = text[entry.key.end : end]
    if _BREAK.search(old):
        _refuse_comment(old)
        return Splice(start=entry.key.end, end=end, new=f": {new}")
    return Splice(start=start, end=end, new=new)


def _added(text: str, holder: EntrySpan, new: str) -> Splice:
    span = holder.value
    entries = list((span.entries or {}).values())
    if span.entries is None:
        if span.text is None or span.style:
            raise CannotSplice("it is no mapping")
        return Splice(
            start=span.start, end=span.end, new=f" {{{new}}}" if span.start == span.end else f"{{{new}}}"
        )
    if not entries:
        return Splice(start=span.start + 1, end=span.start + 1, new=new)
    if span.flow:
        return Splice(start=entries[-1].value.end, end=entries[-1].value.end, new=f", {new}")
    return _added_line(text, entries, new)


def _added_line(text: str, entries: list[EntrySpan], new: str) -> Splice:
    """After the last entry whose end is sure: lines of text (`|`, `>`) may go on further than they seem."""
    start = _line_start(text, entries[0].key.start)
    indent = text[start : entries[0].key.start]
    if indent.strip(" "):
        raise CannotSplice("its first key shares a line with something else")
    first_break = _BREAK.search(text)
    line_break = first_break[0] if first_break else "\n"
    for entry in reversed(entries):
        if not _has_lines_of_text(entry.value):
            end = _line_end(text, entry.value.end)
            return Splice(start=end, end=end, new=f"{line_break}{indent}{new}")
    return Splice(start=start, end=start, new=f"{indent}{new}{line_break}")


def _has_lines_of_text(span: Span) -> bool:
    below = [entry.value for entry in (span.entries or {}).values()] + list(span.items)
    return span.style in {"|", ">"} or any(map(_has_lines_of_text, below))


def _refuse_comment(cut: str) -> None:
    if "#" in cut:
        raise CannotSplice("a comment stands in what would be replaced")


def _line_start(text: str, index: int) -> int:
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def _line_end(text: str, index: int) -> int:
    line_break = _BREAK.search(text, index)
    return line_break.start() if line_break else len(text)
