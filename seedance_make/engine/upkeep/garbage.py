"""What no shot asks for any more: clips of a project in the store, and receipts of its lock file. Finds, removes nothing.

Careful on purpose: a disabled shot's clips are still its own; what another project or another host was paid for is not
ours to judge; and while a frame that a shot needs is not made, nobody can say which receipts that shot will ask for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.plan.wants import wants
from seedance_make.core.storyboard.model import Receipt, Storyboard
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.engine.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedClip:
    """A clip, what it was bought for, and what it would cost again."""

    digest: str
    shot: str
    take: int
    size: int  # bytes
    credits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """What a storyboard asks for under any of its profiles."""

    fingerprints: frozenset[str]
    digests: frozenset[str]
    open_shots: frozenset[str]  # whose requests are not settled yet


def in_use(world: World, boards: Iterable[Storyboard]) -> InUse:
    """Of all boards together, disabled shots included."""
    fingerprints: set[str] = set()
    digests: set[str] = set()
    open_shots: set[str] = set()
    for board in boards:
        whole = replace(board, shots=tuple(replace(s, enabled=True) for s in board.shots))
        snapshot = gather_facts(world, whole)
        digests |= set(snapshot.pins.values())
        for want in wants(whole, snapshot):
            if want.fingerprint is None:
                open_shots.add(want.shot.name)
                continue
            fingerprints.add(want.fingerprint)
            bought = snapshot.bought.get(want.fingerprint)
            digests |= {a.sha256 for a in bought.artifacts} if bought else set()
    return InUse(
        fingerprints=frozenset(fingerprints), digests=frozenset(digests), open_shots=frozenset(open_shots)
    )


def unused_receipts(world: World, in_use: InUse) -> tuple[Receipt, ...]:
    """Receipts of this host that no shot asks for."""
    return tuple(
        r
        for r in world.receipts()
        if r.origin == world.origin
        and r.fingerprint not in in_use.fingerprints
        and r.sha256 not in in_use.digests
        and r.shot not in in_use.open_shots
    )


def unused_clips(world: World, in_use: InUse) -> tuple[UnusedClip, ...]:
    """Clips in the store that this project bought at this host, and nobody asks for."""
    rows = world.journal.rows(states={State.DONE, State.VERIFIED, State.COMPLETED, State.PAID_MISSING})
    mine = [r for r in rows if r.project == world.project and r.origin == world.origin]
    others = {a.sha256 for r in rows if r not in mine for a in r.artifacts}
    busy = {a.sha256 for r in mine if r.state is not State.DONE for a in r.artifacts}
    keep = in_use.digests | others | busy
    unused: dict[str, UnusedClip] = {}
    for row in mine:
        if row.shot in in_use.open_shots or row.fingerprint in in_use.fingerprints:
            continue
        for number, artifact in enumerate(row.artifacts):
            size = world.cas.size(artifact.sha256)
            if artifact.sha256 not in keep and size is not None:
                unused[artifact.sha256] = _unused(row, artifact.sha256, size, first=number == 0)
    return tuple(unused.values())


def _unused(row: Attempt, digest: str, size: int, *, first: bool) -> UnusedClip:
    """A task's further videos cost nothing of their own."""
    return UnusedClip(
        digest=digest, shot=row.shot, take=row.take, size=size, credits=row.cost if first else 0
    )
