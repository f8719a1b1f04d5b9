"""Two storyboards compared, as the fingerprint sees them: which shots ask for a clip that was not asked for before.

A frame of another shot stands for whatever that shot's chosen take asks for, so that a change goes downstream without
a clip being at hand. Names are labels: a shot that only has a new one does not differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256

from seedance_make.core.request.causes import ChangedTake, with_causes
from seedance_make.core.request.changes import Change, changes
from seedance_make.core.request.fingerprint import by_name, document, fingerprint
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.request.pricing import Estimate, estimate, priced
from seedance_make.core.request.request import Request, bind
from seedance_make.core.storyboard.graph import by_need, upstream
from seedance_make.core.storyboard.model import Manifest, ResolvedShot


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotRequests:
    """What a shot asks for: a request a take, and for each a digest that is equal exactly where nothing differs."""

    shot: ResolvedShot
    requests: Mapping[int, Request]
    digests: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRequests:
    """What a storyboard asked for at a git revision: shot → its requests."""

    revision: str  # as typed
    commit: str  # the full id
    shots: Mapping[str, ShotRequests]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One shot that is not as it was."""

    shot: str
    how: str  # added, removed, renamed, changed, downstream
    was: str | None = None  # its name then, where that was another
    takes: tuple[int, ...] = ()  # that ask for something new
    changed: tuple[Change, ...] = ()
    estimates: tuple[Estimate, ...] = ()  # of those takes, by the price table

    @property
    def credits(self) -> int:
        """Of all its takes that ask for something new."""
        return sum(e.credits for e in self.estimates)

    @property
    def exact(self) -> bool:
        """False when that is a lower bound."""
        return all(e.exact for e in self.estimates)


def requests_of(shots: Iterable[ResolvedShot], files: Mapping[str, str]) -> dict[str, ShotRequests]:
    """Every enabled shot, in storyboard order. `files` is path → sha256 of local media."""
    enabled = [s for s in shots if s.enabled]
    clips: dict[str, str | None] = {}
    by_shot: dict[str, ShotRequests] = {}
    for shot in by_need(enabled):
        requests = {take: bind(shot, take, files=files, clips=clips) for take in shot.takes}
        digests = {take: _digest(request) for take, request in requests.items()}
        by_shot[shot.name] = ShotRequests(shot=shot, requests=requests, digests=digests)
        clips[shot.name] = (
            sha256(f"pin {shot.pin}".encode()).hexdigest() if shot.pin else digests.get(shot.chosen)
        )
    return {shot.name: by_shot[shot.name] for shot in enabled}


def _digest(request: Request) -> str:
    """A request that needs a shot which is not there has no fingerprint: it is known by that shot's name."""
    return fingerprint(request) or fingerprint(request, by_name) or ""


def differs(before: ShotRequests | None, now: ShotRequests) -> bool:
    """Whether a shot asks for a clip that it did not ask for before."""
    return before is None or not set(now.digests.values()) <= set(before.digests.values())


def renames(before: Mapping[str, ShotRequests], now: Mapping[str, ShotRequests]) -> dict[str, str]:
    """New name → old name, of shots that are gone and back under another name with the same requests."""
    gone = {tuple(sorted(a.digests.values())): n for n, a in before.items() if n not in now}
    renamed = {}
    for name, asks in now.items():
        old = gone.pop(tuple(sorted(asks.digests.values())), None) if name not in before else None
        if old is not None:
            renamed[name] = old
    return renamed


def changed_shots(before: Mapping[str, ShotRequests], now: Mapping[str, ShotRequests]) -> frozenset[str]:
    """The shots that differ, those that are new, and all that need a frame of one of them, at any distance."""
    renamed = renames(before, now)
    changed = {n for n, asks in now.items() if differs(before.get(renamed.get(n, n)), asks)}
    for shot in by_need(asks.shot for asks in now.values()):
        if changed.intersection(upstream(shot)):
            changed.add(shot.name)
    return frozenset(changed)


def storyboard_differences(
    before: Mapping[str, ShotRequests],
    now: Mapping[str, ShotRequests],
    prices: PriceTable,
    lengths: Mapping[str, Decimal],
) -> Iterator[Difference]:
    """What differs in storyboard order; what is gone comes last. `lengths` as for `pricing.estimate`."""
    renamed = renames(before, now)
    differing: set[str] = set()
    for name, asks in now.items():
        then = before.get(renamed.get(name, name))
        if not differs(then, asks):
            if name in renamed:
                yield Difference(shot=name, how="renamed", was=renamed[name])
            continue
        differing.add(name)
        known = set(then.digests.values()) if then else set()
        new = {t: r for t, r in asks.requests.items() if asks.digests[t] not in known}
        fields = _fields(then, asks) if then else ()
        yield Difference(
            shot=name,
            how="added" if then is None else "changed" if fields else "downstream",
            takes=tuple(new),
            changed=fields,
            estimates=tuple(estimate(r, prices, lengths) for r in new.values() if priced(r, prices)),
        )
    gone = [name for name in before if name not in now and name not in renamed.values()]
    yield from (Difference(shot=name, how="removed") for name in gone)


def with_edits(
    differences: Sequence[Difference], now: Mapping[str, ShotRequests], manifest: Manifest
) -> tuple[Difference, ...]:
    """The same with what was edited behind the fields that differ. `manifest`: today's."""
    takes = [
        ChangedTake(shot=asks.shot, request=asks.requests[min(asks.requests)], changes=d.changed)
        for d in differences
        if d.changed and (asks := now[d.shot])
    ]
    causes = iter(with_causes(takes, manifest, {name: asks.shot for name, asks in now.items()}))
    return tuple(replace(d, changed=next(causes)) if d.changed else d for d in differences)


def _fields(then: ShotRequests, asks: ShotRequests) -> tuple[Change, ...]:
    """What differs in the shot itself, frames of other shots by name."""
    old, new = (document(a.requests[min(a.requests)], by_name) for a in (then, asks))
    takes = Change(field="takes", old=[*then.requests], new=[*asks.requests])
    return (*changes(old, new), *([takes] if takes.old != takes.new else []))
