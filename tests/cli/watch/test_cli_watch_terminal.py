"""`watch` on a terminal: its keys, the real build that it starts, Ctrl-C, and the terminal's mode at every end."""

import os
import signal
from collections.abc import Iterator

import pytest
from cli_tools import TWO, Cli, Player
from harness import until
from scripted_server import ScriptedServer
from watch_tools import Watching, on_terminal

KEYS = "b buys 2 takes for $0.362, after asking · o opens door · r renders · q quits"
QUESTION = "Buy 2 takes for $0.362? [y/N]: "


@pytest.fixture
def watching(cli: Cli, server: ScriptedServer) -> Iterator[Watching]:
    cli.write()
    with on_terminal(cli.folder) as running:
        assert running.until(KEYS).startswith(
            "Watching 2 files. Nothing is spent until you press b and say yes.\n\n"
        )
        until(lambda: not running.by_line, "its keys")
        yield running


def test_q_quits(watching: Watching) -> None:
    watching.type("q")
    assert (watching.end(), watching.by_line) == (0, True)


def test_the_end_of_the_input_quits(watching: Watching) -> None:
    watching.type("\x04")
    assert (watching.end(), watching.by_line) == (0, True)


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [
        (signal.SIGINT, 130, "interrupted: nothing was lost\n"),
        (signal.SIGTERM, 143, ""),
        (signal.SIGQUIT, 143, ""),
    ],
)
def test_a_signal_ends_it_and_the_terminal_is_as_it_was(
    watching: Watching, number: int, status: int, words: str
) -> None:
    watching.signal(number)
    assert (watching.end(), watching.by_line) == (status, True)
    assert watching.text.endswith(KEYS + words)


def test_ctrl_c_ends_it(watching: Watching) -> None:
    watching.type("\x03")
    assert (watching.end(), watching.by_line) == (130, True)


def test_b_builds_what_is_shown_after_its_question(
    watching: Watching, cli: Cli, server: ScriptedServer
) -> None:
    watching.type("b")
    assert "The account holds " in watching.until(QUESTION)
    assert watching.by_line
    watching.type("no\n")
    watching.until("seedance-make: not bought: nothing was sent\n")
    watching.until(KEYS)
    assert server.posts == []
    watching.type("b")
    watching.until(QUESTION)
    watching.type("y\n")
    watching.until("Spent $0.362 (= 362 credits).\n")
    assert (
        watching.until("nothing to buy.\n") == "Since the last build: nothing to buy.\n"
    )  # no word of its receipts
    watching.until("b has nothing to build")
    assert sorted(server.prompts) == ["A door.", "A wave."]
    watching.type("b")
    watching.until("Nothing to build.\n")
    cli.edit("A door.", "Another door.")
    watching.until("b buys 1 take for $0.181, after asking · o opens door")
    watching.type("q")
    assert watching.end() == 0


def test_the_limits_hold_there_as_everywhere(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO.replace("version: 1", "version: 1\nmax_credits: 200"))
    with on_terminal(cli.folder) as watching:
        watching.until("q quits")
        until(lambda: not watching.by_line, "its keys")
        watching.type("b")
        watching.until("the plan comes to")
        watching.until("q quits")
        watching.type("q")
        assert watching.end() == 0
    assert server.posts == []


def test_keys_that_come_before_the_question_buy_nothing(
    watching: Watching, cli: Cli, server: ScriptedServer
) -> None:
    """What is pasted is no key, and while a build has the terminal b is a letter."""
    watching.type("bob\ny\n")
    cli.edit("# stays", "# a comment")
    watching.until("no shot asks for anything new\n")
    watching.type("b")
    until(lambda: watching.by_line, "the build")
    watching.type("b\n")
    watching.until(QUESTION)
    watching.until("y or n?\n")
    watching.until(QUESTION)
    watching.type("\n")
    watching.until("not bought: nothing was sent\n")
    watching.until(KEYS)
    watching.type("q")
    assert watching.end() == 0
    assert server.posts == []


def test_ctrl_c_ends_the_build_that_runs_and_not_the_watch(
    watching: Watching, cli: Cli, server: ScriptedServer
) -> None:
    server.script.poll(task={"status": "processing", "output": None}, times=None)
    watching.type("b")
    watching.until(QUESTION)
    watching.type("\x03")
    watching.until("interrupted: nothing was lost\n")
    watching.until(KEYS)
    watching.type("b")
    watching.until(QUESTION)
    watching.type("y\n")
    until(lambda: len(server.polls) > 1, "polls")
    cli.edit("A wave.", "A high wave.")
    watching.type("\x03")
    watching.until("Interrupted. What is in flight is kept")
    watching.until("storyboard.yaml saved\n~ wave  changed  $0.181\n")
    watching.until("b buys 1 take for $0.181")
    watching.type("\x03")
    assert (watching.end(), watching.by_line) == (130, True)
    assert len(server.posts) == 2


def test_sigterm_ends_the_build_that_runs_first(watching: Watching, cli: Cli, server: ScriptedServer) -> None:
    server.script.poll(task={"status": "processing", "output": None}, times=None)
    watching.type("b")
    watching.until(QUESTION)
    watching.type("y\n")
    until(lambda: len(server.polls) > 1, "polls")
    watching.signal(signal.SIGTERM)
    assert (watching.end(), watching.by_line) == (143, True)
    assert "Interrupted. What is in flight is kept" in watching.text
    server.script.faults.clear()
    assert cli.build().status == 0
    assert len(server.posts) == 2


def test_o_opens_the_shot_that_changed_last(cli: Cli, server: ScriptedServer, player: Player) -> None:
    cli.write()
    with on_terminal(cli.folder) as watching:
        watching.until(KEYS)
        until(lambda: not watching.by_line, "its keys")
        watching.type("o")
        watching.until("door has no clip yet: r renders one\n")
        cli.edit("A wave.", "A high wave.")
        watching.until("o opens wave")
        watching.type("r")
        watching.until("rendered door, wave: simulated, nothing is spent\n")
        watching.type("o")
        assert player.opened() == str(cli.folder / "out-simulated" / "wave.mp4")
        cli.build("wave")
        watching.until("Since the last build: 1 take to buy (door)")
        watching.type("o")
        assert player.opened() == str(cli.folder / "out" / "wave.mp4")
        watching.type("q")
        assert watching.end() == 0


def test_while_an_error_stands_the_keys_say_so(watching: Watching, cli: Cli, server: ScriptedServer) -> None:
    cli.edit("    duration: 4", "    duration: 40")
    watching.until("no plan while the error stands · q quits")
    watching.type("b")
    cli.edit("A wave.", "{x}")
    watching.until("no plan while 2 errors stand · q quits")
    watching.type("q")
    assert watching.end() == 0
    assert server.posts == []


def test_suspended_it_gives_the_terminal_back_and_takes_it_again(watching: Watching) -> None:
    watching.type("\x1a")
    _, status = os.waitpid(watching.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    assert watching.by_line
    watching.signal(signal.SIGCONT)
    until(lambda: not watching.by_line, "its keys")
    watching.type("q")
    assert (watching.end(), watching.by_line) == (0, True)
