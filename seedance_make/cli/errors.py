"""How a command ends early: an expected error in its own words, a bug of ours with a report file."""

import errno
import os
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

import click

from seedance_make import __version__
from seedance_make.cli.account.credentials import hide_keys, redact_keys
from seedance_make.cli.invocation import Invocation, colored
from seedance_make.core.errors import Exit, InvalidInputError, SeedanceError
from seedance_make.core.text.diagnostic import errors
from seedance_make.core.text.redact import plain
from seedance_make.ui.words import many


def end_command(error: BaseException, invocation: Invocation) -> Exit:
    """Say what happened: for people on stderr, as the one document where `--json` was asked for. The exit status."""
    if isinstance(error, click.exceptions.Exit):  # help, version
        return Exit(error.exit_code) if error.exit_code in set(Exit) else Exit.USAGE
    if isinstance(error, SystemExit) and error.code in {None, 0}:
        return Exit.OK
    status, message, help_text = _print_end(error, invocation)
    if not invocation.answered:
        from seedance_make.cli.output import give_document  # noqa: PLC0415 - only for the mistake
        from seedance_make.core.plan.json import early_end_json  # noqa: PLC0415

        problems = error.problems if isinstance(error, InvalidInputError) else ()
        words = plain_lines(message), help_text and plain_lines(help_text)
        give_document(invocation, lambda: early_end_json(status, *words, problems))
    return status


def _print_end(error: BaseException, invocation: Invocation) -> tuple[Exit, str, str | None]:  # noqa: PLR0911 - a table of ends
    """Tell people; the status, what is wrong, and the way out."""
    match error:
        case SystemExit():
            return (
                Exit(error.code) if error.code in set(Exit) else Exit.BUG,
                "terminated: nothing was lost",
                None,
            )
        case click.Abort() | KeyboardInterrupt():
            message = "interrupted: nothing was lost"
            _print(message)
            return Exit.INTERRUPTED, message, None
        case click.exceptions.NoArgsIsHelpError():
            _print(error.format_message())
            return Exit.USAGE, "no command was given", None
        case click.ClickException():
            _usage(error)
            return Exit.USAGE, error.format_message(), None
        case InvalidInputError() if error.problems:
            _problems(error)
            return error.exit, invalid_message(error), error.help
        case SeedanceError():
            print_error(error.message, error.help)
            return error.exit, error.message, error.help
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EIO):
            print_error(f"cannot write: {error}", None)
            return Exit.STORE, f"cannot write: {error}", None
    message = f"a bug of ours: {report_bug([error], invocation)}"
    _print(f"seedance-make: {message}")
    return Exit.BUG, message, None


def invalid_message(error: InvalidInputError) -> str:
    """In a line, where its problems are what people read."""
    if not error.problems:
        return error.message
    return f"{error.problems[0].place.file} has {many(len(errors(error.problems)), 'error')}"


def _print(text: str) -> None:
    """On stderr. Words that cannot be written change no exit status."""
    with suppress(OSError):
        click.echo(text, err=True)


def print_error(message: str, help_text: str | None) -> None:
    """An expected error: what is wrong, and the way out."""
    _print(f"seedance-make: {hide_keys(plain_lines(message))}")
    if help_text:
        _print(f"   help: {hide_keys(plain_lines(help_text))}")


def plain_lines(text: str) -> str:
    """Our own text, line by line, safe for a terminal whatever it quotes."""
    return "\n".join(plain(line, 2000) for line in text.splitlines())


def _usage(error: click.ClickException) -> None:
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        _print(ctx.get_usage())
    _print(f"seedance-make: {hide_keys(plain_lines(error.format_message()))}")


def _problems(error: InvalidInputError) -> None:
    from seedance_make.ui.diagnostics import problem_count, render_problems  # noqa: PLC0415 - only for the mistake

    text = render_problems(error.problems, error.sources, color=colored(sys.stderr))
    click.echo(hide_keys(text) + problem_count(error.problems), err=True, nl=False)


def report_bug(bugs: list[BaseException], invocation: Invocation) -> str:
    """Write a report file, without the key; what to tell the user."""
    text = "\n".join("".join(traceback.format_exception(bug)) for bug in bugs)
    head = f"seedance-make {__version__}, Python {sys.version.split()[0]}, {sys.platform}\nverbosity {invocation.verbosity}\n"
    words = plain(redact_keys(repr(bugs[0])))
    try:
        handle, path = tempfile.mkstemp(prefix="seedance-make-report-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(head + redact_keys(text))
    except OSError:
        return f"{words}; and no report file could be written"
    return f"{words}; please report it with {Path(path)}"
