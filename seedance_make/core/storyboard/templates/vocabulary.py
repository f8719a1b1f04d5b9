"""The names that a text may hold: `coat`, `crew.boat`, `styles.noir`, `cast.mara`, `cast.mara.image`."""

from collections.abc import Mapping
from dataclasses import dataclass

from seedance_make.core.storyboard.layers import ReportProblem
from seedance_make.core.storyboard.model import Manifest
from seedance_make.core.storyboard.templates.syntax import Placeholder
from seedance_make.core.text.diagnostic import Place, Problem
from seedance_make.core.text.node import Node
from seedance_make.core.text.suggest import Guide, short

_LITERALLY = r"write `\{{` for the two signs themselves"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name that means something: its text, or with `picture` the place of a member's first picture."""

    key: str  # coat, styles.noir, cast.mara
    place: Place
    path: str
    picture: bool = False

    @property
    def member(self) -> str:
        """The member of the cast that it names; empty when it names none."""
        return self.key.removeprefix("cast.") if self.key.startswith("cast.") else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedText:
    """A text that has a name."""

    node: Node
    path: str  # where it stands: vars.coat, cast.mara.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Every name of a manifest."""

    entries: Mapping[str, NamedText]
    groups: frozenset[str]  # names of mappings: crew of crew.boat
    cast: frozenset[str]
    guide: Guide

    def meaning(self, mark: Placeholder, path: str, report: ReportProblem) -> Name | None:
        """What a mark names; reported when that is nothing. `path` is where the text stands."""
        key = mark.key or ""
        member = key.removeprefix("cast.").removesuffix(".image")
        if key in self.entries:
            return Name(key=key, place=mark.place, path=path)
        if key == f"cast.{member}.image" and member in self.cast:
            return Name(key=f"cast.{member}", place=mark.place, path=path, picture=True)
        if mark.key is None:
            flaw = "`{{` is not closed", f"close it with `}}}}`, or {_LITERALLY}"
        elif not key:
            flaw = "`{{ }}` names nothing", f"put a name in it, or {_LITERALLY}"
        elif key == f"cast.{member}" and member in self.cast:
            flaw = f"`{key}` has no text", f"give it `text`, or cast it without words: `cast: [{member}]`"
        elif key in self.groups:
            below = [f"`{name}`" for name in self.entries if name.startswith(f"{key}.")]
            flaw = f"`{key}` is a group of names", f"name one of them: {', '.join(below[:8])}"
        else:
            flaw = f"nothing is named `{short(key)}`", self._suggestion(key)
        report(Problem.worded(("unknown-name", *flaw), mark.place, path))
        return None

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
            if near in self.entries:
                return f"did you mean `{near}`?"
        return self.guide.help(key)


def vocabulary_of(manifest: Manifest) -> Vocabulary:
    """Every name of a manifest, in the order of the file."""
    entries: dict[str, NamedText] = {}
    groups: set[str] = set()
    pending = [(name, f"vars.{name}", node) for name, node in reversed([*manifest.vars.items()])]
    while pending:  # a stack, since how deep a mapping goes is the file's choice
        name, path, node = pending.pop()
        if isinstance(node.value, Mapping):
            groups.add(name)
            pending.extend(
                (f"{name}.{key}", f"{path}.{key}", below) for key, below in reversed([*node.value.items()])
            )
        else:
            entries[name] = NamedText(node=node, path=path)
    for name, node in manifest.styles.items():
        entries[f"styles.{name}"] = NamedText(node=node, path=f"styles.{name}")
    for name, node in manifest.cast.items():
        words = node.mapping.get("text")
        if words is not None and words.value is not None:
            entries[f"cast.{name}"] = NamedText(node=words, path=f"cast.{name}.text")
    guide = Guide(
        known=(*entries, *(f"cast.{name}.image" for name in manifest.cast)),
        none="this storyboard has no `vars`, `styles` or `cast` yet",
    )
    return Vocabulary(entries=entries, groups=frozenset(groups), cast=frozenset(manifest.cast), guide=guide)
