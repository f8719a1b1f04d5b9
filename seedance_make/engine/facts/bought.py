"""What fingerprints have given, by everything that this machine knows and the team store has said, and which of it counts.

Of two purchases of one fingerprint the smaller task id's clip is the take, on every machine that can have it. What the
lock file names goes before what the team store says: whoever can write there could say anything of a smaller id.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.facts import Bought, Snapshot, to_be_had
from seedance_make.core.plan.model import Want
from seedance_make.core.storyboard.model import Artifact, Receipt
from seedance_make.core.team.facts import TeamFacts
from seedance_make.engine.world import World

Purchases = tuple[tuple[Receipt, ...], ...]
"""Of one fingerprint, by the lock file: the first is the take, each with its videos in order."""


def result_key(origin: str, want: Want) -> str:
    """Under which the index knows what a request gave. A simulated clip shows the name of its shot: it is that shot's alone,
    and a shot that was renamed is simulated anew."""
    shot = f":{want.shot.name}" if origin == SIMULATOR else ""
    return f"result:{origin}:{want.fingerprint}{shot}"


def look_up_results(
    world: World, snapshot: Snapshot, wanted: Mapping[str, Want], kept: Mapping[str, Purchases]
) -> Snapshot:
    """The snapshot with all that is known of these fingerprints, each with a take that asks for it. `kept`: the lock file's
    purchases. Blocking."""
    attempts = world.journal.latest(world.origin, wanted.keys())
    keys = {f: result_key(world.origin, want) for f, want in wanted.items()}
    entries = world.index.get_many(keys.values())
    known = {
        f: _known(snapshot, f, attempts.get(f), kept.get(f, ()), entries.get(key)) for f, key in keys.items()
    }
    bought = {f: _best(world, snapshot, f, many, len(kept.get(f, ()))) for f, many in known.items() if many}
    digests = {a.sha256 for b in bought.values() for a in b.artifacts}
    return replace(
        snapshot,
        attempts={**snapshot.attempts, **attempts},
        bought={**snapshot.bought, **bought},
        at_hand=snapshot.at_hand | {d for d in digests if world.cas.has(d)},
    )


def known_purchases(
    world: World, snapshot: Snapshot, want: Want, attempt: Attempt | None, kept: Purchases
) -> list[Bought]:
    """What a request has given, by the lock file, the journal, the index or the team store."""
    entry = world.index.get(result_key(world.origin, want))
    return _known(snapshot, want.fingerprint or "", attempt, kept, entry)


def _known(
    snapshot: Snapshot, fingerprint: str, attempt: Attempt | None, kept: Purchases, entry: object
) -> list[Bought]:
    """`entry`: the index's."""
    receipts = tuple(r for videos in kept for r in videos)
    return [
        *map(_from_receipts, kept),  # in the lock file's order, so that every machine takes the same clip
        *_from_attempt(attempt, receipts),
        *_from_index(entry, receipts),
        *_from_team(snapshot.team, fingerprint, receipts),
    ]


def clip_purchases_of(
    digests: Collection[str], attempts: Iterable[Attempt], receipts: Iterable[Receipt]
) -> dict[str, Bought]:
    """What these clips were bought as, by their receipts, else by the journal."""
    known = [b for row in attempts for b in _from_attempt(row, ())]
    known += [_from_receipts((r,)) for r in receipts if r.sha256 in digests]
    return {a.sha256: b for b in known for a in b.artifacts if a.sha256 in digests}


def _best(world: World, snapshot: Snapshot, fingerprint: str, known: list[Bought], kept: int) -> Bought:
    """The one that is at hand; with a team store the smallest task id of those that anybody can have, the lock file's
    before others. `kept`: how many of them, from the first, are the lock file's."""
    if snapshot.team is not None:
        near = [
            (n >= kept, b.task_id, b)
            for n, b in enumerate(known)
            if all(world.cas.has(a.sha256) or to_be_had(a.sha256, fingerprint, snapshot) for a in b.artifacts)
        ]
        return min(near, key=lambda ranked: ranked[:2], default=(True, "", known[0]))[2]
    here = [b for b in known if all(world.cas.has(a.sha256) for a in b.artifacts)]
    return next(iter(here or known))


def _from_team(team: TeamFacts | None, fingerprint: str, receipts: tuple[Receipt, ...]) -> list[Bought]:
    named = {r.sha256 for r in receipts if r.document}
    return [
        Bought(
            artifacts=r.artifacts,
            task_id=r.task_id,
            credits=r.credits,
            receipt=r.artifacts[0].sha256 in named,
        )
        for r in (team.results.get(fingerprint, ()) if team else ())
    ]


def _from_attempt(attempt: Attempt | None, receipts: tuple[Receipt, ...]) -> list[Bought]:
    if attempt is None or attempt.state not in {State.DONE, State.PAID_MISSING} or not attempt.artifacts:
        return []
    return [
        Bought(
            artifacts=attempt.artifacts,
            task_id=attempt.task_id or "",
            credits=attempt.cost,
            receipt=any(r.sha256 == attempt.artifacts[0].sha256 and r.document for r in receipts),
        )
    ]


def _from_index(entry: object, receipts: tuple[Receipt, ...]) -> list[Bought]:
    """Adopted clips, and those of the simulator, which keeps no journal."""
    if not isinstance(entry, dict):
        return []
    try:
        artifacts = tuple(Artifact(sha256=str(d), size=int(n)) for d, n in entry["artifacts"])
        task_id, credit_count = str(entry["task_id"]), int(entry["credits"])
    except (KeyError, TypeError, ValueError):
        return []
    named = any(r.sha256 == artifacts[0].sha256 and r.document for r in receipts) if artifacts else False
    return (
        [Bought(artifacts=artifacts, task_id=task_id, credits=credit_count, receipt=named)]
        if artifacts
        else []
    )


def _from_receipts(videos: tuple[Receipt, ...]) -> Bought:
    """One purchase that the lock file names."""
    return Bought(
        artifacts=tuple(Artifact(sha256=r.sha256, size=r.bytes) for r in videos),
        task_id=videos[0].task_id,
        credits=videos[0].credits,
        receipt=all(r.document for r in videos),
    )
