"""Whether a build may spend: every limit that there is.

Whether a limit holds is one rule, asked by the plan for all that it buys, and again by each INTENT for one more.
A limit is a number of credits and a word on what counts against it; none lifts another. What counts, counts at full
price. When the API has charged more than was estimated, what is left is corrected by that ratio first, each model by its
own.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import repeat
from operator import add, sub
from typing import ClassVar, Self

from seedance_make.core.attempt.daybook import DAY, MONTH, Daybook
from seedance_make.core.attempt.ledger import weight
from seedance_make.core.attempt.states import LIVE, Attempt, State
from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.consent.approval import Approval, ApprovedPlan
from seedance_make.core.plan.model import Plan
from seedance_make.core.request.pricing import dollars, reprice


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitWords:
    """How people hear of a limit."""

    name: str
    total: str  # what comes to more than it
    taken: str  # what has been counted already
    remedy: str  # `{}` or `{:,}` is what would be enough, in credits


_SPENT = "spent, in flight or unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildCap:
    """What one build may spend: what it submits, and whatever of its manifest is in flight or unknown."""

    most: int  # credits
    build: str
    project: str  # real path of the manifest
    fingerprints: frozenset[str]  # of its requests: rows made under another path count as well
    besides: ClassVar[int] = 0
    words: ClassVar = LimitWords(
        name="cap",
        total="the plan comes to",
        taken="in flight or unknown",
        remedy="raise the cap to {:,} credits",
    )

    def counts(self, row: Attempt) -> bool:
        """Whether a row counts against it."""
        ours = row.project == self.project or row.fingerprint in self.fingerprints
        own = self.build != "" and row.build == self.build  # a plan alone has no build yet
        return own or (ours and row.state in LIVE - {State.PAID_MISSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmBudget:
    """What a storyboard may cost in all: its receipts and this project's attempts, each task once, whoever paid."""

    most: int  # credits
    project: str  # real path of the manifest
    receipts: Mapping[str, int] = field(default_factory=dict)  # task id → credits
    words: ClassVar = LimitWords(
        name="film's budget", total="the film would come to", taken=_SPENT,
        remedy="raise `budget` in the storyboard to {:,} credits",
    )  # fmt: skip

    @property
    def besides(self) -> int:
        """Credits that count whatever the journal says."""
        return sum(self.receipts.values())

    def counts(self, row: Attempt) -> bool:
        """Whether a row counts against it; not where its receipt does already. No project: another machine's claim."""
        return row.project in {self.project, ""} and row.task_id not in self.receipts


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLimit:
    """What a store may spend in a day or a month (UTC), of all its projects and builds at one origin."""

    most: int  # credits
    period: int  # DAY or MONTH
    words: LimitWords


_PERIODS = {
    DAY: LimitWords(
        name="day's limit of this store", total="the purchases of today (UTC) would come to", taken=_SPENT,
        remedy="wait for tomorrow, or a person raises it: seedance-make budget --day {}",
    ),
    MONTH: LimitWords(
        name="month's limit of this store", total="the purchases of this month (UTC) would come to", taken=_SPENT,
        remedy="a person raises it: seedance-make budget --month {}",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreBudget:
    """What a person has set for a store, beside every manifest. Money is credits; None: no limit."""

    day: int | None = None
    month: int | None = None
    approve: bool = False  # every build without a terminal needs an approved plan

    @property
    def limits(self) -> tuple[PeriodLimit, ...]:
        """Those that are set."""
        most = {DAY: self.day, MONTH: self.month}
        return tuple(
            PeriodLimit(most=credit_count, period=period, words=_PERIODS[period])
            for period, credit_count in most.items()
            if credit_count is not None
        )


Limit = BuildCap | FilmBudget | PeriodLimit


@dataclass(frozen=True, slots=True, kw_only=True)
class Headroom:
    """A limit, and what is asked of it. Credits."""

    limit: Limit
    taken: int  # counted against it already
    needed: int  # what is bought now, lengths that are not known at their worst

    @property
    def left(self) -> int:
        """What is left of it after this; below zero where it breaks."""
        return self.limit.most - self.taken - self.needed

    @property
    def breaks(self) -> bool:
        """Whether it keeps this from being bought."""
        return self.needed > 0 and self.left < 0

    @property
    def used_up(self) -> bool:
        """Whether nothing is bought for a price of nothing either: what is taken is over it already."""
        return self.needed == 0 and self.left < 0

    @property
    def near(self) -> bool:
        """Whether little is left of what is meant to last: less than a tenth. A cap is of one build, and may be tight."""
        return not isinstance(self.limit, BuildCap) and 0 <= self.left * 10 < self.limit.most


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingLimits:
    """All that hold for one build. None of them: it may spend what the plan says."""

    build: str  # whose real charges correct what is left
    cap: BuildCap | None = None
    budget: FilmBudget | None = None
    store: tuple[PeriodLimit, ...] = ()
    under: ApprovedPlan | None = None  # nothing is bought but what a person has approved

    @property
    def by_row(self) -> tuple[BuildCap | FilmBudget, ...]:
        """Those that count row by row; the store's count by the day."""
        return tuple(limit for limit in (self.cap, self.budget) if limit is not None)

    def lowered_to(self, rooms: Iterable[Headroom]) -> Self:
        """The same for a part of a plan: of the cap and the film's budget it spends what it comes to and no more, whatever
        its tasks really cost. `rooms`: what the part asks of each limit."""
        planned = {room.limit.words.name: room.taken + room.needed for room in rooms}
        return replace(
            self,
            cap=self.cap and replace(self.cap, most=planned[self.cap.words.name]),
            budget=self.budget and replace(self.budget, most=planned[self.budget.words.name]),
        )

    def for_plan(self, plan: Plan, rows: Iterable[Attempt], today: str) -> tuple[Headroom, ...]:
        """Each limit, with what all that a plan buys asks of it. `rows`: all attempts of this store that may count, in
        order of creation; `today`: a date in UTC, ISO 8601."""
        needed: Counter[str] = Counter()
        listed = 0
        for action in plan.purchases:
            if action.want and action.estimate:
                needed[action.want.request.model.id] += action.estimate.ceiling
                listed += max(action.estimate.ceiling, action.estimate.listed)
        return SpendingTally(spending=self).include((*rows, *plan.claimed)).headroom(needed, today, listed)


@dataclass(slots=True, kw_only=True)
class SpendingTally:
    """What counts against the limits, kept row by row: a row that has changed counts as it is now.

    It is the guard of each INTENT (`core.ports.journal.Guard`): what other processes have bought meanwhile counts.
    """

    spending: SpendingLimits
    budget: Callable[[], StoreBudget] | None = None  # of the store as it is now: lowered, it holds at once
    seen: int = 0
    _rows: dict[str, tuple[int, ...]] = field(default_factory=dict)  # attempt → what it adds to each sum
    _sums: tuple[int, ...] = ()  # against each limit
    _real: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Model → charged and estimated by this build's tasks: what another model costs says nothing about it."""
    _daybook: Daybook = field(default_factory=Daybook)

    def include(self, rows: Iterable[Attempt]) -> Self:
        """Count these rows, each in place of what it was before."""
        count = len(self.spending.by_row)
        nothing = (0,) * (count + 2)
        self._sums = self._sums or nothing[:count]
        for row in rows:
            self._daybook.include(row)
            if self.spending.under is not None:
                self.spending.under.include(row)
            before, now = self._rows.get(row.id, nothing), self._counted(row)
            self._rows[row.id] = now
            more = tuple(map(sub, now, before))
            self._sums = tuple(map(add, self._sums, more[:count]))
            self._real[row.model] = tuple(map(add, self._real.get(row.model, (0, 0)), more[count:]))
        return self

    def _counted(self, row: Attempt) -> tuple[int, ...]:
        real = row.build == self.spending.build and row.charged is not None and row.state is not State.FAILED
        counted = (weight(row) if limit.counts(row) else 0 for limit in self.spending.by_row)
        return (*counted, row.cost if real else 0, row.credits if real else 0)

    def headroom(self, needed: Mapping[str, int], today: str, listed: int = 0) -> tuple[Headroom, ...]:
        """Each limit, with what purchases of a day ask of it (model → credits), after what this build's tasks of the same
        model have really cost. `listed`: the same by the models' own prices, below which no manifest brings the store's."""
        price = sum(self._corrected(model, credit_count) for model, credit_count in needed.items())
        by_row = zip(self.spending.by_row, self._sums or repeat(0), strict=False)
        rooms = [Headroom(limit=limit, taken=limit.besides + count, needed=price) for limit, count in by_row]
        rooms += [
            Headroom(limit=limit, taken=self._daybook.spent(today, limit.period), needed=max(price, listed))
            for limit in self.spending.store
        ]
        return tuple(rooms)

    def _corrected(self, model: str, credit_count: int) -> int:
        charged, estimated = self._real.get(model, (0, 0))
        return reprice(credit_count, charged=charged, estimated=estimated)

    def judge(self, attempt: Attempt, changed: Iterable[Attempt], approval: Approval | None = None) -> None:
        """One more purchase, as of now. `approval`: the word that stands for its plan. Raises RefusedError."""
        if self.budget is not None:
            self.spending = replace(self.spending, store=self.budget().limits)
        rooms = self.include(changed).headroom(
            {attempt.model: attempt.ceiling}, attempt.created, attempt.listed
        )
        if self.spending.under is not None:
            self.spending.under.judge(attempt, approval)
        for room in rooms:
            if room.left < 0:  # a price of nothing, too
                price, words, most = attempt.ceiling, room.limit.words, dollars(room.limit.most)
                charged = "" if room.needed == price else f", {dollars(price)} by the price table,"
                raise RefusedError(
                    f"{dollars(room.needed)} more{charged} would break the {words.name} of {most} "
                    f"({dollars(room.taken)} are spoken for)",
                    help=words.remedy.format(room.taken + room.needed),
                )


def lowest_cap(*caps: int | None) -> int | None:
    """The cap that holds: the lowest that is set. Credits."""
    return min((c for c in caps if c is not None), default=None)
