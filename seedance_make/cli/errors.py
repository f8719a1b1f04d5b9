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
from seedance_make.core.text.redact import plain


def end_command(error: BaseException, invocation: Invocation) -> Exit:  # noqa: PLR0911 - a table of ends
    """Say what happened, on stderr; the exit status."""
    match error:
        case SystemExit():
            return Exit(error.code) if isinstance(error.code, int) and error.code in set(Exit) else Exit.OK
        case click.exceptions.Exit():
            return Exit(error.exit_code) if error.exit_code in set(Exit) else Exit.USAGE
        case click.Abort() | KeyboardInterrupt():
            _print("interrupted: nothing was lost")
            return Exit.INTERRUPTED
        case click.exceptions.NoArgsIsHelpError():
            _print(error.format_message())
            return Exit.USAGE
        case click.ClickException():
            _usage(error)
            _document(invocation, _plainly(Exit.USAGE, error.format_message(), None))
            return Exit.USAGE
        case InvalidInputError() if error.problems:
            _problems(error)
            _document(invocation, _listed(error))
            return error.exit
        case SeedanceError():
            print_error(error.message, error.help)
            _document(invocation, _plainly(error.exit, error.message, error.help))
            return error.exit
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EIO):
            print_error(f"cannot write: {error}", None)
            return Exit.STORE
    _print(f"seedance-make: a bug of ours: {report_bug([error], invocation)}")
    return Exit.BUG


def _print(text: str) -> None:
    """On stderr. Words that cannot be written change no exit status."""
    with suppress(OSError):
        click.echo(text, err=True)


def print_error(message: str, help_text: str | None) -> None:
    """An expected error: what is wrong, and the way out."""
    _print(f"seedance-make: {hide_keys(plain_lines(message))}")
    if help_text:
        _print(f"   help: {hide_keys(plain_lines(help_text))}")


def _document(invocation: Invocation, document: object) -> None:
    """What ended a command as data, where `--json` was asked for and nothing has been printed yet."""
    if invocation.json and not invocation.answered:
        from seedance_make.cli.output import echo_json  # noqa: PLC0415 - only for the mistake

        echo_json(document)


def _listed(error: InvalidInputError) -> object:
    """The same document as `validate --json`."""
    from seedance_make.core.plan.json import problems_json  # noqa: PLC0415 - only for the mistake

    return {"problems": problems_json(error.problems)}


def _plainly(status: Exit, message: str, help_text: str | None) -> object:
    helped = plain_lines(help_text) if help_text else None
    return {"error": {"exit": int(status), "message": plain_lines(message), "help": helped}}


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
