"""The end of a build: what was bought, where it is, what failed, what to do next."""

import os
import sys

import click

from seedance_make.cli.build.noop_cache import remember_noop
from seedance_make.cli.build.noop_files import files_read
from seedance_make.cli.build.options import BuildOptions
from seedance_make.cli.errors import report_bug
from seedance_make.cli.invocation import Invocation, colored
from seedance_make.cli.output import give_document, pick_command, width
from seedance_make.cli.project.open import Project
from seedance_make.cli.project.planning import real_cost
from seedance_make.core.errors import Exit
from seedance_make.core.plan.json import report_json
from seedance_make.core.plan.model import WORK
from seedance_make.core.plan.report import exit_of
from seedance_make.engine.build.build import Run


def report_build(
    invocation: Invocation, project: Project, options: BuildOptions, ran: Run, *, command: str, warnings: str
) -> None:
    """Say it, as people and as data. `command` goes on with the build; `warnings` is what was printed before it."""
    if ran.bugs:
        click.echo(f"seedance-make: a bug of ours: {report_bug(list(ran.bugs), invocation)}", err=True)
    give_document(invocation, lambda: report_json(ran.report))
    from seedance_make.ui.plan.summary import NextCommands, summary_text  # noqa: PLC0415 - a refused build has no summary

    stream = sys.stderr if invocation.json else sys.stdout
    status, plan = exit_of(ran.report), ran.report.plan
    real, headroom = (
        real_cost(project, options.choice, options.max_credits, options.shard)
        if options.simulate
        else (None, ())
    )
    text = summary_text(
        ran.report,
        commands=NextCommands(again=command, pick=pick_command(invocation), offered=options.offered),
        width=width(),
        color=colored(stream),
        real=real,
        headroom=headroom,
        causes=not sys.stderr.isatty(),
    )
    if invocation.verbosity < 0 and status is Exit.OK:
        text = ""
    click.echo(text, nl=False, err=invocation.json, color=colored(stream))
    if status is Exit.OK and not any(a.kind in WORK for a in plan.actions):
        remember_noop(
            invocation.arguments,
            os.environ,
            files_read(invocation, project, plan),
            started_in=invocation.started_in,
            out=text,
            err=warnings,
        )
