"""A tree of values that know their places, so that a message can point at each."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from seedance_make.core.text.diagnostic import Place

Scalar = str | int | bool | Decimal | None


KeyPath = tuple[str | int, ...]
"""Where a value stands in a tree: keys and indexes."""


def dotted(path: KeyPath) -> str:
    """A value's path as a person would say it: `("shots", "door", "cast", 0)` → `shots.door.cast[0]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One YAML value with its places. A mapping keeps its order; its keys are text, whatever they look like."""

    value: "Scalar | tuple[Node, ...] | Mapping[str, Node]"
    place: Place
    key: Place | None = None  # where the key stands, when the value has one
    text: str | None = None  # a scalar as it is written, without quotes

    @property
    def mapping(self) -> "Mapping[str, Node]":
        """The value as a mapping; empty when it is none."""
        return self.value if isinstance(self.value, Mapping) else {}

    @property
    def items(self) -> "tuple[Node, ...]":
        """The value as a list; empty when it is none."""
        return self.value if isinstance(self.value, tuple) else ()

    def plain(self) -> object:
        """The value as dicts, lists and scalars, for a schema validator."""
        if isinstance(self.value, Mapping):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: KeyPath) -> "Node":
        """The node at a path of keys and indexes; as far as the path goes."""
        node = self
        for step in path:
            below: Node | None = None
            if isinstance(step, str):
                below = node.mapping.get(step)
            elif step < len(node.items):
                below = node.items[step]
            if below is None:
                return node
            node = below
        return node
