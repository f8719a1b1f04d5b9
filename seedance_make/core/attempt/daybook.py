"""What a store spends by day, of all its projects and builds at one origin. Days are UTC, money is credits.

A purchase belongs to the day on which it was meant (a refund to its purchase's), and never to an earlier day than one
that was made before it: a clock that jumps back opens no room. What is dated after today counts as today's.
"""

from collections import Counter
from dataclasses import dataclass, field

from seedance_make.core.attempt.ledger import listed_weight
from seedance_make.core.attempt.states import Attempt

DAY, MONTH = len("2026-11-24"), len("2026-11")
"""Characters of an ISO date that name the period."""


@dataclass(slots=True, kw_only=True)
class Daybook:
    """Rows as the journal shows them: each for the first time in order of creation, again whenever it has changed."""

    _latest: str = ""
    _days: dict[str, str] = field(default_factory=dict)  # attempt → its day
    _weights: dict[str, int] = field(default_factory=dict)
    _tasks: dict[str, str] = field(default_factory=dict)  # task → the attempt that counts for it
    _sums: Counter[tuple[str, str]] = field(default_factory=Counter)  # (day, project)

    def include(self, row: Attempt) -> None:
        """Count a row in place of what it was before. One that this store did not buy (another machine's task, a receipt
        of the lock file) belongs to no build and counts nothing."""
        if not row.build:
            return
        self._latest = max(self._latest, row.created[:DAY])
        day = self._days.setdefault(row.id, self._latest)
        own = row.task_id is None or self._tasks.setdefault(row.task_id, row.id) == row.id
        now = listed_weight(row) if own else 0
        self._sums[day, row.project] += now - self._weights.get(row.id, 0)
        self._weights[row.id] = now

    def spent(self, today: str, period: int) -> int:
        """In the day or month of a date, or after it: purchases less refunds, in flight and unknown included."""
        return sum(self.projects(today, period).values())

    def projects(self, today: str, period: int) -> Counter[str]:
        """The same by project (real path of its manifest)."""
        sums = Counter[str]()
        for (day, project), credit_count in self._sums.items():
            if credit_count and day[:period] >= today[:period]:
                sums[project] += credit_count
        return sums
