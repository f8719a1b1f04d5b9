"""A plan on the screen, and the command that carries it out."""

import json
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import click

from seedance_make.cli.account.credentials import hide_keys
from seedance_make.cli.invocation import MANIFEST, Invocation, colored
from seedance_make.cli.project.open import Project
from seedance_make.core.errors import InvalidInputError
from seedance_make.core.plan.json import plan_json
from seedance_make.core.plan.limits import Headroom
from seedance_make.core.plan.model import Plan
from seedance_make.core.plan.select import Selection
from seedance_make.core.storyboard.shards import Shard
from seedance_make.core.text.diagnostic import errors


def refuse_problems(plan: Plan, project: Project) -> None:
    """Raises InvalidInputError for what only planning can find, such as a missing price."""
    if errors(plan.problems):
        raise InvalidInputError(problems=plan.problems, sources=project.board.manifest.sources)


def echo_json(document: object) -> None:
    """The one document of `--json`, on stdout, with the key blacked out where it quotes what somebody typed."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.find_root().obj.answered = True
    text = json.dumps(document, ensure_ascii=False, indent=2)
    click.echo(hide_keys(text))


def give_document(invocation: Invocation, make: Callable[[], object]) -> None:
    """The one document of this command: on stdout with --json, and to what follows the command."""
    if not invocation.json and invocation.at_end is None:
        return
    invocation.document, invocation.answered = make(), True
    if invocation.json:
        echo_json(invocation.document)


def width() -> int:
    """Cells of a line for people: the terminal's, or 100 in a pipe."""
    return shutil.get_terminal_size((100, 24)).columns


def show_plan(
    plan: Plan,
    invocation: Invocation,
    *,
    form: str,
    headroom: Sequence[Headroom],
    command: str | None,
    balance: int | None = None,
    err: bool = False,
) -> None:
    """Print a plan on stdout (`err`: on stderr, beside a JSON document). `command` is what to type next, if anything;
    `balance` is the account's, in credits, once it has been read."""
    if form == "json":
        echo_json(plan_json(plan))
        return
    today = datetime.now(UTC).date()
    from seedance_make.ui.plan.text import plan_text  # noqa: PLC0415

    stream = sys.stderr if err else sys.stdout
    text = plan_text(
        plan, headroom=headroom, today=today, command=command, width=width(), color=colored(stream),
        verbose=invocation.verbosity > 0, balance=balance,
    )  # fmt: skip
    click.echo(text, nl=False, err=err, color=colored(stream))


def build_command(
    invocation: Invocation,
    selection: Selection,
    *,
    simulate: bool,
    max_credits: int | None,
    shard: Shard | None = None,
    out: str | None = None,
) -> str:
    """The build that a plan speaks of, as a person would type it; `out`: the plan, saved there."""
    words = [*_where(invocation), *(["plan", "--out", out] if out else ["build"]), *selection.shots]
    words += selecting_options(invocation, selection)
    if simulate:
        words.append("--simulate")
    if shard is not None:
        words += ["--shard", str(shard)]
    if max_credits is not None:
        words += ["--max-credits", str(max_credits)]
    return shlex.join(words)


def selecting_options(invocation: Invocation, selection: Selection) -> list[str]:
    """The options of a build that say what it selects besides its shots, and under which profile."""
    words = [word for s in selection.selectors for word in ("-s", s)]
    words += [word for g in selection.exclude for word in ("--exclude", g)]
    if selection.changed_since:
        words += ["--changed-since", selection.changed_since]
    if invocation.profile:
        words += ["--profile", invocation.profile]
    return words


def saved_command(invocation: Invocation, saved: str, *, approve: bool = False) -> str:
    """The build of a saved plan; `approve`: the word that a person has to give first."""
    return shlex.join([*_where(invocation), *(["approve"] if approve else ["build", "--plan"]), saved])


def pick_command(invocation: Invocation) -> tuple[str, str]:
    """The command that chooses takes, as a person would type it: what stands before `SHOT K` and what after."""
    profile = f" --profile {shlex.quote(invocation.profile)}" if invocation.profile else ""
    return shlex.join([*_where(invocation), "pick"]), profile


def _where(invocation: Invocation) -> list[str]:
    """The program and the options that say which storyboard."""
    words = ["seedance-make"]
    if invocation.directory not in (None, "."):
        words += ["-C", invocation.directory]
    if invocation.file != MANIFEST and not invocation.notice:  # one above is found again
        words += ["-f", invocation.file]
    return words
