"""The values of a plan: what is asked for, what is done about it and why, and what it costs."""

from dataclasses import dataclass
from enum import StrEnum

from seedance_make.core.attempt.states import Attempt
from seedance_make.core.request.changes import Change
from seedance_make.core.request.pricing import Estimate
from seedance_make.core.request.request import Request
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.team.chain import OPEN_STAGES, ClaimedAttempt
from seedance_make.core.text.diagnostic import Problem


class ActionKind(StrEnum):
    """One step of a plan (the words people and scripts see)."""

    KEEP = "keep"
    RESTORE = "restore"
    FETCH = "fetch"
    RESUME = "resume"
    BUY = "buy"
    WAIT = "wait"
    BLOCKED = "blocked"
    LOST = "lost"
    EDITED = "edited"
    REFUSED = "refused"
    REMOVE = "remove"


PAYS = frozenset({ActionKind.BUY, ActionKind.WAIT})
FROM_STORES = frozenset({ActionKind.RESTORE, ActionKind.FETCH})
"""What was bought before, here or by another: its clip comes for nothing."""

_FREE_WORK = FROM_STORES | {ActionKind.RESUME, ActionKind.LOST, ActionKind.REMOVE}
"""What a build gets on with, for nothing: a lost clip's task is asked again."""

WORK = frozenset(ActionKind) - {ActionKind.KEEP}


class ShotState(StrEnum):
    """The state of a shot, for people and for `-s state:…`."""

    DONE = "done"
    NEW = "new"
    CHANGED = "changed"
    WAITING = "waiting"
    RUNNING = "running"
    BLOCKED = "blocked"
    FAILED = "failed"
    LOST = "lost"
    EDITED = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One take that the storyboard asks for."""

    shot: ResolvedShot
    take: int
    request: Request
    fingerprint: str | None
    output: str  # path in the output tree, with `/`


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision and its reason."""

    kind: ActionKind
    state: ShotState
    reason: str
    digests: tuple[str, ...] = ()  # the clip and a task's further videos, where they are known
    attempt: Attempt | None = None
    claim: ClaimedAttempt | None = None  # of another machine
    changed: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One take and what is done for it. `want` is None for a removal."""

    shot: str
    take: int
    output: str
    verdict: Verdict
    want: Want | None = None
    estimate: Estimate | None = None
    needs: tuple[str, ...] = ()  # shots whose clip comes first
    twin: tuple[str, int] | None = None  # the take that brings this one's clip, since both ask for the same
    selected: bool = True  # False: included only because a selected shot needs its frame

    @property
    def buys(self) -> bool:
        """Whether a build buys it, at once or after another shot: not where that shot's clip cannot come by itself."""
        return self.kind is ActionKind.BUY or (self.kind is ActionKind.WAIT and self.estimate is not None)

    @property
    def kind(self) -> ActionKind:
        """What is done."""
        return self.verdict.kind

    @property
    def state(self) -> ShotState:
        """The take's state before it."""
        return self.verdict.state

    @property
    def reason(self) -> str:
        """Why, for people."""
        return self.verdict.reason

    @property
    def digests(self) -> tuple[str, ...]:
        """The clip and its task's further videos, where they are known."""
        return self.verdict.digests

    @property
    def attempt(self) -> Attempt | None:
        """The row of the journal that decided."""
        return self.verdict.attempt

    @property
    def claim(self) -> ClaimedAttempt | None:
        """That of another machine, where it decided."""
        return self.verdict.claim

    @property
    def changed(self) -> tuple[Change, ...]:
        """What differs from the request that the take was built from last."""
        return self.verdict.changed

    @property
    def fingerprint(self) -> str | None:
        """Of the request, when it is settled."""
        return self.want.fingerprint if self.want else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person asks of this plan. Shot names are exact; `only` None means the whole storyboard."""

    only: frozenset[str] | None = None
    named: frozenset[str] = frozenset()  # typed out on the command line: may repeat a refused failure
    rebuy: frozenset[tuple[str, int | None]] = frozenset()  # a lost take; None: the chosen one
    overwrite: frozenset[str] = frozenset()  # edited outputs that may be replaced

    take: tuple[str, int] | None = (
        None  # of the shots that are planned, this take alone and the chosen ones that it needs
    )

    def wants(self, want: Want) -> bool:
        """Whether a take of a shot that is planned is asked for."""
        if self.take is None:
            return True
        return (want.shot.name, want.take) == self.take or (
            want.shot.name != self.take[0] and want.take == want.shot.chosen
        )

    def rebuys(self, want: Want) -> bool:
        """Whether a person has named this very take for a second purchase."""
        name, chosen = want.shot.name, want.take == want.shot.chosen
        return (name, want.take) in self.rebuy or ((name, None) in self.rebuy and chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plain value: what `plan`, `build --dry-run`, a saved plan and `build` share."""

    model: str
    origin: str
    profile: str | None
    output: str  # folder of the output tree, relative to the project
    prices_as_of: str
    actions: tuple[Action, ...]
    problems: tuple[Problem, ...] = ()
    unpublishable: tuple[Problem, ...] = ()  # media of purchases that the API could not read: a build refuses
    models: tuple[str, ...] = ()  # ids of every model of the whole storyboard
    notes: tuple[str, ...] = ()  # what people should know besides: orphans, a table that is off

    def count(self, kind: ActionKind) -> int:
        """Takes with that action."""
        return sum(a.kind is kind for a in self.actions)

    @property
    def purchases(self) -> tuple[Action, ...]:
        """What is bought, now or after another shot."""
        return tuple(a for a in self.actions if a.buys)

    @property
    def claimed(self) -> tuple[Attempt, ...]:
        """What other machines have sent, or are about to, for takes of this plan: it counts as what is in flight here."""
        open_ones = (a for a in self.actions if a.claim and a.claim.stage in OPEN_STAGES)
        return tuple({a.attempt.id: a.attempt for a in open_ones if a.attempt}.values())

    @property
    def has_work(self) -> bool:
        """Whether a build gets on with anything by itself."""
        return any(a.buys or a.kind in _FREE_WORK for a in self.actions)

    @property
    def credits(self) -> int:
        """Of all purchases."""
        return sum(a.estimate.credits for a in self.purchases if a.estimate)

    @property
    def exact(self) -> bool:
        """False when a purchase's price is a lower bound."""
        return all(a.estimate.exact for a in self.purchases if a.estimate)

    @property
    def seconds(self) -> int:
        """Of film that is bought."""
        return sum(a.want.shot.duration for a in self.purchases if a.want)
