"""A tree as JSON, with every place, and back.

A scalar is `[its text, 1 where its meaning is read off that text, …]`, a list or a mapping `[its entries, 0, …]`; then come
line, column and end of its place, and those of its key where it has one. Unpacked are only the entries that somebody looks at.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from seedance_make.core.text.diagnostic import Place
from seedance_make.core.text.node import Node
from seedance_make.load.yaml.scalars import read_scalar


def pack(node: Node) -> list[Any]:
    """The tree of a text that had no problem."""
    place, key = node.place, node.key
    places = [place.line, place.column, place.end, *((key.line, key.column, key.end) if key else ())]
    if isinstance(node.value, Mapping):
        return [{name: pack(below) for name, below in node.value.items()}, 0, *places]
    if isinstance(node.value, tuple):
        return [[pack(below) for below in node.value], 0, *places]
    return [node.text, int(node.value != node.text), *places]


def unpack(packed: list[Any], file: str) -> Node:
    """The tree again; `file` is how people name the file."""
    content, is_read, line, column, end, *key = packed
    place = Place(file=file, line=line, column=column, end=end)
    at = Place(file=file, line=key[0], column=key[1], end=key[2]) if key else None
    if isinstance(content, dict):
        return Node(value=PackedMapping(content, file), place=place, key=at)
    if isinstance(content, list):
        return Node(value=tuple(unpack(below, file) for below in content), place=place, key=at)
    return Node(value=read_scalar(content) if is_read else content, place=place, key=at, text=content)


class PackedMapping(Mapping[str, Node]):
    """A mapping whose values are unpacked at the first look; each is the same node ever after."""

    __slots__ = ("_file", "_nodes", "_packed")

    def __init__(self, packed: dict[str, list[Any]], file: str) -> None:
        self._packed = packed
        self._file = file
        self._nodes: dict[str, Node] = {}

    def __getitem__(self, name: str) -> Node:
        node = self._nodes.get(name)
        if node is None:
            node = self._nodes[name] = unpack(self._packed[name], self._file)
        return node

    def get(self, name: str, default: Any = None) -> Any:
        """As every mapping's, without an exception on the way."""
        return self[name] if name in self._packed else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)
