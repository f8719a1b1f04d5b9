"""The files of one storyboard as one: what an included file sets stands before what the including file sets."""

from dataclasses import dataclass, field
from pathlib import Path

from seedance_make.core.storyboard.fields import SHOT_FIELDS, Kind
from seedance_make.core.text.diagnostic import Problem, Severity
from seedance_make.core.text.node import Node, dotted
from seedance_make.load.manifest.include import ManifestFile, follow
from seedance_make.load.schema.check import check
from seedance_make.load.yaml.build import Swallowed
from seedance_make.load.yaml.file_text import MAX_BYTES, FileText, decode, read_bytes
from seedance_make.load.yaml.tree import parse_yaml

MERGED_SECTIONS = ("vars", "styles", "cast", "groups", "shots")
_TEXTS = {name for name, field in SHOT_FIELDS.items() if field.kind is Kind.TEXT} | {"title", "text"}


@dataclass(slots=True, kw_only=True)
class Merge:
    """Reads files and gathers their sections. `whole` turns False when a file could not be read to its end."""

    root: Path
    sections: dict[str, dict[str, Node]] = field(
        default_factory=lambda: {name: {} for name in MERGED_SECTIONS}
    )
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    files: dict[Path, ManifestFile] = field(default_factory=dict)
    whole: bool = True
    size: int = 0  # bytes read so far

    def read_main(self, main: ManifestFile) -> Node | None:
        """The main file's tree, after everything that it includes has been gathered."""
        tree = self._read(main, definition=None)
        if tree is not None:
            self._gather(tree, (main,))
        return tree

    def _gather(self, tree: Node, chain: tuple[ManifestFile, ...]) -> None:
        entries = tree.mapping.get("include")
        for index, entry in enumerate(entries.items if entries else ()):
            if isinstance(entry.value, str) and entry.value.strip():
                self._include(entry, f"include[{index}]", chain)
        for section, into in self.sections.items():
            below = tree.mapping.get(section)
            for name, node in (below.mapping if below else {}).items():
                self._add(section, into, name, node)

    def _include(self, entry: Node, path: str, chain: tuple[ManifestFile, ...]) -> None:
        source = follow(entry, path, chain, self.files, self.root)
        if isinstance(source, Problem):
            self.problems.append(source)
            self.whole = self.whole and source.name == "included-twice"
            return
        tree = self._read(source, definition="included")
        if tree is not None:
            self._gather(tree, (*chain, source))

    def _read(self, source: ManifestFile, *, definition: str | None) -> Node | None:
        """One file's tree; None when it has none, which is reported."""
        self.files[source.path] = source
        data = read_bytes(source.path, source.name)
        self.size += len(data)
        text = decode(data if self.size <= MAX_BYTES else data.ljust(MAX_BYTES + 1), source.name)
        if isinstance(text, Problem):
            self.sources[source.name] = data[:MAX_BYTES].decode("utf-8", "replace")
            self._unread(text)
            return None
        self.sources[source.name] = text.text
        tree = parse_yaml(text)
        self.problems.extend(tree.problems)
        if tree.root is None and any(p.severity is Severity.ERROR for p in tree.problems):
            self.whole = False
            return None
        if tree.root is None or tree.root.value is None:
            self._unread(_empty(text, tree.root))
            return None
        if not isinstance(tree.root.value, dict):
            self._unread(_no_mapping(tree.root))
            return None
        return self._checked(tree.root, text, tree.swallowed, definition)

    def _checked(
        self, root: Node, text: FileText, swallowed: tuple[Swallowed, ...], definition: str | None
    ) -> Node:
        blamed = {(p.place.line, p.place.column) for p in self.problems if p.place.file == text.file}
        violations = check(root, text, definition=definition)
        newer = [p for p in violations if p.name == "newer-version"]
        self.problems.extend(newer or (p for p in violations if (p.place.line, p.place.column) not in blamed))
        self.whole = self.whole and not newer
        self.problems.extend(_comment_in_text(entry) for entry in swallowed if _is_text(entry))
        return root

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


def _empty(text: FileText, root: Node | None) -> Problem:
    place = root.place if root and root.text else text.place(0, 0)
    way_out = "`seedance-make init` writes a storyboard to start from"
    return Problem.worded(("empty-file", "is empty", way_out), place)


def _no_mapping(root: Node) -> Problem:
    kind = "a list" if isinstance(root.value, tuple) else "a single value"
    wording = ("wrong-type", f"must be a mapping, not {kind}", "begin with `version: 1`")
    return Problem.worded(wording, root.place)
