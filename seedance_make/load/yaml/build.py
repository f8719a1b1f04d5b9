"""The events of one libyaml pass, stacked into nodes. No tag, anchor, alias or merge key is ever acted on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from seedance_make.core.text.diagnostic import Place, Problem, Wording
from seedance_make.core.text.node import KeyPath, Node, dotted
from seedance_make.load.yaml import refused
from seedance_make.load.yaml.file_text import FORBIDDEN, UNREADABLE, FileText
from seedance_make.load.yaml.scalars import read_scalar
from seedance_make.load.yaml.surrogates import covered, uncovered
from seedance_make.load.yaml.syntax_errors import ErrorContext, LastKey, Stop, braces, explain
from seedance_make.load.yaml.unseen import place_of_unseen

MAX_DEPTH = 32
MAX_VALUES = 200_000
"""A storyboard of 10,000 shots has about half as many: past it memory, not meaning, is what grows."""
_MOST_PROBLEMS = 1000

_HIDDEN = 0xF0000
"""Unreadable characters are read as private ones this far up, so that the rest of the file can be looked at too."""

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def hidden(text: str) -> str:
    """The text as the reader gets it: as long as it was, and readable."""
    return UNREADABLE.sub(lambda char: chr(_HIDDEN + ord(char[0])), text)


def _uncovered(value: str) -> str:
    return "".join(chr(ord(c) - _HIDDEN) if ord(c) >= _HIDDEN else c for c in value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swallowed:
    """An unquoted text that ends where a comment begins without a blank after its `#`."""

    path: KeyPath
    place: Place  # of the comment
    comment: str


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is still open."""

    start: Any
    entries: dict[str, Node] | None  # None for a list
    items: list[Node] = field(default_factory=list)
    key: tuple[str, Place] | None = None  # the key that waits for its value
    owner: Place | None = None  # where the key of this collection itself stands

    @property
    def flow(self) -> bool:
        return bool(self.start.flow_style)

    @property
    def wants_key(self) -> bool:
        return self.entries is not None and self.key is None


class Builder:
    """One pass over one file. `root` is complete only when `run` gives no reason to stop."""

    def __init__(self, text: FileText) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.swallowed: list[Swallowed] = []
        self._text = text
        self._stack: list[_Frame] = []
        self._values = 0
        self._documents = 0
        self._last: LastKey | None = None
        self._hides = UNREADABLE.search(text.text) is not None  # whether the reader gets characters hidden
        self._unseen = [char.start() for char in FORBIDDEN.finditer(text.text)]
        self._spans: list[tuple[int, int]] = []  # of the values, when there is something unseen
        self._pairs = False  # whether the reader gets surrogate pairs covered

    def run(self, shown: str) -> Stop | None:
        """Read all events; the reason when the reader could not reach the end."""
        handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        readable = covered(shown)
        self._pairs = readable != shown
        loader = Loader(readable)
        try:
            while loader.check_event():
                event = loader.get_event()
                handler = handlers.get(type(event))
                if handler:
                    handler(event)
        except Stop as stop:
            return stop
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            return explain(error, self._scene())
        finally:
            loader.dispose()
            self._between_values()
        return None

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._stop(event, refused.SECOND_DOCUMENT)

    def _open(self, event: Any) -> None:
        frame = self._stack[-1] if self._stack else None
        if frame and frame.wants_key:
            raise self._braces(frame) or self._stop(event, refused.KEY_NOT_TEXT)
        self._refuse_extras(event)
        if len(self._stack) >= MAX_DEPTH:
            raise self._stop(event, refused.too_deep(MAX_DEPTH))
        owner = frame.key[1] if frame and frame.key else None
        entries: dict[str, Node] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
        self._stack.append(_Frame(start=event, entries=entries, owner=owner))

    def _braces(self, frame: _Frame) -> Stop | None:
        """`{{` opens a mapping whose first key is a mapping."""
        mark = frame.start.start_mark
        if not self._text.lines[mark.line].startswith("{{", mark.column):
            return None
        self._stack.pop()
        return braces(self._scene(), mark.line, mark.column)

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        value = tuple(frame.items) if frame.entries is None else frame.entries
        self._add(Node(value=value, place=self._extent(frame, event), key=frame.owner))

    def _extent(self, frame: _Frame, event: Any) -> Place:
        """From the bracket to its counterpart, or the first entry in block style; on the first line alone."""
        first, last = frame.start.start_mark, event.end_mark
        if frame.flow:
            return self._place_between(first, last)
        below = [n.key or n.place for n in (frame.entries or {}).values()] or [n.place for n in frame.items]
        end = below[0].end - 1 if below and below[0].line == first.line + 1 else None
        return self._text.place(first.line, first.column, end)

    def _alias(self, event: Any) -> None:
        self._report(event, refused.alias(event.anchor))
        frame = self._stack[-1] if self._stack else None
        if frame and frame.wants_key:
            frame.key = (f"*{event.anchor}", self._place(event))
        else:
            self._add(Node(value=None, place=self._place(event), key=self._key_place()))

    def _scalar(self, event: Any) -> None:
        written = event.value
        if self._unseen:
            self._spans.append((event.start_mark.index, event.end_mark.index))
        if self._hides:
            written = _uncovered(written)
        if self._pairs:
            written = uncovered(written, quoted=event.style == '"')
        frame = self._stack[-1] if self._stack else None
        if frame and frame.entries is not None and frame.key is None:
            self._key(event, frame, frame.entries, written)
            return
        self._refuse_extras(event)
        self._refuse_unseen(event, written, None)
        value = written if event.style else read_scalar(written)
        node = Node(value=value, place=self._place(event), key=self._key_place(), text=written)
        if not event.style:
            self._notice_comment(event)
        self._add(node)

    def _key(self, event: Any, frame: _Frame, entries: dict[str, Node], written: str) -> None:
        place = self._place(event)
        frame.key = (written, place)
        if not frame.flow:
            start, end = event.start_mark, event.end_mark
            self._last = LastKey(line=end.line, start=start.column, end=end.column, path=self._path())
        self._refuse_extras(event)
        self._refuse_unseen(event, written, place)
        first = entries.get(written)
        if written == "<<" and not event.style:
            self._report(event, refused.MERGE_KEY)
        elif not written:
            self._report(event, refused.KEY_MISSING)
        elif first is not None and first.key is not None:
            message = f"is a second `{written}`; the first is at line {first.key.line}"
            self.problems.append(
                Problem(
                    place=place,
                    path=dotted(self._path()),
                    name="duplicate-key",
                    message=message,
                    help="remove one of them, or give it another name",
                    also=(first.key,),
                )
            )

    def _add(self, node: Node) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            raise Stop(Problem.worded(refused.too_many(MAX_VALUES), node.place))
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        if frame.entries is None:
            frame.items.append(node)
        elif frame.key is not None:
            frame.entries.setdefault(frame.key[0], node)
            frame.key = None

    def _notice_comment(self, event: Any) -> None:
        mark = event.end_mark
        line = self._text.lines[mark.line] if mark.line < len(self._text.lines) else ""
        rest = line[mark.column :]
        comment = rest.lstrip(" \t")
        if comment[:1] == "#" and rest[:1] in {" ", "\t"} and comment[1:2].isalnum():
            comment = comment.rstrip()
            start = len(line) - len(rest.lstrip(" \t"))
            place = self._text.place(mark.line, start, start + len(comment))
            self.swallowed.append(Swallowed(path=self._path(), place=place, comment=comment))

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._report(event, refused.anchor(event.anchor))
        if event.tag is not None:
            self._report(event, refused.tag(event.tag))

    def _refuse_unseen(self, event: Any, written: str, place: Place | None) -> None:
        """`place`: of a key; in a value it is the character's own."""
        unseen = FORBIDDEN.search(written)
        if unseen and len(self.problems) < _MOST_PROBLEMS:
            wording = refused.character(unseen[0])
            start, end = event.start_mark.index, event.end_mark.index
            exact = place_of_unseen(self._text, start, end, quoted=event.style == '"')
            place = place or exact or self._place(event)
            self.problems.append(Problem.worded(wording, place, dotted(self._path())))

    def _between_values(self) -> None:
        """Characters that nobody sees outside of values: in comments, or between."""
        spans = iter(self._spans)
        span = next(spans, None)
        for index in self._unseen:
            while span and span[1] <= index:
                span = next(spans, None)
            if (span and span[0] <= index) or len(self.problems) >= _MOST_PROBLEMS:
                continue
            wording = refused.character(self._text.text[index])
            self.problems.append(Problem.worded(wording, self._text.place_at(index)))

    def _report(self, event: Any, wording: Wording) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(self._stop(event, wording).problem)

    def _stop(self, event: Any, wording: Wording) -> Stop:
        return Stop(Problem.worded(wording, self._place(event), dotted(self._path())))

    def _scene(self) -> ErrorContext:
        flow = any(frame.flow for frame in self._stack)
        return ErrorContext(text=self._text, last=self._last, path=dotted(self._path()), flow=flow)

    def _path(self) -> KeyPath:
        return tuple(
            len(frame.items) if frame.entries is None else frame.key[0] if frame.key else ""
            for frame in self._stack
            if frame.entries is None or frame.key is not None
        )

    def _key_place(self) -> Place | None:
        key = self._stack[-1].key if self._stack else None
        return key[1] if key else None

    def _place(self, event: Any) -> Place:
        return self._place_between(event.start_mark, event.end_mark)

    def _place_between(self, first: Any, last: Any) -> Place:
        if last.line == first.line:
            return self._text.place(first.line, first.column, last.column)
        line = self._text.lines[first.line] if first.line < len(self._text.lines) else ""
        return self._text.place(first.line, first.column, len(line.rstrip()))
