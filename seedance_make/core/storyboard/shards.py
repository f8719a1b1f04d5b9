"""The parts of a storyboard that machines build side by side (`--shard I/N`).

A shot's part is told by its chain's smallest name alone: chains stay whole, and a new shot moves no other. What each part
may spend is its share of every limit, so that all of them together stay within it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from seedance_make.core.errors import UsageError
from seedance_make.core.storyboard.graph import links
from seedance_make.core.storyboard.model import ResolvedShot


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """The `number`-th of `count` parts, from 1."""

    number: int
    count: int

    def names(self, shots: Iterable[ResolvedShot]) -> frozenset[str]:
        """The shots of this part."""
        return frozenset(name for name, first in chains(shots).items() if self._part(first) == self.number)

    def _part(self, name: str) -> int:
        return int(sha256(name.encode()).hexdigest(), 16) % self.count + 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def parse_shard(text: str) -> Shard:
    """`I/N` as typed. Raises UsageError."""
    number, slash, count = text.partition("/")
    if slash and all(n.isascii() and n.isdigit() and len(n) < 7 for n in (number, count)):
        shard = Shard(number=int(number), count=int(count))
        if 1 <= shard.number <= shard.count:
            return shard
    raise UsageError(f"--shard {text}: no part of a whole", help="write I/N, I from 1 to N: --shard 2/8")


def chains(shots: Iterable[ResolvedShot]) -> dict[str, str]:
    """Each shot, with the smallest name of the shots that it is linked with at any distance."""
    shots = tuple(shots)
    linked: dict[str, list[str]] = {shot.name: [] for shot in shots}
    for link in links(shots):
        if link.shot in linked:
            linked[link.shot].append(link.to)
            linked[link.to].append(link.shot)
    chains: dict[str, str] = {}
    for first in sorted(linked):
        todo = [first]
        while todo:
            name = todo.pop()
            if name not in chains:
                chains[name] = first
                todo += linked[name]
    return chains
