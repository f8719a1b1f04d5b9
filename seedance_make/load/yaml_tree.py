"""Text → a tree of nodes that know their places, and every problem of form on the way.

Events of one libyaml pass are stacked into nodes; no tag, anchor, alias or merge key is ever acted on. Where text
only lacks its quotes, the reader goes on as if it had them, so that one look shows every such place.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import yaml

from seedance_make.core.places import Node, Place
from seedance_make.core.problem import Problem
from seedance_make.load.dotted import Path, dotted
from seedance_make.load.yaml_scalars import read_scalar
from seedance_make.load.yaml_syntax import LastKey, Stop, braces, explain, open_braces
from seedance_make.load.yaml_text import FORBIDDEN, UNREADABLE, Text, character_name

MAX_DEPTH = 32
MAX_VALUES = 200_000
"""A storyboard of 10,000 shots has about half as many: past it memory, not meaning, is what grows."""

_MENDED_AT_MOST = 100
_MENDED_CHARACTERS = 20_000_000
_HIDDEN = 0xF0000
"""Unreadable characters are read as private ones this far up, so that the rest of the file can be looked at too."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swallowed:
    """An unquoted text that ends where a comment begins without a blank after its `#`."""

    path: Path
    node: Node
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A file's values. `root` is None when the text is no YAML, or empty."""

    root: Node | None
    problems: tuple[Problem, ...]
    swallowed: tuple[Swallowed, ...] = ()


def parse(text: Text) -> Tree:
    """The tree of one file; every value keeps its place. Never raises, whatever the text."""
    shown = UNREADABLE.sub(lambda m: chr(_HIDDEN + ord(m[0])), text.text)
    attempts = min(_MENDED_AT_MOST, max(1, _MENDED_CHARACTERS // (len(shown) + 1)))
    mended: list[Problem] = []
    with _no_collection():
        while True:
            builder = _Builder(text)
            stop = builder.run(shown)
            if stop is None or stop.repair is None or len(mended) + 1 >= attempts:
                break
            mended.append(stop.problem)
            shown = _quoted(shown, text, stop.repair)
    problems = [*mended, *builder.problems]
    if stop is not None and not _said(stop.problem, problems):
        problems.append(stop.problem)
    return Tree(
        root=None if stop else builder.root, problems=tuple(problems), swallowed=tuple(builder.swallowed)
    )


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is still open."""

    start: Any
    flow: bool
    entries: dict[str, Node] | None  # None for a list
    items: list[Node] = field(default_factory=list)
    key: tuple[str, Place] | None = None  # the key that waits for its value
    owner: Place | None = None  # where the key of this collection itself stands


class _Builder:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.swallowed: list[Swallowed] = []
        self.stack: list[_Frame] = []
        self.values = 0
        self.documents = 0
        self.last: LastKey | None = None
        self.raw = [m.start() for m in FORBIDDEN.finditer(text.text)]
        self.spans: list[tuple[int, int]] = []

    def run(self, shown: str) -> Stop | None:
        """Read all events; the reason when the reader could not reach the end."""
        handlers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        loader = _Loader(shown)
        try:
            while loader.check_event():
                event = loader.get_event()
                handler = handlers.get(type(event))
                if handler:
                    handler(event)
        except Stop as stop:
            return stop
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            flow = any(f.flow for f in self.stack)
            return explain(error, self.text, last=self.last, path=dotted(self._path()), flow=flow)
        finally:
            loader.dispose()
            self._raw_characters()
        return None

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise Stop(
                self._problem(
                    event,
                    "several-documents",
                    "a second document begins here",
                    "a storyboard is one: remove the `---`",
                )
            )

    def _open(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame and frame.entries is not None and frame.key is None:
            if open_braces(self.text, frame.start.start_mark):
                raise self._braces(frame)
            raise Stop(
                self._problem(event, "key-not-text", "a key must be text, not a list or a mapping", None)
            )
        self._refuse_extras(event)
        if len(self.stack) >= MAX_DEPTH:
            raise Stop(self._problem(event, "too-deep", f"is nested deeper than {MAX_DEPTH} levels", None))
        owner = frame.key[1] if frame and frame.key else None
        entries: dict[str, Node] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
        self.stack.append(_Frame(start=event, flow=bool(event.flow_style), entries=entries, owner=owner))

    def _braces(self, frame: _Frame) -> Stop:
        path = self._path()
        self.stack.pop()
        flow = any(f.flow for f in self.stack)
        mark = frame.start.start_mark
        return Stop(braces(self.text, mark, dotted(path)), repair=None if flow else (mark.line, mark.column))

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        place = self._collection_place(frame, event)
        value = tuple(frame.items) if frame.entries is None else frame.entries
        self._add(Node(value=value, place=place, key=frame.owner))

    def _collection_place(self, frame: _Frame, event: Any) -> Place:
        first, last = frame.start.start_mark, event.end_mark
        if frame.flow:
            end = last.column if last.line == first.line else len(self.text.lines[first.line].rstrip())
            return self.text.place(first.line, first.column, end)
        below = [n.key or n.place for n in (frame.entries or {}).values()] or [n.place for n in frame.items]
        end = below[0].end - 1 if below and below[0].line == first.line + 1 else None
        return self.text.place(first.line, first.column, end)

    def _alias(self, event: Any) -> None:
        name = event.anchor
        self.problems.append(
            self._problem(
                event, "yaml-alias", f"`*{name}` is a YAML alias: aliases are not read",
                f'text that begins with * needs quotes: "*{name} …"; else write the value out',
            )
        )  # fmt: skip
        frame = self.stack[-1] if self.stack else None
        if frame and frame.entries is not None and frame.key is None:
            frame.key = (f"*{name}", self._place(event))
            return
        self._add(
            Node(value=None, place=self._place(event), key=frame.key[1] if frame and frame.key else None)
        )

    def _scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        place = self._place(event)
        if self.raw:
            self.spans.append((event.start_mark.index, event.end_mark.index))
        written = self._shown(event.value)
        if frame and frame.entries is not None and frame.key is None:
            self._key(event, frame, written, place)
            return
        self._refuse_extras(event)
        self._refuse_characters(written, place, self._path())
        plain = not event.style
        value = read_scalar(written) if plain else written
        node = Node(value=value, place=place, key=frame.key[1] if frame and frame.key else None, text=written)
        if plain:
            self._notice_comment(event, node)
        self._add(node)

    def _key(self, event: Any, frame: _Frame, written: str, place: Place) -> None:
        assert frame.entries is not None
        path = (*self._path(), written)
        self.last = LastKey(line=event.end_mark.line, end=event.end_mark.column, path=path)
        self._refuse_extras(event)
        self._refuse_characters(written, place, path)
        first = frame.entries.get(written)
        frame.key = (written, place)
        if written == "<<" and not event.style:
            self.problems.append(
                self._problem(event, "merge-key", "`<<` is a YAML merge key: merge keys are not read", "use `defaults`, or write the keys out", path)
            )  # fmt: skip
        elif not written:
            self.problems.append(
                self._problem(event, "key-missing", "a key is missing before the colon", None, path[:-1])
            )
        elif first is not None and first.key is not None:
            self.problems.append(
                Problem(
                    place=place, path=dotted(path), name="duplicate-key",
                    message=f"is a second `{written}`; the first is at line {first.key.line}",
                    help="remove one of them, or give it another name", also=(first.key,),
                )
            )  # fmt: skip

    def _add(self, node: Node) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            raise Stop(
                Problem(
                    place=node.place,
                    path=dotted(self._path()),
                    name="too-large",
                    message=f"the file holds more than {MAX_VALUES:,} values",
                )
            )
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if frame.entries is None:
            frame.items.append(node)
        elif frame.key is not None:
            frame.entries.setdefault(frame.key[0], node)
            frame.key = None

    def _notice_comment(self, event: Any, node: Node) -> None:
        line = self.text.lines[event.end_mark.line] if event.end_mark.line < len(self.text.lines) else ""
        rest = line[event.end_mark.column :]
        comment = rest.lstrip(" \t")
        if comment[:1] == "#" and rest[:1] in (" ", "\t") and comment[1:2].isalnum():
            self.swallowed.append(Swallowed(path=self._path(), node=node, comment=comment.rstrip()))

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self.problems.append(
                self._problem(
                    event, "yaml-anchor", f"`&{event.anchor}` is a YAML anchor: anchors are not read",
                    "text that begins with & needs quotes; to share values use `defaults`, `vars` or `styles`",
                )
            )  # fmt: skip
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
            self.problems.append(
                self._problem(event, "yaml-tag", f"`{tag}` is a YAML tag: tags are not read", f'text that begins with ! needs quotes: "{tag} …"')
            )  # fmt: skip

    def _refuse_characters(self, written: str, place: Place, path: Path) -> None:
        bad = FORBIDDEN.search(written)
        if bad:
            self.problems.append(_character_problem(bad[0], place, path))

    def _raw_characters(self) -> None:
        """Forbidden characters outside of values: in comments, or between."""
        spans = iter(self.spans)
        span = next(spans, None)
        for index in self.raw[:MAX_VALUES]:
            while span and span[1] <= index:
                span = next(spans, None)
            if span and span[0] <= index:
                continue
            self.problems.append(_character_problem(self.text.text[index], self.text.place_at(index), ()))
            if len(self.problems) > _MENDED_AT_MOST:
                return

    def _shown(self, value: str) -> str:
        return (
            "".join(chr(ord(c) - _HIDDEN) if ord(c) >= _HIDDEN else c for c in value) if self.raw else value
        )

    def _path(self) -> Path:
        return tuple(
            len(f.items) if f.entries is None else f.key[0]
            for f in self.stack
            if f.entries is None or f.key is not None
        )

    def _place(self, event: Any) -> Place:
        first, last = event.start_mark, event.end_mark
        if last.line == first.line:
            return self.text.place(first.line, first.column, last.column)
        line = self.text.lines[first.line] if first.line < len(self.text.lines) else ""
        return self.text.place(first.line, first.column, len(line.rstrip()))

    def _problem(
        self, event: Any, name: str, message: str, way_out: str | None, path: Path | None = None
    ) -> Problem:
        where = dotted(self._path() if path is None else path)
        return Problem(place=self._place(event), path=where, name=name, message=message, help=way_out)


def _character_problem(character: str, place: Place, path: Path) -> Problem:
    return Problem(
        place=place,
        path=dotted(path),
        name="control-character",
        message=f"holds the character {character_name(character)}, which cannot be seen",
        help="remove it",
    )


def _said(problem: Problem, others: list[Problem]) -> bool:
    """Whether a syntax error only follows from what was said of its line already."""
    return any(p.place.line == problem.place.line and p.name.startswith(("yaml-", "needs-")) for p in others)


def _quoted(shown: str, text: Text, at: tuple[int, int]) -> str:
    """The text with the rest of one line as a quoted text of the same length."""
    line, column = at
    index = text.starts[line] + column
    width = len(text.lines[line]) - column
    return shown[:index] + ('"' + "x" * (width - 2) + '"' if width > 1 else "x") + shown[index + width :]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without garbage collection a large file is read in half the time: its nodes only ever grow in number."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
