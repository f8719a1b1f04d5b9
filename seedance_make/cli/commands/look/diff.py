"""`diff REV`: the storyboard against a git revision, by shot and field, with the price of the difference."""

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json, width
from seedance_make.cli.project.open import open_project
from seedance_make.cli.project.revision import differences, requests_at
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import Exit
from seedance_make.core.plan.json import difference_json
from seedance_make.core.request.storyboard_diff import Difference, PastRequests
from seedance_make.engine.facts.gather import gather_facts


@click.command()
@click.argument("rev", metavar="[REV]", default="HEAD")
@global_options
def diff(rev: str) -> int:
    """Compare the storyboard with a git revision, shot by shot."""
    invocation = current_invocation()
    project = open_project(invocation)
    past = requests_at(project, invocation, rev)
    with open_world(project) as world:
        differing = differences(project, past, gather_facts(world, project.board).lengths)
    if invocation.json:
        echo_json(_json(past, differing))
        return int(Exit.OK)
    from seedance_make.ui.plan.storyboard_diff import difference_text  # noqa: PLC0415 - only for people

    revision = rev if past.commit.startswith(rev) else f"{rev} ({past.commit[:10]})"
    text = difference_text(
        differing, revision=revision, width=width(), color=invocation.color, verbose=invocation.verbosity > 0
    )
    click.echo(text, nl=False, color=invocation.color)
    return int(Exit.OK)


def _json(past: PastRequests, differing: tuple[Difference, ...]) -> dict[str, object]:
    return {
        "revision": past.revision,
        "commit": past.commit,
        "shots": [difference_json(d) for d in differing],
        "credits": sum(d.credits for d in differing),
        "exact": all(d.exact for d in differing),
    }
