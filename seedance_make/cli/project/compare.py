"""`plan --compare P1,P2`: the selected shots under several profiles."""

from dataclasses import replace
from datetime import UTC, datetime

import click

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.output import echo_json, refuse_problems, width
from seedance_make.cli.project.open import open_project
from seedance_make.cli.project.planning import plan_project
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import UsageError
from seedance_make.core.plan.select import Selection
from seedance_make.core.request.compare import ProfilePrice, compare_json, profile_price


def show_comparison(invocation: Invocation, selection: Selection, profiles: str, *, form: str) -> None:
    """Print it as `form` (text, json, md). Raises UsageError for a profile that there is not, InvalidInputError for what one of them makes of the
    storyboard."""
    if not (names := compared_profiles(profiles)):
        raise UsageError("--compare names profiles, as in --compare draft,final")
    if invocation.profile is not None:
        raise UsageError("--compare names its profiles itself: leave out --profile")
    priced = [price_of_profile(invocation, selection, name) for name in names]
    prices, as_of = [price for price, _ in priced], min(date for _, date in priced)
    if form == "json":
        echo_json(compare_json(prices))
        return
    from seedance_make.ui.paint import Paint, View  # noqa: PLC0415 - one form a run
    from seedance_make.ui.plan.comparison import comparison_text  # noqa: PLC0415 - one form a run
    from seedance_make.ui.plan.markdown import comparison_md  # noqa: PLC0415

    verbose, today = invocation.verbosity > 0, datetime.now(UTC).date()
    if form == "md":
        text = comparison_md(prices, as_of=as_of, today=today, verbose=verbose)
    else:
        view = View(paint=Paint(invocation.color), width=width(), verbose=verbose)
        text = comparison_text(prices, as_of=as_of, today=today, view=view)
    click.echo(text, nl=False, color=invocation.color)


def compared_profiles(text: str) -> tuple[str, ...]:
    """Those of `P1,P2`, each once."""
    return tuple(dict.fromkeys(name for part in text.split(",") if (name := part.strip())))


def price_of_profile(invocation: Invocation, selection: Selection, profile: str) -> tuple[ProfilePrice, str]:
    """The price of the shots under that profile, and the date of the prices. Raises UsageError, InvalidInputError."""
    invocation = replace(invocation, profile=profile)
    project = open_project(invocation)
    choice = ShotChoice(selection=selection).since(project, invocation)
    with open_world(project) as world:
        planned = plan_project(world, project, choice)
    refuse_problems(planned.plan, project)
    takes = ((a.shot, a.want.request) for a in planned.plan.actions if a.want)
    price = profile_price(profile, takes, project.prices, planned.snapshot.lengths)
    return price, planned.plan.prices_as_of
