"""The request that each take was built from last, so that a plan can say what has changed since."""

from collections.abc import Iterable

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.plan.model import Want
from seedance_make.core.request.fingerprint import Document, is_document, parse_document
from seedance_make.core.storyboard.model import Receipt
from seedance_make.engine.world import World


def last_key(world: World, profile: str | None, shot: str, take: int) -> str:
    """Under which the index knows the request that a take was built from last."""
    return f"last:{world.origin}:{world.project}:{profile or ''}:{shot}@{take}"


def previous_requests(
    world: World,
    profile: str | None,
    takes: Iterable[Want],
    attempts: Iterable[Attempt],
    receipts: Iterable[Receipt],
) -> dict[tuple[str, int], Document | None]:
    """By shot and take: as the index knows it, else the journal's `attempts`; None when only the lock file knows the take."""
    documents: dict[tuple[str, int], Document | None] = {}
    if profile is None:
        documents = {(r.shot, r.take): None for r in receipts}
    for row in attempts:
        if row.profile == profile and row.state is not State.NOT_SENT:
            documents[row.shot, row.take] = parse_document(row.request)
    for want in takes:
        kept = world.index.get(last_key(world, profile, want.shot.name, want.take))
        if is_document(kept):
            documents[want.shot.name, want.take] = kept
    return documents
