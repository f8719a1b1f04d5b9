"""`build`: makes the output tree true. Its options; the session does the work."""

import asyncio
from dataclasses import replace

import click

from seedance_make.cli.build.at_end import NOTIFY, ON_DONE, follow_build
from seedance_make.cli.build.options import MAX_CREDITS, POLL_INTERVAL, SHARD, TIMEOUT, YES, BuildOptions
from seedance_make.cli.build.saved_plan import open_saved_plan
from seedance_make.cli.build.session import Session
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.open import open_project, show_warnings
from seedance_make.cli.project.team import check_shard
from seedance_make.cli.selection import ShotChoice, selection_options
from seedance_make.cli.temporal.service import TEMPORAL, check_temporal
from seedance_make.core.errors import UsageError
from seedance_make.core.plan.select import Selection


@click.command()
@selection_options
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be done, as `plan` does.")
@click.option(
    "--simulate", is_flag=True, help="Rehearse without a key: real MP4s from a simulator, nothing bought."
)
@YES
@MAX_CREDITS
@click.option(
    "--no-buy", is_flag=True, help="Spend nothing: restore, resume, and say what is left to buy (exit 4)."
)
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 256), default=8, show_default=True, help="Tasks in flight."
)
@click.option(
    "--plan",
    "saved",
    metavar="FILE|DIGEST",
    help="Build a saved plan: buy what it buys and nothing else.",
)
@click.option("--locked", is_flag=True, help="Fail where the lock file would change (exit 4).")
@click.option(
    "--no-claims",
    is_flag=True,
    help="Make no claims in the team store: nobody else must build the same meanwhile.",
)
@SHARD
@TEMPORAL
@click.option("--fail-fast", is_flag=True, help="Submit nothing more after the first failure.")
@click.option("--rebuy", multiple=True, metavar="SHOT[@TAKE]", help="Buy a lost take again.")
@click.option("--overwrite", multiple=True, metavar="SHOT", help="Replace an output that was edited by hand.")
@POLL_INTERVAL
@TIMEOUT
@click.option("--open", "opened", is_flag=True, help="Open the review page when it has ended.")
@click.option("--events", type=click.Path(dir_okay=False), metavar="FILE", help="Write events as NDJSON.")
@NOTIFY
@ON_DONE
@global_options
def build(
    selection: Selection, rebuy: tuple[str, ...], overwrite: tuple[str, ...], saved: str | None, opened: bool,
    notify: bool, on_done: tuple[str, ...], **rest: object,
) -> int:  # fmt: skip
    """Make the output tree true: buy what is new or changed, fetch, place, record."""
    choice = ShotChoice(selection=selection, rebuy=rebuy, overwrite=overwrite)
    invocation = current_invocation()
    if rest["dry_run"] and (notify or on_done):
        raise UsageError("--dry-run builds nothing: leave out --notify and --on-done")
    follow_build(invocation, notify=notify, on_done=on_done)
    saved_plan = None
    if saved is not None:
        saved_plan = open_saved_plan(saved, invocation, choice, simulate=bool(rest["simulate"]))
        choice, invocation.profile = saved_plan.choice, saved_plan.plan.profile
    options = BuildOptions(choice=choice, saved_plan=saved_plan, **rest)  # type: ignore[arg-type]
    project = open_project(invocation, simulate=options.simulate)
    check_shard(project, options.shard, claims=not options.no_claims)
    check_temporal(project, options)
    options = replace(options, choice=choice.since(project, invocation))
    warnings = invocation.notice + show_warnings(project, invocation)
    status = int(asyncio.run(Session(invocation, project, options, warnings).build()))
    if opened and not options.dry_run:
        from seedance_make.cli.film.page import open_board  # noqa: PLC0415 - few builds want it

        open_board(invocation, simulate=options.simulate)
    return status
