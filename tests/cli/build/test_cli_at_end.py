"""`build --on-done` and `--notify`: told of every end, with the document of --json, without the key; no end is changed."""

import json
import os
import pty
import shlex
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_tools import ROOT, TWO, Cli, Player, read_until
from harness import Film, until
from scripted_server import ScriptedServer

from seedance_make.cli.build.at_end import AtEnd

BUY = ("build", "--yes", "--max-credits", "9000", "--poll-interval", "0.02")
LISTENER = """\
import json, os, sys
from pathlib import Path
Path(sys.argv[1]).write_text(json.dumps({"document": json.load(sys.stdin), "env": dict(os.environ), "argv": sys.argv[2:]}))
print("the listener was here")
"""


class Listener:
    """A command that writes down what it was given."""

    def __init__(self, folder: Path) -> None:
        self.script, self.heard = folder / "listener.py", folder / "heard.json"
        self.script.write_text(LISTENER)

    @property
    def command(self) -> str:
        return shlex.join([sys.executable, str(self.script), str(self.heard), "two words", "$HOME", "|"])

    @property
    def all(self) -> Any:
        return json.loads(self.heard.read_text())

    @property
    def document(self) -> Any:
        return self.all["document"]


@pytest.fixture
def listener(tmp_path: Path) -> Listener:
    return Listener(tmp_path)


def test_it_gets_the_document_that_json_prints_in_plain_words_and_without_the_key(
    cli: Cli, server: ScriptedServer, listener: Listener
) -> None:
    cli.setenv("REAPI_KEY", server.key)
    cli.write()
    ran = cli(*BUY, "--json", "--on-done", listener.command)
    assert (ran.status, listener.document) == (0, ran.json)
    assert [a["result"] for a in listener.document["actions"]] == ["done", "done"]
    assert listener.all["argv"] == ["two words", "$HOME", "|"]
    assert listener.all["env"]["SEEDANCE_MAKE_EXIT"] == "0"
    assert not {"REAPI_API_KEY", "REAPI_KEY"} & set(listener.all["env"])
    assert server.key not in listener.heard.read_text()
    assert "the listener was here" not in ran.out


def test_what_it_prints_stands_on_stderr_and_nothing_else_of_it_anywhere(
    server: ScriptedServer, tmp_path: Path, listener: Listener
) -> None:
    film = Film(tmp_path, server)
    film.shots(boat="a red boat")
    ran = film.build("--on-done", listener.command)
    assert (ran.status, ran.results) == (0, {"boat": "done"})
    assert ran.err.endswith("the listener was here\n")


def test_with_nothing_to_do_it_is_told_each_time(
    cli: Cli, server: ScriptedServer, listener: Listener
) -> None:
    cli.write()
    cli.build()
    for _ in range(3):
        assert cli.build("--on-done", listener.command).out.endswith("Nothing to do.\n")
        assert [a["action"] for a in listener.document["actions"]] == ["keep", "keep"]
        listener.heard.unlink()


def _failing(cli: Cli, server: ScriptedServer) -> None:
    server.script.fail("80007", prompt="A door.")


def _broken(cli: Cli, _server: ScriptedServer) -> None:
    cli.edit("duration: 4", "duration: 400")


def _as_it_is(_cli: Cli, _server: ScriptedServer) -> None:
    """Nothing is wrong with it."""


@pytest.mark.parametrize(
    ("make", "words", "status", "said"),
    [
        (_failing, BUY, 1, None),
        (_as_it_is, ("build",), 4, "nobody can be asked here, and $0.362 would be spent"),
        (_as_it_is, (*BUY, "--max-credits", "1"), 4, None),
        (_as_it_is, ("build", "nobody"), 64, "no shot is named `nobody`"),
        (_broken, BUY, 65, "storyboard.yaml has 2 errors"),
    ],
)
def test_it_is_told_of_every_end(
    cli: Cli, server: ScriptedServer, listener: Listener, make: Callable[[Cli, ScriptedServer], None],
    words: tuple[str, ...], status: int, said: str | None,
) -> None:  # fmt: skip
    cli.write()
    make(cli, server)
    ran = cli(*words, "--on-done", listener.command)
    assert (ran.status, listener.all["env"]["SEEDANCE_MAKE_EXIT"]) == (status, str(status)), ran
    if status == 1:
        assert {a["shot"]: a["result"] for a in listener.document["actions"]} == {
            "door": "failed",
            "wave": "done",
        }
    else:
        assert listener.document["error"]["exit"] == status
    if said:
        assert listener.document["error"]["message"] == said
    if status == 65:
        assert [p["line"] for p in listener.document["problems"]] == [6, 7]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_is_told_of_a_build_that_was_stopped(
    server: ScriptedServer, tmp_path: Path, listener: Listener, number: int, status: int
) -> None:
    film = Film(tmp_path, server)
    film.shots(boat="a red boat")
    server.script.poll(task={"status": "processing", "output": None}, times=None)
    with film.building("--on-done", listener.command) as running:
        until(lambda: len(server.polls) > 1, "polls")
        running.send(number)
        ran = running.end()
    assert (ran.status, ran.results) == (status, {"boat": "pending"}), ran
    assert listener.document == ran.json
    assert listener.all["env"]["SEEDANCE_MAKE_EXIT"] == str(status)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("no-such-program --x", "no-such-program cannot be run: no such file or directory"),
        ("/", "/ cannot be run: permission denied"),
        ("false", "false ended with status 1"),
        ("sh -c 'kill -9 $$'", "sh was ended by SIGKILL"),
    ],
)
def test_its_failure_is_said_and_changes_nothing(
    cli: Cli, server: ScriptedServer, command: str, said: str
) -> None:
    cli.write()
    ran = cli(*BUY, "--on-done", command)
    assert (ran.status, ran.err.splitlines()[-1]) == (0, f"seedance-make: --on-done: {said}")
    ran = cli("build", "nobody", "--on-done", command)
    assert (ran.status, ran.err.splitlines()[-1]) == (64, f"seedance-make: --on-done: {said}")


def test_one_that_hangs_is_ended(capfd: pytest.CaptureFixture[str]) -> None:
    """And it need not read what it is given, however much that is."""
    AtEnd(notify=False, on_done=("sleep", "1000"), limit=1.0)(0, {"much": "x" * 1_000_000})
    assert (
        capfd.readouterr().err == "seedance-make: --on-done: sleep still ran after 1 second, and was ended\n"
    )
    AtEnd(notify=False, on_done=("true",))(0, {"much": "x" * 1_000_000})
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--on-done", "echo 'x"), "Invalid value for '--on-done': no closing quotation in: echo 'x"),
        (("--on-done", " "), "Invalid value for '--on-done': name a command"),
        (("-n", "--on-done", "true"), "--dry-run builds nothing: leave out --notify and --on-done"),
        (("-n", "--notify"), "--dry-run builds nothing: leave out --notify and --on-done"),
    ],
)
def test_what_is_no_command_is_refused_before_anything_is_done(
    cli: Cli, words: tuple[str, ...], said: str
) -> None:
    cli.write()
    ran = cli("build", *words)
    assert (ran.status, ran.err.splitlines()[-1]) == (64, f"seedance-make: {said}")


@pytest.fixture
def desktop(cli: Cli, tmp_path: Path) -> Player:
    """A desktop's `notify-send`, which says into a pipe what it was given."""
    (tmp_path / "bin").mkdir()
    cli.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    notifier = Player(tmp_path / "bin")
    (tmp_path / "bin" / "xdg-open").unlink()
    program = tmp_path / "bin" / "notify-send"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" "${{REAPI_API_KEY-no key}}" > {notifier.pipe} &\n')
    program.chmod(0o755)
    return notifier


def test_the_desktop_is_told(cli: Cli, server: ScriptedServer, desktop: Player) -> None:
    cli.write(TWO.replace("wave:", "w<b>ave:"))
    assert cli("build", "--notify").status == 65
    said = "storyboard.yaml has 1 error"
    assert desktop.opened().split("\n") == [
        "--app-name=seedance-make",
        "--",
        "seedance-make: not built",
        said,
        "no key",
    ]
    cli.write()
    server.script.fail("80007", prompt="A door.")
    assert cli(*BUY, "--notify").status == 1
    assert desktop.opened().split("\n")[2:4] == [
        "seedance-make: something failed",
        "1 done, 1 failed; spent $0.181",
    ]


def test_a_terminal_rings_its_bell(cli: Cli) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cli.folder)
        words = [sys.executable, "-m", "seedance_make", "build", "--notify"]
        os.execve(sys.executable, words, {**os.environ, "PYTHONPATH": str(ROOT), "PATH": "/none"})
    assert read_until(terminal, b"\a").endswith(b"   help: `seedance-make init` makes one\r\n\a")
    read_until(terminal, b"no such words: to the end")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 64
    os.close(terminal)


def test_without_a_desktop_or_a_terminal_nothing_is_said(
    cli: Cli, server: ScriptedServer, tmp_path: Path
) -> None:
    cli.write()
    plain = cli("build", "--yes", "--max-credits", "9000", "--poll-interval", "0.02")
    cli.setenv("PATH", str(tmp_path))
    ran = cli("build", "--notify")
    assert (plain.status, ran.status, ran.err) == (0, 0, "")
    broken = tmp_path / "notify-send"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o755)
    assert (cli("build", "--notify").status, cli("build", "--notify").err) == (0, "")
