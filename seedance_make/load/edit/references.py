"""Where a manifest names a shot: `{shot: NAME}` in the media of shots, groups, defaults and cast."""

from collections.abc import Iterator
from typing import Any

from seedance_make.core.storyboard.fields import MEDIA, Kind
from seedance_make.core.text.node import KeyPath
from seedance_make.load.edit.spans import Span

_IMAGES = {field.short: field for field in MEDIA if field.kind is Kind.IMAGE}
_SECTIONS = frozenset({"shots", "groups", "defaults", "cast"})


def references(span: Span, shot: str, path: KeyPath = ()) -> Iterator[Span]:
    """The value of every `shot:` that names the shot."""
    if span.text == shot and _is_reference(path):
        yield span
    for key, entry in (span.entries or {}).items():
        yield from references(entry.value, shot, (*path, key))
    for index, item in enumerate(span.items):
        yield from references(item, shot, (*path, index))


def rename_in(value: Any, old: str, new: str, *, key: bool, path: KeyPath = ()) -> Any:
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


def _is_reference(path: KeyPath) -> bool:
    if len(path) < 3 or path[-1] != "shot" or path[0] not in _SECTIONS:
        return False
    holder = path[-3] if isinstance(path[-2], int) else path[-2]
    field = _IMAGES.get(str(holder))
    return field is not None and field.many is isinstance(path[-2], int)
