r"""Text with names in it: `{{ coat }}`, `{{ styles.noir }}`, `{{ cast.mara }}`, `{{ cast.mara.image }}`.

There is no language here: a name is replaced by its text, `\{{` is a literal `{{`, and nothing else is special.
A text is read once into parts; the named texts are then put together in order of need, so that a chain of any
length costs no recursion and one that doubles at each step stops at a bound instead of filling the memory.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from seedance_make.core.graph import arrange, drawn
from seedance_make.core.layers import Report
from seedance_make.core.model import Manifest
from seedance_make.core.places import Node, Place
from seedance_make.core.problem import Problem
from seedance_make.core.suggest import did_you_mean

LONGEST = 100_000  # characters of one text with all names put in; the API takes 4,000
_TOKEN = re.compile(r"\\\{\{|\{\{((?:(?!\{\{|\}\}).)*)\}\}|\{\{", re.DOTALL)
_LINE_BREAK = re.compile("\r\n|[\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """`{{ name }}` in a text: a text to put in, or with `picture` the place of a member's first picture."""

    key: str  # coat, styles.noir, cast.mara
    place: Place
    path: str
    picture: bool = False


Part = str | Name | None
"""None is a name that means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text whose names are put in, but for pictures, whose number each shot decides. Its ends are trimmed."""

    parts: tuple[str | Name, ...] = ()
    mentions: tuple[str, ...] = ()  # members of the cast in order of mention
    broken: bool = False  # something in it is wrong, and has been told


_BROKEN = Text(broken=True)


@dataclass(slots=True, kw_only=True)
class Texts:
    """All named texts of a manifest, ready to be put into prompts. Problems go to `report` as they are met."""

    report: Report
    known: Mapping[str, Node]  # every name that can be put in → where its text stands
    groups: frozenset[str]  # names of mappings: crew of crew.boat
    cast: frozenset[str]
    sources: Mapping[str, str]
    ready: dict[str, Text] = field(default_factory=dict)
    _read: dict[int, Text] = field(default_factory=dict)
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def text(self, node: Node, path: str) -> Text:
        """One text that is no named one, such as a prompt, with all names put in."""
        found = self._read.get(id(node))
        if found is None:
            found = self._read[id(node)] = self._join(self._parts(node, path), node, path)
        return found

    def prepare(self, paths: Mapping[str, str]) -> None:
        """Put the named texts together, each after those that it needs; rings are reported whole and left empty."""
        parts = {name: self._parts(node, paths[name]) for name, node in self.known.items()}
        needs = {n: [p.key for p in ps if isinstance(p, Name) and not p.picture] for n, ps in parts.items()}
        order, rings = arrange(needs)
        for ring in rings:
            self._ring(ring, parts)
            self.ready.update(dict.fromkeys(ring, _BROKEN))
        for name in order:
            if name not in self.ready:
                self.ready[name] = self._join(parts[name], self.known[name], paths[name])

    def _ring(self, ring: tuple[str, ...], parts: Mapping[str, tuple[Part, ...]]) -> None:
        after = dict(zip(ring, (*ring[1:], ring[0]), strict=True))
        hops = [next(p for p in parts[name] if isinstance(p, Name) and p.key == after[name]) for name in ring]
        self.report(
            Problem(
                place=hops[0].place,
                path=hops[0].path,
                name="text-ring",
                message=f"`{ring[0]}` needs itself: {drawn(ring)}",
                help="take one of these names out of the text that holds it",
                also=tuple(hop.place for hop in hops[1:]),
            )
        )

    def _join(self, parts: Iterable[Part], node: Node, path: str) -> Text:
        joined: list[str | Name] = [""]
        mentions: dict[str, None] = {}
        broken = False
        for part in parts:
            if isinstance(part, str):
                _append(joined, part)
                continue
            if part is None:
                broken = True
                continue
            group, _, member = part.key.partition(".")
            if group == "cast" and member in self.cast:
                mentions[member] = None
            if part.picture:
                _append(joined, part)
                continue
            named = self.ready.get(part.key, _BROKEN)
            broken = broken or named.broken
            mentions.update(dict.fromkeys(named.mentions))
            for piece in named.parts:
                _append(joined, piece)
            if sum(len(p) if isinstance(p, str) else 1 for p in joined) > LONGEST:
                self._too_long(node, path)
                return _BROKEN
        return Text(parts=_trimmed(joined), mentions=tuple(mentions), broken=broken)

    def _too_long(self, node: Node, path: str) -> None:
        self.report(
            Problem(
                place=node.place,
                path=path,
                name="text-too-long",
                message=f"grows beyond {LONGEST:,} characters with its names put in",
                help="names that hold names double quickly: take some out",
            )
        )

    def _parts(self, node: Node, path: str) -> tuple[Part, ...]:
        source = plain_text(node)
        if source is None:
            return (None,)
        if "{{" not in source:
            return (source,)
        parts: list[Part] = []
        end = 0
        for nth, token in enumerate(_TOKEN.finditer(source)):
            parts.append(source[end : token.start()])
            end = token.end()
            if token.group().startswith("\\"):
                parts.append("{{")
            else:
                key = None if token.group(1) is None else token.group(1).strip()
                parts.append(self._name(key, self._place(node, nth, key), path))
        parts.append(source[end:])
        return tuple(parts)

    def _name(self, key: str | None, place: Place, path: str) -> Name | None:
        """What a token names; reported when it is nothing."""
        if key is None:
            way = "close it with `}}`, or write `\\{{` for the two signs themselves"
            self._say(place, path, "`{{` is not closed", way)
            return None
        member = key.removeprefix("cast.").removesuffix(".image")
        if key in self.known:
            return Name(key=key, place=place, path=path)
        if key == f"cast.{member}.image" and member in self.cast:
            return Name(key=f"cast.{member}", place=place, path=path, picture=True)
        if not key:
            said = "`{{ }}` names nothing", "put a name in it, or write `\\{{` for the two signs themselves"
        elif key == f"cast.{member}" and member in self.cast:
            said = f"`{key}` has no text", f"give it `text`, or cast it without words: `cast: [{member}]`"
        elif key in self.groups:
            below = [name for name in self.known if name.startswith(f"{key}.")]
            said = (
                f"`{key}` is a group of names",
                f"name one of them: {', '.join(f'`{n}`' for n in below[:8])}",
            )
        else:
            said = f"nothing is named `{_short(key)}`", self._suggestion(key)
        self._say(place, path, *said)
        return None

    def _say(self, place: Place, path: str, message: str, help: str) -> None:  # noqa: A002
        self.report(Problem(place=place, path=path, name="unknown-name", message=message, help=help))

    def _suggestion(self, key: str) -> str:
        last = key.rpartition(".")[2]
        for near in (
            f"cast.{key}",
            f"styles.{key}",
            key.removeprefix("vars."),
            f"cast.{last}",
            f"styles.{last}",
            last,
        ):
            if near in self.known:
                return f"did you mean `{near}`?"
        pictures = [f"cast.{member}.image" for member in self.cast] if key.endswith(".image") else []
        return did_you_mean(
            key, [*self.known, *pictures], none="this storyboard has no `vars`, `styles` or `cast` yet"
        )

    def _place(self, node: Node, nth: int, key: str | None) -> Place:
        """Where the nth `{{` of a value, or the name after it, stands; the value's start when it is not on one line."""
        place = node.place
        lines = self._lines.get(place.file)
        if lines is None:
            lines = self._lines[place.file] = _LINE_BREAK.split(self.sources.get(place.file, ""))
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        at = place.column - 3
        for _ in range(nth + 1):
            at = line.find("{{", at + 2, place.end - 1)
            if at < 0:
                return place
        found = line.find(key, at + 2, place.end - 1) if key else -1
        start, width = (found, len(key or "")) if found >= 0 else (at, 2)
        return Place(file=place.file, line=place.line, column=start + 1, end=start + 1 + width)


def _short(key: str) -> str:
    words = " ".join(key.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def _append(joined: list[str | Name], part: str | Name) -> None:
    """Add a part; neighbouring strings become one, so that only the outermost ends are trimmed."""
    last = joined[-1]
    if isinstance(part, str) and isinstance(last, str):
        joined[-1] = last + part
    else:
        joined.append(part)


def _trimmed(joined: list[str | Name]) -> tuple[str | Name, ...]:
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        part = joined[end]
        if isinstance(part, str):
            joined[end] = strip(part)
    return tuple(part for part in joined if part)


def plain_text(node: Node) -> str | None:
    """A text, a number or a boolean as it is written; None for anything else."""
    if isinstance(node.value, str):
        return node.value
    if isinstance(node.value, bool | int | Decimal):
        return node.text if node.text is not None else str(node.value).lower()
    return None


def texts_of(manifest: Manifest, report: Report) -> Texts:
    """The named texts of a manifest, checked and put together."""
    known: dict[str, Node] = {}
    groups: set[str] = set()
    paths: dict[str, str] = {}
    pending = [(name, f"vars.{name}", node) for name, node in reversed(manifest.vars.items())]
    while pending:  # a stack, since how deep a mapping goes is the file's choice
        name, path, node = pending.pop()
        if isinstance(node.value, Mapping):
            groups.add(name)
            pending.extend(
                (f"{name}.{key}", f"{path}.{key}", below) for key, below in reversed(node.mapping.items())
            )
        else:
            known[name], paths[name] = node, path
    for name, node in manifest.styles.items():
        known[f"styles.{name}"], paths[f"styles.{name}"] = node, f"styles.{name}"
    for name, node in manifest.cast.items():
        words = node.mapping.get("text")
        if words is not None and words.value is not None:
            known[f"cast.{name}"], paths[f"cast.{name}"] = words, f"cast.{name}.text"
    texts = Texts(
        report=report,
        known=known,
        groups=frozenset(groups),
        cast=frozenset(manifest.cast),
        sources=manifest.sources,
    )
    texts.prepare(paths)
    return texts
