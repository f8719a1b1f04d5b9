"""What another machine's claim means for a take: it is waited for, it blocks, or it refuses; never is it bought past."""

from dataclasses import replace

from seedance_make.core.attempt import catalog
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import ActionKind, Options, ShotState, Verdict, Want
from seedance_make.core.request.fingerprint import canonical
from seedance_make.core.request.pricing import estimate, priced
from seedance_make.core.team.chain import ClaimedAttempt, Stage, Unreadable


def claimed(want: Want, snapshot: Snapshot, options: Options) -> Verdict | None:
    """The verdict that a claim gives; None when there is none to think of. An attempt of this store's own journal is
    decided there."""
    chain = snapshot.team.chains.get(want.fingerprint or "") if snapshot.team else None
    standing = chain.standing if chain else None
    if isinstance(standing, Unreadable):
        reason = f"a claim on it cannot be read ({standing.number}: {standing.why}): nothing is bought; see the team store"
        return Verdict(kind=ActionKind.BLOCKED, state=ShotState.BLOCKED, reason=reason)
    attempt = snapshot.attempts.get(want.fingerprint or "")
    if standing is None or (attempt is not None and attempt.id == standing.intent.nonce):
        return None
    verdict = _of_stage(want, standing, snapshot, options)
    if verdict.kind is ActionKind.BUY:
        return verdict
    return replace(verdict, attempt=as_attempt(want, standing, snapshot), claim=standing)


def _of_stage(want: Want, standing: ClaimedAttempt, snapshot: Snapshot, options: Options) -> Verdict:
    match standing.stage:
        case Stage.INTENT:
            return _intended(standing, snapshot)
        case Stage.SUBMITTED:
            reason = f"paid, task {standing.task_id} is with {whose(standing)}"
            return Verdict(kind=ActionKind.RESUME, state=ShotState.RUNNING, reason=reason)
        case Stage.DONE:
            return _lost(want, standing, options)
        case Stage.ABANDONED:
            short = standing.intent.nonce[:8]
            reason = f"its unknown outcome was abandoned by {standing.by}: resolve {short} --resubmit lets it be bought"
            return _refused(reason)
        case _:
            return _failed(want, standing, options)


def judged(want: Want, snapshot: Snapshot) -> ClaimedAttempt | None:
    """The closed claim past which a purchase goes: it was judged with all that the plan knows."""
    chain = snapshot.team.chains.get(want.fingerprint or "") if snapshot.team else None
    return chain.standing if chain and isinstance(chain.standing, ClaimedAttempt) else None


def as_attempt(want: Want, claim: ClaimedAttempt, snapshot: Snapshot) -> Attempt:
    """Another machine's try as our journal would have it, to be listed and counted with ours. What is not known of it is
    what is known of the take; it belongs to no project and no build."""
    request, state = want.request, _STATES[claim.stage]
    if state is State.INTENT and snapshot.team and claim.intent.nonce in snapshot.team.old:
        state = State.UNKNOWN
    known = priced(request, snapshot.prices)
    price = estimate(request, snapshot.prices, snapshot.lengths) if known else None
    return Attempt(
        id=claim.intent.nonce, origin=snapshot.origin, fingerprint=want.fingerprint or "", state=state,
        owner=claim.intent.process, build="", project="", shot=want.shot.name, take=want.take, profile=None,
        model=request.model.id, resolution=request.resolution, duration=request.duration, body=b"",
        request=(canonical(request) or b"").decode(), credits=price.credits if price else 0,
        ceiling=price.ceiling if price else 0, exact=bool(price and price.exact), key_label="",
        created=claim.intent.time, task_id=claim.task_id, code=claim.code, message=whose(claim),
    )  # fmt: skip


_STATES = {
    Stage.INTENT: State.INTENT,
    Stage.SUBMITTED: State.SUBMITTED,
    Stage.DONE: State.PAID_MISSING,  # that is why anybody looks at it
    Stage.FAILED: State.FAILED,
    Stage.RELEASED: State.RELEASED,
    Stage.ABANDONED: State.ABANDONED,
}


def whose(attempt: ClaimedAttempt) -> str:
    """Who, where, in which job: as a person would want to be told."""
    intent = attempt.intent
    where = f"{intent.person} on {intent.host}"
    return f"{where} ({intent.job})" if intent.job else where


def blocked_by(attempt: ClaimedAttempt) -> str:
    """Whose outcome nobody knows, since when, and what to type."""
    short = attempt.intent.nonce[:8]
    return (
        f"{whose(attempt)} began to send it at {attempt.intent.time} and has not said what became of it: "
        f"stop that machine, then resolve {short}"
    )


def _intended(standing: ClaimedAttempt, snapshot: Snapshot) -> Verdict:
    if snapshot.team is not None and standing.intent.nonce in snapshot.team.old:
        reason = blocked_by(standing)
        return Verdict(kind=ActionKind.BLOCKED, state=ShotState.BLOCKED, reason=reason)
    reason = f"{whose(standing)} is sending it"
    return Verdict(kind=ActionKind.RESUME, state=ShotState.RUNNING, reason=reason)


def _lost(want: Want, standing: ClaimedAttempt, options: Options) -> Verdict:
    if options.rebuys(want):
        reason = "lost, and bought again as asked"
        return Verdict(kind=ActionKind.BUY, state=ShotState.LOST, reason=reason)
    reason = (
        f"bought by {whose(standing)} (task {standing.task_id} is asked again), and its clip is not in the team store; "
        f"build --rebuy {want.shot.name}@{want.take} buys it again"
    )
    return Verdict(kind=ActionKind.LOST, state=ShotState.LOST, reason=reason)


def _failed(want: Want, standing: ClaimedAttempt, options: Options) -> Verdict:
    """By the journal's own rule, wherever it failed."""
    entry = catalog.look_up(standing.code, None)
    cause = f"{entry.meaning} ({standing.code})" if standing.code else entry.meaning
    if (entry.again and standing.refunded) or want.shot.name in options.named:
        reason = f"tried again after it failed for {whose(standing)}: {cause}"
        return Verdict(kind=ActionKind.BUY, state=ShotState.FAILED, reason=reason)
    return _refused(
        f"failed for {whose(standing)}: {cause}; {entry.way_on(want.shot.name)}",
    )


def _refused(reason: str) -> Verdict:
    return Verdict(kind=ActionKind.REFUSED, state=ShotState.FAILED, reason=reason)
