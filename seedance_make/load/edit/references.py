"""Where a manifest names a shot: `{shot: NAME}` in the media of shots, defaults and cast."""

from collections.abc import Iterator
from typing import Any

from seedance_make.load.edit.spans import Span
from seedance_make.load.manifest.dotted import Path

_FRAMES = frozenset({"first_frame", "last_frame"})
_SECTIONS = frozenset({"shots", "defaults", "cast"})


def references(span: Span, shot: str, path: Path = ()) -> Iterator[Span]:
    """The value of every `shot:` that names the shot."""
    if span.text == shot and _is_reference(path):
        yield span
    for key, entry in (span.entries or {}).items():
        yield from references(entry.value, shot, (*path, key))
    for index, item in enumerate(span.items):
        yield from references(item, shot, (*path, index))


def rename_in(value: Any, old: str, new: str, *, key: bool, path: Path = ()) -> Any:
    """The same of plain values: references renamed, and with `key` the shot itself, in its place."""
    if isinstance(value, dict):
        return {
            new if key and path == ("shots",) and name == old else name: rename_in(
                below, old, new, key=key, path=(*path, name)
            )
            for name, below in value.items()
        }
    if isinstance(value, list):
        return [rename_in(item, old, new, key=key, path=(*path, n)) for n, item in enumerate(value)]
    return new if value == old and _is_reference(path) else value


def _is_reference(path: Path) -> bool:
    if len(path) < 3 or path[-1] != "shot" or path[0] not in _SECTIONS:
        return False
    return path[-2] in _FRAMES or (isinstance(path[-2], int) and path[-3] == "reference_images")
