"""What goes to a Temporal service and back: plain values, written as JSON. No key, no credential, no URL of a signed link."""

from dataclasses import dataclass, field

QUEUED, BUYING, PAID, BLOCKED, ELSEWHERE, OVER = "queued", "buying", "paid", "blocked", "elsewhere", "over"
"""The stages of a take. `elsewhere`: another command line's workflow has it."""

BUY, BRING = "buy", "bring"
"""The steps: each is a build of this tool on the worker."""


@dataclass(kw_only=True)
class PackedProject:
    """The files of a project as a ZIP in its team store."""

    sha256: str
    size: int  # bytes
    manifest: str  # name of the storyboard in it
    team: str  # the store's address


@dataclass(kw_only=True)
class TakeJob:
    """One take to buy. `plan` is a saved plan of it alone: a worker buys that and nothing else, at no higher price."""

    shot: str
    take: int
    plan: str
    snapshot: PackedProject
    origin: str
    fingerprint: str | None  # None while it waits for another shot's clip
    needs: list[str] = field(default_factory=list)  # keys of the takes that come first
    film: str = ""  # id of the workflow that is told of it

    @property
    def key(self) -> str:
        """Names it within one build."""
        return f"{self.shot}@{self.take}"


@dataclass(kw_only=True)
class FilmJob:
    """Takes that may need one another."""

    takes: list[TakeJob]


@dataclass(kw_only=True)
class StepEnd:
    """How one step ended. `status` is an exit status of the tool; below zero a signal's."""

    status: int
    text: str = ""
    task_id: str | None = None
    attempt: str | None = None  # the short id that `resolve` takes
    fingerprint: str | None = None
    spent: int = 0  # credits


@dataclass(kw_only=True)
class TakeState:
    """Where a take stands."""

    stage: str = QUEUED
    end: StepEnd = field(default_factory=lambda: StepEnd(status=5))

    @property
    def over(self) -> bool:
        """Whether nothing more comes."""
        return self.stage == OVER

    @property
    def done(self) -> bool:
        """Whether its clip is in the team store."""
        return self.over and self.end.status == 0
