"""`include`: where an entry leads, and whether it may."""

from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import dirname, join, normpath

from seedance_make.core.text.diagnostic import Place, Problem
from seedance_make.core.text.node import Node
from seedance_make.core.text.suggest import nearest

MOST_INCLUDES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFile:
    """One file of a manifest."""

    path: Path  # its real path
    name: str  # as people name it
    entry: Place | None = None  # the entry that includes it; None for the main file


def follow(
    node: Node,
    path: str,
    chain: tuple[ManifestFile, ...],
    known: dict[Path, ManifestFile],
    root: Path,
    *,
    noun: str = "an included file",
) -> ManifestFile | Problem:
    """The file that an entry of `include` or `models` names. `chain` leads from the main file to the one that holds the entry;
    `known` are all files so far by real path; `root` is the project's real folder."""
    written = str(node.value)
    here = chain[-1]
    if "\\" in written:
        return _problem(
            node, path, "bad-path", "a path is written with `/`", f"write `{written.replace(chr(92), '/')}`"
        )
    name = normpath(join(dirname(here.name), written))
    try:
        target = (here.path.parent / written).resolve()
        if not target.is_relative_to(root):
            return _problem(
                node,
                path,
                "outside-project",
                f"{noun} must be inside the project",
                "copy it beside the manifest",
            )
        source = ManifestFile(path=target, name=name, entry=node.place)
        return _refused(node, path, source, chain, known) or source
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return _problem(
            node,
            path,
            "no-such-file",
            f"cannot be read: {reason or 'not a path'}",
            "name a file beside the manifest",
        )


def _refused(
    node: Node,
    path: str,
    source: ManifestFile,
    chain: tuple[ManifestFile, ...],
    known: dict[Path, ManifestFile],
) -> Problem | None:
    ring = _ring(node, path, source, chain)
    if ring:
        return ring
    if source.path in known:
        first = known[source.path].entry
        message = f"is included already, at {first.file}:{first.line}" if first else "is included already"
        twice = _problem(node, path, "included-twice", message, "remove one of the entries")
        return replace(twice, also=(first,)) if first else twice
    if source.path.is_dir():
        return _problem(node, path, "no-such-file", "is a folder, not a file", "name each file")
    if not source.path.is_file():
        return _problem(node, path, "no-such-file", "there is no such file", _near(source))
    if len(known) >= MOST_INCLUDES:
        return _problem(
            node, path, "too-large", f"a storyboard has at most {MOST_INCLUDES} files", "put several into one"
        )
    return None


def _ring(node: Node, path: str, source: ManifestFile, chain: tuple[ManifestFile, ...]) -> Problem | None:
    above = [held.path for held in chain]
    if source.path == above[-1]:
        return _problem(node, path, "include-ring", "the file includes itself", "remove the entry")
    if source.path in above:
        ring = [held.name for held in chain[above.index(source.path) :]]
        drawn = " → ".join([*ring, ring[0]])
        return _problem(
            node, path, "include-ring", f"the files include each other: {drawn}", "remove one of the entries"
        )
    return None


def _near(source: ManifestFile) -> str | None:
    folder = source.path.parent
    if not folder.is_dir():
        return f"there is no folder `{dirname(source.name) or '.'}`"
    files = sorted(entry.name for entry in folder.iterdir() if entry.suffix in {".yaml", ".yml"})
    near = nearest(source.path.name, files)
    return f"did you mean `{near}`?" if near else "paths are relative to the file that names them"


def _problem(node: Node, path: str, name: str, message: str, way_out: str | None) -> Problem:
    return Problem.worded((name, message, way_out), node.place, path)
