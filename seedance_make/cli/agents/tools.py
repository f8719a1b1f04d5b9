"""The tools of `mcp`: each runs a command of this tool as a process of its own, and gives its document and its words.

No tool takes a path, a flag or anything that could spend: words of an agent are put where only a shot's name, a selector or
a profile can stand. What manifests and servers have written comes back as data.
"""

import json
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from mcp.types import CallToolResult, ContentBlock, TextContent

from seedance_make.cli.account.credentials import hide_keys
from seedance_make.cli.agents.runs import command_of, known_runs, run_status, start
from seedance_make.cli.errors import plain_lines
from seedance_make.cli.wiring import home
from seedance_make.core.errors import SeedanceError
from seedance_make.core.plan.consent.approval import SHORTEST
from seedance_make.core.plan.json import early_end_json
from seedance_make.core.request.pricing import dollars
from seedance_make.store.disk import disk_errors, make_folder
from seedance_make.store.plans import keep_plan, plans_folder
from seedance_make.store.runs import read_json

_PATIENCE = 60  # seconds for a command that sends nothing


class SavedDigest(TypedDict):
    """What `plan` gives."""

    digest: str
    plan: dict[str, Any]


class Handle(TypedDict):
    """A build that was begun."""

    handle: str


class ProblemsDocument(TypedDict):
    """As `validate --json` has it."""

    problems: list[dict[str, Any]]


class ShownDocument(TypedDict, total=False):
    """As `show --json` has it."""

    shots: list[dict[str, Any]]


class LogDocument(TypedDict):
    """As `log --json` has it."""

    attempts: list[dict[str, Any]]
    totals: dict[str, Any]


class ModelsDocument(TypedDict):
    """As `models --json` has it."""

    models: list[dict[str, Any]]


class StatusDocument(TypedDict, total=False):
    """Without a handle as `status --json` has it, and `runs`; with one what that build has come to."""

    shots: list[dict[str, Any]]
    attempts: list[dict[str, Any]]
    runs: list[
        dict[str, Any]
    ]  # the latest that an agent has started here: handle, kind, started, state, exit
    handle: str
    kind: str  # build or simulate
    digest: str | None
    started: str
    state: str  # starting, running, ended, or died: without an exit status
    exit: int | None
    takes: dict[str, int]  # how many are where, by the last event of each
    spent: int  # credits
    results: list[dict[str, Any]]  # once it has ended: each take and how
    error: dict[str, Any] | None  # of a build that ended early
    last: list[str]  # lines that it said to people
    next: str


def answer(document: dict[str, Any], text: str) -> CallToolResult:
    """What a tool gives: data, and the words beside it."""
    return CallToolResult(content=_text(text), structured_content=_hidden(document))


def failure(document: dict[str, Any], text: str) -> CallToolResult:
    """The same of a call that failed: the document of `--json`, and what a person would read."""
    return CallToolResult(content=_text(text), structured_content=_hidden(document), is_error=True)


def _hidden(document: dict[str, Any]) -> dict[str, Any]:
    """The same without the API key, where somebody has pasted it into a prompt."""
    hidden: dict[str, Any] = json.loads(hide_keys(json.dumps(document)))
    return hidden


def _text(text: str) -> list[ContentBlock]:
    return [TextContent(type="text", text=hide_keys(text))]


def refused(error: SeedanceError) -> CallToolResult:
    """An error of ours, as the command says it."""
    message, help_text = plain_lines(error.message), error.help and plain_lines(error.help)
    text = f"seedance-make: {message}" + (f"\n   help: {help_text}" if help_text else "")
    return failure(early_end_json(error.exit, message, help_text, ()), text)


class Tools:
    """The tools of one project. `manifest` is its real path."""

    def __init__(self, manifest: Path) -> None:
        self.manifest = manifest

    def _words(self, command: str, options: Sequence[str], arguments: Sequence[str]) -> list[str]:
        """A command line. An option has its value in the same word, and arguments stand after `--`: none is an option."""
        return [command, f"--file={self.manifest.name}", *options, "--", *arguments]

    def _run(
        self, command: str, options: Sequence[str] = (), arguments: Sequence[str] = ()
    ) -> tuple[str, str]:
        """What it says on its two streams."""
        ran = subprocess.run(  # noqa: S603 - our own command
            command_of(self._words(command, options, arguments)),
            cwd=self.manifest.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        out, err = (stream.decode("utf-8", "replace").strip() for stream in (ran.stdout, ran.stderr))
        return out, err

    def document(
        self,
        command: str,
        options: Sequence[str] = (),
        arguments: Sequence[str] = (),
        *,
        more: Mapping[str, Any] | None = None,
    ) -> CallToolResult:
        """A command's document, `more` beside it, and its words for people."""
        out, words = self._run(command, ["--json", *options], arguments)
        try:
            document = json.loads(out)
        except ValueError:
            document = {}
        if "error" in document or not document:
            return failure(document, words or "no answer")
        document |= more or {}
        return answer(document, "\n".join(filter(None, (words, json.dumps(document, ensure_ascii=False)))))

    def plan(self, options: Sequence[str], shots: Sequence[str]) -> CallToolResult:
        """Plan, and keep the plan under its digest; what a person would see, and what comes next."""
        folder = plans_folder(home())
        with disk_errors("write", folder):
            make_folder(folder)
        part = folder / f"new-{uuid.uuid4().hex}"
        try:
            out, words = self._run("plan", [*options, f"--out={part}"], shots)
            saved = read_json(part)
            if not isinstance(saved, dict):
                return self.document("plan", options, shots)
            with disk_errors("read", part):
                text = part.read_text("utf-8")
        finally:
            part.unlink(missing_ok=True)
        digest = str(saved["sum"])
        keep_plan(home(), digest, text)
        shown = out.partition("\n\nNext: ")[0]
        return answer(
            {"digest": digest, "plan": saved["plan"]}, "\n\n".join(filter(None, (words, shown, _next(saved))))
        )

    def begin(
        self, kind: str, options: Sequence[str], shots: Sequence[str] = (), digest: str | None = None
    ) -> CallToolResult:
        """Start a build and give its handle."""
        handle = start(kind, self._words("build", options, shots), project=self.manifest, digest=digest)
        return answer(
            {"handle": handle}, f"Begun. status(handle={handle}) tells the rest; it goes on by itself."
        )

    def status(self, handle: str | None, options: Sequence[str]) -> CallToolResult:
        """Of a build, else of every shot."""
        if handle is not None:
            status = run_status(handle, self.manifest)
            return answer(status, _run_text(status))
        return self.document("status", options, more={"runs": known_runs(self.manifest)})


def _next(saved: Mapping[str, Any]) -> str:
    """What an agent does with a plan that was kept."""
    digest = saved["sum"]
    if not saved["purchases"]:
        return f"Next: build(digest={digest}): it spends nothing."
    command = f"seedance-make approve {digest[:SHORTEST]}"
    return f"Next: build(digest={digest}), once a person has said yes: in a form of your client, else on a terminal: {command}"


def _run_text(status: dict[str, Any]) -> str:
    takes = ", ".join(f"{count} {name}" for name, count in status["takes"].items())
    ended = "" if status["exit"] is None else f" (exit {status['exit']})"
    spent = f"; spent {dollars(status['spent'])}" if status["spent"] else ""
    head = f"{status['kind']} {status['state']}{ended}{spent}{': ' + takes if takes else ''}"
    return "\n".join([head, *(f"  {line}" for line in status["last"]), f"Next: {status['next']}"])
