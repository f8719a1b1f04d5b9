"""Rehashes what a project owns: every artifact of the store, and every output that was placed or is asked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from seedance_make.core.attempt.states import State
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.outputs import outputs_of
from seedance_make.core.plan.wants import wants
from seedance_make.core.storyboard.model import Storyboard
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.engine.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownClip:
    """A digest and the takes that are known by it, as `shot@take`."""

    digest: str
    takes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found. Only `damaged`, `missing` and `edited` are bad."""

    clips: int  # whole ones in the store
    size: int  # bytes of them
    outputs: int  # whole ones
    damaged: tuple[KnownClip, ...] = ()  # now set aside
    missing: tuple[KnownClip, ...] = ()  # a shot asks for it, it was bought, and its bytes are nowhere
    elsewhere: tuple[KnownClip, ...] = ()  # bought, no shot asks for it now, and it is not in this store
    edited: tuple[str, ...] = ()  # paths in the output tree whose bytes are no clip of ours

    @property
    def good(self) -> bool:
        """Whether nothing is bad."""
        return not (self.damaged or self.missing or self.edited)


def verify_store(world: World, board: Storyboard, look: Callable[[str], str | None]) -> Verified:
    """Rehash everything. `look` gives the digest of an output by reading it, never from memory. Raises StoreError."""
    takes = _takes(world)
    names = tuple(world.cas.digests())
    bad = frozenset(d for d in names if not world.cas.check(d))
    size = sum(world.cas.size(d) or 0 for d in names if d not in bad)
    snapshot = gather_facts(world, board)
    expected = _expected_outputs(board, snapshot)
    digests = {path: look(path) for path in {*world.tree.placed(), *expected}}
    known = {*names, *takes, *expected.values()}
    edited = tuple(
        sorted(path for path, digest in digests.items() if digest is not None and digest not in known)
    )
    here = {d for d in names if d not in bad} | {d for d in digests.values() if d}
    wanted = set(expected.values())
    return Verified(
        clips=len(names) - len(bad),
        size=size,
        outputs=sum(d is not None for d in digests.values()) - len(edited),
        damaged=_clips(bad, takes),
        missing=_clips(wanted - here - bad, takes),
        elsewhere=_clips(set(takes) - wanted - here - bad, takes),
        edited=edited,
    )


def _takes(world: World) -> Mapping[str, tuple[str, ...]]:
    """Digest → the takes of this project that it was bought for."""
    takes: dict[str, dict[str, None]] = {}
    bought = {State.DONE, State.VERIFIED, State.PAID_MISSING}
    for row in world.journal.rows(project=world.project, states=bought):
        for artifact in row.artifacts:
            takes.setdefault(artifact.sha256, {})[f"{row.shot}@{row.take}"] = None
    for receipt in world.receipts():
        takes.setdefault(receipt.sha256, {})[f"{receipt.shot}@{receipt.take}"] = None
    return {digest: tuple(names) for digest, names in takes.items()}


def _expected_outputs(board: Storyboard, snapshot: Snapshot) -> dict[str, str]:
    """Output → the digest that belongs there, of every take whose clip is known."""
    expected: dict[str, str] = {}
    for want in wants(board, snapshot):
        bought = snapshot.bought.get(want.fingerprint or "")
        digests = [a.sha256 for a in bought.artifacts] if bought else []
        if want.shot.pin and want.take == want.shot.chosen:
            digests = [d for d in [snapshot.pins.get(want.shot.pin)] if d]
        expected |= dict(zip(outputs_of(want, len(digests)), digests, strict=False))
    return expected


def _clips(digests: Iterable[str], takes: Mapping[str, tuple[str, ...]]) -> tuple[KnownClip, ...]:
    clips = [KnownClip(digest=d, takes=takes.get(d, ())) for d in digests]
    return tuple(sorted(clips, key=lambda c: (c.takes, c.digest)))
