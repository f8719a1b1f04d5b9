"""Where `watch` writes: lines on stdout, and on a terminal below them one line that is always the last."""

import json
import os
import sys
from datetime import UTC, datetime

import click

from seedance_make.cli.account.credentials import hide_keys
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.output import width
from seedance_make.ui.paint import Paint, View, cut
from seedance_make.ui.watch.events import WatchEvent, line_json

_CLEAR = "\r\x1b[K"


class Screen:
    """Stdout. Raises BrokenPipeError when nobody reads any more."""

    def __init__(self, invocation: Invocation) -> None:
        self._json, self._color = invocation.json, invocation.color
        self._verbose = invocation.verbosity > 0
        self._invocation = invocation
        self._has_line = not invocation.json and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self._line = ""
        self._held: list[str] | None = None

    @property
    def view(self) -> View:
        """How people see it now: a terminal may be made wider."""
        return View(paint=Paint(self._color), width=width(), verbose=self._verbose)

    def now(self) -> str:
        """The time as people read it."""
        return datetime.now().astimezone().strftime("%H:%M:%S")

    def words(self, text: str) -> None:
        """Whole lines for people; nothing with --json."""
        if not self._json:
            self._write(hide_keys(text))

    def data(self, event: WatchEvent) -> None:
        """A line of NDJSON with --json."""
        if self._json:
            self._invocation.answered = True
            at = datetime.now(UTC).isoformat(timespec="milliseconds")
            self._write(hide_keys(json.dumps(line_json(event, at), ensure_ascii=False)) + "\n")

    def last_line(self, text: str) -> None:
        """What the last line says from here on; nothing takes it away."""
        if self._has_line and text != self._line and self._held is None:
            shown = Paint(self._color)(cut(text, width() - 1), "dim") if text else ""
            click.echo(_CLEAR + shown, nl=False, color=True)
            self._line = text

    def hold(self) -> None:
        """Write nothing until `release`: somebody else has the terminal."""
        self.last_line("")
        self._held = []

    def release(self) -> None:
        """Write what was held back."""
        held, self._held = self._held or [], None
        for text in held:
            self._write(text)

    def _write(self, text: str) -> None:
        if self._held is not None:
            self._held.append(text)
            return
        line = self._line
        self.last_line("")
        click.echo(text, nl=False, color=self._color)
        self.last_line(line)
        sys.stdout.flush()
