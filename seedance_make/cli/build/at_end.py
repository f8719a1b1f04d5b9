"""What follows a build, however it ended: `--notify`, and the command of `--on-done`.

Both come after the last word of the build, and neither changes its exit status. Their environment has no key.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape

import click

from seedance_make.cli.account.credentials import KEY_NAMES, hide_keys
from seedance_make.cli.errors import print_error
from seedance_make.cli.invocation import Invocation
from seedance_make.ui.build.notice import notice_text
from seedance_make.ui.words import many

ON_DONE_LIMIT = 300.0
"""Seconds that the command of --on-done may take: one that hangs must not hold a terminal, or a runner, for ever."""

_STDERR = 2  # the number, whatever stands for the stream here
_DESKTOP_LIMIT = 5.0  # seconds
_APPLE_SCRIPT = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)


def _words(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """The command's words, as a shell would part them; no shell runs."""
    if value is None:
        return ()
    try:
        words = tuple(shlex.split(value))
    except ValueError as error:
        raise click.BadParameter(f"{str(error).lower()} in: {value}") from None
    if not words:
        raise click.BadParameter("name a command")
    return words


ON_DONE = click.option(
    "--on-done", callback=_words, metavar="CMD",
    help="Run CMD (words, no shell) at the end, the --json document on its standard input; "
    f"ended after {ON_DONE_LIMIT:.0f} s.",
)  # fmt: skip
NOTIFY = click.option(
    "--notify", is_flag=True, help="Ring the terminal's bell at the end, and tell the desktop."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtEnd:
    """What was asked for. `limit`: seconds that the command may take."""

    notify: bool
    on_done: tuple[str, ...]
    limit: float = ON_DONE_LIMIT

    def __call__(self, status: int, document: object) -> None:
        """Tell of a build that ended so; `document` is that of --json. Raises nothing."""
        environ = _without_key(os.environ, status)
        try:
            if self.notify:
                _notify(*notice_text(status, document), environ)
            if self.on_done:
                self._run(json.dumps(document, ensure_ascii=False), environ)
        except (KeyboardInterrupt, SystemExit):
            print_error("what follows the build was interrupted; the build itself had ended", None)

    def _run(self, document: str, environ: Mapping[str, str]) -> None:
        """What it prints goes to stderr, since stdout is the document's."""
        program = self.on_done[0]
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        try:
            ended = subprocess.run(  # noqa: S603 - the words of the person who runs the build
                self.on_done, input=hide_keys(document).encode("utf-8", "replace"), stdout=_STDERR,
                env=environ, timeout=self.limit, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            print_error(
                f"--on-done: {program} still ran after {many(round(self.limit), 'second')}, and was ended",
                None,
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            print_error(f"--on-done: {program} cannot be run: {why.lower()}", None)
        else:
            if ended.returncode:
                print_error(f"--on-done: {program} {_ended(ended.returncode)}", None)


def follow_build(invocation: Invocation, *, notify: bool, on_done: tuple[str, ...]) -> None:
    """Have the end of this command told."""
    if notify or on_done:
        invocation.at_end = AtEnd(notify=notify, on_done=on_done)


def _ended(status: int) -> str:
    """As `wait` tells it: below zero it is a signal's number."""
    if status > 0:
        return f"ended with status {status}"
    with suppress(ValueError):
        return f"was ended by {signal.Signals(-status).name}"
    return f"was ended by signal {-status}"


def _without_key(environ: Mapping[str, str], status: int) -> dict[str, str]:
    """The environment without the key, and with the exit status of the build, which its document does not say."""
    return {k: v for k, v in environ.items() if k not in KEY_NAMES} | {"SEEDANCE_MAKE_EXIT": str(status)}


def _notify(title: str, text: str, environ: Mapping[str, str]) -> None:
    """A bell where there is a terminal, a message where there is a desktop; no word where there is neither."""
    with suppress(OSError, ValueError):
        if sys.stderr.isatty():
            sys.stderr.write("\a")
            sys.stderr.flush()
    if words := _desktop_command(title, text):
        with suppress(OSError, ValueError, subprocess.SubprocessError):
            subprocess.run(  # noqa: S603 - fixed words
                words, env=environ, timeout=_DESKTOP_LIMIT, check=False, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip


def _desktop_command(title: str, text: str) -> Sequence[str]:
    """The program that tells this desktop, as words; nothing where there is none."""
    if program := shutil.which("notify-send"):  # the text is markup there
        return (program, "--app-name=seedance-make", "--", title, escape(text, quote=False))
    if sys.platform == "darwin" and (program := shutil.which("osascript")):
        return (program, *(word for line in _APPLE_SCRIPT for word in ("-e", line)), title, text)
    return ()
