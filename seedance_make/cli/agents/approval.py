"""Whether a person has approved what a build would buy; and what a person is shown before saying yes."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime

from seedance_make.cli.account.credentials import hide_keys
from seedance_make.cli.build.saved_plan import SavedPlanFile
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.output import refuse_problems
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.project.planning import PlannedProject, limits_of, plan_project
from seedance_make.cli.wiring import JOURNAL, home, open_world
from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.consent.approval import Approval, ApprovedPlan, check_approval
from seedance_make.core.plan.consent.saved import deviations, purchases_of
from seedance_make.core.plan.limits import Headroom
from seedance_make.core.ports.journal import Journal
from seedance_make.core.request.pricing import dollars
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.store.plans import keep_plan
from seedance_make.ui.words import many


def need_approval(file: SavedPlanFile | None, project: Project, journal: Journal) -> ApprovedPlan:
    """The plan that a person has approved for this project. Raises RefusedError where there is none."""
    if file is None:
        raise RefusedError(
            "nobody can be asked here, and this store buys without a terminal only what a person has approved",
            help="save a plan (plan --out plan.json), ask a person for: seedance-make approve plan.json; "
            "then build --plan plan.json",
        )
    words = journal.approvals(file.plan.digest, origin=project.host.origin)
    path = os.fspath(project.path)
    check_approval(file.plan.digest, next((a for a in reversed(words) if a.project == path), None), words)
    return ApprovedPlan(plan=file.plan, project=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A saved plan as a person is to see it: it buys what today's plan buys, no more and no less."""

    file: SavedPlanFile
    project: Project
    planned: PlannedProject
    headroom: tuple[Headroom, ...]

    @property
    def sentence(self) -> str:
        """What a person is asked."""
        plan = self.planned.plan
        least = "" if plan.exact else "at least "
        takes = many(len(plan.purchases), "take")
        once = "once" if len(plan.purchases) == 1 else "each once"
        return f"May builds of {self.project.path} buy {takes} for {least}{dollars(plan.credits)}, {once}?"

    @property
    def question(self) -> str:
        """The same below the plan as `plan` shows it: total, takes and reasons."""
        from seedance_make.ui.plan.text import plan_text  # noqa: PLC0415 - only a client's form needs it

        text = plan_text(
            self.planned.plan,
            headroom=self.headroom,
            today=datetime.now(UTC).date(),
            command=None,
            width=100,
            color=False,
        )
        return f"{hide_keys(text)}\n{self.sentence}"

    def approve(self, how: str) -> Approval:
        """Keep the person's word, and the plan with it. Raises StoreError."""
        approval = Approval(
            digest=self.file.plan.digest,
            origin=self.project.host.origin,
            project=os.fspath(self.project.path),
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            how=how,
        )
        keep_plan(home(), approval.digest, self.file.text)
        with SqliteJournal(home() / JOURNAL) as journal:
            journal.approve(approval)
        return approval


def propose(file: SavedPlanFile, invocation: Invocation) -> Proposal:
    """Plan again with what the file selects. Raises RefusedError where it buys anything else than today's plan: what is
    shown is what is approved."""
    invocation.profile = file.plan.profile
    project = open_project(invocation)
    choice = file.choice.since(project, invocation)
    with open_world(project) as world:
        planned = plan_project(world, project, choice)
    refuse_problems(planned.plan, project)
    differs = list(deviations(file.plan, planned.plan))
    now = {(p.shot, p.take): p for p in purchases_of(planned.plan)}
    for then in file.plan.purchases:
        name = f"{then.shot}@{then.take}"
        if (then.shot, then.take) not in now:
            differs.append(f"{name} is not bought any more")
        elif now[then.shot, then.take].credits < then.credits:
            differs.append(f"{name} is cheaper now")
    if differs:
        listed = "\n".join(f"  {line}" for line in differs)
        raise RefusedError(
            f"the saved plan is not what a build would do now:\n{listed}", help="save the plan again"
        )
    limits = limits_of(project, planned, None)
    return Proposal(file=file, project=project, planned=planned, headroom=planned.headroom(limits))
