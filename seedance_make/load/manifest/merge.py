"""The files of one storyboard as one: what an included file sets stands before what the including file sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from seedance_make.core.storyboard.fields import SHOT_FIELDS, Kind
from seedance_make.core.storyboard.video_model import VideoModel
from seedance_make.core.text.diagnostic import Problem, Severity
from seedance_make.core.text.node import Node, dotted
from seedance_make.load.manifest.cache import FileCache, KnownFile, rules_of
from seedance_make.load.manifest.include import ManifestFile, follow
from seedance_make.load.models.library import ModelLibrary, shipped_models
from seedance_make.load.models.read import read_model
from seedance_make.load.schema.check import check
from seedance_make.load.schema.narrow import KnownModels, models_used
from seedance_make.load.schema.quick import surely_valid
from seedance_make.load.yaml.build import Swallowed
from seedance_make.load.yaml.file_text import MAX_BYTES, FileText, decode, read_bytes
from seedance_make.load.yaml.tree import parse_yaml

MERGED_SECTIONS = ("vars", "styles", "cast", "groups", "shots")
_ABOUT_MODELS = {"unknown-model", "not-a-choice", "out-of-range", "too-many"}
_TEXTS = {name for name, field in SHOT_FIELDS.items() if field.kind is Kind.TEXT} | {"title", "text"}


@dataclass(slots=True, kw_only=True)
class Merge:
    """Reads files and gathers their sections. `whole` turns False when a file could not be read to its end."""

    root: Path
    cache: FileCache
    sections: dict[str, dict[str, Node]] = field(
        default_factory=lambda: {name: {} for name in MERGED_SECTIONS}
    )
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    files: dict[Path, ManifestFile] = field(default_factory=dict)
    named: set[Path] = field(default_factory=set)  # by `include` and `models`, there or not
    models: ModelLibrary = field(default_factory=shipped_models)
    all_models: bool = (
        True  # whether each model file could be used; else nobody knows what is wrong for a model
    )
    whole: bool = True
    size: int = 0  # bytes read so far
    _trees: "list[_File]" = field(default_factory=list)

    def read_main(self, main: ManifestFile) -> Node | None:
        """The main file's tree, after everything that it includes has been gathered, and its models have been read."""
        file = self._read(main)
        if file is None:
            return None
        self._gather(file, (main,))
        self._read_models(file, main)
        used = models_used(file.root, (one.root for one in self._trees), self.models)
        for one in self._trees:
            self._check(one, used, definition=None if one is file else "included")
        return file.root

    def _read_models(self, file: "_File", main: ManifestFile) -> None:
        """The project's own models, each of which adds to those that there are."""
        own: dict[str, VideoModel] = {}
        entries = file.root.mapping.get("models")
        for index, entry in enumerate(entries.items if entries else ()):
            if not isinstance(entry.value, str) or not entry.value.strip():
                continue
            self.named.add(main.path.parent / entry.value)
            source = follow(entry, f"models[{index}]", (main,), self.files, self.root, noun="a model file")
            if isinstance(source, Problem):
                self.problems.append(source)
                model = None
            else:
                read = self._read(source, opening="model: NAME")
                model = read_model(read.root, read.text, own, self.problems.append) if read else None
            own |= {model.id: model} if model else {}
            self.all_models = self.all_models and model is not None
        self.whole = self.whole and self.all_models
        self.models = ModelLibrary(own) if own else self.models

    def _gather(self, file: "_File", chain: tuple[ManifestFile, ...]) -> None:
        tree = file.root
        self._trees.append(file)
        entries = tree.mapping.get("include")
        for index, entry in enumerate(entries.items if entries else ()):
            if isinstance(entry.value, str) and entry.value.strip():
                self._include(entry, f"include[{index}]", chain)
        for section, into in self.sections.items():
            below = tree.mapping.get(section)
            for name, node in (below.mapping if below else {}).items():
                self._add(section, into, name, node)

    def _include(self, entry: Node, path: str, chain: tuple[ManifestFile, ...]) -> None:
        self.named.add(chain[-1].path.parent / str(entry.value))
        source = follow(entry, path, chain, self.files, self.root)
        if isinstance(source, Problem):
            self.problems.append(source)
            self.whole = self.whole and source.name == "included-twice"
            return
        file = self._read(source)
        if file is not None:
            self._gather(file, (*chain, source))

    def _read(self, source: ManifestFile, *, opening: str = "version: 1") -> "_File | None":
        """One file's tree; None when it has none, which is reported. `opening`: how such a file begins."""
        self.files[source.path] = source
        data = read_bytes(source.path, source.name)
        self.size += len(data)
        text = decode(data if self.size <= MAX_BYTES else data.ljust(MAX_BYTES + 1), source.name)
        if isinstance(text, Problem):
            self.sources[source.name] = data[:MAX_BYTES].decode("utf-8", "replace")
            self._unread(text)
            return None
        self.sources[source.name] = text.text
        if known := self.cache.get(source.path, source.name, data):
            return _File(root=known.root, text=text, path=source.path, data=data, obeys=known.obeys)
        tree = parse_yaml(text)
        self.problems.extend(tree.problems)
        if tree.root is None and any(p.severity is Severity.ERROR for p in tree.problems):
            self.whole = False
            return None
        if tree.root is None or tree.root.value is None:
            self._unread(_empty(text, tree.root, opening))
            return None
        if not isinstance(tree.root.value, Mapping):
            self._unread(_no_mapping(tree.root, opening))
            return None
        return _File(
            root=tree.root, text=text, path=source.path, data=data,
            swallowed=tree.swallowed, clean=not (tree.problems or tree.swallowed),
        )  # fmt: skip

    def _check(self, file: "_File", models: KnownModels, *, definition: str | None) -> None:
        rules = rules_of(definition, models)
        if file.obeys == rules:
            return
        blamed = {(p.place.line, p.place.column) for p in self.problems if p.place.file == file.text.file}
        surely = not blamed and surely_valid(file.root, definition, models)
        violations = () if surely else check(file.root, file.text, definition=definition, models=models)
        if file.clean and not violations:
            self.cache.set(file.path, file.data, KnownFile(root=file.root, obeys=rules))
        if not self.all_models:
            violations = tuple(p for p in violations if p.name not in _ABOUT_MODELS)
        newer = [p for p in violations if p.name == "newer-version"]
        self.problems.extend(newer or (p for p in violations if (p.place.line, p.place.column) not in blamed))
        self.whole = self.whole and not newer
        self.problems.extend(_comment_in_text(entry) for entry in file.swallowed if _is_text(entry))

    def _unread(self, problem: Problem) -> None:
        self.whole = False
        self.problems.append(problem)

    def _add(self, section: str, into: dict[str, Node], name: str, node: Node) -> None:
        first = into.setdefault(name, node)
        if first is node:
            return
        there = first.key or first.place
        self.problems.append(
            Problem(
                place=node.key or node.place,
                path=dotted((section, name)),
                name="duplicate-key",
                message=f"is a second `{name}`; the first is at {there.file}:{there.line}",
                help="remove one of them, or give it another name",
                also=(there,),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What stands in one file."""

    root: Node
    text: FileText
    path: Path
    data: bytes
    swallowed: tuple[Swallowed, ...] = ()
    clean: bool = True  # whether nothing was said of its text
    obeys: str = ""  # the rules by which nothing is wrong with it, where they are known


def _is_text(entry: Swallowed) -> bool:
    return entry.path[-1:] != () and (entry.path[-1] in _TEXTS or entry.path[0] in {"styles", "vars"})


def _comment_in_text(entry: Swallowed) -> Problem:
    start = entry.comment if len(entry.comment) <= 40 else entry.comment[:39] + "…"
    return Problem(
        place=entry.place,
        path=dotted(entry.path),
        name="comment-in-text",
        message=f"`{start}` is read as a comment, not as part of the text",
        help="quote the whole text; of a comment, write a blank after its #",
        severity=Severity.WARNING,
    )


def _empty(text: FileText, root: Node | None, opening: str) -> Problem:
    place = root.place if root and root.text else text.place(0, 0)
    way_out = f"begin with `{opening}`"
    if opening.startswith("version"):
        way_out = "`seedance-make init` writes a storyboard to start from"
    return Problem.worded(("empty-file", "is empty", way_out), place)


def _no_mapping(root: Node, opening: str) -> Problem:
    kind = "a list" if isinstance(root.value, tuple) else "a single value"
    wording = ("wrong-type", f"must be a mapping, not {kind}", f"begin with `{opening}`")
    return Problem.worded(wording, root.place)
