"""Gathers every fact that planning needs. Reads only: a plan leaves no trace.

Requests that need a frame are fingerprinted once the upstream clip's digest is known, so purchases are looked up in
rounds until no new fingerprint appears.
"""

from collections.abc import Iterable
from dataclasses import replace

from seedance_make.core.attempt.states import LIVE, Attempt, State
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.limits import StoreBudget
from seedance_make.core.plan.model import Want
from seedance_make.core.plan.wants import wants
from seedance_make.core.request.receipts import purchases
from seedance_make.core.storyboard.model import Receipt, Storyboard
from seedance_make.core.team.facts import TeamFacts
from seedance_make.engine.facts.bought import clip_purchases_of, look_up_results
from seedance_make.engine.facts.lengths import known_lengths
from seedance_make.engine.facts.outputs import look_at_outputs
from seedance_make.engine.facts.previous import clip_documents_of, previous_requests
from seedance_make.engine.world import World

_LAST_TASKS = 10


def gather_facts(world: World, board: Storyboard, team: TeamFacts | None = None) -> Snapshot:
    """The snapshot for a storyboard. `team`: what its store has said. Blocking; reads the disk alone."""
    receipts = tuple(r for r in world.receipts() if r.origin == world.origin)
    live = world.journal.rows(origin=world.origin, states=LIVE)
    rows = world.journal.rows(states={State.DONE, State.PAID_MISSING}) if _prefixes(board) else ()
    pins = _pins(board, rows, receipts)
    snapshot = Snapshot(
        origin=world.origin,
        prices=world.prices,
        files=world.files,
        publishability=world.publishability(),
        dead=frozenset(a.id for a in live if not world.owners.alive(a.owner)),
        charged=_charges(world),
        pins=pins,
        clip_documents=clip_documents_of(pins.values(), rows, receipts),
        clip_purchases=clip_purchases_of(frozenset(pins.values()), rows, receipts),
        journal_gone=world.journal_gone,
        receipted=frozenset(r.sha256 for r in receipts),
        team=team or (TeamFacts() if world.team else None),
        budget=world.budget(),
        today=world.clock.now().date().isoformat(),
    )
    snapshot = _with_purchases(world, board, snapshot, receipts)
    return _with_history(world, board, snapshot, receipts, live)


def _with_purchases(
    world: World, board: Storyboard, snapshot: Snapshot, receipts: Iterable[Receipt]
) -> Snapshot:
    """What every request gave, and the takes. A frame's clip completes further requests, so this goes round."""
    receipted = purchases(receipts, world.origin)
    seen: set[str] = set()
    while True:
        takes = wants(board, snapshot)
        new = {w.fingerprint: w for w in reversed(takes) if w.fingerprint and w.fingerprint not in seen}
        if not new:
            break
        seen |= new.keys()
        snapshot = look_up_results(world, snapshot, new, receipted)
        if all(w.fingerprint for w in takes):
            break
    pinned = {d for d in snapshot.pins.values() if world.cas.has(d)}
    return replace(snapshot, takes=takes, at_hand=snapshot.at_hand | pinned)


def _with_history(
    world: World,
    board: Storyboard,
    snapshot: Snapshot,
    receipts: tuple[Receipt, ...],
    live: Iterable[Attempt],
) -> Snapshot:
    """What stands in the output tree, and what earlier builds of this storyboard left behind."""
    takes = snapshot.takes
    rows = world.journal.rows(origin=world.origin, project=world.project)
    labels = {(r.shot, r.take) for r in receipts} | {(r.shot, r.take) for r in rows}
    ours = snapshot.receipted | {a.sha256 for b in snapshot.bought.values() for a in b.artifacts}
    ours |= set(snapshot.pins.values())
    outputs = look_at_outputs(world, takes, snapshot.bought, ours, labels)
    committed = tuple(a for a in live if a.project == world.project or a.fingerprint in snapshot.attempts)
    return replace(
        snapshot,
        outputs=outputs.outputs,
        outputs_by_digest=outputs.outputs_by_digest,
        strays=outputs.strays,
        at_hand=snapshot.at_hand | (ours & outputs.outputs_by_digest.keys()),
        previous=previous_requests(world, board.profile, takes, rows, receipts),
        lengths=known_lengths(world, takes),
        committed=committed,
        counted=_counted(world, snapshot.budget, (*rows, *committed)),
        paid={r.task_id: r.credits for r in receipts},
        orphans=_orphans(board, takes, snapshot.dead, [a for a in committed if a.project == world.project]),
    )


def _counted(world: World, budget: StoreBudget, own: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """The attempts that limits count: those of every project, where the store has limits of its own."""
    if budget.limits:
        return world.journal.rows(origin=world.origin)
    return tuple({a.id: a for a in own}.values())


def _charges(world: World) -> tuple[tuple[str, int, int], ...]:
    rows = world.journal.rows(origin=world.origin, states={State.DONE})
    real = [(r.model, r.credits, r.charged) for r in rows if r.charged is not None and r.exact]
    return tuple(reversed(real[-_LAST_TASKS:]))


def _prefixes(board: Storyboard) -> set[str]:
    return {s.pin for s in board.shots if s.pin}


def _pins(board: Storyboard, rows: Iterable[Attempt], receipts: Iterable[Receipt]) -> dict[str, str]:
    """Pinned prefix → the digest it means."""
    known = sorted({r.sha256 for r in receipts} | {a.sha256 for row in rows for a in row.artifacts})
    return {p: d for p in _prefixes(board) for d in known if d.startswith(p)}


def _orphans(
    board: Storyboard, takes: Iterable[Want], dead: frozenset[str], attempts: Iterable[Attempt]
) -> tuple[Attempt, ...]:
    """Unknown outcomes of this storyboard that no take asks for any more."""
    wanted = {w.fingerprint for w in takes}
    return tuple(
        a
        for a in attempts
        if a.profile == board.profile
        and a.fingerprint not in wanted
        and (a.state is State.UNKNOWN or (a.state is State.INTENT and a.id in dead))
    )
