"""Every fact that planning needs, gathered beforehand: the plan itself never asks the world."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from seedance_make.core.attempt.states import Attempt
from seedance_make.core.plan.limits import StoreBudget
from seedance_make.core.plan.model import Want
from seedance_make.core.plan.rules.publishability import Publishability
from seedance_make.core.request.fingerprint import Document
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.facts import TeamFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What one fingerprint gave: a clip (and further videos), wherever its bytes are now."""

    artifacts: tuple[Artifact, ...]  # the first is the take
    task_id: str
    credits: int
    receipt: bool  # whether this project's lock file names it, with its document


class Standing(StrEnum):
    """What stands at an output's path."""

    NOTHING = "nothing"
    CLIP = "clip"  # bytes that the store, the journal or the lock file names
    EDITED = "edited"  # a file with other bytes: a person's work
    BLOCKED = "blocked"  # a folder or a symlink: never written through


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFact:
    """A path of the output tree as it is now."""

    standing: Standing
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """An output that nothing asks for any more."""

    path: str  # relative to the output tree
    shot: str
    take: int
    digest: str
    edited: bool


NOTHING_THERE = OutputFact(standing=Standing.NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The world at one moment, for one origin. Digests are sha256, lower-case hex; fingerprints likewise."""

    origin: str
    prices: PriceTable
    takes: tuple[Want, ...] = ()  # all that the storyboard asks for, where these facts were gathered for it
    attempts: Mapping[str, Attempt] = field(default_factory=dict)  # fingerprint → the row that decides
    dead: frozenset[str] = frozenset()  # attempts whose process is gone
    bought: Mapping[str, Bought] = field(default_factory=dict)  # fingerprint → what it gave
    at_hand: frozenset[str] = frozenset()  # digests whose bytes are in the CAS or in an output in place
    outputs_by_digest: Mapping[str, str] = field(
        default_factory=dict
    )  # digest → an output in place that has it
    outputs: Mapping[str, OutputFact] = field(
        default_factory=dict
    )  # path in the output tree → what stands there
    previous: Mapping[tuple[str, int], Document | None] = field(
        default_factory=dict
    )  # what a take was built from last; None: something that nobody remembers
    lengths: Mapping[str, Decimal] = field(default_factory=dict)  # reference videos, seconds
    files: Mapping[str, str] = field(default_factory=dict)  # local media: path → sha256
    publishability: Publishability = field(default_factory=Publishability)  # what has no public address
    journal_gone: bool = False  # this store had a journal once: what was in flight is not known any more
    receipted: frozenset[str] = frozenset()  # digests that the lock file names
    team: TeamFacts | None = None  # None: there is no team store
    pins: Mapping[str, str] = field(default_factory=dict)  # pinned prefix → the digest it means
    clip_documents: Mapping[str, Document] = field(default_factory=dict)  # pinned digest → what made it
    clip_purchases: Mapping[str, Bought] = field(
        default_factory=dict
    )  # pinned digest → what it was bought as
    strays: tuple[Stray, ...] = ()
    orphans: tuple[Attempt, ...] = ()  # unknown outcomes of this manifest that no shot asks for any more
    committed: tuple[Attempt, ...] = ()  # live rows of this manifest: they count against its cap
    counted: tuple[
        Attempt, ...
    ] = ()  # what limits count, in order: this project's attempts and those; all, where the store has a budget
    budget: StoreBudget = StoreBudget()  # of the store  # noqa: RUF009 - frozen
    today: str = ""  # UTC, ISO 8601
    paid: Mapping[str, int] = field(default_factory=dict)  # the lock file's tasks → credits
    charged: tuple[tuple[str, int, int], ...] = ()
    """(model, estimate, charge) of the last tasks that reported one, newest first."""


def to_be_had(digest: str, fingerprint: str | None, snapshot: Snapshot) -> bool:
    """Whether bytes are here or in the team store; of what nobody has asked it, the lock file's word is taken."""
    if digest in snapshot.at_hand:
        return True
    team = snapshot.team
    return team is not None and team.may_have(fingerprint, digest, named=digest in snapshot.receipted)
