"""`budget`: what this store may spend in a day and a month, and what it has spent. Only a person sets it."""

import os
import shlex
from datetime import UTC, datetime

import click

from seedance_make.cli.build.confirm import need_person, person_agrees
from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.cli.project.open import open_project
from seedance_make.cli.project.planning import limits_of, plan_project
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import JOURNAL, home, open_world
from seedance_make.core.attempt.daybook import DAY, MONTH, Daybook
from seedance_make.core.errors import Exit, InvalidInputError, RefusedError
from seedance_make.core.host import api_host
from seedance_make.core.plan.limits import BuildCap, FilmBudget, Headroom, StoreBudget
from seedance_make.core.plan.select import Selection
from seedance_make.store.budget import budget_path, read_budget, write_budget
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.ui.ledger import BudgetPage, budget_text, limits_text


class _Credits(click.ParamType[int]):
    """A whole number of credits; `off` is -1: no limit."""

    name = "credits"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).replace(",", "").replace("_", "")
        if text == "off":
            return -1
        if not (text.isascii() and text.isdigit() and len(text) < 13):
            self.fail(f"{value} is no whole number of credits (1,000 are $1), nor off", param, ctx)
        return int(text)


@click.command()
@click.option(
    "--day", type=_Credits(), metavar="N|off", help="The most credits for a day (UTC): 5000 are $5."
)
@click.option("--month", type=_Credits(), metavar="N|off", help="The most credits for a month (UTC).")
@click.option(
    "--approve", type=click.Choice(["on", "off"]),
    help="on: a build without a terminal buys only what a person has approved.",
)  # fmt: skip
@global_options
def budget(day: int | None, month: int | None, approve: str | None) -> int:
    """Say what this store has spent and may spend; set it, on a terminal, after asking."""
    invocation, store = current_invocation(), home()
    limits = read_budget(store)
    if not (day is None and month is None and approve is None):
        wanted = StoreBudget(
            day=_wanted(day, limits.day),
            month=_wanted(month, limits.month),
            approve=limits.approve if approve is None else approve == "on",
        )
        limits = _set(limits, wanted, invocation)
    page = _page(limits, invocation)
    if invocation.json:
        echo_json(page.as_json())
    else:
        click.echo(budget_text(page, color=invocation.color), nl=False, color=invocation.color)
    return int(Exit.OK)


def _wanted(given: int | None, before: int | None) -> int | None:
    if given is None:
        return before
    return given if given >= 0 else None


def _set(before: StoreBudget, after: StoreBudget, invocation: Invocation) -> StoreBudget:
    """Raises RefusedError where nobody can be asked, and for a no."""
    store = home()
    need_person("a budget is set", shlex.join(["seedance-make", *invocation.arguments]))
    click.echo(f"Limits of this store ({budget_path(store)}), for every project and build:", err=True)
    click.echo(limits_text(before, after), err=True, nl=False)
    if not person_agrees("Set them?"):
        raise RefusedError("not set: the limits stay as they were")
    write_budget(store, after)
    return after


def _page(limits: StoreBudget, invocation: Invocation) -> BudgetPage:
    origin, daybook = api_host(os.environ.get("REAPI_BASE_URL")).origin, Daybook()
    with SqliteJournal(home() / JOURNAL) as journal:
        for row in journal.rows(origin=origin):
            daybook.include(row)
    today = datetime.now(UTC).date().isoformat()
    film = _film(invocation)
    return BudgetPage(
        origin=origin,
        limits=limits,
        day=daybook.projects(today, DAY),
        month=daybook.projects(today, MONTH),
        cap=next((room.limit.most for room in film if isinstance(room.limit, BuildCap)), None),
        film=next((room for room in film if isinstance(room.limit, FilmBudget)), None),
    )


def _film(invocation: Invocation) -> tuple[Headroom, ...]:
    """The limits of the storyboard that stands here, if one does."""
    if invocation.searches and not invocation.find_manifest().exists():
        return ()
    try:
        project = open_project(invocation)
    except InvalidInputError:
        click.echo(f"the limits of {invocation.file} are not known: it has errors (validate)", err=True)
        return ()
    with open_world(project) as world:
        planned = plan_project(world, project, ShotChoice(selection=Selection()))
    return planned.headroom(limits_of(project, planned, None))
