"""Where a manifest names a shot: `{shot: NAME}` in the media of shots, groups, defaults and cast."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from seedance_make.core.storyboard.fields import MEDIA, Kind
from seedance_make.core.text.node import KeyPath
from seedance_make.load.edit.spans import Span

_IMAGES = {field.short: field for field in MEDIA if field.kind is Kind.IMAGE}
_SECTIONS = frozenset({"shots", "groups", "defaults", "cast"})


def references(span: Span, shots: Collection[str], path: KeyPath = ()) -> Iterator[Span]:
    """The value of every `shot:` that names one of the shots."""
    if span.text in shots and _is_reference(path):
        yield span
    for key, entry in (span.entries or {}).items():
        yield from references(entry.value, shots, (*path, key))
    for index, item in enumerate(span.items):
        yield from references(item, shots, (*path, index))


def rename_in(value: Any, names: Mapping[str, str], *, keys: Collection[str], path: KeyPath = ()) -> Any:
    """The same of plain values (old → new): references renamed, and the `keys` among the shots, in their places."""
    if isinstance(value, dict):
        return {
            names[name] if path == ("shots",) and name in keys else name: rename_in(
                below, names, keys=keys, path=(*path, name)
            )
            for name, below in value.items()
        }
    if isinstance(value, list):
        return [rename_in(item, names, keys=keys, path=(*path, n)) for n, item in enumerate(value)]
    return names[value] if isinstance(value, str) and value in names and _is_reference(path) else value


def _is_reference(path: KeyPath) -> bool:
    if len(path) < 3 or path[-1] != "shot" or path[0] not in _SECTIONS:
        return False
    holder = path[-3] if isinstance(path[-2], int) else path[-2]
    field = _IMAGES.get(str(holder))
    return field is not None and field.many is isinstance(path[-2], int)
