"""Builds that an agent has started: begun without waiting, and told of at any time, by any process."""

import json
import os
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from seedance_make.cli.account.credentials import hide_keys
from seedance_make.cli.wiring import home
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.text.redact import plain
from seedance_make.store.runs import HANDLE, BackgroundRun, RunState, read_json

_YOUNG = timedelta(seconds=60)
_LAST_LINES = 12
_MANY = 20

_NEXT = {
    Exit.OK: "it is done: status() says where the clips are",
    Exit.FAILED: "status() says which shots have no clip, and why; a changed shot needs a new plan",
    Exit.BLOCKED: "ask a person: an outcome is unknown, and only a person settles it (seedance-make resolve)",
    Exit.RUNNING: "tasks run on at the API: build the same digest again, and it goes on",
    Exit.OUT_OF_REACH: "nothing was sent: build the same digest again later",
    Exit.NO_KEY: "ask a person: the API key is missing, or was refused",
    Exit.INTERRUPTED: "what is in flight is kept: build the same digest again, and it goes on",
    Exit.TERMINATED: "what is in flight is kept: build the same digest again, and it goes on",
}


def command_of(words: Sequence[str], *, module: str = "seedance_make") -> list[str]:
    """The command itself, as a process of its own."""
    return [sys.executable, "-m", module, *words]


def start(kind: str, words: Sequence[str], *, project: Path, digest: str | None = None) -> str:
    """Begin a build of the command itself, apart from this process, its terminal and its end; its handle.

    Raises StoreError, OSError.
    """
    run = BackgroundRun(home(), uuid.uuid4().hex)
    started = datetime.now(UTC).isoformat(timespec="milliseconds")
    run.prepare({"kind": kind, "project": os.fspath(project), "digest": digest, "started": started})
    argv = [run.handle, words[0], "--json", f"--events={run.events}", *words[1:]]
    with run.out.open("wb") as out, run.err.open("wb") as err:
        subprocess.Popen(  # noqa: S603 - our own command, and words that were checked
            command_of(argv, module="seedance_make.cli.agents.child"),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    return run.handle


def run_status(handle: str, project: Path) -> dict[str, Any]:
    """What a build has come to, as data. Raises UsageError for a handle that no build of this project has."""
    run = BackgroundRun(home(), handle)
    facts = run.facts if HANDLE.match(handle) else {}
    if facts.get("project") != os.fspath(project):
        raise UsageError(
            f"no build of this project has the handle {plain(handle)}", help="status() names those there are"
        )
    state = run.state(young=_is_young(facts))
    events = list(_events(run.events))
    document = read_json(run.out)
    document = document if isinstance(document, dict) else {}
    status = run.exit if state is RunState.ENDED else None
    return {
        "handle": handle,
        "kind": facts.get("kind"),
        "digest": facts.get("digest"),
        "started": facts.get("started"),
        "state": state.value,
        "exit": status,
        "takes": _takes(events),
        "spent": _spent(events, document),
        "results": [_result(a) for a in document.get("actions", ()) if a["action"] != "keep"],
        "error": document.get("error"),
        "last": _last_lines(run.err),
        "next": _next(str(facts.get("kind")), state, status, document),
    }


def known_runs(project: Path) -> list[dict[str, Any]]:
    """The latest builds of this project that an agent has started, the newest first."""
    ours = [r for r in BackgroundRun.known(home()) if r.facts.get("project") == os.fspath(project)]
    return [
        {
            "handle": run.handle,
            "kind": run.facts.get("kind"),
            "started": run.facts.get("started"),
            "state": run.state(young=_is_young(run.facts)).value,
            "exit": run.exit,
        }
        for run in ours[:_MANY]
    ]


def _is_young(facts: Mapping[str, object]) -> bool:
    try:
        return datetime.now(UTC) - datetime.fromisoformat(str(facts.get("started"))) < _YOUNG
    except (ValueError, TypeError):
        return False


def _events(path: Path) -> Iterable[dict[str, Any]]:
    """Those that are whole; the last line may be half written."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


_TAKEN = {"submitting": "sent", "submitted": "at the API", "resumed": "at the API", "status": "at the API"}


def _takes(events: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many takes are where, by the last that was heard of each."""
    last: dict[tuple[str, int], str] = {}
    for event in events:
        if event.get("shot") and event.get("name") not in {"note", "received", "unanswered"}:
            name = str(event["name"])
            last[event["shot"], event.get("take", 1)] = _TAKEN.get(name, name)
    return dict(Counter(last.values()))


def _spent(events: Iterable[Mapping[str, Any]], document: Mapping[str, Any]) -> int:
    """Credits: what it has submitted so far, less what has failed; in the end what the build says."""
    totals = document.get("totals")
    if isinstance(totals, dict) and "spent" in totals:
        return int(totals["spent"])
    sent: dict[tuple[str, int], int] = {}
    for event in events:
        if event.get("name") == "submitted":
            sent[event["shot"], event["take"]] = event.get("credits") or 0
        if event.get("name") == "failed":
            sent.pop((event["shot"], event["take"]), None)
    return sum(sent.values())


def _result(action: Mapping[str, Any]) -> dict[str, Any]:
    names = ("shot", "take", "action", "result", "output", "credits", "error")
    return {name: action.get(name) for name in names}


def _last_lines(path: Path) -> list[str]:
    """The end of what it said to people, without anything that could steer a terminal, and without the key."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return []
    lines = [plain(line, 500) for line in text.splitlines() if line.strip()]
    return [hide_keys(line) for line in lines[-_LAST_LINES:]]


def _next(kind: str, state: RunState, status: int | None, document: Mapping[str, Any]) -> str:
    if state in {RunState.STARTING, RunState.RUNNING}:
        return "it goes on by itself: ask status(handle) again in a while"
    if state is RunState.DIED:
        return "it was ended from outside; what is in flight is kept: start it again, and it goes on"
    error = document.get("error")
    if isinstance(error, dict) and error.get("help"):
        return f"{'correct it and begin again: ' if status == Exit.USAGE else ''}{error['help']}"
    if kind == "simulate" and status == Exit.OK:
        return _rehearsed([Path(a["output"]).parent for a in document.get("actions", ())])
    return (
        _NEXT.get(Exit(status), "the last lines say why") if status in set(Exit) else "the last lines say why"
    )


def _rehearsed(folders: Sequence[Path]) -> str:
    where = f": the clips are in {os.path.commonpath(folders)}/, and" if folders else ":"
    return f"it is done{where} plan says what they would really cost"
