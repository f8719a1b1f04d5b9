"""What needs what: which shot takes a frame of which, an order in which everything comes after what it needs, and the
rings that allow none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seedance_make.core.storyboard.fields import MEDIA
from seedance_make.core.storyboard.model import FrameMedia, ResolvedShot
from seedance_make.core.text.suggest import short


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One frame that goes from a shot to another."""

    shot: str  # whose frame it is
    frame: str  # by `media.frame`
    to: str  # the shot that takes it
    field: str  # as what, in the manifest's short word: first_frame, last_frame, reference_images


def links(shots: Iterable[ResolvedShot]) -> Iterator[Link]:
    """Every link, by the shots that take frames, in storyboard order."""
    for shot in shots:
        for field in MEDIA if shot.media else ():
            for medium in shot.media.get(field.name, ()):
                if isinstance(medium, FrameMedia):
                    yield Link(shot=medium.shot, frame=medium.frame, to=shot.name, field=field.short)


def upstream(shot: ResolvedShot) -> tuple[str, ...]:
    """The shots whose frames it needs."""
    return tuple(dict.fromkeys(link.shot for link in links([shot])))


def by_need(shots: Iterable[ResolvedShot]) -> list[ResolvedShot]:
    """Shots after those that they need; a ring, which is a problem elsewhere, in any order."""
    named = {s.name: s for s in shots}
    order, _ = arrange({name: upstream(shot) for name, shot in named.items()})
    return [named[name] for name in order]


def with_upstream(shots: Iterable[ResolvedShot], only: frozenset[str]) -> frozenset[str]:
    """The names and everything that they need, at any distance."""
    return with_needs(only, {shot.name: upstream(shot) for shot in shots})


def with_needs(names: Iterable[str], edges: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The same over any graph: `edges` is name → the names that it needs, and names that are no key are ignored."""
    reached: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name in edges and name not in reached:
            reached.add(name)
            todo.extend(edges[name])
    return frozenset(reached)


def arrange(edges: Mapping[str, Iterable[str]]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Give all names in an order of need, and each ring once, from its first name to its last.

    `edges` is name → the names that it needs; names that are no key are ignored. Walks without recursion, since
    a chain may be thousands long.
    """
    order: list[str] = []
    rings: list[tuple[str, ...]] = []
    rank = {name: n for n, name in enumerate(edges)}
    done: set[str] = set()
    in_rings: set[str] = set()
    for start in edges:
        if start in done:
            continue
        trail = {start: None}  # a dict is an ordered set
        below: list[Iterator[str]] = [iter(edges[start])]
        while below:
            need = next(below[-1], None)
            if need is None:
                name, _ = trail.popitem()
                below.pop()
                done.add(name)
                order.append(name)
            elif need in trail:
                if not in_rings.issuperset((need, next(reversed(trail)))):
                    rings.append(_ring(list(trail), need, rank))
                    in_rings.update(rings[-1])
            elif need in edges and need not in done:
                trail[need] = None
                below.append(iter(edges[need]))
    return order, rings


def _ring(trail: Sequence[str], need: str, rank: Mapping[str, int]) -> tuple[str, ...]:
    """The part of the trail from `need` on, turned so that the name that stands first in the file begins it."""
    ring = trail[trail.index(need) :]
    turn = min(range(len(ring)), key=lambda n: rank[ring[n]])
    return (*ring[turn:], *ring[:turn])


def drawn(ring: Sequence[str]) -> str:
    """A ring for people: `a → b → a`."""
    return " → ".join(map(short, (*ring, ring[0])))
