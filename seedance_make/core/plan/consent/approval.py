"""A person's word for a saved plan: by its digest, for one project at one origin, each purchase of it once.

The word stands in the journal, and so does what was bought under it: a purchase is one attempt that names the plan. It is
judged by each INTENT, in its transaction; what took nothing, or was given back, may be bought under it again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from seedance_make.core.attempt.ledger import weight
from seedance_make.core.attempt.states import Attempt
from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.consent.saved import Purchase, SavedPlan
from seedance_make.core.request.pricing import dollars

SHORTEST = 12
"""Digits of a digest that name a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a person has said. Times are ISO 8601 in UTC."""

    digest: str  # of the saved plan
    origin: str
    project: str  # real path of the manifest
    at: str
    how: str  # `terminal`, or `form` of an agent's client
    revoked: str | None = None  # when it was taken back


def check_approval(digest: str, approval: Approval | None, elsewhere: Iterable[Approval] = ()) -> None:
    """Raises RefusedError unless a person's word for that plan stands here. `elsewhere`: for it in other projects."""
    if approval is None or approval.revoked is not None:
        other = next((a for a in elsewhere if a.revoked is None), None)
        raise RefusedError(
            f"the plan {digest[:SHORTEST]} "
            + (
                "is approved no more: that was taken back"
                if approval
                else f"was approved for another project: {other.project}"
                if other
                else "is not approved"
            ),
            help=f"ask a person to look at it and to say yes, on a terminal: seedance-make approve {digest[:SHORTEST]}",
        )


@dataclass(slots=True, kw_only=True)
class ApprovedPlan:
    """The plan under which a build buys, and what was bought under it."""

    plan: SavedPlan
    project: str
    taken_back: bool = False  # a purchase was refused for that
    _paid: dict[str, tuple[str, int] | None] = field(default_factory=dict)  # attempt → its shot and take

    @property
    def purchases(self) -> Mapping[tuple[str, int], Purchase]:
        """By shot and take."""
        return {(p.shot, p.take): p for p in self.plan.purchases}

    def include(self, row: Attempt) -> None:
        """Note a row of the journal, in place of what it was before."""
        if row.approval == self.plan.digest and row.project == self.project:
            self._paid[row.id] = (row.shot, row.take) if weight(row) else None

    def judge(self, attempt: Attempt, approval: Approval | None) -> None:
        """One more purchase, as of now. Raises RefusedError."""
        self.taken_back |= approval is not None and approval.revoked is not None
        check_approval(self.plan.digest, approval)
        plan, name = f"the approved plan {self.plan.digest[:SHORTEST]}", f"{attempt.shot}@{attempt.take}"
        purchase = self.purchases.get((attempt.shot, attempt.take))
        if purchase is None:
            raise RefusedError(f"{name} is not in {plan}", help="save a new plan and have it approved")
        if attempt.credits > purchase.credits:
            raise RefusedError(
                f"{name} costs {dollars(attempt.credits)} now and {dollars(purchase.credits)} in {plan}",
                help="save a new plan and have it approved",
            )
        if (attempt.shot, attempt.take) in self._paid.values():
            raise RefusedError(
                f"{name} was paid under {plan} before: each purchase of it is approved once",
                help="save a new plan and have it approved",
            )
