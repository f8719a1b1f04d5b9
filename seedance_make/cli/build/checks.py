"""Everything that may refuse a build before the network is asked: media, lock, saved plan, key, cap, consent."""

import os
from contextlib import suppress
from dataclasses import dataclass

from seedance_make.cli.account.credentials import Credential, find_key, need_key
from seedance_make.cli.agents.approval import need_approval
from seedance_make.cli.build.confirm import on_terminal
from seedance_make.cli.build.options import BuildOptions
from seedance_make.cli.project.open import Project
from seedance_make.cli.project.planning import PlannedProject
from seedance_make.cli.project.publishing import refuse_unpublishable
from seedance_make.core.errors import CredentialError, RefusedError
from seedance_make.core.host import Host
from seedance_make.core.plan.consent.approval import ApprovedPlan
from seedance_make.core.plan.consent.ask import Ways, must_ask
from seedance_make.core.plan.consent.fits import check_plan
from seedance_make.core.plan.consent.saved import deviations
from seedance_make.core.plan.limits import SpendingLimits
from seedance_make.core.plan.model import FROM_STORES, ActionKind, Plan
from seedance_make.core.plan.rules.lock_changes import lock_changes
from seedance_make.core.ports.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """What a build goes on with: its key, if it has one, and whether a person is to be asked first."""

    credential: Credential | None
    ask: bool = False
    under: ApprovedPlan | None = None  # the plan that a person has approved, where one is needed


def asks_the_api(plan: Plan) -> bool:
    """Whether the API is asked for anything."""
    return needs_key(plan) or any(plan.count(kind) for kind in (ActionKind.LOST, ActionKind.RESUME))


def needs_key(plan: Plan) -> bool:
    """Buying and resuming need a key; lost clips, and tasks of other machines, are asked for when there is one."""
    ours = any(a.kind is ActionKind.RESUME and a.claim is None for a in plan.actions)
    return ours or bool(plan.purchases)


def check_before_sending(
    project: Project,
    options: BuildOptions,
    planned: PlannedProject,
    spending: SpendingLimits,
    journal: Journal,
    *,
    shared: bool,
) -> Permit:
    """Raises RefusedError or CredentialError for a build that may send nothing. `shared`: what it buys is claimed in a
    team store, and put there."""
    plan = planned.plan
    if options.simulate:
        return Permit(credential=None)
    if not options.no_buy:
        refuse_unpublishable(plan, project)
    if options.locked:
        _check_locked(planned)
    if options.saved_plan and (lines := deviations(options.saved_plan.plan, plan)):
        listed = "\n".join(f"  {line}" for line in lines)
        raise RefusedError(
            f"the saved plan no longer fits, nothing is sent:\n{listed}", help="save the plan again"
        )
    if not asks_the_api(plan):
        optional = any(a.kind in FROM_STORES for a in plan.actions)
        return Permit(credential=_key_if_any(project.host) if optional else None)
    if options.no_buy:
        return Permit(credential=find_key(project.host))
    credential = need_key(project.host) if needs_key(plan) else find_key(project.host)
    check_plan(plan, planned.headroom(spending))
    saved, under = options.saved_plan, None
    if plan.purchases and (
        (saved and saved.stored) or (planned.snapshot.budget.approve and not on_terminal())
    ):
        if options.temporal is not None:
            raise RefusedError(
                "what a person has to approve is bought by this machine alone: its journal keeps what was bought under it",
                help="leave out --temporal",
            )
        under = need_approval(saved, project, journal)
    ask = must_ask(plan, _ways(options, shared=shared), capped=spending.cap is not None)
    return Permit(credential=credential, ask=ask, under=under)


def _check_locked(planned: PlannedProject) -> None:
    if names := lock_changes(planned.plan, planned.snapshot):
        raise RefusedError(
            f"--locked, and the lock file would change: {', '.join(names)}",
            help="run build without --locked",
        )


def _key_if_any(host: Host) -> Credential | None:
    """Needed only where the store's bytes turn out to be damaged: their task is asked again then."""
    with suppress(CredentialError):
        return find_key(host)
    return None


def _ways(options: BuildOptions, *, shared: bool) -> Ways:
    return Ways(
        terminal=on_terminal(),
        yes=options.yes,
        saved_plan=options.saved_plan is not None,
        throwaway_store=bool(os.environ.get("CI"))
        and not shared
        and not os.environ.get("SEEDANCE_MAKE_HOME"),
    )
