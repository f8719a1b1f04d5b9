"""`diff REV`: the storyboard against a git revision, by shot and field, with the price of the difference."""

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json, width
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.project.revision import asks, project_at
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import Exit
from seedance_make.core.plan.json import estimate_json
from seedance_make.core.plan.storyboard_diff import Difference, ShotRequests, storyboard_differences
from seedance_make.engine.facts.gather import gather_facts


@click.command()
@click.argument("rev", metavar="REV")
@global_options
def diff(rev: str) -> int:
    """Compare the storyboard with a git revision, shot by shot."""
    invocation = current_invocation()
    project = open_project(invocation)
    with project_at(project, invocation, rev) as (old, commit):
        before = asks(old)
    differences = _compared(project, before)
    if invocation.json:
        echo_json(_json(rev, commit, differences))
        return int(Exit.OK)
    from seedance_make.ui.plan.storyboard_diff import difference_text  # noqa: PLC0415 - only for people

    revision = rev if commit.startswith(rev) else f"{rev} ({commit[:10]})"
    text = difference_text(differences, revision=revision, width=width(), color=invocation.color)
    click.echo(text, nl=False, color=invocation.color)
    return int(Exit.OK)


def _compared(project: Project, before: dict[str, ShotRequests]) -> tuple[Difference, ...]:
    with open_world(project) as world:
        lengths = gather_facts(world, project.board).lengths
    return tuple(storyboard_differences(before, asks(project), project.prices, lengths))


def _json(rev: str, commit: str, differences: tuple[Difference, ...]) -> dict[str, object]:
    return {
        "revision": rev,
        "commit": commit,
        "shots": [
            {
                "shot": d.shot,
                "change": d.how,
                "was": d.was,
                "takes": list(d.takes),
                "changed": [{"field": c.field, "from": c.old, "to": c.new} for c in d.changed],
                "estimates": [estimate_json(e) for e in d.estimates],
            }
            for d in differences
        ],
        "credits": sum(d.credits for d in differences),
        "exact": all(d.exact for d in differences),
    }
