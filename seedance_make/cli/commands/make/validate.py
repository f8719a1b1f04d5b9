"""`validate`: the schema and the rules between fields; no key, no network."""

import sys
from collections.abc import Iterator

import click

from seedance_make.cli.account.credentials import hide_keys
from seedance_make.cli.invocation import colored, current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.cli.project.open import Project, read_project
from seedance_make.cli.project.publishing import publishability_of
from seedance_make.core.errors import Exit, InvalidInputError
from seedance_make.core.plan.json import problems_json
from seedance_make.core.plan.rules.publishability import publishing_problems
from seedance_make.core.plan.rules.small_limits import small_limits
from seedance_make.core.plan.rules.unpriced import unpriced
from seedance_make.core.storyboard.rules.lint import unsilenced
from seedance_make.core.text.diagnostic import Problem, errors, in_order


@click.command()
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@global_options
def validate(strict: bool) -> int:
    """Check the storyboard: schema and rules between fields."""
    invocation = current_invocation()
    try:
        project, problems = read_project(invocation)
        if project and not errors(problems):
            problems = in_order((*problems, *_beyond_the_manifest(project)))
        sources = project.board.manifest.sources if project else {}
    except InvalidInputError as invalid:
        if not invalid.problems:
            raise
        project, problems, sources = None, invalid.problems, invalid.sources
    if invocation.json:
        echo_json({"problems": problems_json(problems)})
    if problems:
        from seedance_make.ui.diagnostics import problem_count, render_problems  # noqa: PLC0415 - only when there is something to show

        text = hide_keys(render_problems(problems, sources, color=colored(sys.stderr)))
        click.echo(text + problem_count(problems), err=True, nl=False)
    if _refused(problems, strict=strict):
        return int(Exit.INVALID)
    if project and not invocation.json and invocation.verbosity >= 0:
        count = len(project.board.shots)
        click.echo(f"{invocation.file}: {count} shot{'s' * (count != 1)}, valid")
    return int(Exit.OK)


def _beyond_the_manifest(project: Project) -> Iterator[Problem]:
    """What only the price table and `publish:` can say."""
    shots, manifest = [shot for shot in project.board.shots if shot.enabled], project.board.manifest
    yield from unpriced(shots, project.prices)
    warnings = (
        *small_limits(manifest, shots, project.prices),
        *publishing_problems(shots, publishability_of(project)),
    )
    yield from unsilenced(warnings, manifest.lint_ignore)


def _refused(problems: tuple[Problem, ...], *, strict: bool) -> bool:
    return bool(problems if strict else errors(problems))
