"""docs/json.md describes every field of every document and every event, and nothing that no document has."""

import json
import os
import re
from collections import defaultdict
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
from cli_tools import ROOT, Cli, Player, answered, process
from json_paths import DOCS, documented, paths, undescribed, unseen
from scripted_server import ScriptedServer
from watch_tools import in_pipe

from seedance_make.cli.command_table import COMMANDS
from seedance_make.core.attempt.events import Event

FILM = """\
version: 1
title: A film
max_credits: 9000
models: [kling.yaml]
styles: {dusk: Cold blue dusk.}
cast: {mara: {text: Mara}}
groups: {b*: {note: bad}, g*: {note: good}}
defaults: {resolution: 480p, duration: 4}
profiles: {long: {duration: 5}}
shots:
  door: {prompt: A door opens., takes: 2, take: 1, style: dusk}
  wave: {prompt: "A wave. {{ cast.mara }}", first_frame: {shot: door}}
  bad: {prompt: A bad one.}
  lost: {prompt: A lost one.}
  task: {prompt: A task., model: kling-3, resolution: 1080p, enabled: false}
"""
KLING = """\
model: kling-3
fields: {prompt: {}, duration: {least: 4, most: 5, default: 5}, resolution: {values: [1080p], default: 1080p}}
billing: per-task
as_of: 2026-11-01
prices: {1080p: {usd_per_task: 0.4}}
"""
NO_DOCUMENT = {"mcp", "worker", "serve", "schema", "completion", "help"}
"""Commands whose output is none, or is a document of its own kind."""


class Documents:
    """Runs commands, and keeps the paths of what they print, by the section of the docs."""

    def __init__(self, cli: Cli) -> None:
        self.cli = cli
        self.found: dict[str, set[str]] = defaultdict(set)

    def __call__(self, *words: str, section: str = "", status: int | None = 0) -> Any:
        ran = self.cli(*words, "--json")
        assert status in {None, ran.status}, ran
        document = json.loads(ran.out)
        self.found[section or f"`{words[0]}`"] |= paths(document)
        return document


EDITS = "`pick`, `retake`, `pin`, `rename`"


@pytest.fixture
def told(cli: Cli, server: ScriptedServer, player: Player) -> dict[str, set[str]]:
    """Every command, with something to tell."""
    run = Documents(cli)
    run("init", "other")
    cli.write(KLING, "kling.yaml")
    cli.write(FILM)
    cli.commit()
    server.script.post(prompt="A lost", reset="after", charged=True)
    server.script.fail(80007, prompt="A bad")
    cli.edit(", enabled: false", "")
    run("plan")
    cli.edit("1080p}", "1080p, enabled: false}")
    run("plan", "--compare", "long", section="`plan --compare`")
    run("graph")
    run("build", "--yes", "--poll-interval", "0.02", status=3)
    team = cli.folder.parent / "team"
    team.mkdir()
    cli.edit("title: A film", f"title: A film\nteam: file://{team}")
    run("push")
    cli.edit(f"\nteam: file://{team}", "")
    run("pick", "door", "2", section=EDITS)
    cli.edit("A wave.", "Two waves.")
    cli.edit("A lost one.", "Another one.")
    for command in (
        "plan",
        "status",
        "log",
        "diff",
        "balance",
        "budget",
        "doctor",
        "board",
        "reel",
        "shots",
        "models",
    ):
        run(command, status=None)
    run("log", "--by", "shot")
    home = cli.home
    cli.setenv("SEEDANCE_MAKE_HOME", str(cli.folder.parent / "elsewhere"))
    run("log")
    cli.setenv("SEEDANCE_MAKE_HOME", str(home))
    run("show", "wave")
    run("open", "door")
    player.opened()
    run("export", "--format", "edl")
    run("resolve", "lost", "--abandon")
    run("retake", "wave", section=EDITS)
    run("pin", "door", section=EDITS)
    run("rename", "bad", "good", section=EDITS)
    run("plan", "nobody", section="Every early end", status=64)
    _approved(run)
    _what_is_kept(run)
    _account(run, server)
    cli.edit("A door opens.", "A door opens., seed: 1")
    cli.edit("note: good", "note: 7")
    run("validate", status=65)
    run("plan", section="Every early end", status=65)
    _watched(run)
    return run.found


def _approved(run: Documents) -> None:
    """`approve` answers on a terminal, where its document stands among the rest."""
    assert run.cli("plan", "good", "--out", "plan.json").status == 0
    screen = answered(("approve", "plan.json", "--json"), b"y\n", cwd=run.cli.folder)[1]
    document, _ = json.JSONDecoder().raw_decode(screen[screen.index("\n{\n") + 1 :])
    run.found["`approve`"] |= paths(document)
    run("approve", "plan.json", "--revoke")


def _watched(run: Documents) -> None:
    """From an error to a plan, a save, and clips of which one cannot be had."""
    run.cli.write(FILM.replace("A bad one.", "'A bad one [[fail 80007]].'"))
    with in_pipe(run.cli.folder, "--json", "--simulate", "--compare", "long") as watching:
        watching.until('"unrendered"')
        run.cli.edit("version: 1\n", "")
        watching.until('"invalid"')
        run.cli.write(FILM.replace("A door opens.", "A door closes."))
        watching.until('"rendered"')
        watching.until("\n")
    lines = watching.text.splitlines()
    run.found["`watch`"] |= {
        path for line in lines if line.startswith("{") for path in paths(json.loads(line))
    }


def _what_is_kept(run: Documents) -> None:
    """`gc` and `verify` with clips that are damaged, missing, edited, and asked for by no shot."""
    run("gc")
    folder, digests = run.cli.folder / "out", {}
    for row in run.cli("log", "--json").json["attempts"]:
        digests[row["shot"], row["take"]] = next(iter(row["sha256"]), None)
    clip = {key: run.cli.home / "cas" / digest[:2] / digest for key, digest in digests.items() if digest}
    clip["door", 2].chmod(0o644)
    clip["door", 2].write_bytes(b"rotten")
    for path in (clip["door", 1], folder / "door.mp4", clip["wave", 1]):
        path.unlink()
    (folder / "wave.mp4").write_bytes(b"cut by hand")
    run("verify", status=1)


def _account(run: Documents, server: ScriptedServer) -> None:
    kept = {
        "PYTHON_KEYRING_BACKEND": "file_keyring.FileKeyring",
        "FILE_KEYRING": str(run.cli.folder / "keyring.json"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)]),
    }
    for command in ("login", "logout"):
        ran = process(command, "--json", cwd=run.cli.folder, typed=server.key, **kept)
        assert ran.returncode == 0, ran
        run.found[f"`{command}`"] |= paths(json.loads(ran.stdout))


def rows_of(section: str) -> set[str]:
    """`build` has all of `plan` too."""
    sections = documented()
    return set(sections[section]) | (set(sections["`plan`"]) if section == "`build`" else set())


@pytest.mark.usefixtures("player")
def test_every_field_is_described_and_every_description_has_its_field(told: dict[str, set[str]]) -> None:
    assert set(documented()) - set(told) == {"Events"}
    missing = {s: undescribed(found, rows_of(s)) for s, found in told.items()}
    assert {s: sorted(names) for s, names in missing.items() if names} == {}
    empty = {s: unseen(found, set(documented()[s])) for s, found in told.items()}
    assert {s: sorted(names) for s, names in empty.items() if names} == {}


def test_every_command_has_its_section() -> None:
    titles = " ".join(documented())
    named = set(re.findall(r"`([a-z]+)`", titles + DOCS.read_text(encoding="utf-8")))
    assert set(COMMANDS) - named == NO_DOCUMENT - named


def test_every_event_is_described() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \| [^|]+ \| (.+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    described = {
        name: set(re.findall(r"`([a-z0-9_]+)`", cells)) - {"code", "message"} for name, cells in rows
    }
    code = {
        kind.__name__.lower(): {"error" if f.name == "fault" else f.name for f in fields(kind)}
        for kind in get_args(Event)
    }
    described["failed"] -= {"request_id"}
    assert described == code
