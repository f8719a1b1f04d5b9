"""What to do for one take, and why. Read from top to bottom: each early return records its reason first.

The order is the promise: bytes that exist are used before anything else, an open attempt is settled before a new one,
and buying is what is left over.
"""

from dataclasses import replace

from seedance_make.core.attempt import catalog
from seedance_make.core.attempt.states import IN_FLIGHT, Attempt, State
from seedance_make.core.plan.claimed import claimed, judged
from seedance_make.core.plan.facts import NOTHING_THERE, OutputFact, Snapshot, Standing, to_be_had
from seedance_make.core.plan.model import ActionKind, Options, ShotState, Verdict, Want
from seedance_make.core.plan.wants import pin_of
from seedance_make.core.request.changes import Change, changes, reason_of
from seedance_make.core.request.fingerprint import document

IN_PLACE = "in place"
"""Why nothing is done for a clip."""


def decide(want: Want, snapshot: Snapshot, options: Options) -> Verdict:
    """The verdict for one take, with what changed since it was bought last."""
    verdict = _decide(want, snapshot, options)
    if verdict.kind in {ActionKind.KEEP, ActionKind.RESTORE}:
        return verdict
    if verdict.kind is ActionKind.BUY:
        verdict = replace(verdict, claim=judged(want, snapshot))
    changed = _changes(want, snapshot)
    let_go = verdict.attempt is not None and verdict.attempt.state is State.RELEASED
    if (
        verdict.kind is ActionKind.BUY
        and verdict.state is ShotState.NEW
        and (want.shot.name, want.take) in snapshot.previous
        and not let_go
    ):
        return replace(verdict, state=ShotState.CHANGED, reason=reason_of(changed), changed=changed)
    return replace(verdict, changed=changed)


def _changes(want: Want, snapshot: Snapshot) -> tuple[Change, ...]:
    before = snapshot.previous.get((want.shot.name, want.take))
    return changes(before, document(want.request)) if before else ()


def _decide(want: Want, snapshot: Snapshot, options: Options) -> Verdict:  # noqa: PLR0911 - the order is the rule
    output = snapshot.outputs.get(want.output, NOTHING_THERE)
    if want.take == want.shot.chosen and (pin := pin_of(want.shot, snapshot.origin)):
        return _pinned(want, pin, output, snapshot, options)
    if want.fingerprint is None:
        return Verdict(kind=ActionKind.WAIT, state=ShotState.WAITING, reason="waits for another shot's clip")
    bought = snapshot.bought.get(want.fingerprint)
    attempt = snapshot.attempts.get(want.fingerprint)
    digests = tuple(a.sha256 for a in bought.artifacts) if bought else ()
    if verdict := _without_a_task(want, digests, output, snapshot, options):
        return verdict
    if (attempt and attempt.state is State.UNKNOWN) or (attempt and _died_in_post(attempt, snapshot)):
        return _blocked(attempt)
    if attempt and attempt.state in IN_FLIGHT | {State.INTENT}:
        return _open(attempt, snapshot)
    elsewhere = claimed(want, snapshot, options)
    if elsewhere and elsewhere.kind is not ActionKind.BUY:
        return elsewhere
    if _in_the_way(output, want, options):
        return _edited(want, output)
    if digests or (attempt and attempt.state is State.PAID_MISSING):
        return _lost(want, attempt, digests, options)
    if attempt and (failed := _failed_before(want, attempt, options)):
        return failed
    return elsewhere or Verdict(kind=ActionKind.BUY, state=ShotState.NEW, reason="new")


def _in_the_way(output: OutputFact, want: Want, options: Options) -> bool:
    if output.standing is Standing.EDITED:
        return want.shot.name not in options.overwrite
    return output.standing is Standing.BLOCKED


def _edited(want: Want, output: OutputFact, digests: tuple[str, ...] = ()) -> Verdict:
    if output.standing is Standing.BLOCKED:
        reason = "something else stands in its place, or in that of its folder: move it away"
    else:
        reason = f"edited by hand, left alone: move it away, or build --overwrite {want.shot.name}"
    return Verdict(kind=ActionKind.EDITED, state=ShotState.EDITED, reason=reason, digests=digests)


def _without_a_task(
    want: Want, digests: tuple[str, ...], output: OutputFact, snapshot: Snapshot, options: Options
) -> Verdict | None:
    """Its bytes are here, or in the team store: the API is not needed. None where they are not."""
    if digests and all(d in snapshot.at_hand or d == output.digest for d in digests):
        return _in_hand(want, digests, output, options)
    if digests and all(d == output.digest or to_be_had(d, want.fingerprint, snapshot) for d in digests):
        return _shared(want, digests, output, snapshot, options)
    return None


def _in_hand(want: Want, digests: tuple[str, ...], output: OutputFact, options: Options) -> Verdict:
    """Its bytes are here: nothing is bought whatever else is true."""
    if output.standing is Standing.CLIP and output.digest == digests[0]:
        return Verdict(kind=ActionKind.KEEP, state=ShotState.DONE, reason=IN_PLACE, digests=digests)
    if _in_the_way(output, want, options):
        return _edited(want, output, digests)
    reason = "bought before: its clip is in the store"
    return Verdict(kind=ActionKind.RESTORE, state=ShotState.DONE, reason=reason, digests=digests)


def _shared(
    want: Want, digests: tuple[str, ...], output: OutputFact, snapshot: Snapshot, options: Options
) -> Verdict:
    """Its bytes are in the team store, or the lock file says that they were bought and nobody has asked there yet."""
    if _in_the_way(output, want, options):
        return _edited(want, output, digests)
    known = snapshot.team is not None and want.fingerprint in snapshot.team.asked
    reason = (
        "bought before: its clip is in the team store"
        if known
        else "bought before: the team store is asked for its clip"
    )
    return Verdict(kind=ActionKind.FETCH, state=ShotState.DONE, reason=reason, digests=digests)


def _pinned(want: Want, pin: str, output: OutputFact, snapshot: Snapshot, options: Options) -> Verdict:
    """A pin fixes the clip whatever the shot says now; it is never a reason to buy."""
    digest = snapshot.pins.get(pin)
    verdict = _without_a_task(want, (digest,) if digest else (), output, snapshot, options)
    if digest is None or verdict is None:
        reason = f"pinned to {pin[:12]}, and those bytes are nowhere: remove the pin, or bring the clip back"
        return Verdict(kind=ActionKind.LOST, state=ShotState.LOST, reason=reason)
    if verdict.kind is ActionKind.EDITED:
        return verdict
    bought = snapshot.bought.get(want.fingerprint or "")
    fits = bought is not None and bought.artifacts[0].sha256 == digest
    drift = changes(snapshot.clip_documents.get(digest), document(want.request))
    fields = f" ({', '.join(c.field for c in drift)})" if drift else ""
    reason = f"pinned to {digest[:12]}" + ("" if fits else f"; the shot has drifted since{fields}")
    return replace(verdict, reason=reason, changed=drift)


def _died_in_post(attempt: Attempt, snapshot: Snapshot) -> bool:
    return attempt.state is State.INTENT and attempt.id in snapshot.dead


def _blocked(attempt: Attempt) -> Verdict:
    reason = f"nobody knows whether the request of {attempt.created} was taken: resolve {attempt.short}"
    return Verdict(kind=ActionKind.BLOCKED, state=ShotState.BLOCKED, reason=reason, attempt=attempt)


def _open(attempt: Attempt, snapshot: Snapshot) -> Verdict:
    if attempt.state is State.INTENT:
        reason = "another build is sending it"
    elif attempt.id in snapshot.dead or not attempt.owner:
        reason = f"paid, task {attempt.task_id} is left over: it is taken up again"
    else:
        reason = f"paid, task {attempt.task_id} is with another build"
    return Verdict(kind=ActionKind.RESUME, state=ShotState.RUNNING, reason=reason, attempt=attempt)


def _lost(want: Want, attempt: Attempt | None, digests: tuple[str, ...], options: Options) -> Verdict:
    """Paid, and the bytes are missing. Only a person who names the take buys it again."""
    if options.rebuys(want):
        return Verdict(
            kind=ActionKind.BUY,
            state=ShotState.LOST,
            reason="lost, and bought again as asked",
            attempt=attempt,
        )
    task = f" (task {attempt.task_id} is asked again)" if attempt and attempt.task_id else ""
    reason = f"paid, but its clip is missing{task}; build --rebuy {want.shot.name}@{want.take} buys it again"
    return Verdict(
        kind=ActionKind.LOST, state=ShotState.LOST, reason=reason, attempt=attempt, digests=digests
    )


def _failed_before(want: Want, attempt: Attempt, options: Options) -> Verdict | None:
    """What an attempt that was closed without a clip means for the next one; None when it means nothing."""
    if attempt.state is State.ABANDONED:
        reason = f"its unknown outcome was abandoned: resolve {attempt.short} --resubmit lets it be bought"
        return Verdict(kind=ActionKind.REFUSED, state=ShotState.FAILED, reason=reason, attempt=attempt)
    if attempt.state is State.RELEASED:
        reason = "its last attempt was given up: bought again as asked"
        return Verdict(kind=ActionKind.BUY, state=ShotState.NEW, reason=reason, attempt=attempt)
    if attempt.state not in {State.FAILED, State.REJECTED}:
        return None
    entry = catalog.look_up(attempt.code, None)
    cause = f"{entry.meaning} ({attempt.code})" if attempt.code else entry.meaning
    if (entry.again and not attempt.charged) or want.shot.name in options.named:
        return Verdict(
            kind=ActionKind.BUY, state=ShotState.FAILED, reason=f"tried again after: {cause}", attempt=attempt
        )
    reason = f"failed: {cause}; {entry.way_on(want.shot.name)}"
    return Verdict(kind=ActionKind.REFUSED, state=ShotState.FAILED, reason=reason, attempt=attempt)
