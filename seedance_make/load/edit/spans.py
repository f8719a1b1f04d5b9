"""Where every value of a text begins and ends, as indexes: what an edit in place cuts by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from seedance_make.core.errors import InvalidInputError
from seedance_make.load.yaml.build import Loader


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One value. Its end is where its last character is, also for block style, whose end YAML puts further down."""

    start: int
    end: int
    flow: bool = False  # [ ] or { }
    text: str | None = None  # of a scalar
    style: str = ""  # of a scalar: "" plain, or its quote or | or >
    entries: Mapping[str, "EntrySpan"] | None = None
    items: tuple["Span", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySpan:
    """A key and its value."""

    key: Span
    value: Span


@dataclass(slots=True)
class _Open:
    event: Any
    entries: dict[str, EntrySpan] | None
    items: list[Span] = field(default_factory=list)
    key: Span | None = None


def spans(text: str) -> Span:
    """The spans of a text that was read without a problem. Raises InvalidInputError when it is no such text."""
    stack: list[_Open] = []
    root: Span | None = None
    loader = Loader(text)
    try:
        while loader.check_event():
            span = _step(loader.get_event(), stack, text)
            root = span if span and not stack else root
            if span and stack:
                _put(stack[-1], span)
    except yaml.YAMLError as error:
        raise InvalidInputError("the manifest is no YAML any more") from error
    finally:
        loader.dispose()
    if root is None:
        raise InvalidInputError("the manifest is empty")
    return root


def _step(event: Any, stack: list[_Open], text: str) -> Span | None:
    """The value that an event completes."""
    marks: Any = event
    if isinstance(event, yaml.CollectionStartEvent):
        stack.append(_Open(event, {} if isinstance(event, yaml.MappingStartEvent) else None))
        return None
    if isinstance(event, yaml.CollectionEndEvent):
        return _closed(stack.pop(), marks.end_mark.index)
    if isinstance(event, yaml.ScalarEvent):
        start, end = marks.start_mark.index, marks.end_mark.index
        end = start + len(text[start:end].rstrip())
        return Span(start=start, end=end, text=event.value, style=event.style or "")
    return None


def _closed(done: _Open, end: int) -> Span:
    start, flow = done.event.start_mark.index, bool(done.event.flow_style)
    below = [entry.value for entry in (done.entries or {}).values()] or done.items
    if not flow:
        end = max((span.end for span in below), default=start)
    return Span(start=start, end=end, flow=flow, entries=done.entries, items=tuple(done.items))


def _put(inside: _Open, span: Span) -> None:
    if inside.entries is None:
        inside.items.append(span)
    elif inside.key is None:
        inside.key = span
    else:
        inside.entries[inside.key.text or ""] = EntrySpan(key=inside.key, value=span)
        inside.key = None
