"""What a build did: the plan, and how each of its actions ended. A plain value, like the plan itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.errors import Exit, strongest
from seedance_make.core.plan.model import Action, ActionKind, Plan
from seedance_make.core.storyboard.graph import with_needs


class Ending(StrEnum):
    """How one action ended (the words that scripts see)."""

    DONE = "done"
    FAILED = "failed"
    PENDING = "pending"  # still running at the API: the next build goes on with it
    BLOCKED = "blocked"  # an unknown outcome: a person resolves it
    SKIPPED = "skipped"  # not tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one take. Money is credits: the charge where the API reported one, else the estimate."""

    ending: Ending
    text: str | None = None  # in plain words, where there is no fault or it does not say enough
    status: Exit | None = (
        None  # what it counts for instead of the usual: STORE, NO_KEY, REFUSED, OUT_OF_REACH
    )
    fault: ApiFault | None = None
    attempt: str | None = None  # the short id that `resolve` takes
    task_id: str | None = None
    credits: int | None = None
    sha256: str | None = None


def not_tried(why: str, status: Exit) -> Outcome:
    """Nothing was begun, for a reason that is not the plan's."""
    return Outcome(ending=Ending.SKIPPED, text=f"not tried: {why}", status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The end of one action."""

    action: Action
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """A finished build. `results` may leave out what was never begun."""

    plan: Plan
    results: tuple[Result, ...]
    spent: int  # credits of what this build submitted, refunds taken off
    interrupted: bool = False
    exit: Exit | None = None  # what ended the build as a whole: TERMINATED, OUT_OF_REACH

    @property
    def complete(self) -> tuple[Result, ...]:
        """One result an action, in the plan's order. What was never begun is as the plan says: kept or skipped."""
        known = {r.action.output: r for r in self.results}
        return tuple(known.get(a.output) or _not_begun(a) for a in self.plan.actions)


_AS_PLANNED = {ActionKind.KEEP: Ending.DONE, ActionKind.BLOCKED: Ending.BLOCKED}
_NOT_TRUE = frozenset({ActionKind.LOST, ActionKind.EDITED, ActionKind.REFUSED})
"""Kinds that leave the output tree untrue by themselves, unless the build put them right."""

_SAYS_WHY = _NOT_TRUE | {ActionKind.BLOCKED, ActionKind.WAIT}
"""Kinds whose reason tells why nothing was done."""


def _not_begun(action: Action) -> Result:
    kept, attempt = action.kind is ActionKind.KEEP, action.attempt
    outcome = Outcome(
        ending=_AS_PLANNED.get(action.kind, Ending.SKIPPED),
        text=None if kept else action.reason if action.kind in _SAYS_WHY else "not begun",
        attempt=attempt.short if attempt else None,
        task_id=attempt.task_id if attempt else None,
        sha256=action.digests[0] if kept and action.digests else None,
    )
    return Result(action=action, outcome=outcome)


def exit_of(report: BuildReport) -> Exit:
    """The exit status of a build: the strongest of what its actions and the build as a whole count for."""
    statuses = [] if report.exit is None else [report.exit]
    if report.interrupted:
        statuses.append(report.exit if report.exit is Exit.TERMINATED else Exit.INTERRUPTED)
    results = report.complete
    wanted = _needed(results)
    return strongest([*statuses, *(_exit(r, wanted) for r in results)])


def _exit(result: Result, wanted: frozenset[str]) -> Exit:
    outcome = result.outcome
    if outcome.status is not None and outcome.ending is not Ending.BLOCKED:
        return outcome.status
    match outcome.ending:
        case Ending.DONE:
            return Exit.OK
        case Ending.FAILED:
            return look_up(outcome.fault.code, outcome.fault.http).exit if outcome.fault else Exit.FAILED
        case Ending.PENDING:
            return Exit.RUNNING
        case Ending.BLOCKED:
            wanted_here = result.action.selected or result.action.shot in wanted
            return Exit.BLOCKED if wanted_here else Exit.OK
        case Ending.SKIPPED:
            return Exit.FAILED if result.action.kind in _NOT_TRUE else Exit.OK


def _needed(results: Iterable[Result]) -> frozenset[str]:
    """The shots, at any distance, whose clips a selected shot still waits for."""
    needs = {r.action.shot: r.action.needs for r in results}
    waiting = [r.action for r in results if r.action.selected and r.outcome.ending is not Ending.DONE]
    return with_needs((name for action in waiting for name in action.needs), needs)
