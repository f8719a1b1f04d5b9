"""Gathers every fact that planning needs. Reads only: a plan leaves no trace.

Requests that need a frame are fingerprinted once the upstream clip's digest is known, so facts are looked up in
rounds until no new fingerprint appears.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from seedance_make.core.attempt.states import LIVE, Attempt, State
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.facts import OutputFact, Snapshot, Standing, Stray
from seedance_make.core.plan.model import Want
from seedance_make.core.plan.outputs import frame_output, frames_needed, further_output, output_of
from seedance_make.core.plan.wants import wants
from seedance_make.core.request.fingerprint import Document, is_document, parse_document
from seedance_make.core.request.pricing import length_key
from seedance_make.core.request.receipts import purchases
from seedance_make.core.request.request import ByFile, Medium
from seedance_make.core.storyboard.fields import TIMED
from seedance_make.core.storyboard.model import Receipt, Storyboard
from seedance_make.core.team.facts import TeamFacts
from seedance_make.engine.facts.bought import look_up
from seedance_make.engine.world import World

_LAST_TASKS = 10


def length_index_key(key: str) -> str:
    """Under which the index knows a reference video's length."""
    return f"length:{key}"


def last_key(world: World, profile: str | None, shot: str, take: int) -> str:
    """Under which the index knows the request that a take was built from last."""
    return f"last:{world.origin}:{world.project}:{profile or ''}:{shot}@{take}"


def gather_facts(world: World, board: Storyboard, team: TeamFacts | None = None) -> Snapshot:
    """The snapshot for a storyboard. `team`: what its store has said, None without one. Blocking; reads the disk alone."""
    receipts = tuple(
        r for r in (world.lock_file.read() if world.lock_file else ()) if r.origin == world.origin
    )
    live = world.journal.rows(origin=world.origin, states=LIVE)
    snapshot = Snapshot(
        origin=world.origin,
        prices=world.prices,
        files=world.files,
        publishability=world.serving(),
        dead=frozenset(a.id for a in live if not world.owners.alive(a.owner)),
        charged=_charges(world),
        pins=_pins(world, board, receipts),
        journal_gone=world.journal_gone,
        receipted=frozenset(r.sha256 for r in receipts),
        team=team,
    )
    snapshot, asked = _looked_up(world, board, snapshot, receipts)
    ours = [a for a in live if a.project == world.project or a.fingerprint in snapshot.attempts]
    snapshot = replace(snapshot, committed=tuple(ours))
    snapshot = _with_outputs(world, snapshot, asked, receipts)
    return replace(
        snapshot,
        previous=_previous(world, board, asked, receipts),
        lengths=_lengths(world, asked),
        orphans=_orphans(snapshot, board, asked, world.project),
    )


def _looked_up(
    world: World, board: Storyboard, snapshot: Snapshot, receipts: Iterable[Receipt]
) -> tuple[Snapshot, tuple[Want, ...]]:
    """What every request gave, and the requests. A frame's clip completes further requests, so this goes round."""
    kept = purchases(receipts, world.origin)
    seen: set[str] = set()
    while True:
        asked = wants(board, snapshot)
        new = {w.fingerprint for w in asked if w.fingerprint} - seen
        if not new:
            break
        seen |= new
        snapshot = look_up(world, snapshot, new, kept)
        if all(w.fingerprint for w in asked):
            break
    pinned = {d for d in snapshot.pins.values() if world.cas.has(d)}
    return replace(snapshot, at_hand=snapshot.at_hand | pinned), asked


def _with_outputs(
    world: World, snapshot: Snapshot, asked: Iterable[Want], receipts: Iterable[Receipt]
) -> Snapshot:
    """Look at every path that is asked for, and at every path where a clip of this storyboard stood before."""
    ours = {r.sha256 for r in receipts} | {a.sha256 for b in snapshot.bought.values() for a in b.artifacts}
    ours |= set(snapshot.pins.values())
    placed = world.tree.placed()
    facts: dict[str, OutputFact] = {}
    for want in asked:
        bought = snapshot.bought.get(want.fingerprint or "")
        videos = len(bought.artifacts) if bought else 1
        for path in [
            want.output,
            *(further_output(want.shot.name, want.take, v) for v in range(2, videos + 1)),
        ]:
            facts[path] = _fact(world, path, ours, placed)
    labels = _labels(world, placed, receipts)
    needed = facts.keys() | {path for want in asked for path in frames_needed(want)}
    elsewhere = {p: world.tree.look(p) for p in labels if p not in needed}
    found_at = {d: p for p, d in elsewhere.items() if d} | {f.digest: p for p, f in facts.items() if f.digest}
    return replace(
        snapshot,
        outputs=facts,
        found_at=found_at,
        at_hand=snapshot.at_hand | (ours & set(found_at)),
        strays=_strays(world, elsewhere, labels, placed, ours),
    )


def _fact(world: World, path: str, ours: set[str], placed: Mapping[str, str]) -> OutputFact:
    digest = world.tree.look(path)
    if digest is None:
        return OutputFact(standing=Standing.NOTHING)
    if not digest:
        return OutputFact(standing=Standing.BLOCKED)
    known = digest in ours or placed.get(path) == digest or world.cas.has(digest) or world.origin == SIMULATOR
    return OutputFact(standing=Standing.CLIP if known else Standing.EDITED, digest=digest)


def _previous(
    world: World, board: Storyboard, asked: Iterable[Want], receipts: Iterable[Receipt]
) -> dict[tuple[str, int], Document | None]:
    """The request that each take was built from last: by the index, else the journal; None when only the lock knows."""
    found: dict[tuple[str, int], Document | None] = {}
    if board.profile is None:
        found = {(r.shot, r.take): None for r in receipts}
    for row in world.journal.rows(origin=world.origin, project=world.project):
        if row.profile == board.profile and row.state is not State.NOT_SENT:
            found[row.shot, row.take] = parse_document(row.request)
    for want in asked:
        kept = world.index.get(last_key(world, board.profile, want.shot.name, want.take))
        if is_document(kept):
            found[want.shot.name, want.take] = kept
    return found


def _lengths(world: World, asked: Iterable[Want]) -> dict[str, Decimal]:
    found: dict[str, Decimal | None] = {}
    for want in asked:
        for medium in (m for field in TIMED for m in want.request.media.get(field.name, ())):
            key = length_key(medium)
            if key not in found:
                found[key] = _length(world, key, medium)
    return {key: length for key, length in found.items() if length is not None}


def _length(world: World, key: str, medium: Medium) -> Decimal | None:
    """As the index knows it; a local file's is read off the file, once for the same bytes."""
    known = world.index.get(length_index_key(key))
    if isinstance(known, str) and re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,12})?", known):
        return Decimal(known)
    length = world.seconds(world.folder / medium.path) if isinstance(medium, ByFile) else None
    if length is not None:
        world.index.set(length_index_key(key), f"{length:f}")
    return length


def _charges(world: World) -> tuple[tuple[int, int], ...]:
    rows = world.journal.rows(origin=world.origin, states={State.DONE})
    real = [(r.credits, r.charged) for r in rows if r.charged is not None and r.exact]
    return tuple(reversed(real[-_LAST_TASKS:]))


def _pins(world: World, board: Storyboard, receipts: Iterable[Receipt]) -> dict[str, str]:
    pins = {s.pin for s in board.shots if s.pin}
    if not pins:
        return {}
    rows = world.journal.rows(states={State.DONE, State.PAID_MISSING})
    known = {r.sha256 for r in receipts} | {a.sha256 for r in rows for a in r.artifacts}
    return {p: d for p in pins for d in sorted(known) if d.startswith(p)}


def _orphans(
    snapshot: Snapshot, board: Storyboard, asked: Iterable[Want], project: str
) -> tuple[Attempt, ...]:
    wanted = {w.fingerprint for w in asked}
    return tuple(
        a
        for a in snapshot.committed
        if a.project == project
        and a.profile == board.profile
        and a.fingerprint not in wanted
        and (a.state is State.UNKNOWN or (a.state is State.INTENT and a.id in snapshot.dead))
    )


def _labels(
    world: World, placed: Mapping[str, str], receipts: Iterable[Receipt]
) -> dict[str, tuple[str, int]]:
    """Where clips of this storyboard stood before, by what was placed and what was bought: path → shot and take.

    Other files in the tree are none of our business.
    """
    labels = {(r.shot, r.take) for r in receipts}
    labels |= {(r.shot, r.take) for r in world.journal.rows(origin=world.origin, project=world.project)}
    paths = {path: found for path in placed if (found := _label(path))}
    framed = (world.tree.root / "_frames").is_dir()
    for shot, take in labels:
        paths.setdefault(output_of(shot, take, take), (shot, take))
        paths.setdefault(output_of(shot, take, 0), (shot, take))
        for frame in ("first", "last") if framed else ():
            paths.setdefault(frame_output(shot, frame), (shot, take))
    return paths


def _strays(
    world: World,
    elsewhere: Mapping[str, str | None],
    labels: Mapping[str, tuple[str, int]],
    placed: Mapping[str, str],
    ours: set[str],
) -> tuple[Stray, ...]:
    found = []
    for path, digest in sorted(elsewhere.items()):
        if not digest:
            continue
        ours_still = digest in ours or world.cas.has(digest)
        if ours_still or (placed.get(path, "") not in {"", digest} and not _FRAME.fullmatch(path)):
            shot, take = labels[path]
            found.append(Stray(path=path, shot=shot, take=take, digest=digest, edited=not ours_still))
    return tuple(found)


_OUTPUT = re.compile(r"(?:_takes/(?P<of>.+)/(?P<take>[0-9]{1,9})(?:\.[0-9]+)?|(?P<shot>.+))\.mp4")
_FRAME = re.compile(r"_frames/(?P<shot>.+)\.(?:first|last)\.png")


def _label(path: str) -> tuple[str, int] | None:
    """Shot and take of an output's path, for people; None for what is no clip and no frame."""
    if frame := _FRAME.fullmatch(path):
        return frame["shot"], 1
    match = _OUTPUT.fullmatch(path)
    if match is None:
        return None
    return (match["of"], int(match["take"])) if match["of"] else (match["shot"], 1)
