"""`approve PLAN`: a person's word, on a terminal, for a saved plan that an agent wants to build."""

import os
from datetime import UTC, datetime

import click

from seedance_make.cli.agents.approval import Proposal, propose
from seedance_make.cli.build.confirm import need_person, person_agrees
from seedance_make.cli.build.saved_plan import SavedPlanFile, read_saved_plan
from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import echo_json, saved_command, show_plan
from seedance_make.cli.wiring import JOURNAL, home
from seedance_make.core.errors import Exit, RefusedError, UsageError
from seedance_make.core.plan.consent.approval import SHORTEST
from seedance_make.store.journal.journal import SqliteJournal


@click.command()
@click.argument("saved", metavar="PLAN")
@click.option("--revoke", is_flag=True, help="Take it back: nothing more is bought under it.")
@global_options
def approve(saved: str, revoke: bool) -> int:
    """Look at a saved plan and let it be built: each of its purchases once."""
    invocation = current_invocation()
    if not revoke:
        need_person("a plan is approved", f"seedance-make approve {saved}")
    file = read_saved_plan(saved)
    if revoke:
        return _revoke(file, invocation)
    proposal = propose(file, invocation)
    if not file.plan.purchases:
        if invocation.json:
            echo_json({"approved": None, "project": os.fspath(proposal.project.path), "credits": 0})
        click.echo("Nothing is bought by it: it needs no approval.", err=invocation.json)
        return int(Exit.OK)
    _ask(proposal, invocation)
    approval = proposal.approve("terminal")
    if invocation.json:
        echo_json(
            {
                "approved": approval.digest,
                "project": approval.project,
                "credits": proposal.planned.plan.credits,
            }
        )
    click.echo(
        f"Approved: {approval.digest[:SHORTEST]}. Next: {saved_command(invocation, saved)}\n"
        f"Taken back by: seedance-make approve --revoke {approval.digest[:SHORTEST]}",
        err=invocation.json,
    )
    return int(Exit.OK)


def _ask(proposal: Proposal, invocation: Invocation) -> None:
    """The plan as `plan` shows it, and the question. Raises RefusedError for a no."""
    plan = proposal.planned.plan
    show_plan(plan, invocation, form="text", headroom=proposal.headroom, command=None, err=invocation.json)
    if not person_agrees(proposal.sentence):
        raise RefusedError("not approved: nothing was changed")


def _revoke(file: SavedPlanFile, invocation: Invocation) -> int:
    project = os.fspath(invocation.find_manifest().resolve())
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    with SqliteJournal(home() / JOURNAL) as journal:
        if not journal.revoke(file.plan.digest, origin=file.plan.host, project=project, at=at):
            raise UsageError(f"{file.name} is not approved for {project}: nothing to take back")
    if invocation.json:
        echo_json({"revoked": file.plan.digest, "project": project})
    click.echo(
        f"Taken back: {file.plan.digest[:SHORTEST]}. A build under it buys nothing more.", err=invocation.json
    )
    return int(Exit.OK)
