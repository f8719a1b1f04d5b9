"""Asks the team store what a plan wants to know: results, claims, and whether bytes are there. All side by side."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from functools import partial

from seedance_make.core.errors import StoreError
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import ActionKind, Plan
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.chain import Chain, ClaimedAttempt, Stage, read_chain
from seedance_make.core.team.facts import TeamFacts
from seedance_make.engine.team.access import TeamAccess
from seedance_make.engine.world import World

INTENT_PATIENCE = 180.0
"""Seconds after which an intent that says nothing more blocks its take. A POST lasts 120 at most."""

_SETTLED = {ActionKind.KEEP, ActionKind.RESTORE, ActionKind.EDITED, ActionKind.REMOVE}


Reader = Callable[[str], Awaitable[Chain]]
"""Reads the claims on a fingerprint."""


async def ask_team(
    world: World,
    team: TeamAccess,
    questions: Mapping[str, Iterable[Artifact]],
    read: Reader | None = None,
    patience: float | None = None,
) -> TeamFacts:
    """What the store says of fingerprints. `questions`: each with the artifacts that are known to have come of it.

    `read`: how claims are read, where that is more than a look; `patience`: seconds after which the rest is left unasked.
    Raises StoreError; where no claims are made, what cannot be asked is passed over.
    """
    if not questions:
        return TeamFacts()
    claims_of = read or partial(read_claims, world, team)
    asking = [
        asyncio.ensure_future(_ask_about(world, team, fp, known, claims_of))
        for fp, known in questions.items()
    ]
    try:
        answered, _ = await asyncio.wait(asking, timeout=patience, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for question in asking:
            question.cancel()
    errors = [error for question in answered if (error := question.exception())]
    if errors and (team.claims or not isinstance(errors[0], StoreError)):
        raise errors[0]
    return TeamFacts() if errors else TeamFacts().including(question.result() for question in answered)


def open_questions(world: World, plan: Plan, snapshot: Snapshot) -> dict[str, list[Artifact]]:
    """The fingerprints that a plan cannot decide for good without the team store, with what is known of each. Blocking."""
    if snapshot.team is None:
        return {}
    receipted: dict[str, list[Artifact]] = {}
    for receipt in world.receipts():
        artifact = Artifact(sha256=receipt.sha256, size=receipt.bytes)
        receipted.setdefault(receipt.fingerprint, []).append(artifact)
    wanted = [
        a
        for a in plan.actions
        if a.fingerprint and a.kind not in _SETTLED and a.fingerprint not in snapshot.team.asked
    ]
    questions: dict[str, list[Artifact]] = {}
    for action in wanted:
        fp = action.fingerprint or ""
        pinned = [Artifact(sha256=d, size=0) for d in action.digests]
        known = {a.sha256: a for a in (*pinned, *receipted.get(fp, ()))}
        questions.setdefault(fp, []).extend(known.values())
    return questions


async def _ask_about(
    world: World, team: TeamAccess, fingerprint: str, known: Iterable[Artifact], read: Reader
) -> TeamFacts:
    results, chain = await asyncio.gather(
        team(team.store.results, world.origin, fingerprint), read(fingerprint)
    )
    if chain.flaw is not None and not team.claims:
        chain = Chain()
    artifacts = {a.sha256: a for a in (*(a for r in results for a in r.artifacts), *known)}
    there = await asyncio.gather(*(team(team.store.has, a) for a in artifacts.values()))
    return TeamFacts(
        asked=frozenset({fingerprint}),
        results={fingerprint: tuple(results)} if results else {},
        held=frozenset(digest for digest, held in zip(artifacts, there, strict=True) if held),
        chains={fingerprint: chain} if chain.next > 1 else {},
        old=frozenset(t.intent.nonce for t in chain.tries if t.stage is Stage.INTENT and is_old(world, t)),
    )


async def read_claims(world: World, team: TeamAccess, fingerprint: str) -> Chain:
    """The chain as it stands. Raises StoreError."""
    return read_chain(await team(team.store.claims, world.origin, fingerprint))


def is_old(world: World, attempt: ClaimedAttempt) -> bool:
    """Whether this store has seen the intent for so long that nobody waits for it any more. Remembers the first look."""
    key, now = f"claim-seen:{attempt.intent.nonce}", world.clock.now()
    first = world.index.get(key)
    try:
        seen = datetime.fromisoformat(str(first))
        age = (now - seen).total_seconds()
    except (ValueError, TypeError):
        age = -1.0
    if age < 0:  # never seen, or the clock went back
        world.index.set(key, world.now())
        return False
    return age >= INTENT_PATIENCE
