"""Which named text was edited, told by a prompt before and after: the old prompt is today's with another text under
one name.

Today's prompt is read as a tree of words and names. For each name in it the rest is what both must say; how long the
other text was then follows from the lengths, and whether it makes the old prompt is one comparison. White space counts
as in a fingerprint.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

from seedance_make.core.storyboard.model import Manifest, ResolvedShot
from seedance_make.core.storyboard.templates.syntax import TemplateReader
from seedance_make.core.storyboard.templates.vocabulary import Name, NamedText, vocabulary_of
from seedance_make.core.text.diagnostic import Place
from seedance_make.core.text.node import Node
from seedance_make.core.text.source import SourceText

_HOLE, _OTHER_HOLE = "\0", "\1"
_LONGEST = 4_000  # characters of a prompt in which two texts are looked for at once
_TRIED = 64  # combinations of edits that are tried on one prompt
_PICTURE = re.compile(r"@image[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdit:
    """A named text before and after, white space folded."""

    key: str  # by which prompts call it
    path: str  # vars.coat, styles.noir, cast.mara
    place: Place
    old: str
    new: str

    @property
    def certain(self) -> bool:
        """Whether one prompt alone tells it: words that came or went beside a name may be the shot's own."""
        return bool(self.old) and self.old not in self.new and self.new not in self.old

    def seems_to_explain(self, new: str, old: str) -> bool:
        """Whether it makes one folded prompt of the other, wherever its text stands in there."""
        return bool(self.new) and self.new in new and _folded(new.replace(self.new, self.old)) == old


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a text, and what stands for it."""

    key: str
    tree: "_Tree"


_Tree = tuple["str | _Named | None", ...]  # None: the number of a picture


class NamedTexts:
    """The texts of a manifest that have a name. Of a storyboard without errors."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._entries = vocabulary_of(manifest)
        self._reader = TemplateReader(source=SourceText(sources=manifest.sources))
        self._trees: dict[str, _Tree] = {}
        self._texts: dict[str, str] = {}

    def edits(self, shot: ResolvedShot, old: str) -> tuple[TextEdit, ...]:
        """Every edit of one named text that makes today's prompt of the old one, the smallest text first."""
        tree = self._of_shot(shot)
        edits = (self._edit(tree, key, shot, old) for key in dict.fromkeys(_keys(tree)))
        return tuple(sorted((e for e in edits if e and e.old != e.new), key=lambda e: len(e.new)))

    def two_edits(self, shot: ResolvedShot, old: str) -> tuple[TextEdit, ...]:
        """The edits of two named texts that together make today's prompt of the old one, the smallest texts that do; none
        where it cannot be told how long they were."""
        tree = self._of_shot(shot)
        ways = []
        for one, other in combinations(dict.fromkeys(_keys(tree)), 2):
            texts = _two_texts(self._prompt(tree, shot, {one: _HOLE, other: _OTHER_HOLE}), old)
            if texts and texts[0] != self._text(one) and texts[1] != self._text(other):
                ways.append((self._named(one, texts[0]), self._named(other, texts[1])))
        return min(ways, key=lambda way: sum(len(e.new) for e in way), default=())

    def together(self, shot: ResolvedShot, old: str, edits: Iterable[TextEdit]) -> tuple[TextEdit, ...]:
        """Those of some edits that together make today's prompt of the old one; none where they do not."""
        tree = self._of_shot(shot)
        ways: dict[str, list[TextEdit | None]] = {key: [None] for key in _keys(tree)}
        for edit in edits:
            if edit.key in ways:
                ways[edit.key].append(edit)
        for way in islice(product(*ways.values()), _TRIED):
            made = tuple(e for e in way if e)
            if self._prompt(tree, shot, {e.key: e.old for e in made}) == old:
                return made
        return ()

    def explains(self, edit: TextEdit, shot: ResolvedShot, new: str, old: str) -> bool:
        """Whether an edit that was met elsewhere makes this shot's folded prompt of the old one: quicker than to look for it
        anew."""
        return edit.seems_to_explain(new, old) and edit.key in _keys(self._of_shot(shot))

    def is_style(self, text: str) -> bool:
        """Whether a style says just that."""
        return any(self._text(f"styles.{name}") == text for name in self._manifest.styles)

    def _edit(self, tree: _Tree, key: str, shot: ResolvedShot, old: str) -> TextEdit | None:
        before = _text_between(self._prompt(tree, shot, {key: _HOLE}).split(_HOLE), old)
        return None if before is None else self._named(key, before)

    def _named(self, key: str, before: str) -> TextEdit:
        entry = self._entries.entries[key]
        path = entry.path.removesuffix(".text") if key.startswith("cast.") else entry.path
        place = entry.node.key or entry.node.place
        return TextEdit(key=key, path=path, place=place, old=before, new=self._text(key))

    def _prompt(self, tree: _Tree, shot: ResolvedShot, instead: Mapping[str, str]) -> str:
        """The shot's prompt with other texts under some names."""
        pictures = iter(_PICTURE.findall(shot.prompt or ""))
        return _folded("".join(_words(tree, instead, pictures)))

    def _of_shot(self, shot: ResolvedShot) -> _Tree:
        """The prompt as it is written, and after it the styles."""
        tree = list(self._read(node) if (node := self._prompt_of(shot)) else ())
        for name in shot.styles:
            tree += [" ", _Named(f"styles.{name}", self._tree(f"styles.{name}"))]
        return tuple(tree)

    def _prompt_of(self, shot: ResolvedShot) -> Node | None:
        layers = [
            self._manifest.shots[shot.name].fields,
            *(g.mapping for g in self._manifest.groups.values()),
            self._manifest.defaults,
        ]
        nodes = (layer["prompt"] for layer in layers if "prompt" in layer)
        return next((node for node in nodes if node.place == shot.place_of("prompt")), None)

    def _text(self, key: str) -> str:
        if key not in self._texts:
            self._texts[key] = _folded("".join(_words(self._tree(key), {}, iter(()))))
        return self._texts[key]

    def _tree(self, key: str) -> _Tree:
        if key not in self._trees:
            self._trees[key] = self._read(self._entries.entries[key].node)
        return self._trees[key]

    def _read(self, node: Node) -> _Tree:
        entry = NamedText(node=node, path="")
        parts = (
            p if isinstance(p, str) else self._entries.meaning(p, entry.path, lambda _problem: None)
            for p in self._reader.parts(node)
        )
        return tuple(self._branch(part) for part in parts)

    def _branch(self, part: str | Name | None) -> str | _Named | None:
        if isinstance(part, Name):
            return None if part.picture else _Named(part.key, self._tree(part.key))
        return part or ""


def _keys(tree: _Tree) -> Iterator[str]:
    for part in tree:
        if isinstance(part, _Named):
            yield part.key
            yield from _keys(part.tree)


def _words(tree: _Tree, instead: Mapping[str, str], pictures: Iterator[str]) -> Iterator[str]:
    """The words, with another text in each place of some names. A named text's ends are trimmed."""
    for part in tree:
        if part is None:
            yield next(pictures, "")
        elif isinstance(part, str):
            yield part
        elif part.key in instead:
            yield instead[part.key]
        else:
            yield "".join(_words(part.tree, instead, pictures)).strip()


def _two_texts(prompt: str, old: str) -> tuple[str, str] | None:
    """The two texts that make `old` when each is put into all of its holes; None where no two do, or more than two."""
    if len(old) > _LONGEST or _HOLE not in prompt or _OTHER_HOLE not in prompt:
        return None
    pairs = set()
    for any_text in (
        ".+",
        ".+?",
    ):  # the longest and the shortest first text: where both are one, there is one
        pattern = re.escape(prompt)
        for hole, name in ((_HOLE, "one"), (_OTHER_HOLE, "other")):
            first = pattern.index(hole)
            pattern = (
                f"{pattern[:first]}(?P<{name}>{any_text}){pattern[first + 1 :].replace(hole, f'(?P={name})')}"
            )
        match = re.fullmatch(pattern, old)
        pairs.add((match["one"], match["other"]) if match else None)
    return pairs.pop() if len(pairs) == 1 else None


def _text_between(rest: Sequence[str], old: str) -> str | None:
    """The one text that makes `old` when it is put between all the pieces; None where there is none."""
    if _folded("".join(rest)) == old:
        return ""
    places = len(rest) - 1
    length, odd = divmod(len(old) - sum(map(len, rest)), places)
    if odd or length <= 0:
        return None
    text = old[len(rest[0]) : len(rest[0]) + length]
    return text if text.join(rest) == old else None


def _folded(text: str) -> str:
    return " ".join(text.split())
