"""A manifest's files → a `Manifest` and every problem of their form, each at its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from seedance_make.core.errors import InvalidInputError
from seedance_make.core.ports.project import Index
from seedance_make.core.storyboard.model import Manifest
from seedance_make.core.text.diagnostic import Problem, Severity, errors, in_order
from seedance_make.load.manifest.cache import FileCache
from seedance_make.load.manifest.include import ManifestFile
from seedance_make.load.manifest.merge import Merge
from seedance_make.load.manifest.to_manifest import to_manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What could be read. `manifest` is None when some file is no YAML mapping; otherwise it holds every value that
    is there, wrong ones too, so that the rules between fields can be looked at in the same go."""

    manifest: Manifest | None
    problems: tuple[Problem, ...]  # in order of place
    sources: Mapping[str, str]  # name of a file → its text
    paths: Mapping[str, Path]  # name of a file → its real path
    named: frozenset[Path]  # files that `include` and `models` name, there or not
    root: Path  # the project's real folder: nothing outside of it is read or edited


def load_manifest(path: Path, *, name: str, root: Path | None = None, index: Index | None = None) -> Loaded:
    """Like `read_manifest`, but raises InvalidInputError with all problems when any of them is an error."""
    loaded = read_manifest(path, name=name, root=root, index=index)
    if errors(loaded.problems):
        raise InvalidInputError(problems=loaded.problems, sources=loaded.sources)
    return loaded


def read_manifest(path: Path, *, name: str, root: Path | None = None, index: Index | None = None) -> Loaded:
    """Read a manifest and what it includes. `name` is what people call it, `root` the project's folder (default: its own).
    `index` may know files that were read before.

    Raises UsageError when there is no such file and StoreError when it cannot be read; all else is a problem.
    """
    folder = (root or path.parent).resolve()
    merge = Merge(root=folder, cache=FileCache(index))
    main = ManifestFile(path=path.resolve(), name=name)
    tree = merge.read_main(main)
    manifest = to_manifest(tree, merge, main.name) if tree else None
    ignored = manifest.lint_ignore if manifest else frozenset()
    files = {source.name: number for number, source in enumerate(merge.files.values())}
    merge.problems.sort(
        key=lambda problem: files.get(problem.place.file, 0)
    )  # in the order in which they were read
    kept = [p for p in merge.problems if p.severity is Severity.ERROR or p.name not in ignored]
    return Loaded(
        manifest=manifest if merge.whole else None,
        problems=in_order(kept),
        sources=merge.sources,
        paths={source.name: source.path for source in merge.files.values()},
        named=frozenset(merge.named),
        root=folder,
    )


def join_problems(loaded: Loaded, more: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems of form and those of meaning as one list, in order. What is said of a value already is not said twice."""
    blamed = {(p.place.file, p.place.line, p.place.column) for p in errors(loaded.problems)}
    no_fields = {p.path for p in loaded.problems if p.name == "wrong-type"}  # of a shot that is no mapping
    named = {(p.place.file, p.place.line, p.place.column, p.name) for p in loaded.problems}
    rest = [
        p
        for p in more
        if p.path not in no_fields
        and not (p.name == "no-prompt" and _spoilt(p.path, loaded.problems))
        and (p.place.file, p.place.line, p.place.column, p.name) not in named
        and ((p.place.file, p.place.line, p.place.column) not in blamed or p.place in _names(loaded))
    ]
    return in_order((*loaded.problems, *rest))


def _spoilt(shot: str, problems: tuple[Problem, ...]) -> bool:
    """Whether a shot has a prompt, or stands for another, in a way that is refused: then it does not lack one."""
    below = (f"{shot}.prompt", f"{shot}.<<")
    return any(
        p.path in below
        or (p.path == shot and p.name.startswith("yaml-"))
        or (p.path.startswith(f"{shot}.") and p.help == "did you mean `prompt`?")
        for p in errors(problems)
    )


def _names(loaded: Loaded) -> frozenset[object]:
    shots = loaded.manifest.shots.values() if loaded.manifest else ()
    return frozenset(shot.place for shot in shots)
