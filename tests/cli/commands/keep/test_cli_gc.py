"""`gc`: an explicit scope, shown, asked, removed; never under a build's feet."""

import os
import pty
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from cli_tools import ROOT, Cli, Ran, process, read_until
from harness import until
from scripted_server import ScriptedServer

from seedance_make.core.attempt.states import State
from seedance_make.core.storyboard.model import Artifact
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.store.owners import DiskOwners

SCOPES = ["damaged", "index", "runs", "leftovers", "unused", "lock"]


@pytest.fixture
def built(cli: Cli, server: ScriptedServer) -> Cli:
    """Two takes of the door were bought, the second was chosen, and the first is not asked for any more."""
    cli.write()
    cli("retake", "door")
    cli.build()
    cli("pick", "door", "2")
    cli.edit("    takes: [1, 2]\n", "")
    cli.build()
    return cli


def found(ran: Ran) -> dict[str, list[str]]:
    return {s["scope"]: s["items"] for s in ran.json["scopes"]}


def files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def test_without_a_scope_it_says_what_there_is_and_removes_nothing(built: Cli) -> None:
    before = files(built.home)
    ran = built("gc")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert [line.split()[0] for line in lines[:6]] == [f"--{name}" for name in SCOPES]
    assert lines[4].split("  ", 3)[0] == "--unused"
    assert lines[-1] == "Nothing was removed: name a scope."
    assert files(built.home) == before
    assert built("gc", "--json").json["removed"] is False


def test_unused_clips_are_shown_with_their_price_and_need_a_yes(built: Cli) -> None:
    before = files(built.home)
    ran = built("gc", "--unused")
    assert ran.status == 4
    lines = ran.out.splitlines()
    assert lines[0].endswith("1, 0.0 MB, bought for $0.181")
    assert lines[1].startswith("  door@1  ")
    assert ran.err == (
        "seedance-make: nothing was removed: nobody is there to ask\n"
        "   help: look at the list above, then add --yes\n"
    )
    assert files(built.home) == before


def test_only_the_scope_is_removed(built: Cli, server: ScriptedServer) -> None:
    before = files(built.home)
    ran = built("gc", "--unused", "--yes")
    assert ran.status == 0
    assert ran.out.endswith("Removed. 0.0 MB are free again.\n")
    gone = before - files(built.home)
    assert len(gone) == 1
    assert all(name.startswith("cas/") for name in gone)
    assert "door" in (built.folder / "storyboard.lock").read_text()
    built.build()
    assert len(server.api.tasks) == 3


def test_receipts_are_removed_by_their_own_scope_alone(built: Cli) -> None:
    lock = built.folder / "storyboard.lock"
    assert len(lock.read_text().splitlines()) == 5
    ran = built("gc", "--lock", "--yes", "--json")
    assert (ran.status, len(found(ran)["lock"])) == (0, 1)
    assert len(lock.read_text().splitlines()) == 4
    assert '"shot":"door","take":2' in lock.read_text()
    assert found(built("gc", "--lock", "--yes", "--json")) == {"lock": []}


def test_clips_of_disabled_shots_profiles_and_pins_are_not_unused(built: Cli, server: ScriptedServer) -> None:
    built.edit("    take: 2\n", "    take: 2\n    enabled: false\n")
    built.edit("version: 1\n", "version: 1\nprofiles: {first: {take: 1}}\n")
    assert found(built("gc", "--json"))["unused"] == []
    assert found(built("gc", "--json"))["lock"] == []


def test_a_clip_that_another_project_bought_is_not_ours_to_remove(built: Cli) -> None:
    built.write("version: 1\nshots: {x: {prompt: none}}\n", "other/storyboard.yaml")
    ran = built("-C", "other", "gc", "--json")
    assert (found(ran)["unused"], found(ran)["lock"]) == ([], [])


def test_a_clip_that_another_projects_purchase_gave_too_is_kept(built: Cli) -> None:
    """Two requests may give the same bytes; then they belong to both."""
    (row,) = (r for r in built("log", "--json").json["attempts"] if (r["shot"], r["take"]) == ("door", 1))
    artifact = Artifact(sha256=row["sha256"][0], size=1)
    with SqliteJournal(built.home / "journal.db") as journal:
        (mine, *_) = journal.rows(origin="loopback")
        other = replace(mine, id="e" * 32, fingerprint="e" * 64, project="/elsewhere", state=State.INTENT)
        journal.intend(replace(other, artifacts=(artifact,)), None)
        for state in (State.SUBMITTED, State.COMPLETED, State.VERIFIED, State.DONE):
            journal.record(other.id, state, mine.created)
    assert found(built("gc", "--json"))["unused"] == []


def test_while_a_frame_is_not_made_its_shots_receipts_are_kept(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.build()
    cli.edit("wave: {prompt: A wave., ", "wave: {prompt: A wave., first_frame: {shot: door}, ")
    cli.edit("A door.", "Another door.")  # not made: what the wave will ask for is not known
    ran = cli("gc", "--json")
    assert [item.split()[0] for item in found(ran)["unused"]] == ["door@1"]
    assert [item.split()[0] for item in found(ran)["lock"]] == ["door@1"]


def test_damaged_index_and_runs(built: Cli) -> None:
    (built.home / "damaged").mkdir()
    (built.home / "damaged" / "abc.1").write_text("rot")
    ran = built("gc", "--damaged", "--index", "--runs", "--yes")
    assert ran.status == 0
    assert not {"damaged", "index", "runs"} & {p.name for p in built.home.iterdir()}
    assert built("plan", "--json").json["totals"]["keep"] == 2


def test_leftovers_of_dead_processes_go_and_those_of_paid_tasks_stay(
    cli: Cli, server: ScriptedServer
) -> None:
    cli.write()
    cli.setenv("SEEDANCE_MAKE_KILL_AT", "before-verified")
    died = process(
        "build", "door", "--yes", "--max-credits", "900", "--poll-interval", "0.02", cwd=cli.folder
    )
    assert died.returncode == -9
    cli.setenv("SEEDANCE_MAKE_KILL_AT", "")
    (paid,) = (p.name for p in (cli.home / "cas").glob("*.part"))
    (cli.home / "cas" / "adopt-1.part").write_text("x" * 100)
    ran = cli("gc", "--leftovers", "--yes", "--json")
    assert found(ran) == {"leftovers": ["adopt-1"]}
    assert [p.name for p in (cli.home / "cas").glob("*.part")] == [paid]
    cli.build()
    assert len(server.api.tasks) == 2


def test_it_waits_while_a_build_holds_the_store(built: Cli) -> None:
    """The owner lets go once the waiting was said: without waiting, the words would not be there."""
    owner = DiskOwners(built.home)
    owner.__enter__()
    threading.Timer(0.5, owner.__exit__).start()
    ran = built("gc", "--unused", "--yes")
    assert ran.status == 0
    assert ran.err == "waiting for 1 build on this store to end (Ctrl-C: nothing is removed)\n"


def test_outside_of_a_project_the_store_alone_is_looked_at(cli: Cli) -> None:
    assert list(found(cli("gc", "--json"))) == ["damaged", "index", "runs", "leftovers"]
    assert cli("gc", "--unused", "--yes").status == 64
    assert cli("gc", "--runs", "--yes").out == "runs (event files of past builds): nothing\n"


@pytest.mark.parametrize(("answer", "status", "left"), [(b"n\n", 4, 2), (b"y\n", 0, 1)])
def test_on_a_terminal_it_asks(built: Cli, answer: bytes, status: int, left: int) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(built.folder)
        words = [sys.executable, "-m", "seedance_make", "gc", "--lock"]
        os.execve(sys.executable, words, {**os.environ, "PYTHONPATH": str(ROOT)})
    seen = read_until(terminal, b"[y/N]: ")
    assert b"door@1" in seen
    assert b"Remove 1 entry for good?" in seen
    os.write(terminal, answer)
    seen += read_until(terminal, b"\r\n\r\n")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == status
    os.close(terminal)
    assert (built.folder / "storyboard.lock").read_text().count('"shot":"door"') == left


def test_a_real_build_is_waited_for(built: Cli, server: ScriptedServer) -> None:
    server.script.add(on="poll", hang=1.0)
    built.edit("A wave.", "Two waves.")
    words = ["build", "--yes", "--max-credits", "900", "--poll-interval", "0.02"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "seedance_make", *words], cwd=built.folder, env=env
    ) as build:
        until(lambda: len(server.api.tasks) == 4, "the purchase")
        ran = built("gc", "--leftovers", "--yes")
        states = {r["state"] for r in built("log", "--json").json["attempts"]}
    assert ran.err.startswith("waiting for 1 build on this store to end")
    assert (ran.status, states, build.returncode) == (0, {"done"}, 0)
