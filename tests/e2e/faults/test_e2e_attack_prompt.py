"""The question on a terminal: what each answer, Ctrl-C and signals make of it."""

import os
import pty
import re
import signal
import sys
import time

import pytest
from harness import COMMAND, PATIENCE, Film
from scripted_server import ScriptedServer

QUESTION = b"Buy 1 take for $0.181? [y/N]: "


def asked(film: Film, answer: bytes | int) -> tuple[int, bytes]:
    """Build on a terminal of its own; type an answer, or send a signal, at the question: status and what was seen."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(film.folder)
        words = [*COMMAND, "build", "--poll-interval", "0.05"]
        os.execve(sys.executable, words, film.environment(COLUMNS="200"))
    try:
        seen = _read(terminal, until=QUESTION)
        if isinstance(answer, bytes):
            os.write(terminal, answer)
        else:
            os.kill(child, answer)
        deadline = time.monotonic() + PATIENCE / 4
        while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        if ended[0] == 0:
            os.kill(child, signal.SIGKILL)
            ended = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(ended[1]), seen + _read(terminal)
    finally:
        os.close(terminal)


def _read(terminal: int, until: bytes | None = None) -> bytes:
    """What is shown, up to some words or to the end."""
    seen = b""
    while until is None or until not in seen:
        try:
            more = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        if not more:
            break
        seen += more
    return seen


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (b"n\n", 4, b"not bought: nothing was sent"),
        (b"\n", 4, b"not bought: nothing was sent"),
        (b"\x03", 130, b"interrupted: nothing was lost"),
        (b"\x04", 130, b"interrupted: nothing was lost"),
        (signal.SIGINT, 130, b"interrupted: nothing was lost"),
    ],
)
def test_no_and_ctrl_c_buy_nothing(
    film: Film, server: ScriptedServer, answer: bytes | int, status: int, said: bytes
) -> None:
    ended, seen = asked(film, answer)
    assert (ended, said in seen) == (status, True), seen
    assert (server.posts, film.states) == ([], [])


def test_the_question_stands_below_the_plan_with_what_the_account_holds(
    film: Film, server: ScriptedServer
) -> None:
    server.api.credits = 4321
    _, seen = asked(film, b"n\n")
    plan = re.sub(r"\x1b\[[0-9;]*m|\r", "", seen.decode().partition(QUESTION.decode())[0])
    assert plan.splitlines()[-4:-1] == [
        "Buys 1 take, 4 seconds of film, for $0.181 (= 181 credits).",
        "No cap is set (max_credits in the manifest, or --max-credits N).",
        "The account holds $4.321.",
    ]
    assert server.posts == []


def test_an_account_that_cannot_pay_is_said_and_nobody_is_asked(film: Film, server: ScriptedServer) -> None:
    server.api.credits = 100
    ended, seen = asked(film, 0)
    assert ended == 4
    assert seen.decode().replace("\r", "") == (
        "seedance-make: the plan comes to $0.181 and the account holds $0.100: nothing is sent\n"
        "   help: not even the first purchase fits: shorten it, or top up the account\n"
    )
    assert server.posts == []
